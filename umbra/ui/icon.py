"""Icons in the colour of the text around them."""

from __future__ import annotations

from typing import Literal

import reflex as rx

IconName = Literal[
    "arrow-down",
    "arrow-left",
    "arrow-right",
    "arrow-up",
    "arrow-up-down",
    "archive",
    "bell",
    "calendar",
    "calendar-clock",
    "check",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle",
    "circle-alert",
    "circle-check",
    "clock",
    "coffee",
    "copy",
    "dashboard",
    "ellipsis",
    "external",
    "eye",
    "eye-off",
    "filter",
    "flag",
    "folder",
    "grip",
    "hash",
    "home",
    "inbox",
    "info",
    "key",
    "keyboard",
    "kanban",
    "list",
    "lock",
    "mail",
    "map",
    "map-pin",
    "menu",
    "message",
    "monitor",
    "moon",
    "moon-star",
    "offline",
    "panel-left",
    "pause",
    "pencil",
    "phone",
    "plus",
    "refresh",
    "repeat",
    "search",
    "settings",
    "shield",
    "sign-out",
    "sparkles",
    "star",
    "sun",
    "sunrise",
    "tag",
    "todos",
    "trash",
    "undo",
    "user",
    "users",
    "warning",
    "x",
]
IconSize = Literal[12, 16, 20, 24]


class _Icon(rx.Component):
    library = rx.asset("icon.jsx", shared=True).importable_path
    tag = "Icon"

    name: rx.Var[str]
    size: rx.Var[int]


def icon(name: IconName | rx.Var[str], size: IconSize = 16, class_name: str = "") -> rx.Component:
    """A decorative icon, hidden from screen readers: the text beside it must say the same."""
    return _Icon.create(name=name, size=size, class_name=class_name)
