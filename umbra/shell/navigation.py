"""The navigation: one list of pages feeds the sidebar, the bottom bar and the "g" shortcuts."""

from __future__ import annotations

from dataclasses import dataclass

import reflex as rx

from umbra.ui.icon import IconName, icon
from umbra.ui.link import link
from umbra.ui.shortcuts import Shortcut, hint, register, shortcut

NAVIGATION = "Navigation"


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
LOCATIONS = _place("locations", "Locations", "/locations", "map-pin", "l")
SETTINGS = _place("settings", "Settings", "/settings", "settings", "s")

SECURITY = _place("security", "Security", "/security", "shield", "y")
"""In the account menu and with a shortcut, but neither in the sidebar nor in the bottom bar."""

GROUPS = (Group("", (DASHBOARD, TODOS, LOCATIONS)),)
PLACES = (*(place for group in GROUPS for place in group.places), SETTINGS)


def sidebar_links(active: str) -> rx.Component:
    """The links of the sidebar, group by group, with the settings at its end."""
    return rx.el.div(
        *(_group(group, active) for group in GROUPS),
        rx.el.ul(_item(SETTINGS, active), class_name="nav__list nav__list--end"),
        class_name="nav",
    )


def bottom_links(active: str) -> rx.Component:
    """The links of the bottom bar on small screens, side by side."""
    return rx.el.ul(
        *(
            rx.el.li(
                link(
                    icon(place.icon, 20),
                    rx.el.span(place.label),
                    href=place.href,
                    class_name="bottombar__link",
                    **_current(place, active),
                ),
            )
            for place in PLACES
        ),
        class_name="bottombar__list",
    )


def navigation_shortcuts() -> rx.Component:
    """The keyboard shortcuts to all pages."""
    return rx.fragment(*(shortcut(place.keys, href=place.href) for place in (*PLACES, SECURITY)))


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
            **_current(place, active),
        )
    )


def _current(place: Place, active: str) -> dict[str, str]:
    return {"aria_current": "page"} if place.name == active else {}
