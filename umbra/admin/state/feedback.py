"""Feedback on admin actions: a message in the form, or a toast."""

from __future__ import annotations

from typing import Any

from umbra.accounts.access.event_guard import AdminsOnly
from umbra.accounts.secret_forms.feedback import FormFeedback
from umbra.accounts.secret_forms.form_result import FormMessage, message_for, read_result
from umbra.ui.toasts import toast


class ActionFeedback(FormFeedback, AdminsOnly, mixin=True):
    """A state whose page sends actions to the API and receives their results, without secrets.

    `round` counts the failed actions.
    """

    def _show_result(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """Whether the action succeeded; if it did not, shows the error in the form."""
        outcome = read_result(status, name, detail)
        done = 200 <= outcome.status < 300
        self._show_message(FormMessage() if done else message_for(outcome, {}))
        self.round += not done
        return done

    async def _show_result_in_toast(self, status: int, name: str, detail: dict[str, Any]) -> bool:
        """Whether the action succeeded; if it did not, shows the error in a toast.

        For a button without a form that could show the error.
        """
        done = self._show_result(status, name, detail)
        if not done:
            await toast(self, " ".join(dict.fromkeys(_error_messages(self))), tone="danger")
            self._show_message(FormMessage())
        return done


def _error_messages(state: ActionFeedback) -> list[str]:
    return [*state.errors.values()] or [state.message]
