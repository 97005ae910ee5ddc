"""Optimistic locking: versions as strong ETags, `If-Match` (RFC 9110, 8.8.3 and 13.1.1)."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Depends, Header

from umbra.core.errors import InvalidInput

NO_VERSION = -1
"""A version that no item has: the meaning of an ETag that UMBRA did not issue."""

_LARGEST = 2**31 - 1
_TAG = re.compile(r'"(\d{1,10})"', re.ASCII)


def etag(version: int) -> str:
    return f'"{version}"'


def expected_version(header: str | None) -> int | None:
    """The version in an `If-Match` header; None for any version (no header, or `*`).

    Raises InvalidInput for more than one ETag.
    """
    if header is None or header.strip() == "*":
        return None
    if "," in header:
        raise InvalidInput.at("If-Match", "Send exactly one ETag.")
    tag = _TAG.fullmatch(header.strip())
    version = int(tag[1]) if tag else NO_VERSION
    return version if version <= _LARGEST else NO_VERSION


def _if_match(
    if_match: Annotated[
        str | None,
        Header(description='The ETag of the version to change, like `"3"`. 412 if it is stale.'),
    ] = None,
) -> int | None:
    return expected_version(if_match)


IfMatch = Annotated[int | None, Depends(_if_match)]
"""The expected version from `If-Match`; None means any version."""
