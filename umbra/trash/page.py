"""The trash page: deleted items of all kinds, to restore or to delete for good."""

from __future__ import annotations

import reflex as rx
from reflex.vars import ObjectVar

from umbra import ui
from umbra.trash.state import TrashState
from umbra.trash.words import KIND_OF, TrashCard

KIND_OPTIONS = (
    ui.Option("", "All"),
    *(ui.Option(name, words.plural.capitalize()) for name, words in KIND_OF.items()),
)


def trash_page() -> rx.Component:
    return rx.el.div(
        rx.el.p(
            "Deleted items can be restored for 30 days. Then they are deleted for good.",
            class_name="dim",
        ),
        _bar(),
        ui.awaited(
            rx.cond(TrashState.rows.length() > 0, _list(), _nothing()),
            loaded=TrashState.loaded,
            on_retry=TrashState.load,
            label="Loading the trash",
        ),
        _delete_dialog(),
        _empty_dialog(),
        class_name="trash",
    )


def _bar() -> rx.Component:
    """The filter, the number of items, and the button that empties the trash."""
    return rx.el.div(
        ui.segmented(
            "Kind",
            KIND_OPTIONS,
            name="trash-kind",
            value=TrashState.kind,
            on_change=TrashState.choose,
        ),
        rx.cond(
            TrashState.rows.length() > 0,
            rx.el.div(
                rx.el.span(TrashState.number, class_name="trash__number num"),
                ui.button(
                    rx.cond(TrashState.kind == "", "Empty trash", "Delete all"),
                    on_click=TrashState.ask_to_empty,
                ),
                class_name="trash__empty",
            ),
        ),
        class_name="trash__bar",
    )


def _list() -> rx.Component:
    return rx.fragment(
        rx.el.div(
            ui.listing(rx.foreach(TrashState.rows, _row), label="Deleted items"),
            class_name="trash__list",
        ),
        rx.cond(
            TrashState.has_more,
            rx.el.div(
                ui.button("Show more", on_click=TrashState.show_more), class_name="trash__more"
            ),
        ),
    )


def _row(card: ObjectVar[TrashCard]) -> rx.Component:
    item_id, title = card["id"].to(str), card["title"].to(str)
    return ui.listed(
        title,
        rx.el.span(card["kind"], " · ", card["deleted"], " · ", card["goes"], class_name="num"),
        leading=ui.icon(card["icon"].to(str)),
        trailing=(
            ui.button(
                "Restore",
                size="sm",
                leading="undo",
                on_click=TrashState.restore(item_id),
                aria_label="Restore " + title,
            ),
            ui.button(
                "Delete for good",
                size="sm",
                variant="ghost",
                on_click=TrashState.ask_to_delete(item_id),
                aria_label="Delete for good: " + title,
            ),
        ),
        key=item_id,
    )


def _nothing() -> rx.Component:
    return rx.cond(
        TrashState.kind == "",
        ui.empty_state("The trash is empty", "What you delete appears here.", name="trash"),
        ui.empty_state("Nothing of this kind here", "Other kinds may have items.", name="trash"),
    )


def _delete_dialog() -> rx.Component:
    return ui.confirm_dialog(
        title="Delete this " + TrashState.subject_kind + " for good?",
        body="“" + TrashState.subject_title + "” can't be restored afterwards.",
        open=TrashState.open_dialog == "delete",
        on_close=TrashState.leave,
        on_confirm=TrashState.delete,
        confirm_label="Delete for good",
        danger=True,
    )


def _empty_dialog() -> rx.Component:
    return ui.confirm_dialog(
        title="Delete " + TrashState.number + " for good?",
        body="This can't be undone.",
        open=TrashState.open_dialog == "empty",
        on_close=TrashState.leave,
        on_confirm=TrashState.empty,
        confirm_label="Delete for good",
        danger=True,
    )
