"""What came of an act: said where it was asked for."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.accounts.guard import ForAdmins
from umbra.accounts.secret_ui.outcome import Said, read_outcome, said_of
from umbra.ui.toasts import toast


class Acting(ForAdmins, mixin=True):
    """A state whose page sends acts to the API and hears what came of them, nothing secret.

    What was refused is said at its field or in the form; `round` counts the refusals.
    """

    message: rx.Field[str] = rx.field("")
    errors: rx.Field[dict[str, str]] = rx.field(default_factory=dict)
    wait: rx.Field[int] = rx.field(0)
    round: rx.Field[int] = rx.field(0)

    def _took(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """Whether the act was done; where it was not, the page now says why."""
        outcome = read_outcome(status, name, detail)
        done = 200 <= outcome.status < 300
        self._say(Said() if done else said_of(outcome, {}))
        self.round += not done
        return done

    async def _took_aloud(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """The same for a button that stands alone: why not is said in a toast."""
        done = self._took(status, name, detail)
        if not done:
            await toast(self, " ".join(dict.fromkeys(_sentences(self))), tone="danger")
            self._say(Said())
        return done

    def _say(self, said: Said) -> None:
        self.message, self.errors, self.wait = said.message, dict(said.errors), said.wait


def _sentences(state: Acting) -> list[str]:
    return [*state.errors.values()] or [state.message]
