"""The panel of one person: the form of all fields, and what is stored by itself below it."""

from __future__ import annotations

import reflex as rx
from reflex_components_core.el.elements.inline import A  # rx.el.a is the router's link

from umbra.items.page.alarms import alarms_field
from umbra.items.page.links import location_field
from umbra.items.page.panel import filled, item_panel, notes_field, pair, tags_field, title_field
from umbra.people.page.list_page import PERSON_PAGE
from umbra.people.page.merging import duplicates_part, merge_dialog
from umbra.people.page.photo import photo_dialog, photo_head
from umbra.people.page.relating import relating_part
from umbra.people.page.timeline import timeline_part
from umbra.people.page.values import values_field, yearly_field
from umbra.people.state import PersonEditor
from umbra.ui.checkbox import checkbox
from umbra.ui.icon import icon
from umbra.ui.inputs import text_field


def person_panel() -> rx.Component:
    panel = item_panel(
        PERSON_PAGE,
        photo_head(),
        title_field(PERSON_PAGE, "Name"),
        pair(
            text_field("Given name", **filled(PERSON_PAGE, "given_name"), dir="auto"),
            text_field("Family name", **filled(PERSON_PAGE, "family_name"), dir="auto"),
        ),
        pair(
            text_field("Nickname", **filled(PERSON_PAGE, "nickname"), dir="auto"),
            text_field("Organisation", **filled(PERSON_PAGE, "organisation"), dir="auto"),
        ),
        values_field("Phones", "phone", **filled(PERSON_PAGE, "phones")),
        values_field("E-mails", "email", **filled(PERSON_PAGE, "emails")),
        values_field("Addresses", "address", **filled(PERSON_PAGE, "addresses")),
        location_field(PERSON_PAGE, "Place"),
        yearly_field("Birthday", **filled(PERSON_PAGE, "birthday"), words=PersonEditor.age),
        alarms_field(
            **filled(PERSON_PAGE, "alarms"),
            timed_by="",
            legend="Birthday reminder",
        ),
        values_field("Other dates", "date", **filled(PERSON_PAGE, "dates")),
        checkbox(
            "Favourite",
            id="person-favourite",
            name="favourite",
            default_checked=PersonEditor.base["favourite"] != "",
        ),
        tags_field(PERSON_PAGE),
        notes_field(PERSON_PAGE),
        bar=(_download(),),
        after=(duplicates_part(), timeline_part(), relating_part()),
    )
    return rx.fragment(panel, photo_dialog(), merge_dialog())


def _download() -> rx.Component:
    return A.create(
        icon("arrow-down"),
        href=f"/api/people/{PersonEditor.open_id}.vcf",
        download=True,
        aria_label="Download as vCard",
        data_tip="Download as vCard",
        class_name="btn btn--icon btn--ghost btn--md",
    )
