"""What features above this package add to the frame; the composition root fills these lists."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

Part = Callable[[], rx.Component]

topbar: list[Part] = []
"""Parts at the end of the top bar, before the account menu."""

beside: list[Part] = []
"""Parts without an appearance, which stay while the session is locked."""

on_load: list[Any] = []
"""Events that each page sends once the frame has loaded."""
