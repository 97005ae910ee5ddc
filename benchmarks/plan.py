"""How much is measured: `quick` during development, `full` for the published figures."""

from __future__ import annotations

from dataclasses import dataclass

SIZES = (100, 1_000, 5_000, 100_000)
"""Todos of the seeded owners."""

TABS = 20
CONNECTIONS = 8


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers of rounds, which are interleaved over everything compared, to share the noise."""

    toggle_rounds: int
    toggles_a_round: int
    loads: int
    api_rounds: int
    api_seconds: float
    flood_toggles: int
    refusals: int
    sign_ins: int
    months: int


PLANS = {
    "quick": Plan(
        toggle_rounds=2,
        toggles_a_round=30,
        loads=3,
        api_rounds=2,
        api_seconds=2,
        flood_toggles=200,
        refusals=20,
        sign_ins=20,
        months=25,
    ),
    "full": Plan(
        toggle_rounds=5,
        toggles_a_round=60,
        loads=9,
        api_rounds=6,
        api_seconds=4,
        flood_toggles=1_000,
        refusals=200,
        sign_ins=60,
        months=150,
    ),
}
