"""API routes of accounts: sign-in and its steps, own security settings, tokens, PIN."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from umbra.accounts.access.route_auth import refuse_locked_session
from umbra.accounts.api import api_tokens, login, own_security, pins, sign_in_steps
from umbra.web.openapi import problems

auth_router = APIRouter(
    prefix="/auth",
    tags=["auth"],
    dependencies=[Depends(refuse_locked_session)],
    responses=problems(423),
)
for part in (login, sign_in_steps, own_security):
    auth_router.include_router(part.router)

router = APIRouter()
router.include_router(auth_router)
router.include_router(api_tokens.router)
router.include_router(pins.router)
