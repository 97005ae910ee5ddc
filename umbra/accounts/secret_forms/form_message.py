"""The message line of a secret form: a live region of fixed height."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form import waiting_time


def message_line(state: type[FormFeedback]) -> rx.Component:
    """Returns the message of the last result as a live region (`role="alert"`).

    Its height is reserved, so that a message moves nothing. Field errors and a countdown are
    visible at their places; the message is then for screen readers only.
    """
    waits = state.wait > 0
    unseen = ui.visually_hidden(state.message)
    seen = rx.el.p(ui.icon("circle-alert"), state.message)
    shown = rx.cond(waits | (state.errors.length() > 0), unseen, seen)
    return rx.el.div(
        rx.el.div(rx.cond(state.message, rx.el.div(shown, key=state.round)), role="alert"),
        rx.cond(waits, _countdown(state.wait, state.round)),
        class_name="secret__message",
    )


def _countdown(wait: rx.Var[int], round: rx.Var[int]) -> rx.Component:
    return rx.el.p(
        ui.icon("clock"),
        rx.el.span("Too many attempts. ", waiting_time(seconds=wait, round=round)),
        aria_hidden=True,
    )
