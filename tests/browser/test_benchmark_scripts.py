"""The scripts that the benchmarks run in the page find what they measure."""

from __future__ import annotations

from benchmarks.browser import ROW, TICK, TOGGLE
from tests.browser.conftest import Visit
from tests.browser.server import Person, Server


def test_the_script_that_times_toggles_toggles_the_rows_of_the_todo_page(
    server: Server, visit: Visit, alice: Person
):
    for title in ("Water the plants", "Call the bank"):
        server.call("POST", "/api/todos", {"title": title}, alice)
    page = visit("/todos", alice)
    page.locator(ROW).nth(1).wait_for()
    times = page.evaluate(TOGGLE, {"row": ROW, "tick": TICK, "count": 3})
    assert len(times) == 3
    todos = server.call("GET", "/api/todos", person=alice).json()["items"]
    assert sorted(todo["version"] for todo in todos) == [2, 3]
