"""Links to UMBRA's own pages, opened by the router without loading a new document."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_components_core.react_router.dom import ReactRouterLink

from umbra.ui.kinds import Child, Text


def link(*children: Child, href: Text, class_name: str = "link", **attributes: Any) -> rx.Component:
    """A link to one of UMBRA's pages. For external addresses use `rx.el.a`."""
    return ReactRouterLink.create(*children, to=href, class_name=class_name, **attributes)
