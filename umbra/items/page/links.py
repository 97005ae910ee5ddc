"""The people and the location of an item in the form of its panel."""

from __future__ import annotations

import reflex as rx

from umbra.items.linked import LinkedKind
from umbra.items.page.panel import PanelPage, filled
from umbra.items.state.links_form import FIELDS
from umbra.ui.item_picker import item_picker_field, items_picker_field


def people_field(page: PanelPage, label: str = "People") -> rx.Component:
    """The field `people`: up to 50, as chips. The page's state mixes in `Links` or `LinksForm`."""
    return _field(
        page,
        "person",
        label,
        several=True,
        placeholder="Add people",
        empty_text="None of your people has that name",
    )


def location_field(page: PanelPage, label: str = "Location") -> rx.Component:
    """The field `location_id`. The page's state mixes in `Links` or `LinksForm`."""
    return _field(
        page,
        "location",
        label,
        several=False,
        placeholder="One of your locations",
        empty_text="None of your locations has that name",
    )


def _field(
    page: PanelPage,
    kind: LinkedKind,
    label: str,
    *,
    several: bool,
    placeholder: str,
    empty_text: str,
) -> rx.Component:
    editor = page.editor
    make = items_picker_field if several else item_picker_field
    return make(
        label,
        **filled(page, FIELDS[kind]),
        options=editor.found_links[kind],
        found_for=editor.links_texts.get(kind, "").to(str),
        names=editor.link_names,
        made=editor.made_links,
        on_search=lambda text: editor.find_links(kind, text),
        on_make=lambda name, key: editor.make_link(kind, name, key),
        placeholder=placeholder,
        empty_text=empty_text,
    )
