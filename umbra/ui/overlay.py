"""The base of menus, popovers and tooltips, which are positioned beside their anchor."""

from __future__ import annotations

import reflex as rx

# Imported by the scripts of the overlays: as an asset it is copied to where they import it.
rx.asset("overlay.js", shared=True)


class Anchored(rx.Component):
    """A small overlay, aligned with the button that opens it."""

    label: rx.Var[str]
    align: rx.Var[str]
