"""A menu of actions, opened by a button, with the keyboard support of the ARIA menu pattern."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import Align, Child, Flag, On, Text, classes, events
from umbra.ui.link import link
from umbra.ui.overlay import Anchored


class _Menu(Anchored):
    library = rx.asset("menu.jsx", shared=True).importable_path
    tag = "Menu"


def menu(
    trigger: rx.Component, *items: Child, label: Text, align: Align = "start", class_name: str = ""
) -> rx.Component:
    """`trigger` (a button) with its items; `label` is the menu's accessible name."""
    return _Menu.create(trigger, *items, label=label, align=align, class_name=class_name)


def menu_item(
    label: Child,
    *,
    on_click: On | None = None,
    leading: IconName | None = None,
    hint: Child | None = None,
    danger: bool = False,
    disabled: Flag = False,
    **attributes: Any,
) -> rx.Component:
    """An action. `hint` is shown at the end of its line, such as `kbd("e")`."""
    return rx.el.button(
        *_line(label, leading, hint),
        type="button",
        role="menuitem",
        tab_index=-1,
        disabled=disabled,
        class_name=classes("menu__item", "menu__item--danger" if danger else ""),
        **events(on_click=on_click),
        **attributes,
    )


def menu_choice(
    label: Child,
    *,
    checked: Flag,
    on_click: On,
    leading: IconName | None = None,
    hint: Child | None = None,
) -> rx.Component:
    """One of several options; the chosen one has a check mark."""
    tick = rx.el.span(icon("check"), class_name="menu__tick")
    return rx.el.button(
        *_line(label, leading, hint),
        tick,
        type="button",
        role="menuitemradio",
        aria_checked=checked,
        tab_index=-1,
        on_click=on_click,
        class_name="menu__item",
    )


def menu_link(
    label: Child, href: Text, *, leading: IconName | None = None, hint: Child | None = None
) -> rx.Component:
    """A link to another page."""
    return link(
        *_line(label, leading, hint),
        href=href,
        role="menuitem",
        tab_index=-1,
        class_name="menu__item",
    )


def menu_group(title: Text, *items: Child) -> rx.Component:
    """Items under a small heading."""
    return rx.el.div(
        rx.el.div(title, class_name="menu__title", aria_hidden=True),
        *items,
        role="group",
        aria_label=title,
    )


def menu_separator() -> rx.Component:
    """A thin line between groups of items."""
    return rx.el.div(role="separator", class_name="menu__separator")


def _line(label: Child, leading: IconName | None, hint: Child | None) -> list[Child]:
    parts: list[Child] = [icon(leading)] if leading else []
    parts.append(rx.el.span(label, class_name="menu__label"))
    if hint is not None:
        parts.append(rx.el.span(hint, class_name="menu__hint"))
    return parts
