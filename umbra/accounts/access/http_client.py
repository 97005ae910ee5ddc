"""The HTTP client script by which components of the page call UMBRA's API."""

from __future__ import annotations

import reflex as rx

SCRIPT = rx.asset("call.js", shared=True)
