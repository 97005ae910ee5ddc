"""The panel of one task: its form, its sub-tasks and the comments on it."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.items.page.alarms import alarms_field
from umbra.items.page.links import people_field
from umbra.items.page.panel import (
    filled,
    item_panel,
    notes_field,
    pair,
    tags_field,
    title_field,
)
from umbra.items.page.rows import drag_words
from umbra.projects.board.card import COLUMNS
from umbra.projects.board.state import TaskBoard, TaskEditor
from umbra.projects.board.toolbar import TASK_PAGE
from umbra.ui.button import button, icon_button
from umbra.ui.dates import date_field, time_field
from umbra.ui.field import field
from umbra.ui.icon import icon
from umbra.ui.inputs import select_field, text_input, textarea
from umbra.ui.item_picker import item_picker_field
from umbra.ui.local.draft_form import draft_form
from umbra.ui.local.row_list import drag_handle, row_list, sortable_row
from umbra.ui.local.tick import tick
from umbra.ui.segmented import Option, segmented

STATUS_OPTIONS = tuple(Option(status, words["title"]) for status, words in COLUMNS.items())
PRIORITY_OPTIONS = (
    Option("none", "None"),
    Option("low", "Low"),
    Option("medium", "Medium"),
    Option("high", "High"),
)


def task_panel() -> rx.Component:
    return item_panel(
        TASK_PAGE,
        title_field(TASK_PAGE, "Title"),
        _choice("Status", "status", STATUS_OPTIONS),
        _choice("Priority", "priority", PRIORITY_OPTIONS),
        pair(
            date_field("Due", **filled(TASK_PAGE, "due_date"), clears_also="task-due-time"),
            time_field("Time", **filled(TASK_PAGE, "due_time")),
        ),
        alarms_field(**filled(TASK_PAGE, "alarms"), timed_by="due_time"),
        people_field(TASK_PAGE),
        select_field("Project", TaskEditor.projects, **filled(TASK_PAGE, "project_id")),
        item_picker_field(
            "Part of",
            **filled(TASK_PAGE, "parent_id"),
            options=TaskEditor.parents,
            on_search=TaskEditor.search_parents,
            default_label=TaskEditor.parent,
            empty_text="No task of this project has that title",
            placeholder="A task of its own",
        ),
        tags_field(TASK_PAGE),
        notes_field(TASK_PAGE),
        after=(_subtasks(), _comments()),
    )


def _choice(label: str, name: str, options: tuple[Option, ...]) -> rx.Component:
    given = filled(TASK_PAGE, name)
    control = segmented(label, options, name=name, default_value=given["default_value"], wide=True)
    return field(label, control, id=given["id"], error=given["error"])


def _subtasks() -> rx.Component:
    """The sub-tasks and the form that adds one; a sub-task has none."""
    return rx.cond(
        TaskEditor.is_sub,
        rx.fragment(),
        rx.el.section(
            rx.el.h3("Sub-tasks", id="task-subs", class_name="task-heading"),
            row_list(
                rx.foreach(TaskEditor.subtasks, _subtask),
                order=TaskEditor.subtasks.foreach(lambda card: card["id"]),
                refused=TaskBoard.moves_refused,
                acts=rx.Var.create({}),
                sortable=True,
                words=drag_words("sub-task"),
                on_move=TaskEditor.move_subtask,
                class_name="task-subs",
                aria_labelledby="task-subs",
            ),
            draft_form(
                rx.el.span(icon("plus"), class_name="adder-icon", aria_hidden=True),
                text_input(
                    id="task-add-sub",
                    label="Add a sub-task",
                    name="title",
                    placeholder="Add a sub-task",
                    auto_complete="off",
                    enter_key_hint="done",
                    dir="auto",
                ),
                rx.el.p(TaskEditor.sub_error, role="alert", class_name="adder-error"),
                name="new-subtask-" + TaskEditor.open_id,
                answers=TaskEditor.answers,
                on_send=TaskEditor.add_subtask,
                on_too_long=TaskEditor.refuse_length,
                key="sub-" + TaskEditor.open_id,
                class_name="adder board-adder",
            ),
            class_name="task-section",
        ),
    )


def _subtask(card: Any) -> rx.Component:
    return sortable_row(
        drag_handle(
            icon("grip"),
            label="Move " + card["title"].to(str),
            tab_index=0,
            class_name="item-handle",
        ),
        tick(
            checked=card["done"],
            version=card["version"],
            refused=card["refused"],
            label=card["title"],
            on_toggle=lambda done: TaskEditor.toggle_subtask(card["id"].to(str), done),
        ),
        rx.el.button(
            card["title"],
            type="button",
            dir="auto",
            on_click=TaskEditor.show(card["id"].to(str)),
            class_name="item-title",
        ),
        row_id=card["id"],
        class_name="task-sub",
        custom_attrs={"data-done": card["done"]},
        key=card["id"],
    )


def _comments() -> rx.Component:
    return rx.el.section(
        rx.el.h3("Comments", id="task-comments", class_name="task-heading"),
        rx.el.ol(
            rx.foreach(TaskEditor.comments, _comment),
            class_name="task-comments",
            aria_labelledby="task-comments",
        ),
        draft_form(
            textarea(
                id="task-add-comment",
                label="Add a comment",
                name="body",
                placeholder="Add a comment",
                rows=2,
                dir="auto",
            ),
            button("Comment", type="submit", size="sm"),
            name="new-comment-" + TaskEditor.open_id,
            answers=TaskEditor.answers,
            on_send=TaskEditor.add_comment,
            on_too_long=TaskEditor.refuse_comment,
            key="comment-" + TaskEditor.open_id,
            class_name="task-comment-form",
        ),
        rx.el.p(TaskEditor.comment_error, role="alert", class_name="adder-error"),
        class_name="task-section",
    )


def _comment(comment: Any) -> rx.Component:
    comment_id = comment["id"].to(str)
    return rx.el.li(
        rx.el.header(
            rx.el.span(
                comment["when"], rx.cond(comment["edited"], ", edited", ""), class_name="num"
            ),
            icon_button(
                "pencil",
                "Edit the comment",
                size="sm",
                on_click=TaskEditor.edit_comment(comment_id),
            ),
            icon_button(
                "trash",
                "Delete the comment",
                size="sm",
                on_click=TaskEditor.delete_comment(comment_id),
            ),
            class_name="task-comment-head",
        ),
        rx.cond(
            TaskEditor.editing_comment == comment_id,
            draft_form(
                textarea(
                    id="task-edit-comment",
                    label="Text of the comment",
                    name="body",
                    default_value=comment["body"],
                    rows=3,
                    dir="auto",
                    data_autofocus=True,
                ),
                rx.el.div(
                    button("Save", type="submit", size="sm", variant="primary"),
                    button(
                        "Cancel", size="sm", variant="ghost", on_click=TaskEditor.edit_comment("")
                    ),
                    class_name="task-comment-acts",
                ),
                name="comment-" + comment_id,
                answers=TaskEditor.answers,
                on_send=TaskEditor.save_comment,
                on_too_long=TaskEditor.refuse_comment,
                class_name="task-comment-form",
            ),
            rx.html(comment["html"], class_name="rendered", dir="auto"),
        ),
        class_name="task-comment",
        key=comment_id,
    )
