"""A change is delivered to the tabs that show it, and to no other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import uuid4

import pytest
from reflex_base.event import Event

from umbra.accounts.access import open_tabs
from umbra.accounts.sessions.sessions import LiveSession
from umbra.core.actor import Actor
from umbra.core.ids import new_id
from umbra.kinds import KINDS
from umbra.live.changes import ItemChange
from umbra.live.delivery import Delivery
from umbra.umbra import delivery

PAGES = (
    "/",
    "/todos",
    "/calendar",
    "/projects",
    "/tasks",
    "/reminders",
    "/reminders/history",
    "/people",
    "/locations",
    "/trash",
    "/settings",
    "/security",
    "/admin",
)

ALSO = {
    "todo": {"/", "/calendar", "/locations", "/people"},
    "event": {"/locations", "/people"},
    "reminder": {"/people"},
    "task": {"/projects", "/calendar", "/people"},
    "project": {"/tasks", "/calendar"},
    "person": {"/calendar", "/locations"},
}
"""The pages beside its own that show a kind."""


@dataclass
class RecordingApp:
    """What `Delivery` uses of a Reflex app: it records the events instead of handling them."""

    events: list[tuple[str, Event]] = field(default_factory=list)
    disconnected: tuple[str, ...] = ()

    @property
    def event_namespace(self) -> Any:
        connected = {page: page for page in PAGES if page not in self.disconnected}
        return SimpleNamespace(token_to_sid=connected)

    @property
    def event_processor(self) -> Any:
        return SimpleNamespace(enqueue=self._enqueue)

    def set_contexts(self) -> Any:
        return nullcontext()

    async def _enqueue(self, tab: str, event: Event) -> None:
        self.events.append((tab, event))


@pytest.fixture
def actor() -> Iterator[Actor]:
    """An actor with one tab open at each page, named by the page's path."""
    actor = Actor(uuid4(), uuid4(), "admin", uuid4())
    for page in PAGES:
        open_tabs.add(page, session_of(actor), page)
    yield actor
    for page in PAGES:
        open_tabs.remove(page)


def session_of(actor: Actor, *, locked: bool = False) -> LiveSession:
    later = datetime(2100, 1, 1, tzinfo=UTC)
    return LiveSession(actor, later, later, None, locked=locked, proved_at=None, mfa_due=False)


async def woken_by(actor: Actor, kind: str) -> set[str]:
    """The pages whose tabs are sent an event when an item of `kind` changes."""
    return {page for page, _ in await sent_for(actor, kind)}


async def sent_for(
    actor: Actor, kind: str, *, disconnected: tuple[str, ...] = ()
) -> list[tuple[str, Event]]:
    """The events, by tab, that are sent when an item of `kind` changes."""
    app = RecordingApp(disconnected=disconnected)
    one = Delivery(
        app,  # pyright: ignore[reportArgumentType]
        delivery.on_session,
        delivery.subscriptions,
        delivery.when_locked,
    )
    await one.on_change(ItemChange(actor.owner_id, kind, str(new_id()), 1))
    async with asyncio.timeout(5):
        while one._running:
            await asyncio.wait(one._running)
    return app.events


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)
async def test_a_changed_item_wakes_the_pages_that_show_its_kind(actor: Actor, kind: Any) -> None:
    showing = ({kind.path, "/trash"} - {""}) | ALSO.get(kind.name, set())
    assert await woken_by(actor, kind.name) == showing


async def test_a_changed_session_wakes_the_security_page_alone(actor: Actor) -> None:
    assert await woken_by(actor, "session") == {"/security"}


async def test_a_changed_alert_wakes_every_page_since_the_frame_has_the_bell(actor: Actor) -> None:
    assert await woken_by(actor, "alert") == set(PAGES)


@pytest.mark.parametrize(("kind", "sent"), [("alert", ["look"]), ("todo", [])])
async def test_a_locked_tab_is_told_that_an_alert_changed_and_not_which(
    actor: Actor, kind: str, sent: list[str]
) -> None:
    for page in PAGES:
        open_tabs.remove(page)
    open_tabs.add("/todos", session_of(actor, locked=True), "/todos")
    events = await sent_for(actor, kind)
    assert [(tab, event.name.rpartition(".")[2]) for tab, event in events] == [
        ("/todos", name) for name in sent
    ]
    assert not any(event.payload for _, event in events)


async def test_changed_settings_wake_every_page_since_the_frame_shows_them(actor: Actor) -> None:
    assert await woken_by(actor, "settings") == set(PAGES)


async def test_a_tab_that_went_to_another_page_is_woken_for_that_one(actor: Actor) -> None:
    before = open_tabs.page_of("/settings")
    open_tabs.add("/settings", session_of(actor), "/todos")
    assert "/settings" in await woken_by(actor, "todo")
    assert open_tabs.page_of("/settings").visit != before.visit


async def test_a_tab_that_missed_a_change_while_disconnected_is_woken_after_it(
    actor: Actor,
) -> None:
    # An event that was handled while the socket closed left the tab in the registries.
    sent = await sent_for(actor, "reminder", disconnected=("/reminders",))
    assert "/reminders" not in [tab for tab, _ in sent]
    open_tabs.add("/reminders", session_of(actor), "/reminders")
    assert "/reminders" in await woken_by(actor, "reminder")
