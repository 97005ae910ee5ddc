"""Toasts: a word about what just happened, with one thing to do about it (Undo).

A handler says `await toast(self, "Todo deleted", action_label="Undo", on_action=...)`. The page
shows what stands in `ToastState`; nothing is evaluated, so it works under the strict policy.
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
    """What a toast's button does: an event of ours by its full name, with its arguments."""

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
    """The last few toasts of this tab. The page forgets each by itself."""

    toasts: rx.Field[list[Toast]] = rx.field(default_factory=list)

    def _show(self, shown: Toast) -> None:
        self.toasts = [*self.toasts, shown][-MOST_AT_ONCE:]


async def toast(
    state: rx.State,
    text: str,
    tone: ToastTone = "neutral",
    action_label: str | None = None,
    on_action: On | None = None,
) -> None:
    """Shows `text` in the tab whose handler `state` is running, at least for six seconds.

    A toast with an action stays for ten; one that tells of danger stays until it is dismissed.

    `on_action` is a handler's call, as in `TodosState.restore(str(todo_id))`: the button sends that
    event when pressed, and every guard of it holds.
    """
    action = None
    if action_label is not None and on_action is not None:
        action = _action(action_label, on_action)
    host = await state.get_state(ToastState)
    host._show(Toast(id=uuid4().hex, text=text, tone=tone, action=action))


class _ToastHost(rx.Component):
    library = rx.asset("toasts.jsx", shared=True).importable_path
    tag = "ToastHost"

    toasts: rx.Var[list[Toast]]
    incident: rx.Var[str]
    unanswered: rx.Var[str]


def toast_host() -> rx.Component:
    """Where toasts appear, also the one for an event that broke. Once a page, in its frame."""
    return _ToastHost.create(
        toasts=ToastState.toasts,
        incident=ConnectionState.incident,
        unanswered=ConnectionState.unanswered,
    )


def toasts_of(toasts: rx.Var[Any]) -> rx.Component:
    """A host that shows other toasts than the state's."""
    return _ToastHost.create(toasts=toasts, incident="", unanswered="")


def _action(label: str, call: On) -> Action:
    event = Event.from_event_type(call)[0]
    return Action(label=label, name=event.name, payload=event.payload)
