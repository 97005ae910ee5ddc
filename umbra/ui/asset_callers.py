"""Lets `rx.asset` find the module that calls it at once. Importing this module is enough.

Reflex asks `inspect.stack()`, which looks up the source line of every caller, import by import.
That was two thirds of the time in which the app is imported, at each start and each build.
"""

from __future__ import annotations

import inspect
import sys
from types import FrameType, ModuleType

from reflex import assets


class Callers:
    """The functions of `inspect` that `reflex.assets` uses."""

    @staticmethod
    def stack() -> list[inspect.FrameInfo]:
        """The callers, innermost first, without their source lines."""
        frame: FrameType | None = sys._getframe(1)
        found = []
        while frame is not None:
            code = frame.f_code
            line = frame.f_lineno
            found.append(inspect.FrameInfo(frame, code.co_filename, line, code.co_name, None, None))
            frame = frame.f_back
        return found

    @staticmethod
    def getmodule(frame: FrameType) -> ModuleType | None:
        return sys.modules.get(frame.f_globals["__name__"])


assets.inspect = Callers  # pyright: ignore[reportPrivateImportUsage]
