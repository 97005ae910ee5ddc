"""The gallery page: a choice of theme and accent, then all components."""

from __future__ import annotations

import reflex as rx

from umbra.ui.background import ambient
from umbra.ui.gallery.boards import boards
from umbra.ui.gallery.controls import controls
from umbra.ui.gallery.display import display
from umbra.ui.gallery.parts import gallery_section
from umbra.ui.gallery.surfaces import surfaces
from umbra.ui.logo import logo
from umbra.ui.segmented import Option, segmented
from umbra.ui.shortcuts import register, shortcut, shortcut_sheet
from umbra.ui.theme import ACCENTS, theme_sync

COUNT = register("g z", "Count in the gallery", "Gallery")
pressed = rx._x.client_state("gallerypressed", 0)
theme = rx._x.client_state("gallerytheme", "")
accent = rx._x.client_state("galleryaccent", "")
THEMES = (
    Option("light", "Light", "sun"),
    Option("dark", "Dark", "moon"),
    Option("system", "System", "monitor"),
)


def gallery() -> rx.Component:
    """Every component in every state."""
    accents = tuple(Option(name, name.capitalize()) for name in ACCENTS)
    return rx.el.main(
        rx.el.header(
            logo("md"),
            rx.el.h1("Gallery", class_name="visually-hidden"),
            segmented(
                "Theme", THEMES, name="g-theme", value=theme.value, on_change=theme.set_value
            ),
            segmented(
                "Accent", accents, name="g-accent", value=accent.value, on_change=accent.set_value
            ),
            class_name="row row--between",
        ),
        controls(),
        surfaces(),
        display(),
        boards(),
        gallery_section("Background", rx.el.div(ambient(), class_name="gallery__ambient")),
        theme_sync(theme.value, accent.value),
        gallery_section(
            "Shortcuts",
            rx.el.p("Press g then z: ", rx.el.span(pressed.value, id="key-count")),
            shortcut(COUNT, on_press=pressed.set_value(pressed.value + 1)),
            shortcut_sheet(),
        ),
        class_name="gallery stack stack--loose",
    )
