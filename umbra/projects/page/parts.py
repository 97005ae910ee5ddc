"""What the grid of projects and the page of a project's tasks have in common."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.projects.state.head import STATUSES
from umbra.projects.state.list import ProjectList
from umbra.ui.icon import icon
from umbra.ui.menu import menu, menu_choice, menu_group, menu_item, menu_link, menu_separator


class ProjectStyles(rx.Fragment):
    """The styles of the project page and of the task page, which no other page loads."""

    def add_imports(self) -> dict[str, Any]:
        return {"": rx.asset("projects.css", shared=True).importable_path}


def swatch(head: Any) -> rx.Component:
    """The colour of a project."""
    return rx.el.span(
        class_name=rx.cond(
            head["colour"] != "",
            "project-swatch accent--" + head["colour"].to(str),
            "project-swatch is-plain",
        ),
        aria_hidden=True,
    )


def progress(head: Any) -> rx.Component:
    """The bar of how many tasks are done, and "3 of 12"."""
    words = head["done"].to_string() + " of " + head["total"].to_string()
    return rx.cond(
        head["total"].to(int) > 0,
        rx.el.span(
            rx.el.progress(
                value=head["done"],
                max=head["total"],
                aria_label="Done tasks",
                class_name=rx.cond(
                    head["colour"] != "",
                    "project-bar accent--" + head["colour"].to(str),
                    "project-bar",
                ),
            ),
            rx.el.span(words, class_name="num"),
            class_name="project-progress",
        ),
        rx.el.span("No tasks yet", class_name="project-progress"),
    )


def due(head: Any) -> rx.Component:
    """The due day; one that is past is marked by a sign, a word and its colour."""
    overdue = head["due_tone"] == "overdue"
    return rx.cond(
        head["due"] != "",
        rx.el.span(
            rx.cond(overdue, icon("circle-alert", 12), icon("calendar", 12)),
            rx.cond(overdue, "Overdue, ", "Due "),
            head["due"],
            class_name=rx.cond(overdue, "project-due is-overdue", "project-due"),
        ),
    )


def project_menu(trigger: rx.Component, head: Any, *more: rx.Component) -> rx.Component:
    """What can be done with a whole project; `more` items come first."""
    project_id = head["id"].to(str)
    return menu(
        trigger,
        *more,
        menu_link("Edit project", "/projects?open=" + project_id, leading="pencil"),
        menu_item("Duplicate", leading="copy", on_click=ProjectList.duplicate(project_id)),
        menu_separator(),
        menu_group(
            "Status",
            *(
                menu_choice(
                    words,
                    checked=head["status"] == status,
                    on_click=ProjectList.set_status(project_id, status),
                )
                for status, words in STATUSES.items()
            ),
        ),
        menu_separator(),
        menu_item(
            "Delete project",
            leading="trash",
            danger=True,
            on_click=ProjectList.delete(project_id),
        ),
        label="Project",
        align="end",
    )
