"""How the pages' scripts are cut and begun, so that a first visit shows its rows soon.

Left alone, the bundler makes a file of every handful of modules that some pages share: a first
visit then waits for fifteen of them, six at a time. And a prerendered page is taken over in
slices of five milliseconds, to stay ready for clicks that nothing could answer yet.
"""

from __future__ import annotations

from typing import Any

import reflex as rx

_VITE = "vite.config.js"
_REFLEX_GROUP = """\
              name: "reflex-env",
            },
"""
_FOR_ALL = r"""            {
              test: (id) => /node_modules|rolldown/.test(id) && !/@dnd-kit/.test(id),
              name: "library",
            },
            {
              test: /[.]web.(utils|public|app).(?!routes)/,
              minShareCount: 2,
              name: "frame",
            },
"""


_ENTRY = "app/entry.client.js"
_HYDRATE = "hydrateRoot(document, createElement(HydratedRouter));"
_IN_SLICES = f"startTransition(() => {{\n  {_HYDRATE}\n}});"


class Scripts(rx.plugins.Plugin):
    """Changes two files of Reflex's, each where it says what is to be changed."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](_VITE, cut)
        context["add_modify_task"](_ENTRY, at_once)


def cut(config: str) -> str:
    """`vite.config.js` with the groups in it, whether they were there already or not."""
    if _FOR_ALL in config:
        return config
    before, found, after = config.partition(_REFLEX_GROUP)
    if not found:
        raise ValueError(f"{_VITE} does not name its groups of scripts the way it used to.")
    return before + found + _FOR_ALL + after


def at_once(entry: str) -> str:
    """`entry.client.js` taking the page over in one go, whether it did already or not."""
    if _IN_SLICES not in entry and f"\n{_HYDRATE}" not in entry:
        raise ValueError(f"{_ENTRY} does not take the page over the way it used to.")
    return entry.replace(_IN_SLICES, _HYDRATE)
