"""A list whose page connects again, driven over a tab's websocket."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from reflex_base.utils.format import format_event_handler

from tests.accounts.sockets import HYDRATE, Browsers, serving
from tests.conftest import token_of
from umbra.core.actor import Actor
from umbra.database import Database
from umbra.items.state.window import CAPACITY
from umbra.todos import service
from umbra.todos.service import TodoFields
from umbra.todos.state import TodoList

LOAD = format_event_handler(TodoList.event_handlers["load"])
TO_THE_END = format_event_handler(TodoList.event_handlers["last_window"])


@pytest.fixture
async def browsers(database: Database, alice: Actor) -> AsyncIterator[Browsers]:
    async with database.transaction(alice) as tx:
        for number in range(CAPACITY):
            await service.create_todo(tx, alice, TodoFields(title=f"Todo {number}"))
    async with serving() as opened:
        yield opened


async def test_a_list_keeps_its_place_over_a_lost_connection_but_not_over_a_reload(
    browsers: Browsers,
) -> None:
    tab = await browsers.tab(token_of("alice"), path="/todos")
    await tab.send(LOAD)
    await tab.until(lambda: tab.var("has_after", TodoList) is True)
    await tab.send(TO_THE_END)
    await tab.until(lambda: tab.var("has_before", TodoList) is True)
    last = tab.var("order", TodoList)[-1]
    await tab.leave()

    again = await browsers.tab(token_of("alice"), path="/todos", token=tab.token)
    await again.send(LOAD)
    await again.settle()
    assert again.var("order", TodoList)[-1] == last
    assert again.var("has_before", TodoList) is True

    await again.send(HYDRATE, {"hashes": []})  # as a page does that was opened
    await again.send(LOAD)
    await again.until(lambda: again.var("has_before", TodoList) is False)
    assert last not in again.var("order", TodoList)


async def test_a_list_opened_after_another_page_has_connected_again_begins_at_the_top(
    browsers: Browsers,
) -> None:
    tab = await browsers.tab(token_of("alice"), path="/todos")
    await tab.send(LOAD)
    await tab.until(lambda: tab.var("has_after", TodoList) is True)
    await tab.send(TO_THE_END)
    await tab.until(lambda: tab.var("has_before", TodoList) is True)
    await tab.leave()

    again = await browsers.tab(token_of("alice"), path="/settings", token=tab.token)
    await again.settle()
    again.path = "/todos"
    await again.send(LOAD)
    await again.until(lambda: again.var("has_before", TodoList) is False)
