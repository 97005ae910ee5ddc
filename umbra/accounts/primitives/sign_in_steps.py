"""The steps between a right secret and a session: pure, no clock, no I/O.

```
secret ──secret_matched──> [totp] ──code_matched──> [password_change]
       ──password_changed──> [mfa_setup] ──second_factor_set_up──> in
```
A step in brackets is passed over by an account that does not need it. Nothing leads back,
nothing skips, and a step that times out or is locked out begins anew at the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = Literal["totp", "password_change", "mfa_setup"]
Position = Literal["secret", "totp", "password_change", "mfa_setup", "in"]
Event = Literal["secret_matched", "code_matched", "password_changed", "second_factor_set_up"]

STEPS: tuple[Step, ...] = ("totp", "password_change", "mfa_setup")
PASSED_BY: dict[Position, Event] = {
    "secret": "secret_matched",
    "totp": "code_matched",
    "password_change": "password_changed",
    "mfa_setup": "second_factor_set_up",
}


@dataclass(frozen=True, slots=True)
class Needs:
    """What an account has to do before it is in, as things stand at this moment."""

    totp: bool = False
    password_change: bool = False
    mfa_setup: bool = False


def next_position(place: Position, event: Event, needs: Needs) -> Position:
    """Where one is next; where one was for an event that does not pass that place."""
    if PASSED_BY.get(place) != event:
        return place
    begun = STEPS.index(place) + 1 if place in STEPS else 0
    for step in STEPS[begun:]:
        if getattr(needs, step):
            return step
    return "in"
