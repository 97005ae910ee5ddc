"""How the built scripts are cut: what every page needs in one file, each page's own beside it.

Left alone, the bundler makes a file of every handful of modules that some pages share: a first
visit then waits for fifteen of them, six at a time.
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


class Chunks(rx.plugins.Plugin):
    """Adds its groups to those that Reflex gives the bundler."""

    def pre_compile(self, **context: Any) -> None:
        context["add_modify_task"](_VITE, cut)


def cut(config: str) -> str:
    """`vite.config.js` with the groups in it, whether they were there already or not."""
    if _FOR_ALL in config:
        return config
    before, found, after = config.partition(_REFLEX_GROUP)
    if not found:
        raise ValueError(f"{_VITE} does not name its groups of scripts the way it used to.")
    return before + found + _FOR_ALL + after
