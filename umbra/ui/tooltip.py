"""Tooltips for elements with `data_tip="..."`. They repeat an accessible name, never replace it."""

from __future__ import annotations

import reflex as rx

from umbra.ui.overlay import Anchored


class _Tooltips(Anchored):
    library = rx.asset("tooltip.jsx", shared=True).importable_path
    tag = "Tooltips"


def tooltips() -> rx.Component:
    """The one element that shows all tooltips of a page."""
    return _Tooltips.create()
