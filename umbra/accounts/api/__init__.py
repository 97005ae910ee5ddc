"""The routes of accounts: getting in, the steps on the way, and what is one's own."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from umbra.accounts.access.route_auth import not_locked
from umbra.accounts.api import api_tokens, login, own_security, pins, sign_in_steps
from umbra.web.openapi import problems

way_in_and_out = APIRouter(
    prefix="/auth", tags=["auth"], dependencies=[Depends(not_locked)], responses=problems(423)
)
for part in (login, sign_in_steps, own_security):
    way_in_and_out.include_router(part.router)

router = APIRouter()
router.include_router(way_in_and_out)
router.include_router(api_tokens.router)
router.include_router(pins.router)
