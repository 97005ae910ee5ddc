"""Keyboard shortcuts: one registry feeds the key map and the sheet that `?` opens.

A shortcut is declared once, as a constant beside the feature it belongs to, and put into a page
with what it does there; the sheet lists those that the open page has. Keys are ignored while one
types, with modifiers, in mid-composition and under an open dialog or menu. A sequence ("g t") waits
a second for its second key.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.ui.kinds import On, Text, events
from umbra.ui.text import kbd


@dataclass(frozen=True, slots=True)
class Shortcut:
    """`keys` as one presses them, a sequence with a space: "c", "?", "g t"."""

    keys: str
    label: str
    group: str


_known: dict[str, Shortcut] = {}


def register(keys: str, label: str, group: str = "General") -> Shortcut:
    """A new shortcut. ValueError if its keys are taken or begin or continue another's."""
    for other in _known.values():
        if (
            keys == other.keys
            or f"{keys} ".startswith(f"{other.keys} ")
            or other.keys.startswith(f"{keys} ")
        ):
            raise ValueError(f"The keys {keys!r} clash with {other.label!r} ({other.keys}).")
    known = Shortcut(keys=keys, label=label, group=group)
    _known[keys] = known
    return known


def registered() -> tuple[Shortcut, ...]:
    """All shortcuts of the app, in the order they were declared."""
    return tuple(_known.values())


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
    """`known` in this page: it does `on_press`, goes to `href`, or focuses (an input) or presses
    (a button) the element with the id `target`."""
    return _Key.create(
        keys=known.keys,
        label=known.label,
        group=known.group,
        href=href,
        target=target,
        **events(on_press=on_press),
    )


def shortcut_sheet() -> rx.Component:
    """The dialog that `?` opens. Once a page, in its frame."""
    return _Sheet.create(keys=SHEET.keys, label=SHEET.label, group=SHEET.group)


def open_sheet() -> rx.Var[Any]:
    """What a button does to open the sheet: a custom event that the sheet listens to."""
    return rx.Var("(() => window.dispatchEvent(new Event('umbra:shortcuts')))").to(rx.EventChain)


def hint(known: Shortcut) -> rx.Component:
    """The keys of a shortcut, for the end of a menu item or a button."""
    return kbd(*known.keys.split(" "))


def attributes(known: Shortcut) -> dict[str, Any]:
    """What says to screen readers that a control has this shortcut."""
    return {"custom_attrs": {"aria-keyshortcuts": known.keys}}
