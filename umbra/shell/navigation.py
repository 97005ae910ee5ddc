"""The navigation: one list of pages feeds the sidebar, the bottom bar and the "g" shortcuts.

A page that is added to `GROUPS` is in all three: among the first `MOST_IN_BAR` in the bottom bar
itself, else in the popover that its last button, More, opens.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.shell.state import ShellState
from umbra.ui.icon import IconName, icon
from umbra.ui.link import link
from umbra.ui.popover import popover
from umbra.ui.shortcuts import Shortcut, hint, register, shortcut

NAVIGATION = "Navigation"
MOST_IN_BAR = 4
"""The number of pages in the bottom bar beside More."""


@dataclass(frozen=True, slots=True)
class Place:
    """A page in the navigation. `name` is what the page passes to `page_frame` as `active`."""

    name: str
    label: str
    href: str
    icon: IconName
    keys: Shortcut


@dataclass(frozen=True, slots=True)
class Group:
    """A group of pages; `title` is shown above them, unless it is empty."""

    title: str
    places: tuple[Place, ...]


def _place(name: str, label: str, href: str, icon_name: IconName, letter: str) -> Place:
    return Place(
        name, label, href, icon_name, register(f"g {letter}", f"Go to {label}", NAVIGATION)
    )


DASHBOARD = _place("dashboard", "Dashboard", "/", "dashboard", "d")
TODOS = _place("todos", "Todos", "/todos", "todos", "t")
CALENDAR = _place("calendar", "Calendar", "/calendar", "calendar", "c")
PROJECTS = _place("projects", "Projects", "/projects", "kanban", "p")
REMINDERS = _place("reminders", "Reminders", "/reminders", "bell", "r")
PEOPLE = _place("people", "People", "/people", "user", "o")
LOCATIONS = _place("locations", "Locations", "/locations", "map-pin", "l")
TRASH = _place("trash", "Trash", "/trash", "trash", "x")
SETTINGS = _place("settings", "Settings", "/settings", "settings", "s")

SECURITY = _place("security", "Security", "/security", "shield", "y")
"""In the account menu, in More and with a shortcut, but not in the sidebar."""

ADMIN = "admin"
"""The name of the admin pages, which More links to for admins."""

GROUPS = (Group("", (DASHBOARD, TODOS, CALENDAR, PROJECTS, REMINDERS, PEOPLE, LOCATIONS)),)
END = (TRASH, SETTINGS)
"""The places at the end of the sidebar."""

IN_GROUPS = tuple(place for group in GROUPS for place in group.places)
PLACES = (*IN_GROUPS, *END)


def sidebar_links(active: str) -> rx.Component:
    """The links of the sidebar: group by group, then those at its end."""
    return rx.el.div(
        *(_group(group, active) for group in GROUPS),
        rx.el.ul(*(_item(place, active) for place in END), class_name="nav__list nav__list--end"),
        class_name="nav",
    )


def bottom_links(active: str) -> rx.Component:
    """The links of the bottom bar on small screens, side by side, and More with the others."""
    return rx.el.ul(
        *(rx.el.li(_bar_link(place, active)) for place in IN_GROUPS[:MOST_IN_BAR]),
        rx.el.li(_more((*IN_GROUPS[MOST_IN_BAR:], *END, SECURITY), active)),
        class_name="bottombar__list",
    )


def navigation_shortcuts() -> rx.Component:
    """The keyboard shortcuts to all pages."""
    return rx.fragment(*(shortcut(place.keys, href=place.href) for place in (*PLACES, SECURITY)))


def _bar_link(place: Place, active: str) -> rx.Component:
    return link(
        icon(place.icon, 20),
        rx.el.span(place.label),
        href=place.href,
        class_name="bottombar__link",
        **_current(place.name, active),
    )


def _more(places: tuple[Place, ...], active: str) -> rx.Component:
    """The button More, and its popover with the pages that are not in the bar."""
    inside = active in {*(place.name for place in places), ADMIN}
    current: dict[str, Any] = {"aria_current": "true"} if inside else {}
    first, *others = places
    return popover(
        rx.el.button(
            icon("ellipsis", 20),
            rx.el.span("More"),
            type="button",
            class_name="bottombar__link",
            **current,
        ),
        rx.el.ul(
            _more_link(first.label, first.href, first.icon, first.name, active, autofocus=True),
            *(
                _more_link(place.label, place.href, place.icon, place.name, active)
                for place in others
            ),
            rx.cond(
                ShellState.role == "admin",
                _more_link("Admin", "/admin", "users", ADMIN, active),
            ),
            class_name="bottombar__more",
        ),
        label="More pages",
        align="end",
    )


def _more_link(
    label: str, href: str, icon_name: IconName, name: str, active: str, *, autofocus: bool = False
) -> rx.Component:
    focus: dict[str, Any] = {"data_autofocus": True} if autofocus else {}
    return rx.el.li(
        link(
            icon(icon_name),
            rx.el.span(label, class_name="menu__label"),
            href=href,
            class_name="menu__item",
            data_closes=True,
            **focus,
            **_current(name, active),
        )
    )


def _group(group: Group, active: str) -> rx.Component:
    title = rx.el.h2(group.title, class_name="nav__title") if group.title else rx.fragment()
    places = rx.el.ul(*(_item(place, active) for place in group.places), class_name="nav__list")
    return rx.el.div(title, places, class_name="nav__group")


def _item(place: Place, active: str) -> rx.Component:
    return rx.el.li(
        link(
            icon(place.icon),
            rx.el.span(place.label, class_name="nav__label"),
            rx.el.span(hint(place.keys), class_name="nav__hint", aria_hidden=True),
            href=place.href,
            class_name="nav__link",
            data_slim_tip=place.label,
            **_current(place.name, active),
        )
    )


def _current(name: str, active: str) -> dict[str, Any]:
    return {"aria_current": "page"} if name == active else {}
