"""How the lock screen learns how things stand, and how one leaves a step."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.secret_forms.form import KEPT

_LIBRARY = rx.asset("arrival.jsx", shared=True).importable_path


class _Asking(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {http_client.SCRIPT.importable_path: [], KEPT.importable_path: []}


class Arrival(_Asking):
    """Tells `on_arrival` what the house says of this browser: at each visit, whenever `mode`
    is back at "opening", and when somebody looks at the tab again."""

    tag = "Arrival"

    mode: rx.Var[str]
    way: rx.Var[str]
    on_arrival: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class StartOver(_Asking):
    """A form around a submit button that gives up the step one is at, or the session."""

    tag = "StartOver"

    on_over: rx.EventHandler[rx.event.no_args_event_spec]


arrival = Arrival.create
start_over = StartOver.create
