"""Validation and normalisation of text from users, shared by all features."""

from __future__ import annotations

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

LONGEST_NAME = 500
LONGEST_NOTES = 20_000
LONGEST_TAG = 50
LONGEST_SEARCH = 500
MOST_TAGS = 50


def storable(text: str) -> str:
    """`text` in Unicode normal form NFC. Raises ValueError if PostgreSQL could not store it."""
    if "\x00" in text:
        raise ValueError("Contains a NUL character, which can't be stored. Remove it.")
    return normalized(text)


def normalized(text: str) -> str:
    """`text` in Unicode normal form NFC. Raises ValueError for a lone surrogate."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        raise ValueError(
            "Contains an incomplete character (a lone surrogate). Remove it."
        ) from None
    return unicodedata.normalize("NFC", text)


def sanitized(text: str) -> str:
    """`text` with what PostgreSQL can't store, and so can't have, replaced by question marks."""
    return text.encode("utf-8", "replace").decode().replace("\x00", "?")


def folded(text: str) -> str:
    """`text` case-folded, without accents and outer white space, for comparing and sorting."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return unicodedata.normalize("NFKC", bare.casefold()).strip()


def shortened(text: str, longest: int = 40) -> str:
    """`text` with at most `longest` characters; the last one is an ellipsis if it was cut."""
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def length_message(most: int, length: int) -> str:
    """The message for a text of `length` characters where at most `most` are allowed."""
    return f"Can have at most {most:,} characters; this has {length:,}."


_INVISIBLE = frozenset({"Cc", "Cf", "Mn", "Me", "Zl", "Zp", "Zs"})
"""Unicode categories that draw nothing of their own: controls, formats, marks, white space."""

_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul fillers and the empty Braille pattern: letters and symbols that draw nothing."""


def is_visible(text: str) -> bool:
    """Whether anything of `text` can be seen."""
    return any(
        unicodedata.category(letter) not in _INVISIBLE and letter not in _BLANK_LETTERS
        for letter in text
    )


def _one_line(text: str, most: int) -> str:
    stripped = " ".join(storable(text).split())
    if not stripped:
        raise ValueError("Can't be empty.")
    if not is_visible(stripped):
        raise ValueError("Has only characters that can't be seen. Type some text.")
    if len(stripped) > most:
        raise ValueError(length_message(most, len(stripped)))
    return stripped


def _validated_name(text: str) -> str:
    return _one_line(text, LONGEST_NAME)


def _validated_label(text: str) -> str:
    return _one_line(text, LONGEST_TAG)


def _validated_search(text: str) -> str:
    if len(text) > LONGEST_SEARCH:
        raise ValueError(length_message(LONGEST_SEARCH, len(text)))
    return storable(text).strip()


def _validated_notes(text: str) -> str:
    if len(text) > LONGEST_NOTES:
        raise ValueError(length_message(LONGEST_NOTES, len(text)))
    return storable(text)


Name = Annotated[
    str,
    AfterValidator(_validated_name),
    Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_NAME}),
]
"""One line of 1 to 500 characters; runs of white space become one space."""

Label = Annotated[
    str,
    AfterValidator(_validated_label),
    Field(json_schema_extra={"minLength": 1, "maxLength": LONGEST_TAG}),
]
"""A short label such as a tag, 1 to 50 characters; runs of white space become one space."""

SearchText = Annotated[
    str, AfterValidator(_validated_search), Field(json_schema_extra={"maxLength": LONGEST_SEARCH})
]
"""Search text, up to 500 characters; each word matches the words that begin with it."""

Notes = Annotated[
    str, AfterValidator(_validated_notes), Field(json_schema_extra={"maxLength": LONGEST_NOTES})
]
"""Markdown, up to 20,000 characters."""

ShortText = Annotated[str, StringConstraints(max_length=LONGEST_TAG), AfterValidator(storable)]


def listed(*words: str) -> str:
    """The words that are not empty, with commas between."""
    return ", ".join(word for word in words if word)
