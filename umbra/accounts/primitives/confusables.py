"""What a text looks like to a person: its skeleton (Unicode, UTS #39, section 4)."""

from __future__ import annotations

import gzip
import unicodedata
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).with_name("confusables.txt.gz")


def skeleton(text: str) -> str:
    """The same for texts that a person could take for one another, whatever their case."""
    return _skeleton(_skeleton(text).casefold())


def _skeleton(text: str) -> str:
    table = _confusables()
    return unicodedata.normalize("NFD", unicodedata.normalize("NFD", text).translate(table))


@lru_cache(maxsize=1)
def _confusables() -> dict[int, str]:
    """From each character that names may have to what it looks like."""
    lines = gzip.decompress(_FILE.read_bytes()).decode().splitlines()
    pairs = (line.split("\t") for line in lines)
    return {ord(character): prototype for character, prototype in pairs}
