"""Toasts: a short message about what just happened, with at most one action (Undo).

A handler calls `await toast(self, "Todo deleted", action_label="Undo", on_action=...)`. The page
shows the toasts in `ToastState` and evaluates no text as script, which the Content-Security-Policy
would block.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import reflex as rx
from reflex.event import Event

from umbra.ui.connection import ConnectionState
from umbra.ui.kinds import On

ToastTone = Literal["neutral", "success", "danger"]
MOST_AT_ONCE = 3


@dataclass(frozen=True, slots=True)
class Action:
    """A toast's button: the full name of the event it sends, and the event's arguments."""

    label: str
    name: str
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Toast:
    id: str
    text: str
    tone: ToastTone
    action: Action | None


class ToastState(rx.State):
    """The last three toasts of this tab. The page hides each one by itself."""

    toasts: rx.Field[list[Toast]] = rx.field(default_factory=list)

    def _show(self, shown: Toast) -> None:
        self.toasts = [*self.toasts, shown][-MOST_AT_ONCE:]


async def toast(
    state: rx.State,
    text: str,
    tone: ToastTone = "neutral",
    action_label: str | None = None,
    on_action: On | None = None,
) -> str:
    """Shows `text` for 6 seconds in the tab whose handler is running; `state` is its state.

    A toast with an action stays for 10 seconds, one with the tone "danger" until it is dismissed.

    `on_action` is a handler's call, such as `TodosState.restore(str(todo_id))`. The button sends
    that event, which passes the event guard like any other. Returns the id of the toast, for
    `dismiss_toast`.
    """
    action = None
    if action_label is not None and on_action is not None:
        action = _action(action_label, on_action)
    host = await state.get_state(ToastState)
    shown = Toast(id=uuid4().hex, text=text, tone=tone, action=action)
    host._show(shown)
    return shown.id


async def dismiss_toast(state: rx.State, toast_id: str) -> None:
    """Hides a toast of the tab whose handler is running, if it is still shown."""
    host = await state.get_state(ToastState)
    if any(shown.id == toast_id for shown in host.toasts):
        host.toasts = [shown for shown in host.toasts if shown.id != toast_id]


class _ToastHost(rx.Component):
    library = rx.asset("toasts.jsx", shared=True).importable_path
    tag = "ToastHost"

    toasts: rx.Var[list[Toast]]
    incident: rx.Var[str]
    unanswered: rx.Var[str]


def toast_host() -> rx.Component:
    """Shows toasts and incidents (failed events). One per page, in its frame."""
    return _ToastHost.create(
        toasts=ToastState.toasts,
        incident=ConnectionState.incident,
        unanswered=ConnectionState.unanswered,
    )


def toast_host_for(toasts: rx.Var[Any]) -> rx.Component:
    """A toast host that shows `toasts` instead of those in `ToastState`."""
    return _ToastHost.create(toasts=toasts, incident="", unanswered="")


def _action(label: str, call: On) -> Action:
    event = Event.from_event_type(call)[0]
    return Action(label=label, name=event.name, payload=event.payload)
