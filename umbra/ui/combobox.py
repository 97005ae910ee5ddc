"""The base of comboboxes: an input with suggestions, whose list is loaded at the first focus."""

from __future__ import annotations

import reflex as rx

# Imported by the scripts of the comboboxes: as assets they are copied to where they import them.
rx.asset("combobox.jsx", shared=True)
rx.asset("chips.jsx", shared=True)
rx.asset("listbox.jsx", shared=True)


class Combobox(rx.Component):
    """An editable combobox with a listbox (WAI-ARIA). `name` is its field in the form around it.

    Arrow keys, Home, End and the page keys move in the list, Enter chooses and Escape closes it.
    The list filters while the text is typed, without regard to case and accents. Before its
    script is loaded the input takes text as any other.
    """

    name: rx.Var[str]
