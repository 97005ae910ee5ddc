"""User names: what they may be, and the one form they are looked up by."""

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
OF_AUTHORITY = frozenset(
    {"admin", "administrator", "house", "moderator", "operator", "owner", "security", "staff"}
)
"""Names that whoever sets the house up may have, and nobody who comes later."""

_PUNCTUATION = frozenset("._-@+")
_UNSEEN = frozenset(
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
"""Letters and marks that show nothing (Unicode's Default_Ignorable_Code_Point): with one,
a stranger's name would look like somebody else's."""


def username_key(text: str) -> str:
    """The form a name is compared in: NFKC and casefolded, so look-alikes meet.

    Total: any text has one that can be stored, so that a look-up and its throttle count
    alike for names that could never be taken.
    """
    key, before = text.replace("\0", "\N{REPLACEMENT CHARACTER}"), None
    while key != before:
        before = key
        folded = unicodedata.normalize("NFKC", key).casefold()
        key = unicodedata.normalize("NFKC", folded).strip()
    return key


def skeletons(username: str) -> frozenset[str]:
    """What a name looks like, as it is typed and as it is compared."""
    typed = unicodedata.normalize("NFKC", username)
    return frozenset({skeleton(typed), skeleton(username_key(username))})


def first_confusable(username: str, others: Iterable[str]) -> str | None:
    """The first of `others` that a person could take `username` for."""
    own = skeletons(username)
    return next((other for other in others if own & skeletons(other)), None)


def checked_username(text: str) -> str:
    """`text` as the name of somebody new, or ValueError saying what is wrong with it."""
    name = checked_founder_name(text)
    _refuse_reserved(name, OF_AUTHORITY)
    return name


def checked_founder_name(text: str) -> str:
    """`text` as the name of whoever sets the house up, or ValueError."""
    name = unicodedata.normalize("NFC", text.strip())
    if not name:
        raise ValueError("Choose a user name.")
    if len(name) > LONGEST_USERNAME:
        raise ValueError(f"Can have at most {LONGEST_USERNAME} characters; this has {len(name)}.")
    wrong = sorted({character for character in name if not _is_allowed(character)})
    if wrong:
        shown = " ".join("a space" if character == " " else character for character in wrong[:5])
        raise ValueError(f"Letters, digits and . _ - @ + only; found {_printable(shown)}.")
    if name[0] in _PUNCTUATION:
        raise ValueError("Begin with a letter or a digit.")
    _refuse_reserved(name, RESERVED)
    return name


def _refuse_reserved(name: str, reserved: frozenset[str]) -> None:
    if skeletons(name) & _looks_of(reserved):
        raise ValueError("This name is reserved. Choose another.")


@lru_cache
def _looks_of(names: frozenset[str]) -> frozenset[str]:
    """What the names of a list look like, worked out once."""
    return frozenset().union(*map(skeletons, names))


def _is_allowed(character: str) -> bool:
    if character in _UNSEEN:
        return False
    return character in _PUNCTUATION or unicodedata.category(character)[0] in "LNM"


def _printable(text: str) -> str:
    shown = (c if c.isprintable() and c not in _UNSEEN else f"U+{ord(c):04X}" for c in text)
    return "".join(shown)
