"""The PIN of the signed-in account: `/settings/pin`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from umbra.accounts.access.route_auth import Reauthenticated, SignedIn, reauthenticated
from umbra.accounts.api.responses import CallerDep, Secret, set_device_cookie
from umbra.accounts.api.sign_in_steps import typed_secret
from umbra.accounts.credentials import pins
from umbra.accounts.flows import reauthentication
from umbra.core.fields import Body
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.responses import no_content

router = APIRouter(prefix="/settings/pin", tags=["settings"])


class PinBody(Body):
    """The new PIN, and the current password, or the current PIN of an account without one.

    Neither is required after a recent reauthentication.
    """

    current_pin: Secret | None = None
    password: Secret | None = None
    new_pin: Secret


@router.put("", status_code=204, responses=problems(401, 403, 409, 429))
async def choose_pin(
    body: PinBody, actor: SignedIn, request: Request, caller: CallerDep
) -> Response:
    """Sets your PIN. If your account has a password, the PIN only unlocks sessions."""
    if body.current_pin is None and body.password is None:
        await reauthenticated(actor, request)
    else:
        typed = typed_secret(body.password, body.current_pin)
        await reauthentication.reauthenticate(actor, typed, caller)
    device = await pins.choose(actor, body.new_pin, caller)
    response = no_content()
    if device is not None:
        set_device_cookie(response, device)
    return response


@router.delete("", status_code=204, responses=problems(403, 409))
async def remove_pin(actor: Reauthenticated, caller: CallerDep) -> Response:
    """Removes your PIN. 409 if your account has no password."""
    async with transaction() as tx:
        await pins.remove(tx, actor, caller)
    return no_content()
