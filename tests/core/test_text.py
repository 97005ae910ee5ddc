"""Typed text: one line that can be seen."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from umbra.core.text import Label, Name

INVISIBLE = [
    "\u200b",  # zero width space
    "\u2060",  # word joiner
    "\u00ad",  # soft hyphen
    "\u3164",  # Hangul filler
    "\u2800",  # empty Braille pattern
    "\u115f\u1160\uffa0",
    "\ufeff",
    "\u202e\u2066",
    "\u0301",
    "\ufe0f",
    " \u200b \u00a0",
]


@pytest.mark.parametrize("kind", [Name, Label])
@pytest.mark.parametrize("text", INVISIBLE)
def test_a_name_of_invisible_characters_alone_is_refused(kind: Any, text: str) -> None:
    with pytest.raises(ValidationError, match=r"can't be seen|Can't be empty"):
        TypeAdapter(kind).validate_python(text)


@pytest.mark.parametrize("text", ["👩\u200d🔬", "نام\u200cها", "e\u0301", "❤\ufe0f", "co\u00adop"])
def test_invisible_characters_inside_a_name_stay(text: str) -> None:
    assert TypeAdapter(Name).validate_python(text).replace("é", "e\u0301") == text
