"""An admin finds accounts: by a word, by a state, a window at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import FrozenClock
from umbra.accounts.audit import audit_log
from umbra.accounts.audit.audit_log import Caller
from umbra.accounts.directory.accounts import AccountRecord, create
from umbra.admin import account_search, service
from umbra.admin.account_search import AccountFilter, AccountSubset
from umbra.admin.state.address import AccountsAddress
from umbra.core.actor import Actor
from umbra.core.errors import NotFound
from umbra.core.ids import new_id
from umbra.database import Database, Transaction

PEOPLE = (
    AccountRecord(new_id(), "ada", "Ada Lovelace", "admin"),
    AccountRecord(new_id(), "Grace", "Admiral Hopper", "member", password_change_pending=True),
    AccountRecord(new_id(), "zuse", "100% Konrad", "member", mfa_enforce_pending=True),
)


@pytest.fixture
async def people(database: Database) -> None:
    async with database.transaction() as tx:
        for one in PEOPLE:
            await create(tx, one)


async def names(tx: Transaction, wanted: AccountFilter) -> list[str]:
    found = await account_search.find(tx, wanted)
    assert await account_search.count(tx, wanted) == len(found.rows)
    return [one.username for one in found.rows]


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", ["ada", "Grace", "zuse"]),
        ("GRA", ["Grace"]),
        ("hopper", ["Grace"]),
        ("adm", ["Grace"]),
        ("%", ["zuse"]),
        ("_", []),
        ("nobody", []),
    ],
)
async def test_a_word_is_looked_for_in_both_names(
    text: str, found: list[str], database: Database
) -> None:
    async with database.transaction() as tx:
        assert await names(tx, AccountFilter(text)) == found


@pytest.mark.usefixtures("people")
@pytest.mark.parametrize(
    ("only", "found"),
    [
        ("admins", ["ada"]),
        ("no_second_factor", ["ada", "Grace", "zuse"]),
        ("pending", ["Grace", "zuse"]),
        ("disabled", []),
    ],
)
async def test_a_state_narrows_the_list(
    only: AccountSubset, found: list[str], database: Database
) -> None:
    async with database.transaction() as tx:
        assert await names(tx, AccountFilter(only=only)) == found


@pytest.mark.usefixtures("people")
async def test_the_list_comes_in_windows_that_one_goes_through_both_ways(
    database: Database,
) -> None:
    async with database.transaction() as tx:
        first = await account_search.find(tx, AccountFilter(), limit=2)
        rest = await account_search.find(tx, AccountFilter(), after="GRACE", limit=2)
        back = await account_search.find(tx, AccountFilter(), before="zuse", limit=2)
    assert [len(first.rows), first.has_before, first.has_after] == [2, False, True]
    assert [len(rest.rows), rest.has_before, rest.has_after] == [1, True, False]
    assert back.rows == first.rows
    assert [back.has_before, back.has_after] == [False, True]


async def test_an_account_was_last_seen_when_it_did_something_itself(
    database: Database, alice: Actor, clock: FrozenClock
) -> None:
    here = Caller("192.0.2.1")
    async with database.transaction() as tx:
        touched = (await service.get_account(tx, alice.account_id)).last_seen
    assert touched is not None
    clock.advance(hours=1)
    async with database.transaction() as tx:
        await audit_log.record(tx, "sign_out", "ok", here, alice.account_id)
        await audit_log.record(tx, "sign_in", "refused", Caller("198.51.100.7"), alice.account_id)
        await audit_log.record(tx, "password_reset", "ok", here, alice.account_id)
        seen = await service.get_account(tx, alice.account_id)
    assert seen.last_seen == touched + timedelta(hours=1)


@pytest.mark.usefixtures("people")
async def test_who_never_came_was_never_seen(database: Database) -> None:
    async with database.transaction() as tx:
        assert (await service.get_account(tx, PEOPLE[0].id)).last_seen is None
        with pytest.raises(NotFound):
            await service.get_account(tx, new_id())


async def test_the_last_admin_is_known(database: Database, alice: Actor, charlie: Actor) -> None:
    async with database.transaction() as tx:
        assert await account_search.is_last_admin(tx, charlie.account_id)
        assert not await account_search.is_last_admin(tx, alice.account_id)
        await create(tx, PEOPLE[0])
        assert not await account_search.is_last_admin(tx, charlie.account_id)


@pytest.mark.parametrize("query", [{"only": "everybody", "open": "1"}, {}, {"open": "' OR 1=1"}])
def test_an_address_that_nobody_knows_shows_all(query: dict[str, str]) -> None:
    assert AccountsAddress.read(query).url() == "/admin/accounts"
