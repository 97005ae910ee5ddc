"""The policy page: each server-wide rule with its effect and when it takes effect."""

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
            "Registration",
            "Who can create an account.",
            _switch(
                "registration_open",
                "Open registration",
                "Anyone who can reach this server can create an account. When off, an "
                "invitation or an admin is needed.",
            ),
        ),
        ui.page_part(
            "Second factor",
            "A code from an authenticator app, in addition to the password.",
            _switch(
                "mfa_required",
                "Require a second factor",
                "Accounts without one set it up at their next sign-in.",
            ),
            ui.date_field(
                "Require it in open sessions from",
                id="mfa_required_from",
                name="mfa_required_from",
                default_value=RULES["mfa_required_from"],
                error=ui.error_at(PolicyForm.errors, "mfa_required_from"),
                hint="From this day (UTC), signed-in users without one set it up before they "
                "continue. If empty: at their next sign-in.",
                optional=True,
            ),
        ),
        ui.page_part(
            "Passwords and PINs",
            "What users sign in and unlock with.",
            _number(
                "password_min_length",
                "Minimum password length",
                (12, 64),
                "12 to 64 characters. Users with a shorter password choose a new one at their "
                "next sign-in.",
            ),
            _switch(
                "pin_allowed",
                "Allow unlocking with a PIN",
                "When off, a locked session is unlocked with the password only.",
            ),
        ),
        ui.page_part(
            "Sessions",
            "How long users stay signed in.",
            _number(
                "session_days",
                "Session length in days",
                (1, 30),
                "1 to 30 days from sign-in. Applies to new sign-ins.",
            ),
            _number(
                "auto_lock_max_minutes",
                "Maximum minutes until auto-lock",
                (1, 1440),
                "Minutes without activity. Applies at once, even to users who chose longer or "
                "never. If empty: each user's own setting.",
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
    name: str, label: str, bounds: tuple[int, int], hint: str, *, optional: bool = False
) -> rx.Component:
    least, most = bounds
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
        custom_attrs={"data-missing": f"Enter a whole number from {least} to {most}."},
        class_name="policy__number",
    )
