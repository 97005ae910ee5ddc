"""What menus and popovers share: they stand beside the button that opens them."""

from __future__ import annotations

import reflex as rx

# Imported by the scripts of the overlays; naming it here puts it where they find it.
rx.asset("overlay.js", shared=True)


class Anchored(rx.Component):
    """Something small on top of the page, aligned with its button."""

    label: rx.Var[str]
    align: rx.Var[str]
