"""The names of tags, and when two names are the same tag."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from umbra.core.text import MOST_TAGS, Label, folded


def tag_key(name: str) -> str:
    """The lookup key of `name`: "Café", "CAFÉ" and "cafe" are the same tag."""
    return folded(name)


def _each_once(names: list[str]) -> list[str]:
    once = list({tag_key(name): name for name in reversed(names)}.values())[::-1]
    if len(once) > MOST_TAGS:
        raise ValueError(f"Can have at most {MOST_TAGS} tags; this has {len(once)}.")
    return once


TagNames = Annotated[list[Label], AfterValidator(_each_once)]
"""Up to 50 tags of up to 50 characters; of two names of the same tag the first is used."""
