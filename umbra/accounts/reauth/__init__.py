"""A fresh proof before an act that needs one: asked for once, then the act goes on by itself.

The dialog stands in the frame of every signed-in page. `secret_form` hears 403
`/problems/confirm-first`, keeps what was typed, lets the dialog ask, and sends the same again;
a script of one's own does it by `freshProof()` of `secret_forms/reauth_host.js`. Whoever closes the
dialog has done nothing.
"""

from umbra.accounts.reauth.dialog import confirm_dialog
from umbra.accounts.reauth.state import ConfirmState

__all__ = ["ConfirmState", "confirm_dialog"]
