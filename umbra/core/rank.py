"""Opaque ranks: byte-ordered text that always leaves room between two neighbours.

A rank is read as the digits of a fraction in base 62. Fresh ranks begin with the
time of their birth, so what is new comes last without looking at what is there.
Ranks never end in the lowest digit: below each there is room.
"""

from __future__ import annotations

import secrets
import time

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST = 48
"""Neighbours whose ranks have grown past this are to be spread anew."""

_BASE = len(DIGITS)
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}
_WHOLE = 9
"""Digits of a time in microseconds since 1970: enough until the year 2398."""

_STEP = 1_000_000
_last = 0


def fresh() -> str:
    """A rank after all that were made before it."""
    return _stamped(_tick(), secrets.randbelow(_BASE - 1) + 1)


def spread(count: int) -> list[str]:
    """`count` rising ranks with equal room between them, none after a fresh one."""
    last = _tick()
    return [_stamped(last - _STEP * (count - place), _BASE // 2) for place in range(1, count + 1)]


def between(low: str | None, high: str | None) -> str:
    """A rank strictly between two, as short as can be; None is an open end.

    ValueError where there is no room: `low` not below `high`, or no ranks.
    """
    if low is not None and high is None:
        newest = fresh()
        return newest if newest > low else _midpoint(low, None)
    if high is not None and low is None:
        whole = _number(high[:_WHOLE].ljust(_WHOLE, DIGITS[0]))
        if whole > _STEP:
            return _stamped(whole - _STEP, _BASE // 2)
    if low is None and high is None:
        return fresh()
    if low is not None and high is not None and low >= high:
        raise ValueError("no room between these ranks")
    return _midpoint(low or "", high)


def is_rank(text: str) -> bool:
    """Whether `text` could have come from here."""
    return bool(text) and text[-1] != DIGITS[0] and all(digit in _VALUE for digit in text)


def _midpoint(low: str, high: str | None) -> str:
    digits: list[str] = []
    while True:
        place = len(digits)
        floor = _VALUE[low[place]] if place < len(low) else 0
        ceiling = _VALUE[high[place]] if high is not None and place < len(high) else _BASE
        if ceiling - floor > 1:
            return "".join(digits) + DIGITS[(floor + ceiling) // 2]
        if ceiling - floor == 1:
            high = None
        digits.append(DIGITS[floor])


def _tick() -> int:
    """Microseconds since 1970, never the same twice in this process."""
    global _last
    _last = max(_last + 1, time.time_ns() // 1_000)
    return _last


def _stamped(whole: int, fraction: int) -> str:
    digits = ""
    for _ in range(_WHOLE):
        whole, digit = divmod(whole, _BASE)
        digits = DIGITS[digit] + digits
    return digits + DIGITS[fraction]


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * _BASE + _VALUE[digit]
    return number
