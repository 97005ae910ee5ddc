"""The texts of the trash page."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from umbra.core.ids import new_id
from umbra.core.moments import Now
from umbra.trash.service import TrashRow
from umbra.trash.words import address_of, name_of, number_of, trash_card

MIDDAY = datetime(2026, 3, 4, 12, tzinfo=UTC)


def card(deleted_at: datetime, now: datetime, zone: str) -> tuple[str, str, str]:
    row = TrashRow("todo", new_id(), 2, "Milk", deleted_at)
    shown = trash_card(row, Now(now, zone))
    return shown["kind"], shown["deleted"], shown["goes"]


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, ("Todo", "deleted today", "goes in 30 days")),
        (1, ("Todo", "deleted yesterday", "goes in 29 days")),
        (3, ("Todo", "deleted 3 days ago", "goes in 27 days")),
        (29, ("Todo", "deleted 29 days ago", "goes tomorrow")),
        (30, ("Todo", "deleted 30 days ago", "goes today")),
    ],
)
def test_a_row_says_when_it_was_deleted_and_when_it_goes(
    days: int, words: tuple[str, str, str]
) -> None:
    assert card(MIDDAY - timedelta(days=days), MIDDAY, "UTC") == words


def test_days_are_those_of_the_account_s_zone() -> None:
    an_hour_before_midnight = datetime(2026, 3, 3, 23, tzinfo=UTC)
    assert card(an_hour_before_midnight, MIDDAY, "UTC")[1] == "deleted yesterday"
    assert card(an_hour_before_midnight, MIDDAY, "Europe/Berlin")[1] == "deleted today"


def test_numbers_and_names_stand_in_a_sentence() -> None:
    assert [number_of(1), number_of(1200), number_of(1, "todo"), number_of(2, "location")] == [
        "1 item",
        "1,200 items",
        "1 todo",
        "2 locations",
    ]
    assert name_of("a" * 41) == f"“{'a' * 39}…”"


def test_only_a_kind_with_a_page_has_an_address() -> None:
    assert address_of("todo", "1") == "/todos?open=1"
    assert address_of("song", "1") == ""
