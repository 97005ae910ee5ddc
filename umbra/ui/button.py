"""Buttons: one primary action per view, others secondary or ghost; danger for deletion."""

from __future__ import annotations

from typing import Any, Literal

import reflex as rx
from reflex_components_core.el.elements.inline import A  # rx.el.a is the router's link

from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import Child, Flag, On, Size, Text, classes, events
from umbra.ui.link import link
from umbra.ui.text import spinner

Variant = Literal["primary", "secondary", "ghost", "danger"]


def button(
    label: Child,
    *,
    on_click: On | None = None,
    variant: Variant = "secondary",
    size: Size = "md",
    leading: IconName | None = None,
    trailing: Child | None = None,
    busy: Flag = False,
    disabled: Flag = False,
    wide: bool = False,
    type: Literal["button", "submit", "reset"] = "button",
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A button with a visible label.

    While `busy` it keeps its label, shows a spinner and ignores clicks. `trailing` is for a key
    hint or a chevron.
    """
    parts: list[Child] = [label if isinstance(label, rx.Component) else rx.el.span(label)]
    head = icon(leading) if leading else None
    if busy is not False:
        parts.insert(0, rx.cond(busy, spinner(), head or rx.fragment()))
    elif head:
        parts.insert(0, head)
    if trailing is not None:
        parts.append(trailing)
    return rx.el.button(
        *parts,
        type=type,
        class_name=classes(
            "btn", f"btn--{variant}", f"btn--{size}", "btn--wide" if wide else "", class_name
        ),
        **_while_busy(busy),
        disabled=disabled,
        **events(on_click=on_click),
        **attributes,
    )


def icon_button(
    name: IconName | rx.Var[str],
    label: Text,
    *,
    on_click: On | None = None,
    variant: Variant = "ghost",
    size: Size = "md",
    disabled: Flag = False,
    tip: bool = True,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A button with only an icon. `label` is its accessible name and, with `tip`, its tooltip."""
    if tip:
        attributes["data_tip"] = label
    return rx.el.button(
        icon(name),
        type="button",
        aria_label=label,
        class_name=classes("btn", "btn--icon", f"btn--{variant}", f"btn--{size}", class_name),
        disabled=disabled,
        **events(on_click=on_click),
        **attributes,
    )


def link_button(
    label: Child,
    href: Text,
    *,
    variant: Variant = "secondary",
    size: Size = "md",
    leading: IconName | None = None,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A link that looks like a button: for navigation, not for actions."""
    parts: list[Child] = [rx.el.span(label)]
    if leading:
        parts.insert(0, icon(leading))
    return link(
        *parts,
        href=href,
        class_name=classes("btn", f"btn--{variant}", f"btn--{size}", class_name),
        **attributes,
    )


def icon_link(
    name: IconName, label: Text, href: Text, *, new_tab: bool = False, size: Size = "md"
) -> rx.Component:
    """A link that looks like an icon button, to another app (`tel:`, `geo:`) or another site."""
    attributes: dict[str, Any] = {"href": href, "aria_label": label, "data_tip": label}
    if new_tab:
        attributes |= {"target": "_blank", "rel": "noopener noreferrer"}
    return A.create(
        icon(name),
        class_name=classes("btn btn--icon btn--ghost", f"btn--{size}"),
        **attributes,
    )


def _while_busy(busy: Flag) -> dict[str, Any]:
    if busy is False:
        return {}
    return {"aria_busy": busy, "aria_disabled": busy}
