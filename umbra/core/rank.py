"""Ranks for manual ordering: opaque, byte-ordered text with room between any two neighbours.

Also known as fractional indexing: a rank is the digits of a fraction in base 62. New ranks begin
with their creation time, so new items come last without reading the others. No rank ends in the
lowest digit, so there is always a rank below it.
"""

from __future__ import annotations

import secrets
import time

DIGITS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
LONGEST = 48
"""When a rank gets longer than this, its neighbours are given new, evenly spaced ranks."""

_BASE = len(DIGITS)
_VALUE = {digit: value for value, digit in enumerate(DIGITS)}
_TIME_DIGITS = 9
"""Digits of a time in microseconds since 1970: enough until the year 2398."""

_STEP = 1_000_000
_last = 0


def fresh() -> str:
    """A new rank that sorts after all ranks created before it."""
    return _rank_at(_tick(), secrets.randbelow(_BASE - 1) + 1)


def spread(count: int) -> list[str]:
    """`count` ascending, evenly spaced ranks, all before any later result of `fresh`."""
    last = _tick()
    return [_rank_at(last - _STEP * (count - place), _BASE // 2) for place in range(1, count + 1)]


def between(low: str | None, high: str | None) -> str:
    """The shortest rank strictly between two; None means an open end.

    Raises ValueError if `low` is not below `high`.
    """
    if low is not None and high is None:
        newest = fresh()
        return newest if newest > low else _midpoint(low, None)
    if high is not None and low is None:
        created = _number(high[:_TIME_DIGITS].ljust(_TIME_DIGITS, DIGITS[0]))
        if created > _STEP:
            return _rank_at(created - _STEP, _BASE // 2)
    if low is None and high is None:
        return fresh()
    if low is not None and high is not None and low >= high:
        raise ValueError("no room between these ranks")
    return _midpoint(low or "", high)


def is_rank(text: str) -> bool:
    """Whether `text` is a well-formed rank."""
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
    """Microseconds since 1970, strictly increasing within this process."""
    global _last
    _last = max(_last + 1, time.time_ns() // 1_000)
    return _last


def _rank_at(microseconds: int, fraction: int) -> str:
    digits = ""
    for _ in range(_TIME_DIGITS):
        microseconds, digit = divmod(microseconds, _BASE)
        digits = DIGITS[digit] + digits
    return digits + DIGITS[fraction]


def _number(digits: str) -> int:
    number = 0
    for digit in digits:
        number = number * _BASE + _VALUE[digit]
    return number
