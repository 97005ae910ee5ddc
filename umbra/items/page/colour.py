"""The colour of an item: an accent, or the one that the account has as its own."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.items.page.panel import PanelPage
from umbra.preferences.models import ACCENTS
from umbra.ui.field import error_at
from umbra.ui.icon import icon
from umbra.ui.text import visually_hidden


class _Styles(rx.Fragment):
    """The styles of the field, which only pages with one load."""

    def add_imports(self) -> dict[str, Any]:
        return {"": rx.asset("colour.css", shared=True).importable_path}


def colour_field(page: PanelPage, own: rx.Var[str]) -> rx.Component:
    """The accents, the account's own as the default, and a colour `own` that only the API can set.

    It is the field `colour` of the panel's form; `own` is empty without such a colour.
    """
    editor = page.editor
    return rx.el.fieldset(
        _Styles.create(),
        rx.el.legend("Colour", class_name="field__label"),
        rx.el.div(
            _swatch(editor, "", "Default"),
            *(_swatch(editor, accent, accent.capitalize()) for accent in ACCENTS),
            rx.cond(own != "", _swatch(editor, own, own)),
            class_name="accents",
        ),
        rx.el.div(
            rx.el.span(error_at(editor.errors, "colour"), class_name="field__error"),
            class_name="field__note",
        ),
        class_name="colour-field",
    )


def _swatch(editor: type[Any], value: Any, label: Any) -> rx.Component:
    named = {"data-accent": value} if isinstance(value, str) and value else {}
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="colour",
            value=value,
            default_checked=editor.base["colour"] == value,
            class_name="accent__radio",
        ),
        rx.el.span(icon("check"), class_name="accent__colour"),
        visually_hidden(label),
        class_name="accent" if named else "accent colour-field__default",
        custom_attrs={**named, "data-tip": label},
    )
