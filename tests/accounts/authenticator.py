"""An authenticator app (TOTP), and helpers that enrol it and use its codes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import httpx
from pyotp.totp import TOTP

from tests.accounts.conftest import Browser
from tests.conftest import FrozenClock


class Authenticator:
    """Computes the TOTP codes of a secret."""

    def __init__(self, secret: str, clock: FrozenClock) -> None:
        self.secret, self._clock = secret, clock

    def code(self, steps: int = 0, at: datetime | None = None) -> str:
        """The code of `at` (None: now), moved by `steps` of 30 seconds."""
        moment = (at or self._clock.now()) + timedelta(seconds=30 * steps)
        return TOTP(self.secret).at(int(moment.timestamp()))

    def wrong(self) -> str:
        """A code that is wrong now and in both adjacent time steps."""
        near = {self.code(step) for step in (-1, 0, 1)}
        return next(text for text in ("000000", "111111", "222222", "333333") if text not in near)


async def enrol(browser: Browser, clock: FrozenClock) -> tuple[Authenticator, list[str]]:
    """Turns on the second factor of the signed-in account. Returns its app and backup codes."""
    shown = await browser.post("/api/auth/totp/setup", json={})
    app = Authenticator(shown.json()["secret"], clock)
    confirmed = await browser.post("/api/auth/totp/confirm", json={"code": app.code()})
    assert confirmed.status_code == 200, confirmed.text
    clock.advance(seconds=60)
    return app, confirmed.json()["backup_codes"]


async def verify(browser: Browser, code: str, **more: Any) -> httpx.Response:
    return await browser.post("/api/auth/totp/verify", json={"code": code, **more})


async def by_backup_code(browser: Browser, code: str) -> httpx.Response:
    return await browser.post("/api/auth/totp/verify", json={"backup_code": code})
