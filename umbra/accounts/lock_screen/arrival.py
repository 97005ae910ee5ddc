"""Components that report the browser's sign-in status to the state, and that leave a step."""

from __future__ import annotations

from typing import Any

import reflex as rx
from reflex_base.utils.imports import ImportDict

from umbra.accounts.access import http_client
from umbra.accounts.secret_forms.form import SECRETS_SCRIPT

_LIBRARY = rx.asset("arrival.jsx", shared=True).importable_path


class _StatusComponent(rx.Component):
    library = _LIBRARY

    def add_imports(self) -> ImportDict:
        return {http_client.SCRIPT.importable_path: [], SECRETS_SCRIPT.importable_path: []}


class StatusReport(_StatusComponent):
    """Reports the answer of `GET /api/auth/status` to `on_arrival`.

    It asks at each visit, whenever `mode` is "opening" again, and when the tab becomes visible.
    """

    tag = "StatusReport"

    mode: rx.Var[str]
    method: rx.Var[str]
    on_arrival: rx.EventHandler[rx.event.passthrough_event_spec(dict[str, Any])]


class StartOver(_StatusComponent):
    """A form around a submit button that leaves the sign-in step, or signs out if locked."""

    tag = "StartOver"

    on_over: rx.EventHandler[rx.event.no_args_event_spec]


status_report = StatusReport.create
start_over = StartOver.create
