"""The server-wide policy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.accounts.conftest import Browser

POLICY = "/api/admin/policy"
DEFAULTS = {
    "registration_open": False,
    "mfa_required": False,
    "mfa_required_from": None,
    "pin_allowed": True,
    "session_days": 30,
    "auto_lock_max_minutes": None,
    "password_min_length": 12,
}


async def test_a_new_server_has_the_default_policy(admin: Browser) -> None:
    assert (await admin.get(POLICY)).json() == DEFAULTS


async def test_a_policy_is_stored_completely(admin: Browser) -> None:
    chosen = {**DEFAULTS, "mfa_required": True, "mfa_required_from": "2026-05-01"}
    chosen |= {"session_days": 7, "auto_lock_max_minutes": 5, "password_min_length": 15}
    assert (await admin.put(POLICY, json=chosen)).json() == chosen
    assert (await admin.get(POLICY)).json() == chosen
    assert (await admin.put(POLICY, json={})).json() == DEFAULTS


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("session_days", 0),
        ("session_days", 31),
        ("password_min_length", 11),
        ("password_min_length", 65),
        ("auto_lock_max_minutes", 0),
        ("mfa_required_from", "soon"),
        ("mfa_required", "yes"),
    ],
)
async def test_an_invalid_rule_is_reported_at_its_field(
    field: str, value: Any, admin: Browser
) -> None:
    refused = await admin.put(POLICY, json={field: value})
    assert refused.status_code == 422
    assert [error["field"] for error in refused.json()["errors"]] == [field]


async def test_stricter_rules_apply_from_the_next_sign_in(admin: Browser) -> None:
    await admin.put(POLICY, json={"mfa_required": True})
    assert (await admin.get("/api/todos")).status_code == 200
    assert (await admin.sign_in()).json()["status"] == "mfa_setup_required"
