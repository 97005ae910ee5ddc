"""State machine of the sign-in steps between a verified secret and a session.

Pure: no clock, no I/O.

```
secret ──secret_matched──> [totp] ──code_matched──> [password_change]
       ──password_changed──> [mfa_setup] ──second_factor_set_up──> signed_in
```
An account skips a step in brackets that it does not need. There is no way back and no other
skip. After a step times out or is locked out, sign-in starts again at the secret.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Step = Literal["totp", "password_change", "mfa_setup"]
Position = Literal["secret", "totp", "password_change", "mfa_setup", "signed_in"]
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
    """The steps that an account currently has to pass before it is signed in."""

    totp: bool = False
    password_change: bool = False
    mfa_setup: bool = False


def next_position(position: Position, event: Event, needs: Needs) -> Position:
    """The position after `event`; `position` itself if the event does not pass it."""
    if PASSED_BY.get(position) != event:
        return position
    first = STEPS.index(position) + 1 if position in STEPS else 0
    for step in STEPS[first:]:
        if getattr(needs, step):
            return step
    return "signed_in"
