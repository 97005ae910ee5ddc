"""Invitations: make one, see which are open, end one."""

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
            "A link that lets one person make an account of their own, also while registration "
            "is closed. It works once, within three days.",
            _form(),
        ),
        ui.page_part(
            "Open",
            "Links that nobody used yet. Ended, a link opens nothing.",
            ui.awaited(_list(), loaded=InviteList.loaded, on_retry=InviteList.load, rows=2),
            wide=True,
        ),
        shown_once(
            "invite_link",
            title="Invitation",
            description=(
                "Send this link to the person you invite, and to nobody else: whoever has it "
                "may use it, and it is not shown again."
            ),
        ),
    )


def _form() -> rx.Component:
    return secret_form(
        ui.text_field(
            "For one user name",
            id="invite-username",
            name="username",
            size="lg",
            optional=True,
            error=ui.error_at(InviteList.errors, "username"),
            hint="Left empty, whoever has the link chooses a name.",
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
        ),
        message_line(InviteList),
        rx.el.div(ui.button("Make invitation", type="submit", variant="primary", leading="plus")),
        action="/api/admin/invites",
        round=InviteList.round,
        on_outcome=result_handler(InviteList.hear, "make"),
        class_name="secret-form",
        custom_attrs={"data-calm": "true"},
        key=InviteList.made.to_string(),
    )


def _list() -> rx.Component:
    return rx.cond(
        InviteList.lines.length() > 0,
        ui.listing(rx.foreach(InviteList.lines, _line), label="Open invitations"),
        rx.el.p("None at the moment.", class_name="dim"),
    )


def _line(line: ObjectVar[InviteLine]) -> rx.Component:
    return ui.listed(
        line["whom"],
        rx.el.span(line["ends"], class_name="num"),
        rx.el.span(line["made"], class_name="num"),
        leading=ui.icon("key"),
        trailing=(
            action_button(
                "End",
                line["action"].to(str),
                method="DELETE",
                size="sm",
                on_outcome=result_handler(InviteList.hear, "end"),
                aria_label="End the invitation for " + line["whom"].to(str),
            ),
        ),
        key=line["id"],
    )
