"""A fresh proof before an act that needs one: asked for once, then the act goes on by itself.

The dialog stands in the frame of every signed-in page. Two kinds of acts meet it:

**What a form or script sends to the API.** Nothing to do: `secret_form` hears 403
`/problems/confirm-first`, keeps what was typed, lets the dialog ask, and sends the same again.
A script of one's own does it by `freshProof()` of `secret_ui/proof.js`.

**An event.** Its handler names the actor by `freshly_proved()` before it does anything, and is
marked by `confirming` under `rx.event`:

```python
@rx.event
@confirming
async def reset_password(self, account_id: str) -> None:
    actor = freshly_proved()
    ...
```

Refused with ConfirmFirst, the handler ends, the dialog asks, and after the proof the same event
with the same arguments is sent again, through the guard like any other. Whoever closes the
dialog has done nothing.
"""

from umbra.accounts.confirming.dialog import confirm_dialog
from umbra.accounts.confirming.state import ConfirmState, confirming
from umbra.accounts.guard import freshly_proved

__all__ = ["ConfirmState", "confirm_dialog", "confirming", "freshly_proved"]
