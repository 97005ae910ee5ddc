"""What is asked of everybody: each rule with what it tightens and from when."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.form import secret_form
from umbra.accounts.secret_forms.form_message import message_line
from umbra.admin.page.frame import admin_page
from umbra.admin.state import PolicyForm

RULES = PolicyForm.rules


def policy_page() -> rx.Component:
    return admin_page(
        "policy",
        ui.awaited(
            _form(),
            loaded=PolicyForm.filled > 0,
            on_retry=PolicyForm.load,
            label="Loading the policy",
        ),
    )


def _form() -> rx.Component:
    return secret_form(
        ui.page_part(
            "Coming in",
            "Who may have an account here.",
            _switch(
                "registration_open",
                "Registration is open",
                "Anybody who reaches this address may make an account. When off, it takes an "
                "invitation or an admin.",
            ),
        ),
        ui.page_part(
            "Second factor",
            "A code from an app, beside the password.",
            _switch(
                "mfa_required",
                "Everybody needs one",
                "Whoever has none sets one up at the next sign-in.",
            ),
            ui.date_field(
                "For those who are signed in, from",
                id="mfa_required_from",
                name="mfa_required_from",
                default_value=RULES["mfa_required_from"],
                error=ui.error_at(PolicyForm.errors, "mfa_required_from"),
                hint="From this day on (UTC) they set one up before they go on. Empty: at their "
                "next sign-in.",
                optional=True,
            ),
        ),
        ui.page_part(
            "Secrets",
            "What opens an account, and a locked session.",
            _number(
                "password_min_length",
                "Shortest password",
                (12, 64),
                "Characters, 12 to 64. Whoever has a shorter one chooses anew at the next sign-in.",
            ),
            _switch(
                "pin_allowed",
                "PINs may open a locked session",
                "When off, only the password of the account opens it again.",
            ),
        ),
        ui.page_part(
            "Sessions",
            "How long somebody stays in.",
            _number(
                "session_days",
                "Days until one signs in again",
                (1, 30),
                "1 to 30, from sign-in on. Holds for sign-ins from now on.",
            ),
            _number(
                "auto_lock_max_minutes",
                "Lock after at most",
                (1, 1440),
                "Minutes without a touch. Holds at once, also for those who chose longer or "
                "never. Empty: as each chose.",
                optional=True,
            ),
        ),
        rx.el.div(
            message_line(PolicyForm),
            rx.el.div(ui.button("Save policy", type="submit", variant="primary", size="lg")),
            class_name="policy__foot",
        ),
        action="/api/admin/policy",
        method="PUT",
        round=PolicyForm.round,
        on_outcome=PolicyForm.hear,
        class_name="secret-form policy",
        custom_attrs={"data-calm": "true"},
        key=PolicyForm.filled.to_string(),
    )


def _switch(name: str, label: str, hint: str) -> rx.Component:
    return ui.switch(label, name=name, default_checked=RULES[name], hint=hint, id=name)


def _number(
    name: str, label: str, ends: tuple[int, int], hint: str, *, optional: bool = False
) -> rx.Component:
    least, most = ends
    return ui.text_field(
        label,
        id=name,
        name=name,
        kind="number",
        size="lg",
        default_value=RULES[name],
        error=ui.error_at(PolicyForm.errors, name),
        hint=hint,
        optional=optional,
        required=not optional,
        min=str(least),
        max=str(most),
        step="1",
        input_mode="numeric",
        custom_attrs={"data-missing": f"A whole number from {least} to {most}."},
        class_name="policy__number",
    )
