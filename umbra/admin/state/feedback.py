"""What came of an act: said where it was asked for."""

from __future__ import annotations

from typing import Any

from umbra.accounts.access.event_guard import ForAdmins
from umbra.accounts.secret_forms.feedback import Hearing
from umbra.accounts.secret_forms.form_result import Said, read_outcome, said_of
from umbra.ui.toasts import toast


class Acting(Hearing, ForAdmins, mixin=True):
    """A state whose page sends acts to the API and hears what came of them, nothing secret.

    `round` counts the refusals.
    """

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


def _sentences(state: Acting) -> list[str]:
    return [*state.errors.values()] or [state.message]
