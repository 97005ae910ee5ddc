"""The panel that shows and edits one item: its form, conflicts, and the buttons around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

import reflex as rx

from umbra.items.page.list_page import ListPage
from umbra.items.page.toolbar import options_of
from umbra.ui import tags
from umbra.ui.button import button, icon_button
from umbra.ui.inputs import text_field, textarea_field
from umbra.ui.local.edit_form import edit_form
from umbra.ui.panel import side_panel
from umbra.ui.states import empty_state
from umbra.ui.text import kbd


class PanelPage(Protocol):
    """A page with a side panel: the word for an item, and the state, which mixes in `PanelForm`.

    The state has handlers `save(values, send)` and `close()` of its own.
    """

    @property
    def one(self) -> str: ...
    @property
    def editor(self) -> type[Any]: ...


_added: dict[str, list[Callable[[], rx.Component]]] = {}


def add_to_panel(kind: str, make: Callable[[], rx.Component]) -> None:
    """Adds a button to the bar of a kind's panel, for what works on several kinds."""
    _added.setdefault(kind, []).append(make)


def item_panel(
    page: ListPage,
    *fields: rx.Component,
    bar: tuple[rx.Component, ...] = (),
    after: tuple[rx.Component, ...] = (),
) -> rx.Component:
    """The panel with the form of `fields`; `bar` is shown beside its Delete button.

    `after` is below the form: parts of the item that are stored by themselves.
    """
    editor = page.editor
    form = panel_form(page, *fields)
    return side_panel(
        rx.cond(
            editor.missing,
            gone(page, "Back to the list"),
            rx.fragment(form, *after) if after else form,
        ),
        title=page.one.capitalize(),
        open=editor.open_id != "",
        opened=editor.filled,
        on_close=editor.close,
        bar=(
            rx.cond(
                editor.missing,
                rx.fragment(),
                rx.fragment(
                    *bar,
                    *(make() for make in _added.get(page.one, ())),
                    icon_button("trash", "Delete", on_click=editor.delete),
                ),
            ),
        ),
        footer=(panel_footer(page),),
    )


def filled(page: PanelPage, name: str) -> dict[str, Any]:
    """The arguments of the form's field `name`: its id, value and error."""
    return {
        "id": f"{page.one}-{name.replace('_', '-')}",
        "name": name,
        "error": page.editor.errors.get(name, "").to(str),
        "default_value": page.editor.base[name],
    }


def pair(*fields: rx.Component) -> rx.Component:
    """Two fields side by side where there is room."""
    return rx.el.div(*fields, class_name="editor-pair")


def title_field(page: ListPage, label: str) -> rx.Component:
    name = page.kind.kind.title.name
    return text_field(
        label, **filled(page, name), dir="auto", max_length=1000, class_name="editor-title"
    )


def category_field(page: ListPage) -> rx.Component:
    """The category, with the ones in use as suggestions."""
    suggestions = f"{page.one}-categories"
    return rx.fragment(
        text_field("Category", **filled(page, "category"), list=suggestions, dir="auto"),
        rx.el.datalist(
            rx.foreach(options_of(page, "category"), lambda one: rx.el.option(value=one[0])),
            id=suggestions,
        ),
    )


def tags_field(page: ListPage) -> rx.Component:
    return tags.tags_field("Tags", **filled(page, "tags"), options=options_of(page, "tag"))


def notes_field(page: PanelPage) -> rx.Component:
    """The notes, and the preview of their Markdown."""
    editor = page.editor
    problem = rx.el.p(editor.preview_problem, role="status", class_name="preview-problem")
    return rx.el.div(
        rx.el.div(
            textarea_field(
                "Notes", **filled(page, "notes"), hint="Markdown works here.", rows=6, dir="auto"
            ),
            class_name="editor-typed",
        ),
        rx.cond(
            editor.peeking,
            rx.el.div(
                rx.cond(editor.preview_problem != "", problem),
                rx.html(
                    editor.preview,
                    class_name="rendered",
                    dir="auto",
                    role="region",
                    aria_label="Preview of the notes",
                ),
                class_name=rx.cond(editor.preview_problem != "", "is-plain", ""),
            ),
        ),
        button(
            rx.cond(editor.peeking, "Write", "Preview"),
            variant="ghost",
            size="sm",
            data_act="peek",
        ),
        class_name=rx.cond(editor.peeking, "editor-notes is-peeking", "editor-notes"),
    )


def panel_form(page: PanelPage, *fields: rx.Component) -> rx.Component:
    """The form of `fields`, under the conflict notice.

    Mounted anew whenever `filled` grows: the fields hold what is typed, not the state.
    """
    editor = page.editor
    return edit_form(
        _conflict(page),
        *fields,
        name=editor.open_id,
        version=editor.version,
        base=editor.base,
        answers=editor.answers,
        on_send=editor.save,
        on_behind=editor.resume,
        on_peek=editor.peek,
        on_too_long=editor.refuse_length,
        key=editor.open_id + editor.filled.to_string(),
        id=f"{page.one}-editor",
        class_name="editor",
    )


def _conflict(page: PanelPage) -> rx.Component:
    """The conflict notice: what changed elsewhere while there is unsaved input here."""
    editor = page.editor
    return rx.cond(
        editor.differences.length() > 0,
        rx.el.div(
            rx.el.p(
                f"This {page.one} changed elsewhere. What you typed is still here.",
                class_name="newer-words",
            ),
            rx.el.dl(
                rx.foreach(
                    editor.differences,
                    lambda row: rx.el.div(
                        rx.el.dt(row["field"]), rx.el.dd(row["theirs"], dir="auto")
                    ),
                ),
                class_name="newer-list",
            ),
            rx.el.div(
                button("Take theirs", on_click=editor.take_theirs, data_act="discard"),
                button("Keep mine", variant="ghost", on_click=editor.keep_mine, data_act="keep"),
                class_name="newer-actions",
            ),
            role="status",
            class_name="newer",
        ),
    )


def gone(page: PanelPage, back: str) -> rx.Component:
    """What the panel shows of an item that is not there, with a button `back`."""
    return empty_state(
        f"This {page.one} is not here",
        "It was deleted, or the link is not for your account.",
        button(back, on_click=page.editor.close),
        name="trash",
    )


def panel_footer(page: PanelPage) -> rx.Component:
    """The day the item was created, if it was, and the button that saves the form."""
    return rx.cond(
        page.editor.missing,
        rx.fragment(),
        rx.fragment(
            rx.el.span(
                rx.cond(page.editor.created != "", "Created " + page.editor.created, ""),
                class_name="editor-created",
            ),
            button(
                "Save",
                type="submit",
                form=f"{page.one}-editor",
                variant="primary",
                trailing=kbd("Ctrl", "↵"),
            ),
        ),
    )
