"""What somebody who looks at an installation finds, in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Level = Literal["fine", "note", "wrong"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at: `wrong` keeps the house from being what it promises."""

    level: Level
    words: str
