"""The colour of an item as a request names it."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StrictStr

from umbra.preferences.models import ACCENTS

_COLOUR = re.compile(r"#[0-9A-Fa-f]{6}", re.ASCII)


def _colour(value: str) -> str:
    if value not in ACCENTS and not _COLOUR.fullmatch(value):
        raise ValueError(f"Must be one of {', '.join(ACCENTS)}, or a colour like #rrggbb.")
    return value


Colour = Annotated[
    StrictStr,
    AfterValidator(_colour),
    Field(json_schema_extra={"pattern": rf"^({'|'.join(ACCENTS)}|#[0-9A-Fa-f]{{6}})$"}),
]
"""An accent's name, or `#rrggbb`."""
