"""User names: the rules for them, the normal form for look-ups, and confusable names."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from umbra.accounts.primitives.confusables import skeleton

LONGEST_USERNAME = 64
RESERVED = frozenset(
    {
        "all",
        "anonymous",
        "anybody",
        "api",
        "everybody",
        "everyone",
        "me",
        "nobody",
        "null",
        "root",
        "self",
        "support",
        "system",
        "umbra",
        "undefined",
    }
)
PRIVILEGED_NAMES = frozenset(
    {"admin", "administrator", "house", "moderator", "operator", "owner", "security", "staff"}
)
"""Names that only the first admin can have, chosen at first-run setup."""

_PUNCTUATION = frozenset("._-@+")
_INVISIBLE = frozenset(
    chr(point)
    for first, last in (
        (0x034F, 0x034F),
        (0x115F, 0x1160),
        (0x17B4, 0x17B5),
        (0x180B, 0x180F),
        (0x3164, 0x3164),
        (0xFE00, 0xFE0F),
        (0xFFA0, 0xFFA0),
        (0xE0100, 0xE01EF),
    )
    for point in range(first, last + 1)
)
"""Invisible letters and marks (Unicode's Default_Ignorable_Code_Point): with one of them a name
would look like the name of another account."""


def username_key(text: str) -> str:
    """The normal form for comparing names: NFKC, case-folded and stripped.

    Defined for any text and always storable, so that a look-up and its rate limit work the
    same for a name that could never be registered.
    """
    key, before = text.replace("\0", "\N{REPLACEMENT CHARACTER}"), None
    while key != before:
        before = key
        folded = unicodedata.normalize("NFKC", key).casefold()
        key = unicodedata.normalize("NFKC", folded).strip()
    return key


def skeletons(username: str) -> frozenset[str]:
    """The UTS #39 skeletons of a name, as typed and in its normal form."""
    typed = unicodedata.normalize("NFKC", username)
    return frozenset({skeleton(typed), skeleton(username_key(username))})


def first_confusable(username: str, others: Iterable[str]) -> str | None:
    """The first of `others` that `username` is confusable with; None if there is none."""
    own = skeletons(username)
    return next((other for other in others if own & skeletons(other)), None)


def checked_username(text: str) -> str:
    """`text` as the name of a new account. Raises ValueError with a message for the user."""
    name = checked_founder_name(text)
    _refuse_reserved(name, PRIVILEGED_NAMES)
    return name


def checked_founder_name(text: str) -> str:
    """`text` as the name of the first admin. Raises ValueError with a message for the user."""
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise ValueError("Choose a user name.")
    if len(name) > LONGEST_USERNAME:
        raise ValueError(f"Can have at most {LONGEST_USERNAME} characters; this has {len(name)}.")
    wrong = sorted({character for character in name if not _is_allowed(character)})
    if wrong:
        shown = " ".join("a space" if character == " " else character for character in wrong[:5])
        raise ValueError(f"Use only letters, digits and . _ - @ +; found {_printable(shown)}.")
    if name[0] in _PUNCTUATION:
        raise ValueError("Start with a letter or a digit.")
    _refuse_reserved(name, RESERVED)
    return name


def _refuse_reserved(name: str, reserved: frozenset[str]) -> None:
    if skeletons(name) & _all_skeletons(reserved):
        raise ValueError("This name is reserved. Choose another.")


@lru_cache
def _all_skeletons(names: frozenset[str]) -> frozenset[str]:
    """The skeletons of all `names`, cached."""
    return frozenset().union(*map(skeletons, names))


def _is_allowed(character: str) -> bool:
    if character in _INVISIBLE:
        return False
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "LNM"


def _printable(text: str) -> str:
    shown = (c if c.isprintable() and c not in _INVISIBLE else f"U+{ord(c):04X}" for c in text)
    return "".join(shown)
