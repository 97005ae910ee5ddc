"""The project page: a grid of projects with their progress, and the panel of one."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra.items.page.colour import colour_field
from umbra.items.page.frame import PageParts, list_frame
from umbra.items.page.keys import EDIT
from umbra.items.page.list_page import ListPage
from umbra.items.page.panel import filled, item_panel, notes_field, pair, tags_field, title_field
from umbra.items.page.rows import chooser, has_notes, tags_of
from umbra.items.page.toolbar import choice, choice_in_use
from umbra.projects.page.parts import ProjectStyles, due, progress, project_menu, swatch
from umbra.projects.state.head import STATUSES
from umbra.projects.state.list import ProjectEditor, ProjectList
from umbra.projects.state.list_kind import PROJECT_LIST, ProjectCard
from umbra.ui.button import button, icon_button, link_button
from umbra.ui.chip import chip
from umbra.ui.dates import date_field
from umbra.ui.icon import icon
from umbra.ui.inputs import select_field
from umbra.ui.link import link
from umbra.ui.local.row_list import drag_handle, sortable_row
from umbra.ui.menu import menu, menu_item, menu_separator
from umbra.ui.states import empty_state

PROJECT_PAGE = ListPage(
    kind=PROJECT_LIST,
    items=ProjectList,
    editor=ProjectEditor,
    sorts={
        "position": "By hand",
        "name": "Name, A to Z",
        "-name": "Name, Z to A",
        "due": "Due first",
        "-created": "Newest first",
        "created": "Oldest first",
    },
    by_hand="position",
    sections={**STATUSES},
)
STATUS_CHOICES = (
    ("current", "All but archived"),
    ("active", "Active"),
    ("on_hold", "On hold"),
    ("done", "Done"),
    ("archived", "Archived"),
    ("all", "All"),
)


def projects_page() -> rx.Component:
    parts = PageParts(
        row=project_row,
        card=ProjectCard,
        panel=_panel(),
        nothing_yet=empty_state(
            "No projects yet",
            "Give the first one a name and press Enter. Its tasks follow on its board.",
            name="kanban",
        ),
        filters=(
            choice(PROJECT_PAGE, "status", "Status", STATUS_CHOICES),
            choice_in_use(PROJECT_PAGE, "tag"),
            link_button("My tasks", "/tasks", variant="ghost", leading="circle-check"),
        ),
        bulk_actions=(_status_of_the_selected(),),
        keys={EDIT: "[data-act=edit]"},
    )
    return rx.fragment(
        list_frame(PROJECT_PAGE, parts, active="projects"),
        ProjectStyles.create(),
    )


@rx.memo
def project_row(
    *, item_id: rx.Var[str], card: rx.Var[ProjectCard], sortable: rx.Var[bool]
) -> rx.Component:
    """One project. Memoised: a change renders the one whose card came anew, and no other."""
    return _card(item_id, card.to(ProjectCard), sortable)


def _card(
    item_id: rx.Var[str], card: ObjectVar[ProjectCard], sortable: rx.Var[bool]
) -> rx.Component:
    name = card["name"].to(str)
    handle = drag_handle(icon("grip"), label="Move " + name, class_name="item-handle")
    return sortable_row(
        rx.el.div(
            swatch(card),
            link(
                name,
                href=f"/tasks?project={item_id}",
                dir="auto",
                class_name="project-name",
                custom_attrs={"data-act": "open"},
            ),
            rx.el.div(
                rx.cond(sortable, handle),
                chooser(PROJECT_PAGE, item_id, card, name),
                project_menu(
                    icon_button("ellipsis", "More about " + name, size="sm", tip=False),
                    card,
                    rx.cond(sortable, _moves(item_id)),
                ),
                class_name="item-actions",
            ),
            class_name="project-head",
        ),
        progress(card),
        rx.el.div(
            # In the order by hand the heading above says it.
            rx.cond((card["state"] != "") & ~sortable, chip(card["state"])),
            due(card),
            has_notes(card),
            tags_of(card),
            class_name="item-details",
        ),
        rx.el.button(
            type="button",
            hidden=True,
            on_click=ProjectEditor.show(item_id),
            custom_attrs={"data-act": "edit", "aria-hidden": "true"},
        ),
        rx.el.button(
            type="button",
            hidden=True,
            on_click=ProjectList.delete(item_id),
            custom_attrs={"data-act": "delete", "aria-hidden": "true"},
        ),
        row_id=item_id,
        class_name=rx.cond(card["selected"], "project-card is-selected", "project-card"),
        custom_attrs={"data-version": card["version"]},
    )


def _moves(item_id: rx.Var[str]) -> rx.Component:
    """Moves by a step, which on a phone take the place of dragging."""
    return rx.fragment(
        menu_item("Move back", leading="arrow-left", on_click=ProjectList.nudge(item_id, -1)),
        menu_item("Move on", leading="arrow-right", on_click=ProjectList.nudge(item_id, 1)),
        menu_separator(),
    )


def _panel() -> rx.Component:
    status = filled(PROJECT_PAGE, "status")
    return item_panel(
        PROJECT_PAGE,
        title_field(PROJECT_PAGE, "Name"),
        pair(
            select_field("Status", tuple(STATUSES.items()), **status),
            date_field("Due", **filled(PROJECT_PAGE, "due_date")),
        ),
        colour_field(PROJECT_PAGE, ProjectEditor.own_colour),
        tags_field(PROJECT_PAGE),
        notes_field(PROJECT_PAGE),
        bar=(
            link_button(
                "Open",
                "/tasks?project=" + ProjectEditor.open_id,
                size="sm",
                variant="ghost",
                leading="kanban",
            ),
        ),
    )


def _status_of_the_selected() -> rx.Component:
    return menu(
        button("Status", leading="circle-check", size="sm"),
        *(
            menu_item(words, on_click=ProjectList.set_status_of_selected(status))
            for status, words in STATUSES.items()
        ),
        label="Status of the selected",
    )
