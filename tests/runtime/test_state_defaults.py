"""The defaults of a page's state are in the scripts of that page, not in those of every page."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.runtime.built_pages import Pages
from umbra.accounts.lock_screen.state import LockState
from umbra.runtime import frontend
from umbra.runtime.migrations import ROOT
from umbra.runtime.node import node_environment
from umbra.runtime.prepare import silent
from umbra.todos.state import TodoList

TODOS, LOCK = TodoList.get_full_name(), LockState.get_full_name()
SLOT, MODE = "slot_59_rx_state_", "pin_alone_rx_state_"
"""A var of each of these states."""


@pytest.fixture(scope="module")
def web() -> Path:
    """The folder in which the pages were built, with its packages."""
    frontend.build_pages(silent)
    return ROOT / ".web"


def run(script: str, web: Path) -> Any:
    """What `script` prints as JSON, run by Node.js with the functions of the plugin."""
    finished = subprocess.run(
        ["node", "--input-type=module", "--eval", f"{IMPORT}\n{script}"],
        cwd=web,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


IMPORT = """
import { readFileSync } from "node:fs";
import { statesOfOnePage, withNamesOnly } from "./bundling/state_defaults.js";
"""


def scripts_of(web: Path, route: str) -> str:
    """All scripts of a page's first load, as one text."""
    client = web / "build" / "client"
    files = Pages(client, web / "build" / "chunks.json").first_load(route)
    return "".join((client / path[1:]).read_text() for path in files if path.endswith(".js"))


def test_a_page_has_the_defaults_of_its_state_and_other_pages_have_its_name(web: Path) -> None:
    assert SLOT in scripts_of(web, "/todos")
    others = scripts_of(web, "/trash")
    assert SLOT not in others
    assert TODOS in others, "values that arrive before the page is opened have no place"


def test_the_defaults_of_a_state_that_several_pages_read_are_on_every_page(web: Path) -> None:
    for route in ("/lock", "/todos", "/trash"):
        assert scripts_of(web, route).count(f"{MODE}:") == 1


def test_states_of_one_page_are_those_that_it_alone_reads_by_whatever_it_imports(
    web: Path, tmp_path: Path
) -> None:
    files = {
        "app/root.jsx": 'useStateContext("root")',
        "app/routes/books.jsx": 'import {A} from "$/app_components/books"\nuseStateContext("both")',
        "app/routes/films.jsx": 'useStateContext("both")',
        "app_components/books.jsx": 'import {B} from "$/utils/components/b"',
        "utils/components/b.jsx": 'useStateContext("books"); useStateContext("root")',
    }
    for name, code in files.items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(code)
    assert run(
        f"console.log(JSON.stringify(statesOfOnePage({json.dumps(f'{tmp_path}/')})));", web
    ) == ["books"]


def test_what_arrived_for_a_state_wins_over_its_defaults_that_come_later(web: Path) -> None:
    """The store is Reflex's own; React and what applies a delta are not needed for it."""
    code = f"""
    const code = withNamesOnly(readFileSync("utils/context.jsx", "utf8"), [{TODOS!r}]);
    const part = (begin, end) => code.slice(code.indexOf(begin), code.indexOf(end));
    const states = part("export const initialState =", "export const initialStateHashes");
    const store = part("function createStateStore", "function StateStoreProviders");
    const made = "return {{ initialState, addDefaults, createStateStore }}";
    const run = new Function("applyDelta", states.replaceAll("export ", "") + store + made);
    const shared = run((state, delta) => ({{ ...state, ...delta }}));
    const open = shared.createStateStore(shared.initialState);
    const before = open.getSnapshot({TODOS!r});
    open.dispatchers[{TODOS!r}]({{ arrived: "from the server" }});
    shared.addDefaults({TODOS!r}, {{ arrived: "", untouched: 7 }});
    const next = shared.createStateStore(shared.initialState);
    console.log(JSON.stringify([
      before, open.getSnapshot({TODOS!r}), next.getSnapshot({TODOS!r}),
      {MODE!r} in open.getSnapshot({LOCK!r}),
    ]));
    """
    assert run(code, web) == [
        {},
        {"arrived": "from the server", "untouched": 7},
        {"arrived": "", "untouched": 7},
        True,
    ]


def test_an_unknown_store_of_states_stops_the_build(web: Path) -> None:
    message = run(
        """
        try {
          withNamesOnly("export const initialState = {}\\n", []);
        } catch (error) {
          console.log(JSON.stringify(error.message));
        }
        """,
        web,
    )
    assert "in an unknown way" in message
