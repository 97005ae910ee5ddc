"""The registry of kinds is whole: each table of items has its kind, each kind its tests."""

from __future__ import annotations

from typing import get_args

from tests.kinds.kit import KITS
from tests.runtime.test_page_weight import BUDGETS
from umbra.calendar.address import PATH as CALENDAR
from umbra.kinds import KINDS
from umbra.projects.tasks.kind import TASK
from umbra.shell.navigation import PLACES
from umbra.tables import metadata
from umbra.ui.icon import IconName
from umbra.umbra import LISTS


def test_every_table_of_items_is_of_a_registered_kind() -> None:
    of_items = {
        name
        for name, table in metadata().tables.items()
        if {"owner_id", "id", "version", "deleted_at"} <= set(table.columns.keys())
    }
    registered = {kind.table.name for kind in KINDS}
    assert of_items - registered == set(), "add the kind to KINDS in umbra/kinds.py"


def test_every_registered_kind_takes_the_contract_suite() -> None:
    missing = {kind.name for kind in KINDS} - {kit.name for kit in KITS}
    assert missing == set(), "add a Kit to KITS in tests/kinds/kit.py"


def test_every_kind_has_an_icon_that_exists_and_no_page_that_does_not() -> None:
    assert {kind.icon for kind in KINDS} <= set(get_args(IconName))
    paths = {kind.path for kind in KINDS} - {""}
    linked = {place.href for place in PLACES} | {TASK.path}  # the page of projects leads there
    assert paths <= linked, "add it to umbra/shell/navigation.py"
    assert paths <= set(BUDGETS), "give the page a budget in tests/runtime/test_page_weight.py"
    shown = {page.kind.path for page, _ in LISTS}
    assert paths - shown == {CALENDAR}, "add the page to LISTS in umbra/umbra.py"


def test_kinds_have_names_of_their_own() -> None:
    assert len({kind.name for kind in KINDS}) == len(KINDS)
