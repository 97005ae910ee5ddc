"""The result of one check of an installation, as `doctor` and the admins' overview show it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's result: `fine` is as expected, `note` is advice, `wrong` needs fixing.

    `words` is the message for the user. The field names are part of the API.
    """

    level: Level
    words: str
