"""The routes of accounts: getting in, the steps on the way, and what is one's own."""

from __future__ import annotations

from fastapi import APIRouter, Depends

from umbra.accounts.api import own, steps, way_in
from umbra.accounts.door import not_locked

router = APIRouter(prefix="/auth", tags=["auth"], dependencies=[Depends(not_locked)])
for part in (way_in, steps, own):
    router.include_router(part.router)
