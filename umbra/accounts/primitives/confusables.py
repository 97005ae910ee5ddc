"""Confusable detection: the skeleton of a text (Unicode UTS #39, section 4)."""

from __future__ import annotations

import gzip
import unicodedata
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("confusables.txt.gz")


def skeleton(text: str) -> str:
    """A form that is equal for texts that look alike, whatever their case."""
    return _skeleton(_skeleton(text).casefold())


def _skeleton(text: str) -> str:
    table = _confusables()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).translate(table))


@lru_cache(maxsize=1)
def _confusables() -> dict[int, str]:
    """Maps each confusable character that names can contain to its prototype."""
    lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    pairs = (line.split("\t") for line in lines)
    return {ord(character): prototype for character, prototype in pairs}
