"""Rules for new passwords and PINs. Pure; each error message says what to do.

Length and a blocklist, no composition rules and no expiry (ASVS 5.0 6.2.1 to 6.2.11,
NIST SP 800-63B-4 3.1.1.2).
"""

from __future__ import annotations

import gzip
import itertools
import re
import sys
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from umbra.core.text import normalized

SHORTEST_PASSWORD = 12
SHORTEST_BESIDE_TOTP = 8
LONGEST_PASSWORD = 1024
SHORTEST_PIN, LONGEST_PIN = 4, 12

_COMMON_FILE = Path(__file__).with_name("common_passwords.txt.gz")
_KEYPAD_PINS = frozenset({"0852", "1357", "1379", "1478", "2468", "3698", "5683", "7410", "8520"})
_YEAR = re.compile(r"(19|20)\d\d")
_NOT_LETTERS = re.compile(r"[\d\W_]+")
_ENDS = re.compile(r"^[\d\W_]{0,6}(.+?)[\d\W_]{0,6}$", re.DOTALL)
_LEET = str.maketrans("@40831!$57", "aaobeiisst")
_SHORTEST_WORD, _SHORTEST_REST = 3, 6


def normal_password(text: str) -> str:
    """The form in which a password is checked and hashed: Unicode NFC, otherwise unchanged.

    Raises ValueError for a lone surrogate, which no keyboard sends.
    """
    return normalized(text)


def checked_password(text: str, username: str = "", *, shortest: int = SHORTEST_PASSWORD) -> str:
    """`text` in its normal form. Raises ValueError with a message if the password is too weak.

    `shortest`: the minimum length in characters.
    """
    password = normal_password(text)
    if len(password) < shortest:
        raise ValueError(f"Use at least {shortest} characters; this has {len(password)}.")
    if len(password) > LONGEST_PASSWORD:
        raise ValueError(f"Use at most {LONGEST_PASSWORD:,} characters.")
    folded = password.casefold()
    if _is_pattern(folded):
        raise ValueError("This is a simple sequence or repetition. Choose another.")
    if _is_common(folded):
        raise ValueError("This is one of the most common passwords. Choose another.")
    word = _mostly(folded, ("umbra", *_words_of(username)))
    if word:
        raise ValueError(f"This is mostly “{word}”. Choose another.")
    return password


def checked_pin(text: str) -> str:
    """`text` as a PIN. Raises ValueError with a message if it is malformed or too weak."""
    if not (text.isascii() and text.isdigit() and SHORTEST_PIN <= len(text) <= LONGEST_PIN):
        raise ValueError(f"A PIN is {SHORTEST_PIN} to {LONGEST_PIN} digits. 6 or more are safer.")
    if _is_pattern(text):
        raise ValueError("This PIN is a simple sequence or repetition. Choose another.")
    if text in _common() or text in _KEYPAD_PINS or _YEAR.fullmatch(text):
        raise ValueError("This is one of the most common PINs. Choose another.")
    return text


def _is_pattern(text: str) -> bool:
    """A sequence (abcd, 9876, 8901) or a repeated short part (7777, 1212, abcabcabcabc)."""
    modulus = 10 if text.isdigit() else sys.maxunicode
    steps = {(ord(after) - ord(before)) % modulus for before, after in itertools.pairwise(text)}
    if len(steps) == 1 and steps <= {0, 1, modulus - 1}:
        return True
    longest_part = min(6, len(text) // 2)
    return any(
        text == (text[:size] * len(text))[: len(text)] for size in range(1, longest_part + 1)
    )


def _is_common(folded: str) -> bool:
    """On the blocklist, as typed or without leading and trailing digits and symbols."""
    match = _ENDS.match(folded)
    stem = match.group(1) if match else folded
    forms = {folded, stem, folded.translate(_LEET), stem.translate(_LEET)}
    return not forms.isdisjoint(_common()) or any(map(_is_common_twice, forms))


def _is_common_twice(text: str) -> bool:
    half = len(text) // 2
    return len(text) % 2 == 0 and text[:half] == text[half:] and text[:half] in _common()


def _mostly(folded: str, words: Iterable[str]) -> str | None:
    """The first of `words` that makes up most of a password; None if none does.

    That is, fewer than `_SHORTEST_REST` letters are left without them.
    """
    found, rest = None, folded
    for word in words:
        if word in rest:
            found, rest = found or word, rest.replace(word, " ")
    few = len(_NOT_LETTERS.sub("", rest)) < _SHORTEST_REST
    return found if few else None


def _words_of(username: str) -> list[str]:
    """The words of a user name: the whole name, and the parts of one like an email address."""
    folded = unicodedata.normalize("NFC", username).casefold()
    words = [folded, *re.split(r"[._@+-]", folded)]
    return [word for word in dict.fromkeys(words) if len(word) >= _SHORTEST_WORD]


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    lines = gzip.decompress(_COMMON_FILE.read_bytes()).decode().splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
