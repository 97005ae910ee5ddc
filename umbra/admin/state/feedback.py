"""What came of an act: said where it was asked for."""

from __future__ import annotations

from typing import Any

from umbra.accounts.access.event_guard import AdminsOnly
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import FormMessage, message_for, read_result
from umbra.ui.toasts import toast


class ActionFeedback(FormFeedback, AdminsOnly, mixin=True):
    """A state whose page sends acts to the API and hears what came of them, nothing secret.

    `round` counts the refusals.
    """

    def _show_result(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """Whether the act was done; where it was not, the page now says why."""
        outcome = read_result(status, name, detail)
        done = 200 <= outcome.status < 300
        self._show_message(FormMessage() if done else message_for(outcome, {}))
        self.round += not done
        return done

    async def _show_result_in_toast(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """The same for a button that stands alone: why not is said in a toast."""
        done = self._show_result(status, name, detail)
        if not done:
            await toast(self, " ".join(dict.fromkeys(_error_messages(self))), tone="danger")
            self._show_message(FormMessage())
        return done


def _error_messages(state: ActionFeedback) -> list[str]:
    return [*state.errors.values()] or [state.message]
