"""Toasts: a short message about what just happened, with at most one action (Undo).

A handler calls `await toast(self, "Todo deleted", action_label="Undo", on_action=...)`. The page
shows the toasts in `ToastState` and evaluates no text as script, which the Content-Security-Policy
would block.

A lasting toast (`show_lasting`) stays until the feature that shows it takes it back, and may have
several actions.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from uuid import uuid4

import reflex as rx
from reflex.event import Event

from umbra.ui.connection import ConnectionState
from umbra.ui.kinds import On

ToastTone = Literal["neutral", "success", "danger"]
MOST_AT_ONCE = 3

rx.asset("top_layer.js", shared=True)
# Loaded by the script when a lasting toast is shown.
for _file in ("lasting_toasts.jsx", "actions.jsx", "actions.css"):
    rx.asset(_file, shared=True)


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the choices that an action opens.

    `asks`: for a date and time, sent as `until`; the payload has the one that is filled in first.
    """

    label: str
    payload: dict[str, Any]
    asks: bool = False


@dataclass(frozen=True, slots=True)
class Action:
    """A toast's button: the full name of the event it sends, and the event's arguments.

    An action with `choices` sends its event only with the arguments of a choice as well. One with
    a `target` clicks the element with that id, and sends nothing.
    """

    label: str
    name: str
    payload: dict[str, Any]
    choices: tuple[Choice, ...] = ()
    target: str = ""


@dataclass(frozen=True, slots=True)
class Toast:
    id: str
    text: str
    tone: ToastTone
    action: Action | None


@dataclass(frozen=True, slots=True)
class LastingToast:
    """A toast that stays; `close` is sent by its close button, `error` is about its last action.

    `href` is a page of UMBRA that its text links to, `detail` a second line.
    """

    id: str
    text: str
    detail: str
    href: str
    icon: str
    actions: tuple[Action, ...]
    close: Action
    error: str = ""


class ToastState(rx.State):
    """The last three toasts of this tab, which the page hides by itself, and the lasting ones."""

    toasts: rx.Field[list[Toast]] = rx.field(default_factory=list)
    lasting: rx.Field[list[LastingToast]] = rx.field(default_factory=list)

    def _show(self, shown: Toast) -> None:
        self.toasts = [*self.toasts, shown][-MOST_AT_ONCE:]


async def toast(
    state: rx.State,
    text: str,
    tone: ToastTone = "neutral",
    action_label: str | None = None,
    on_action: On | None = None,
    target: str = "",
) -> str:
    """Shows `text` for 6 seconds in the tab whose handler is running; `state` is its state.

    A toast with an action stays for 10 seconds, one with the tone "danger" until it is dismissed.

    `on_action` is a handler's call, such as `TodosState.restore(str(todo_id))`. The button sends
    that event, which passes the event guard like any other. Instead it may click the element with
    the id `target`. Returns the id of the toast, for `dismiss_toast`.
    """
    button = None
    if action_label is not None and target:
        button = Action(action_label, "", {}, target=target)
    elif action_label is not None and on_action is not None:
        button = action(action_label, on_action)
    host = await state.get_state(ToastState)
    shown = Toast(id=uuid4().hex, text=text, tone=tone, action=button)
    host._show(shown)
    return shown.id


async def dismiss_toast(state: rx.State, toast_id: str) -> None:
    """Hides a toast of the tab whose handler is running, if it is still shown."""
    host = await state.get_state(ToastState)
    if any(shown.id == toast_id for shown in host.toasts):
        host.toasts = [shown for shown in host.toasts if shown.id != toast_id]


async def show_lasting(state: rx.State, toasts: Sequence[LastingToast]) -> None:
    """Makes these the lasting toasts of the tab whose handler is running."""
    host = await state.get_state(ToastState)
    if host.lasting != list(toasts):
        host.lasting = list(toasts)


class _ToastHost(rx.Component):
    library = rx.asset("toasts.jsx", shared=True).importable_path
    tag = "ToastHost"

    toasts: rx.Var[list[Toast]]
    lasting: rx.Var[list[LastingToast]]
    incident: rx.Var[str]
    unanswered: rx.Var[str]


def toast_host() -> rx.Component:
    """Shows toasts and incidents (failed events). One per page, in its frame."""
    return _ToastHost.create(
        toasts=ToastState.toasts,
        lasting=ToastState.lasting,
        incident=ConnectionState.incident,
        unanswered=ConnectionState.unanswered,
    )


def toast_host_for(toasts: rx.Var[Any]) -> rx.Component:
    """A toast host that shows `toasts` instead of those in `ToastState`."""
    return _ToastHost.create(toasts=toasts, lasting=rx.Var.create([]), incident="", unanswered="")


def action(label: str, call: On, choices: tuple[Choice, ...] = ()) -> Action:
    """The action of this label that sends the handler's call `call`."""
    event = Event.from_event_type(call)[0]
    return Action(label=label, name=event.name, payload=event.payload, choices=choices)
