"""The bundler's configuration, and the Vite plugin that replaces what no page uses."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import reflex as rx
from reflex_base.compiler.templates import vite_config_template
from reflex_base.constants import Embed, Templates

from umbra.runtime import frontend, scripts
from umbra.runtime.migrations import ROOT
from umbra.runtime.node import node_environment
from umbra.runtime.prepare import silent


@pytest.fixture(scope="module")
def web() -> Path:
    """The folder in which the pages were built, with its packages."""
    frontend.build_pages(silent)
    return ROOT / ".web"


def run(script: str, folder: Path) -> Any:
    """What the JavaScript module `script` prints as JSON, run by Node.js in `folder`."""
    finished = subprocess.run(
        ["node", "--input-type=module", "--eval", script],
        cwd=folder,
        env=node_environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(finished.stdout)


def transformed(web: Path, path: str, code: str) -> str:
    """The error with which the plugin stops the build at this compiled script, or ''."""
    file = web / path
    return run(
        f"""
        import bundling from "./bundling/plugin.js";
        let message = "";
        const context = {{ error(text) {{ message = text; }} }};
        bundling().transform.call(context, {json.dumps(code)}, {json.dumps(str(file))});
        console.log(JSON.stringify(message));
        """,
        web,
    )


def test_the_groups_of_chunks_are_added_to_the_bundlers_configuration_once() -> None:
    config = vite_config_template(
        base="/", hmr=True, force_full_reload=False, experimental_hmr=False, sourcemap=False
    )
    split = scripts.split_chunks(config)
    for name in ("library", "frame", "lock", "shell", "list"):
        assert f'name: "{name}"' in split
    assert "    bundling(),\n" in split
    assert scripts.split_chunks(split) == split


def test_an_unknown_configuration_of_the_bundler_is_refused() -> None:
    with pytest.raises(ValueError, match="does not name its groups"):
        scripts.split_chunks("export default {}")
    with pytest.raises(ValueError, match="does not hydrate"):
        scripts.hydrate_at_once("")


def test_a_page_hydrates_in_one_task() -> None:
    entry = (Templates.Dirs.WEB_TEMPLATE / Embed.ENTRY_PATH).read_text()
    at_once = scripts.hydrate_at_once(entry)
    assert "\nhydrateRoot(" in at_once
    assert scripts.hydrate_at_once(at_once) == at_once


def test_a_folder_in_a_list_takes_what_is_below_it_and_a_file_itself_alone(web: Path) -> None:
    paths = ["utils/state.js", "utils/helpers/json.js", "utils.js", "app/root.jsx", "app/root.jsx2"]
    matched = run(
        f"""
        import {{ listed }} from "./bundling/plugin.js";
        const test = listed("utils/", "app/root.jsx");
        const ids = {json.dumps([f"{web}/{path}" for path in paths])};
        console.log(JSON.stringify(ids.map(test)));
        """,
        web,
    )
    assert matched == [True, True, False, True, False]


def test_a_style_prop_stops_the_build(web: Path) -> None:
    page = 'jsx("div",{className:"card",css:({ ["color"] : "red" })},)'
    assert "style prop" in transformed(web, "app_components/umbra/page.jsx", page)
    assert transformed(web, "app_components/umbra/page.jsx", page.replace("css:", "title:")) == ""


def test_a_var_kept_in_a_cookie_stops_the_build(web: Path) -> None:
    storage = 'export const clientStorage = {"cookies": {%s}, "local_storage": {}}'
    kept = storage % '"state.theme": {}'
    assert "in a cookie" in transformed(web, "utils/context.jsx", kept)
    assert transformed(web, "utils/context.jsx", storage % "") == ""


def test_a_replacement_that_nothing_asks_for_stops_the_build(web: Path) -> None:
    message = run(
        """
        import bundling from "./bundling/plugin.js";
        const context = { environment: { name: "client" }, error(text) { throw new Error(text); } };
        try {
          bundling().generateBundle.call(context, {}, {});
        } catch (error) {
          console.log(JSON.stringify(error.message));
        }
        """,
        web,
    )
    assert message.startswith("Nothing imports @emotion/react, universal-cookie, mergician, ")


def test_reflex_still_compiles_a_style_to_the_prop_that_stops_the_build() -> None:
    assert "css:({" in str(rx.el.div(color="red"))


def test_merging_props_gives_what_the_replaced_package_gives(web: Path) -> None:
    cases = [
        [{"color": "red", "margin": 1}, {"color": "blue"}],
        [{":hover": {"color": "red", "top": 0}}, {":hover": {"color": "blue"}, "top": None}],
        [{"a": [1, 2], "b": {"c": 1}}, {"a": [3], "b": 4}],
        [{"a": 1}, {"a": {"b": 2}}],
        [{}, {"a": {}}],
    ]
    same = run(
        f"""
        import {{ mergician as own }} from "./bundling/mergician.js";
        import {{ mergician }} from "mergician";
        const cases = {json.dumps(cases)};
        console.log(JSON.stringify(cases.map(([a, b]) => [own(a, b), mergician(a, b)])));
        """,
        web,
    )
    assert [ours for ours, _ in same] == [theirs for _, theirs in same]


def test_a_script_that_pages_share_is_not_named_after_all_of_them(web: Path) -> None:
    names = [path.name for path in (web / "build" / "client" / "assets").glob("*.js")]
    assert any(name.startswith("list-") for name in names)
    assert [name for name in names if "~" in name] == []
