"""Tooltips: any element with `data_tip="..."` has one. They repeat a label, never replace it."""

from __future__ import annotations

import reflex as rx

from umbra.ui.overlay import Anchored


class _Tooltips(Anchored):
    library = rx.asset("tooltip.jsx", shared=True).importable_path
    tag = "Tooltips"


def tooltips() -> rx.Component:
    """The one bubble all tooltips of a page share."""
    return _Tooltips.create()
