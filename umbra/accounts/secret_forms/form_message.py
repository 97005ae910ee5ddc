"""What a secret form says of its answer: one line, heard once, that moves nothing."""

from __future__ import annotations

import reflex as rx

from umbra import ui
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form import waiting_time


def message_line(state: type[FormFeedback]) -> rx.Component:
    """What is wrong, said once to screen readers. The line is kept free, so nothing moves.

    The eye sees errors at their fields and a waiting time that counts down, the ear the sentence.
    """
    waits = state.wait > 0
    unseen = ui.visually_hidden(state.message)
    seen = rx.el.p(ui.icon("circle-alert"), state.message)
    said = rx.cond(waits | (state.errors.length() > 0), unseen, seen)
    return rx.el.div(
        rx.el.div(rx.cond(state.message, rx.el.div(said, key=state.round)), role="alert"),
        rx.cond(waits, _countdown(state.wait, state.round)),
        class_name="secret__message",
    )


def _countdown(wait: rx.Var[int], round: rx.Var[int]) -> rx.Component:
    return rx.el.p(
        ui.icon("clock"),
        rx.el.span("Too many attempts. ", waiting_time(seconds=wait, round=round)),
        aria_hidden=True,
    )
