"""One's own PIN: `/settings/pin`."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from umbra.accounts.access.route_auth import Reauthenticated, SignedIn, reauthenticated
from umbra.accounts.api.responses import CallerDep, Secret, give_device
from umbra.accounts.api.sign_in_steps import shown_in
from umbra.accounts.credentials import pins
from umbra.accounts.flows import reauthentication
from umbra.core.fields import Body
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.responses import no_content

router = APIRouter(prefix="/settings/pin", tags=["settings"])


class PinBody(Body):
    """The new PIN, and the PIN of an account without a password, or else the password.

    After a fresh proof neither is asked for.
    """

    current_pin: Secret | None = None
    password: Secret | None = None
    new_pin: Secret


@router.put("", status_code=204, responses=problems(401, 403, 409, 429))
async def choose_pin(
    body: PinBody, actor: SignedIn, request: Request, caller: CallerDep
) -> Response:
    """Chooses one's PIN. With a password it opens locked sessions alone."""
    if body.current_pin is None and body.password is None:
        await reauthenticated(actor, request)
    else:
        await reauthentication.confirm(actor, shown_in(body.password, body.current_pin), caller)
    device = await pins.choose(actor, body.new_pin, caller)
    response = no_content()
    if device is not None:
        give_device(response, device)
    return response


@router.delete("", status_code=204, responses=problems(403, 409))
async def remove_pin(actor: Reauthenticated, caller: CallerDep) -> Response:
    """Takes one's PIN away, where there is a password."""
    async with transaction() as tx:
        await pins.remove(tx, actor, caller)
    return no_content()
