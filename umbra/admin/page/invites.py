"""The invitations page: create an invitation, list the open ones, revoke one."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.accounts.secret_forms.form import secret_form
from umbra.accounts.secret_forms.form_message import message_line
from umbra.accounts.secret_forms.secret_view import shown_once
from umbra.admin.page.actions import action_button, result_handler
from umbra.admin.page.frame import admin_page
from umbra.admin.state import InviteList
from umbra.admin.state.invites import InviteLine


def invites_page() -> rx.Component:
    return admin_page(
        "invites",
        ui.page_part(
            "New invitation",
            "A link to create one account, even while registration is closed. It works once "
            "and expires after three days.",
            _form(),
        ),
        ui.page_part(
            "Open invitations",
            "Links that have not been used yet. A revoked link no longer works.",
            ui.awaited(_list(), loaded=InviteList.loaded, on_retry=InviteList.load, rows=2),
            wide=True,
        ),
        shown_once(
            "invite_link",
            title="Invitation",
            description=(
                "Send this link only to the person you invite: anyone who has it can use it. "
                "It won't be shown again."
            ),
        ),
    )


def _form() -> rx.Component:
    return secret_form(
        ui.text_field(
            "Restrict to a user name",
            id="invite-username",
            name="username",
            size="lg",
            optional=True,
            error=ui.error_at(InviteList.errors, "username"),
            hint="If left empty, the invited person chooses a name.",
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
        ),
        message_line(InviteList),
        rx.el.div(ui.button("Create invitation", type="submit", variant="primary", leading="plus")),
        action="/api/admin/invites",
        round=InviteList.round,
        on_outcome=result_handler(InviteList.hear, "make"),
        class_name="secret-form",
        custom_attrs={"data-calm": "true"},
        key=InviteList.created.to_string(),
    )


def _list() -> rx.Component:
    return rx.cond(
        InviteList.lines.length() > 0,
        ui.listing(rx.foreach(InviteList.lines, _line), label="Open invitations"),
        rx.el.p("No open invitations.", class_name="dim"),
    )


def _line(line: ObjectVar[InviteLine]) -> rx.Component:
    return ui.listed(
        line["whom"],
        rx.el.span(line["expires"], class_name="num"),
        rx.el.span(line["created"], class_name="num"),
        leading=ui.icon("key"),
        trailing=(
            action_button(
                "Revoke",
                line["action"].to(str),
                method="DELETE",
                size="sm",
                on_outcome=result_handler(InviteList.hear, "end"),
                aria_label="Revoke the invitation for " + line["whom"].to(str),
            ),
        ),
        key=line["id"],
    )
