"""libical, an implementation of RFC 5545 in C, called through ctypes."""

from __future__ import annotations

import ctypes
import ctypes.util
import os
from datetime import datetime, timedelta

VARIABLE = "UMBRA_LIBICAL"
MISSING = (
    "The tests of recurrence need libical 3, which is not installed. Install it with the system's "
    f"package manager (libical3 on Debian), or set {VARIABLE}."
)

_EPOCH = datetime(1970, 1, 1)
_SECOND = timedelta(seconds=1)


def find_libical() -> str:
    """The name or path of libical. Raises RuntimeError with a message if it can't be loaded."""
    found = os.environ.get(VARIABLE) or ctypes.util.find_library("ical") or "libical.so.3"
    try:
        ctypes.CDLL(found)
    except OSError as error:
        raise RuntimeError(MISSING) from error
    return found


class Libical:
    """The function of libical that lists the occurrences of a rule."""

    def __init__(self, library: str) -> None:
        self._expand = ctypes.CDLL(library).icalrecur_expand_recurrence
        self._expand.argtypes = (
            *(ctypes.c_char_p, ctypes.c_int64, ctypes.c_int),
            ctypes.POINTER(ctypes.c_int64),
        )

    def starts(self, rule: str, start: datetime, most: int) -> list[datetime]:
        """The first `most` starts of a rule from DTSTART `start` on, which is after 1970.

        Wall-clock times, which libical is told are UTC. A rule that it can't read, one that never
        happens and one that it finds nothing for give the same: none.
        """
        times = (ctypes.c_int64 * most)()
        self._expand(rule.encode(), (start - _EPOCH) // _SECOND, most, times)
        return [_EPOCH + time * _SECOND for time in times if time]
