"""How many examples a property test tries: Hypothesis profiles, one per `make` target.

A test whose examples cost more takes a share of them, so that it still grows with the profile.
"""

from __future__ import annotations

import os

from hypothesis import settings

VARIABLE = "UMBRA_TEST_PROFILE"
PROFILES = {"test": 200, "deep": 2_000}
"""Examples of each property test, by profile: that of `make test`, and of `make test-deep`."""


def load_profile() -> None:
    """Makes the profile that `VARIABLE` names the default of all property tests."""
    for name, examples in PROFILES.items():
        settings.register_profile(name, max_examples=examples)
    settings.load_profile(os.environ.get(VARIABLE, "test"))


def is_deep() -> bool:
    return settings.get_current_profile_name() == "deep"


def one_in(share: int) -> int:
    """The examples of a test that tries one where the others try `share`."""
    return settings().max_examples // share
