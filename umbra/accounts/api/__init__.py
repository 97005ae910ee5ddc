"""The routes of accounts: getting in, the steps on the way, and what is one's own."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from umbra.accounts.api import own, pins, programs, steps, way_in
from umbra.accounts.door import not_locked
from umbra.web.openapi import problems

way_in_and_out = APIRouter(
    prefix="/auth", tags=["auth"], dependencies=[Depends(not_locked)], responses=problems(423)
)
for part in (way_in, steps, own):
    way_in_and_out.include_router(part.router)

router = APIRouter()
router.include_router(way_in_and_out)
router.include_router(programs.router)
router.include_router(pins.router)
