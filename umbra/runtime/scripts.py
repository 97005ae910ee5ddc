"""How the bundler splits the pages' scripts into chunks, and how a page hydrates.

A chunk that every page loads is an allow-list: it holds the packages and scripts named here and
what these import. Anything else goes into the chunk of the page that imports it, or into one of
the pages that share it, so that a page never loads what only another page needs.

Without named chunks the bundler writes one for every few modules that some pages share, and a
first visit waits for fifteen of them, six at a time. Without `hydrate_at_once` React hydrates a
prerendered page in slices of five milliseconds, to stay ready for clicks that nothing could
answer yet.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import reflex as rx

LIBRARY = (
    "@socket.io/component-emitter",
    "engine.io-client",
    "engine.io-parser",
    "react",
    "react-dom",
    "react-router",
    "scheduler",
    "socket.io-client",
    "socket.io-parser",
)
"""The npm packages that Reflex's runtime needs on every page."""

FRAME = (
    "umbra/ui/icon/icon.jsx",
    "umbra/ui/overlay/overlay.js",
)
"""The scripts that the root of all pages shows, besides Reflex's own."""

LOCK = (
    "umbra/accounts/access/http_client/call.js",
    "umbra/accounts/access/session_gate/session_gate.jsx",
    "umbra/accounts/lock_screen/arrival/arrival.jsx",
    "umbra/accounts/secret_forms/form/form.jsx",
    "umbra/accounts/secret_forms/form/kept_secrets.js",
    "umbra/accounts/secret_forms/form/reauth_host.js",
    "umbra/ui/choices/choices.jsx",
    "umbra/ui/choices/optimistic.js",
    "umbra/ui/dialog/dialog.jsx",
    "umbra/ui/inputs/password_input.jsx",
)
"""The scripts of the lock screen: a signed-in page shows it in place of its content when locked."""

SHELL = (
    "umbra/accounts/access/session_gate/idle.jsx",
    "umbra/accounts/reauth/dialog/dialog.jsx",
    "umbra/alerts/bell/bell.jsx",
    "umbra/accounts/secret_forms/secret_view/unsaved_codes.jsx",
    "umbra/shell/frame/sidebar.jsx",
    "umbra/ui/popover/popover.jsx",
    "umbra/ui/shortcuts/keys.jsx",
    "umbra/ui/theme/theme_sync.jsx",
)
"""The scripts of the frame around every signed-in page."""

LIST = (
    "umbra/ui/dates/",
    "umbra/ui/inputs/live_input.jsx",
    "umbra/ui/local/",
    "umbra/ui/menu/",
    "umbra/ui/panel/",
)
"""The scripts of list pages; split further by the pages that share them."""

_FOLDER = "bundling"
_VITE = "vite.config.js"
_PLUGIN_IMPORT = (
    f'import bundling, {{ listed }} from "./{_FOLDER}/plugin.js";\n'
    f'import stateDefaults from "./{_FOLDER}/state_defaults.js";\n'
)
_LAST_PLUGIN = "    safariCacheBustPlugin(),\n"
_PLUGIN_CALLS = f"{_LAST_PLUGIN}    bundling(),\n    stateDefaults(),\n"
_REFLEX_GROUP = """\
              name: "reflex-env",
            },
"""

_ENTRY = "app/entry.client.js"
_HYDRATE = "hydrateRoot(document, createElement(HydratedRouter));"
_IN_SLICES = f"startTransition(() => {{\n  {_HYDRATE}\n}});"


class Scripts(rx.plugins.Plugin):
    """Changes Reflex's configuration of Vite and its entry script, and adds the Vite plugin."""

    def pre_compile(self, **context: Any) -> None:
        context["add_save_task"](_vite_plugin)
        context["add_modify_task"](_VITE, split_chunks)
        context["add_modify_task"](_ENTRY, hydrate_at_once)


def split_chunks(config: str) -> str:
    """`vite.config.js` with the groups of chunks and the Vite plugin. Idempotent.

    Raises ValueError if Reflex's configuration is not the one that this was written for.
    """
    if _PLUGIN_IMPORT in config:
        return config
    if config.count(_REFLEX_GROUP) != 1 or config.count(_LAST_PLUGIN) != 1:
        raise ValueError(f"{_VITE} does not name its groups of scripts the way it used to.")
    config = config.replace(_REFLEX_GROUP, _REFLEX_GROUP + _groups())
    return _PLUGIN_IMPORT + config.replace(_LAST_PLUGIN, _PLUGIN_CALLS)


def hydrate_at_once(entry: str) -> str:
    """`entry.client.js` hydrating the page in one task. Idempotent. Raises ValueError as above."""
    if _IN_SLICES not in entry and f"\n{_HYDRATE}" not in entry:
        raise ValueError(f"{_ENTRY} does not hydrate the page the way it used to.")
    return entry.replace(_IN_SLICES, _HYDRATE)


def _groups() -> str:
    scripts = "public/external/"
    reflex = ("utils/", f"{_FOLDER}/")
    return "".join(
        (
            _group("library", *(f"node_modules/{name}/" for name in LIBRARY)),
            _group("frame", *reflex, *(scripts + name for name in FRAME)),
            _group("lock", *(scripts + name for name in LOCK)),
            _group("shell", *(scripts + name for name in SHELL)),
            _group("list", *(scripts + name for name in LIST), by_pages=True),
        )
    )


def _group(name: str, *paths: str, by_pages: bool = False) -> str:
    """A group of the modules at `paths` in `.web`: files, or folders that end with a slash.

    `by_pages` makes one chunk for each set of pages that share some of them.
    """
    shared = "minShareCount: 2, entriesAware: true, " if by_pages else ""
    listed = ", ".join(f'"{path}"' for path in paths)
    return f'            {{ name: "{name}", {shared}test: listed({listed}) }},\n'


def _vite_plugin() -> list[tuple[str, str]]:
    """The files of the Vite plugin, by their path in `.web`."""
    folder = Path(__file__).with_name(_FOLDER)
    return [(f"{_FOLDER}/{path.name}", path.read_text()) for path in sorted(folder.glob("*.js"))]
