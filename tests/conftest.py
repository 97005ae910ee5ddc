"""The accounts and the database that every test can use.

One PostgreSQL serves the whole run. Each test gets an empty database, copied from one that was
migrated once, or emptied after another test. `UMBRA_TEST_DATABASE_URL` names another server's
maintenance database (its user must be allowed to make databases and roles).
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from httpx import ASGITransport, AsyncClient
from sqlalchemy import event, insert
from xdist.remote import Producer

from tests import property_tests
from tests.databases import ReusedDatabase, new_database
from tests.spreading import ByUnit, sort_by_units
from tests.temporary_folders import data_folder
from umbra import database as database_module
from umbra.accounts.access.cookies import SESSION
from umbra.accounts.models import Account, Owner, Session
from umbra.config import Settings, settings
from umbra.core.actor import Actor, Role
from umbra.core.ids import new_id
from umbra.database import Database
from umbra.kinds import register_kinds
from umbra.preferences.models import Preferences
from umbra.runtime import migrations
from umbra.runtime.embedded import running

WITHOUT_DURABILITY = {
    "fsync": "off",
    "autovacuum": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    # A test that ends while its pool connects leaves a backend waiting for a password, and a
    # database can't be dropped before that backend gives up.
    "authentication_timeout": "10s",
}
TEMPLATE = "umbra_template"


FOR_TESTS = frozenset(
    {"UMBRA_CHROMIUM", "UMBRA_LIBICAL", "UMBRA_TEST_DATABASE_URL", property_tests.VARIABLE}
)
_temporary_data = ExitStack()


def pytest_configure() -> None:
    """Isolates the tests from the settings and the data folder of the user who runs them.

    Test modules read the profile of the property tests when they are imported.
    """
    property_tests.load_profile()
    for name in list(os.environ):
        is_setting = name.startswith("UMBRA_") and name not in FOR_TESTS
        if is_setting or name in {"DATABASE_URL", "SECRET_KEY", "REFLEX_REDIS_URL"}:
            del os.environ[name]
    Settings.model_config["env_file"] = None
    register_kinds()
    os.environ["UMBRA_DATA"] = str(_temporary_data.enter_context(data_folder()))


def pytest_unconfigure() -> None:
    _temporary_data.close()


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByUnit | None:
    if config.getoption("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False  # by the number of tests; they are sorted already
    return ByUnit(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if "PYTEST_XDIST_WORKER" in os.environ:
        sort_by_units(items)


class FrozenClock:
    """A clock that stands still until `advance` moves it."""

    def __init__(self, instant: datetime) -> None:
        self.instant = instant

    def now(self) -> datetime:
        return self.instant

    def advance(self, **passed: float) -> None:
        """Moves the clock: `advance(minutes=5)`, with any arguments of `timedelta`."""
        self.instant += timedelta(**passed)


@pytest.fixture(scope="session")
def server_url() -> Iterator[str]:
    """The address of a PostgreSQL server in which this run can create databases."""
    given = os.environ.get("UMBRA_TEST_DATABASE_URL")
    if given:
        yield given.replace("postgresql://", "postgresql+psycopg://")
        return
    with data_folder() as data, running(data, WITHOUT_DURABILITY) as cluster:
        yield cluster.url()


@pytest.fixture(scope="session")
def template(server_url: str) -> Iterator[str]:
    """The name of a migrated database, which is copied and never changed."""
    name = f"{TEMPLATE}_{uuid4().hex[:8]}"
    with new_database(server_url, name) as url:
        migrations.upgrade(url)
        yield name


@pytest.fixture(scope="session")
def reused_database(server_url: str, template: str) -> Iterator[ReusedDatabase]:
    """The database that is emptied after each test."""
    reused = ReusedDatabase(server_url, template)
    yield reused
    reused.close()


@pytest.fixture
def database_url(reused_database: ReusedDatabase) -> Iterator[str]:
    """The address of an empty, migrated database for this test alone, whatever it does to it."""
    with reused_database.lent() as url:
        yield url


@pytest.fixture
def clock() -> FrozenClock:
    return FrozenClock(datetime(2026, 3, 4, 9, 30, tzinfo=UTC))


@pytest.fixture
async def database(database_url: str, clock: FrozenClock) -> AsyncIterator[Database]:
    """A new database, open, and set as the database of this process."""
    opened = Database(database_url, clock)
    database_module.use(opened)
    yield opened
    database_module.use(None)
    await opened.close()


@pytest.fixture
def statements(database: Database) -> Iterator[list[str]]:
    """The SQL statements sent to the database, in order."""
    sent: list[str] = []

    def note(_: Any, __: Any, statement: str, *___: Any) -> None:
        sent.append(statement)

    engine = database.engine.sync_engine
    event.listen(engine, "before_cursor_execute", note)
    yield sent
    event.remove(engine, "before_cursor_execute", note)


@pytest.fixture
async def alice(database: Database) -> Actor:
    """A member, the owner of the items in most tests."""
    return await make_account(database, "alice", "member")


@pytest.fixture
async def bob(database: Database) -> Actor:
    """Another member, with items of his own."""
    return await make_account(database, "bob", "member")


@pytest.fixture
async def charlie(database: Database) -> Actor:
    """An admin, who owns none of these items."""
    return await make_account(database, "charlie", "admin")


@pytest.fixture
async def as_alice(alice: Actor) -> AsyncIterator[AsyncClient]:
    """An API client with alice's session cookie."""
    async with caller("alice") as client:
        yield client


@pytest.fixture
async def as_bob(bob: Actor) -> AsyncIterator[AsyncClient]:
    """An API client with bob's session cookie."""
    async with caller("bob") as client:
        yield client


def caller(username: str) -> AsyncClient:
    """An API client with the session cookie of one of the test accounts."""
    from umbra.umbra import api

    return AsyncClient(
        transport=ASGITransport(app=api),
        base_url=settings().origins[0],
        cookies={SESSION: token_of(username)},
        headers={"X-Umbra-Request": "1"},
    )


async def make_account(database: Database, username: str, role: Role) -> Actor:
    """An account with an owner, settings and a live session; its token is `token_of(username)`.

    The session does not lock by itself, however far a test moves the clock.
    """
    actor = Actor(account_id=new_id(), owner_id=new_id(), role=role, session_id=new_id())
    async with database.transaction(actor) as tx:
        await tx.execute(
            insert(Account).values(
                id=actor.account_id,
                username=username,
                username_key=username,
                display_name=username.title(),
                role=role,
                created_at=tx.now,
            )
        )
        await tx.execute(insert(Owner).values(id=actor.owner_id, account_id=actor.account_id))
        await tx.execute(
            insert(Session).values(
                id=actor.session_id,
                account_id=actor.account_id,
                token_hash=hashlib.sha256(token_of(username).encode()).digest(),
                created_at=tx.now,
                touched_at=tx.now,
                proved_at=tx.now,
                expires_at=tx.now + timedelta(days=30),
            )
        )
        chosen = {"owner_id": actor.owner_id, "updated_at": tx.now, "auto_lock_minutes": None}
        await tx.execute(insert(Preferences).values(**chosen))
    return actor


def token_of(username: str) -> str:
    """The session token of one of the test accounts, as in its cookie."""
    return f"session-token-of-{username}".ljust(43, "x")
