"""The script that speaks to UMBRA's API from the page, for components that need one."""

from __future__ import annotations

import reflex as rx

SCRIPT = rx.asset("call.js", shared=True)
