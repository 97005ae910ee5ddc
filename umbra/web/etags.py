"""Versions as strong entity tags, and `If-Match` (RFC 9110, 8.8.3 and 13.1.1)."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from umbra.core.errors import InvalidInput

NO_VERSION = -1
"""What no item ever has: a tag that is none of ours matches nothing."""

_LARGEST = 2**31 - 1
_TAG = re.compile(r'"(\d{1,10})"', re.ASCII)


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(header: str | None) -> int | None:
    """The version the caller saw; None where any will do (no header, or `*`).

    InvalidInput for more than one tag.
    """
    if header is None or header.strip() == "*":
        return None
    if "," in header:
        raise InvalidInput.at("If-Match", "Name one version, as the ETag gave it.")
    tag = _TAG.fullmatch(header.strip())
    version = int(tag[1]) if tag else NO_VERSION
    return version if version <= _LARGEST else NO_VERSION


def _if_match(
    if_match: Annotated[
        str | None,
        Header(description='The version to change, as its ETag gave it: `"3"`. Stale: 412.'),
    ] = None,
) -> int | None:
    return expected_version(if_match)


IfMatch = Annotated[int | None, Depends(_if_match)]
"""The version a caller names in `If-Match`, or None where it takes whichever is there."""
