"""The location page: list, filters, bulk changes, and the panel of a location."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.items.page.frame import PageParts, list_frame
from umbra.items.page.list_page import ListPage
from umbra.items.page.panel import (
    category_field,
    filled,
    item_panel,
    notes_field,
    pair,
    tags_field,
    title_field,
)
from umbra.items.page.rows import RowParts, category_of, has_notes, item_row, tags_of
from umbra.items.page.toolbar import choice_in_use
from umbra.locations.map.component import location_map
from umbra.locations.state import LOCATION_LIST, LocationCard, LocationEditor, LocationList
from umbra.locations.ties.page import ties
from umbra.ui.button import button, icon_link
from umbra.ui.icon import IconName, icon
from umbra.ui.inputs import text_field, text_input, textarea_field
from umbra.ui.popover import popover
from umbra.ui.segmented import Option, segmented
from umbra.ui.states import empty_state

LOCATION_PAGE = ListPage(
    kind=LOCATION_LIST,
    items=LocationList,
    editor=LocationEditor,
    sorts={
        "name": "Name, A to Z",
        "-name": "Name, Z to A",
        "-created": "Newest first",
        "created": "Oldest first",
    },
)


def locations_page() -> rx.Component:
    parts = PageParts(
        row=location_row,
        card=LocationCard,
        panel=_panel(),
        nothing_yet=empty_state(
            "No locations yet",
            "Write down the first name, or paste coordinates or the link of a map.",
            name="map-pin",
        ),
        filters=(choice_in_use(LOCATION_PAGE, "category"), choice_in_use(LOCATION_PAGE, "tag")),
        bulk_actions=(_category_of_the_selected(),),
        above=_views(),
    )
    return list_frame(LOCATION_PAGE, parts, active="locations")


@rx.memo
def location_row(
    *, item_id: rx.Var[str], card: rx.Var[LocationCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One row. Memoised: a change renders the row whose card came anew, and no other."""
    shown = card.to(LocationCard)
    address = rx.cond(
        shown["address"] != "",
        rx.el.span(shown["address"], class_name="location-address", dir="auto"),
    )
    parts = RowParts(
        leading=rx.el.span(icon("map-pin"), class_name="location-icon", aria_hidden=True),
        details=(address, has_notes(shown), tags_of(shown), category_of(shown)),
        links=(
            _link(shown["call"], "phone", "Call " + shown["name"].to(str)),
            _link(shown["map"], "map", "Show on the map: " + shown["name"].to(str)),
        ),
    )
    return item_row(LOCATION_PAGE, item_id, shown, sortable, parts)


def _views() -> rx.Component:
    """The switch between list and map, and the map, which has the list beside it."""
    is_map = LocationList.filters["view"] == "map"
    return rx.fragment(
        rx.el.div(
            segmented(
                "View",
                (Option("list", "List", "list"), Option("map", "Map", "map")),
                name="location-view",
                value=LocationList.filters["view"],
                on_change=lambda view: LocationList.narrow("view", view),
            ),
            rx.el.p(LocationList.on_the_map, role="status", class_name="locations-head__words"),
            class_name="locations-head",
        ),
        rx.cond(
            is_map,
            rx.el.div(
                location_map(
                    points=LocationList.points,
                    moved=LocationList.moved,
                    read=LocationList.points_read,
                    open=LocationEditor.open_id,
                    tiles=LocationList.tiles,
                    attribution=LocationList.attribution,
                    label="Map",
                    on_open=LocationEditor.show,
                ),
                class_name="location-pane",
            ),
        ),
    )


def _panel() -> rx.Component:
    return item_panel(
        LOCATION_PAGE,
        title_field(LOCATION_PAGE, "Name"),
        category_field(LOCATION_PAGE),
        tags_field(LOCATION_PAGE),
        textarea_field("Address", **filled(LOCATION_PAGE, "address"), rows=2, dir="auto"),
        text_field(
            "Coordinates",
            **filled(LOCATION_PAGE, "coordinates"),
            hint="Latitude and longitude, or the link of a map.",
            auto_complete="off",
        ),
        pair(
            text_field("Phone", **filled(LOCATION_PAGE, "phone"), kind="tel", auto_complete="off"),
            text_field(
                "Web page", **filled(LOCATION_PAGE, "url"), input_mode="url", auto_complete="off"
            ),
        ),
        notes_field(LOCATION_PAGE),
        bar=(
            _link(LocationEditor.call, "phone", "Call"),
            _link(LocationEditor.map, "map", "Show on the map"),
            _link(LocationEditor.link, "external", "Open the web page", new_tab=True),
        ),
        after=(ties(LocationEditor),),
    )


def _link(
    href: rx.Var[Any], name: IconName, label: str | rx.Var[str], *, new_tab: bool = False
) -> rx.Component:
    """An icon that links to another app or site; absent without an address."""
    return rx.cond(href != "", icon_link(name, label, href, new_tab=new_tab))


def _category_of_the_selected() -> rx.Component:
    label = "Category of the selected"
    return popover(
        button("Category", leading="folder", size="sm"),
        text_input(
            id="selection-category",
            label=label,
            value="",
            on_commit=LocationList.categorise_selected,
            custom_attrs={"list": "location-categories"},
            max_length=50,
        ),
        button(
            "No category",
            variant="ghost",
            size="sm",
            data_closes=True,
            on_click=LocationList.categorise_selected(""),
        ),
        label=label,
    )
