"""Reads the sign-in status that the page's script reports.

The report is untrusted: it only decides what this tab's card shows and authorizes nothing. Values
of an unexpected type are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, get_args

from umbra.accounts.lock_screen.modes import BrowserStatus, Method
from umbra.accounts.primitives.password_rules import SHORTEST_PASSWORD
from umbra.accounts.secret_forms.form_result import read_length, read_seconds


def read_browser_status(reported: Any) -> BrowserStatus:
    """Reads the answer of `GET /api/auth/status` and what the page's script adds to it."""
    report: Mapping[Any, Any] = reported if isinstance(reported, Mapping) else {}
    reported_step = report.get("step")
    step: Mapping[Any, Any] = reported_step if isinstance(reported_step, Mapping) else {}
    return BrowserStatus(
        setup_required=report.get("setup_required") is True,
        registration_open=report.get("registration_open") is True,
        authenticated=report.get("authenticated") is True,
        locked=report.get("locked") is True,
        methods=_methods(report.get("sign_in")),
        pin_alone=report.get("pin_alone") is True,
        step=_name(step.get("name")),
        expires_in=read_seconds(step.get("expires_in")),
        unlock=_methods(report.get("unlock")),
        confirm=_methods(report.get("confirm")),
        password_min_length=read_length(report.get("password_min_length")) or SHORTEST_PASSWORD,
        invited=report.get("invited") is True,
        has_unsaved_codes=report.get("has_unsaved_codes") is True,
        offers_mfa=report.get("offers_mfa") is True,
        shown_mode=_name(report.get("shown_mode")),
        shown_method=_name(report.get("shown_method")),
    )


def _name(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _methods(value: Any) -> tuple[Method, ...]:
    names = value if isinstance(value, list) else []
    return tuple(method for method in get_args(Method) if method in names)
