"""Keyboard shortcuts: one registry for the key listener and for the sheet that `?` opens.

A shortcut is registered once, as a constant in the feature it belongs to, and mounted in a page
together with its action; the sheet lists the shortcuts of the open page. Keys are ignored while
the user types, with modifiers, during IME composition and under an open dialog or menu. The second
key of a sequence ("g t") must follow within a second.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.ui.kinds import On, Text, events
from umbra.ui.text import kbd


@dataclass(frozen=True, slots=True)
class Shortcut:
    """A shortcut. `keys` as pressed, with a space between the keys of a sequence: "c", "g t"."""

    keys: str
    label: str
    group: str


_registry: dict[str, Shortcut] = {}


def register(keys: str, label: str, group: str = "General") -> Shortcut:
    """Registers a new shortcut and returns it.

    Raises ValueError if its keys are taken, or are the beginning of another's or the reverse.
    """
    for other in _registry.values():
        if (
            keys == other.keys
            or f"{keys} ".startswith(f"{other.keys} ")
            or other.keys.startswith(f"{keys} ")
        ):
            raise ValueError(f"The keys {keys!r} clash with {other.label!r} ({other.keys}).")
    registered_shortcut = Shortcut(keys=keys, label=label, group=group)
    _registry[keys] = registered_shortcut
    return registered_shortcut


def registered() -> tuple[Shortcut, ...]:
    """Returns all shortcuts of the app, in the order of their registration."""
    return tuple(_registry.values())


SHEET = register("?", "Keyboard shortcuts")


class _Key(rx.Component):
    library = rx.asset("keys.jsx", shared=True).importable_path
    tag = "ShortcutKey"

    keys: rx.Var[str]
    label: rx.Var[str]
    group: rx.Var[str]
    href: rx.Var[str]
    target: rx.Var[str]

    on_press: rx.EventHandler[rx.event.no_args_event_spec]


class _Sheet(rx.Component):
    library = rx.asset("keys.jsx", shared=True).importable_path
    tag = "ShortcutSheet"

    keys: rx.Var[str]
    label: rx.Var[str]
    group: rx.Var[str]


def shortcut(
    known: Shortcut, *, on_press: On | None = None, href: Text = "", target: str = ""
) -> rx.Component:
    """Mounts the shortcut `known` in this page.

    It runs `on_press`, opens `href`, or focuses (an input) or clicks (a button) the element with
    the id `target`.
    """
    return _Key.create(
        keys=known.keys,
        label=known.label,
        group=known.group,
        href=href,
        target=target,
        **events(on_press=on_press),
    )


def shortcut_sheet() -> rx.Component:
    """The dialog with all shortcuts of the page, which `?` opens. One per page, in its frame."""
    return _Sheet.create(keys=SHEET.keys, label=SHEET.label, group=SHEET.group)


def open_sheet() -> rx.Var[Any]:
    """Returns the `on_click` of a button that opens the sheet: it dispatches a window event."""
    return rx.Var("(() => window.dispatchEvent(new Event('umbra:shortcuts')))").to(rx.EventChain)


def hint(known: Shortcut) -> rx.Component:
    """The keys of a shortcut, shown at the end of a menu item or button."""
    return kbd(*known.keys.split(" "))


def attributes(known: Shortcut) -> dict[str, Any]:
    """Returns the attribute that announces this shortcut of a control to screen readers."""
    return {"custom_attrs": {"aria-keyshortcuts": known.keys}}
