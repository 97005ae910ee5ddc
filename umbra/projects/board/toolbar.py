"""The lines above the tasks: the project, its progress, the view, filters, search, order."""

from __future__ import annotations

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.items.page.toolbar import choice, choice_in_use
from umbra.projects.board.list_kind import TASK_LIST
from umbra.projects.board.state import TaskBoard, TaskEditor
from umbra.projects.page.parts import due, progress, project_menu, swatch
from umbra.ui.button import button, icon_button, link_button
from umbra.ui.chip import chip
from umbra.ui.inputs import search_input
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_separator
from umbra.ui.segmented import Option, segmented

TASK_PAGE = ListPage(kind=TASK_LIST, items=TaskBoard, editor=TaskEditor, sorts={})

VIEWS = (Option("board", "Board", "kanban"), Option("list", "List", "list"))
DUE_CHOICES = (
    ("any", "Any day"),
    ("overdue", "Overdue"),
    ("today", "Today"),
    ("week", "Next 7 days"),
)
PRIORITY_CHOICES = (
    ("", "Any priority"),
    ("high", "High"),
    ("medium", "Medium"),
    ("low", "Low"),
    ("none", "No priority"),
)
SORTS = (
    ("priority", "Most urgent first"),
    ("title", "Title, A to Z"),
    ("-title", "Title, Z to A"),
    ("-created", "Newest first"),
    ("created", "Oldest first"),
)

IN_PROJECT = TaskBoard.project["id"] != ""


def toolbar() -> rx.Component:
    of_all = rx.cond(TaskBoard.loaded, "Of all projects", "")
    return rx.el.div(
        rx.el.div(
            rx.cond(IN_PROJECT, _project(), rx.el.span(of_all, class_name="board-of")),
            segmented(
                "View",
                VIEWS,
                name="task-view",
                value=TaskBoard.filters["view"],
                on_change=lambda view: TaskBoard.narrow("view", view),
            ),
            class_name="board-head",
        ),
        rx.el.div(
            search_input(
                id="task-search",
                label="Search tasks",
                placeholder="Search",
                value=TaskBoard.searching,
                on_commit=TaskBoard.search,
                debounce_ms=200,
                max_length=200,
                class_name="items-search",
            ),
            rx.el.div(
                choice(TASK_PAGE, "due", "Due", DUE_CHOICES),
                choice(TASK_PAGE, "priority", "Priority", PRIORITY_CHOICES),
                choice_in_use(TASK_PAGE, "tag"),
                rx.cond(
                    TaskBoard.filtered,
                    button(
                        "Clear", variant="ghost", leading="x", on_click=TaskBoard.show_everything
                    ),
                ),
                class_name="items-filters",
            ),
            rx.el.div(
                _view_menu(),
                button(
                    rx.cond(TaskBoard.selecting, "Stop selecting", "Select"),
                    variant="ghost",
                    on_click=TaskBoard.turn_selecting,
                    aria_pressed=TaskBoard.selecting,
                ),
                class_name="items-view",
            ),
            class_name="items-tools",
            role="search",
        ),
        class_name="board-tools",
    )


def _project() -> rx.Component:
    head = TaskBoard.project
    return rx.el.div(
        link_button(
            "Projects",
            "/projects",
            variant="ghost",
            size="sm",
            leading="chevron-left",
            aria_label="To the projects",
        ),
        swatch(head),
        progress(head),
        rx.cond(head["state"] != "", chip(head["state"])),
        due(head),
        project_menu(icon_button("ellipsis", "More about the project", size="sm"), head),
        class_name="board-project",
    )


def _view_menu() -> rx.Component:
    sort = TaskBoard.filters["sort"]
    return menu(
        button("View", variant="ghost", leading="arrow-up-down"),
        menu_group(
            "Order by",
            menu_choice(
                rx.cond(IN_PROJECT, "By hand", "Due first"),
                checked=sort == "",
                on_click=TaskBoard.narrow("sort", ""),
            ),
            rx.cond(
                IN_PROJECT,
                menu_choice(
                    "Due first", checked=sort == "due", on_click=TaskBoard.narrow("sort", "due")
                ),
            ),
            *(
                menu_choice(words, checked=sort == value, on_click=TaskBoard.narrow("sort", value))
                for value, words in SORTS
            ),
        ),
        menu_separator(),
        menu_group(
            "Done tasks",
            *(
                menu_choice(
                    words,
                    checked=TaskBoard.filters["done"] == value,
                    on_click=TaskBoard.show_done(value),
                )
                for value, words in (("latest", "The latest 20"), ("all", "All"))
            ),
        ),
        menu_separator(),
        menu_item("Print …", on_click=TaskBoard.print_list),
        label="View of the tasks",
        align="end",
    )
