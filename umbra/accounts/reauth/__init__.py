"""Reauthentication before an action that requires it; the action then continues by itself.

The dialog is part of the frame of every signed-in page. On a 403 `/problems/confirm-first`,
`secret_form` keeps what was typed, opens the dialog, and sends the same request again. Other
scripts call `requestReauth()` of `secret_forms/reauth_host.js`. Closing the dialog cancels the
action.
"""

from umbra.accounts.reauth.dialog import reauth_dialog
from umbra.accounts.reauth.state import ReauthState

__all__ = ["ReauthState", "reauth_dialog"]
