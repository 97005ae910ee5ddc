"""Account search: text, filters and keyset pagination."""

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

ACCOUNTS = (
    AccountRecord(new_id(), "ada", "Ada Lovelace", "admin"),
    AccountRecord(new_id(), "Grace", "Admiral Hopper", "member", password_change_pending=True),
    AccountRecord(new_id(), "zuse", "100% Konrad", "member", mfa_enforce_pending=True),
)


@pytest.fixture
async def accounts(database: Database) -> None:
    async with database.transaction() as tx:
        for one in ACCOUNTS:
            await create(tx, one)


async def found_names(tx: Transaction, wanted: AccountFilter) -> list[str]:
    found = await account_search.find(tx, wanted)
    assert await account_search.count(tx, wanted) == len(found.rows)
    return [one.username for one in found.rows]


@pytest.mark.usefixtures("accounts")
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
async def test_search_text_matches_user_name_and_display_name(
    text: str, found: list[str], database: Database
) -> None:
    async with database.transaction() as tx:
        assert await found_names(tx, AccountFilter(text)) == found


@pytest.mark.usefixtures("accounts")
@pytest.mark.parametrize(
    ("only", "found"),
    [
        ("admins", ["ada"]),
        ("no_second_factor", ["ada", "Grace", "zuse"]),
        ("pending", ["Grace", "zuse"]),
        ("disabled", []),
    ],
)
async def test_a_filter_limits_the_list(
    only: AccountSubset, found: list[str], database: Database
) -> None:
    async with database.transaction() as tx:
        assert await found_names(tx, AccountFilter(only=only)) == found


@pytest.mark.usefixtures("accounts")
async def test_pages_are_read_forward_and_backward(
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


async def test_last_seen_changes_only_by_the_accounts_own_actions(
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


@pytest.mark.usefixtures("accounts")
async def test_an_account_that_never_signed_in_has_no_last_seen(database: Database) -> None:
    async with database.transaction() as tx:
        assert (await service.get_account(tx, ACCOUNTS[0].id)).last_seen is None
        with pytest.raises(NotFound):
            await service.get_account(tx, new_id())


async def test_the_last_admin_is_recognised(
    database: Database, alice: Actor, charlie: Actor
) -> None:
    async with database.transaction() as tx:
        assert await account_search.is_last_admin(tx, charlie.account_id)
        assert not await account_search.is_last_admin(tx, alice.account_id)
        await create(tx, ACCOUNTS[0])
        assert not await account_search.is_last_admin(tx, charlie.account_id)


@pytest.mark.parametrize("query", [{"only": "everybody", "open": "1"}, {}, {"open": "' OR 1=1"}])
def test_unknown_query_values_show_all_accounts(query: dict[str, str]) -> None:
    assert AccountsAddress.read(query).url() == "/admin/accounts"
