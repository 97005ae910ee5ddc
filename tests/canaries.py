"""Canaries: secrets that a test can find wherever they leak, in any encoding.

Each is stored with its name. `found_in` returns which of them a text contains: as they are, quoted
(JSON, URL), in hex or in base64, and for encoded bytes (a token, a secret in base32) as those
bytes too.
"""

from __future__ import annotations

import binascii
import json
import os
import re
import subprocess
from base64 import b32decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator, Mapping
from urllib.parse import quote

from umbra.runtime.postgres_home import installed_binaries
from umbra.runtime.tools import client_environment

_BASE32 = re.compile(r"[A-Z2-7]{16,}")
_TOKEN = re.compile(r"(?:umbra_)?([\w-]{40,})={0,2}", re.ASCII)
_NEITHER_DIGIT_NOR_LETTER = (rb"(?<![0-9A-Za-z.])", rb"(?![0-9A-Za-z])")


class Canaries:
    """The secrets of one journey."""

    def __init__(self) -> None:
        self._forms: dict[str, set[bytes]] = {}

    def keep(self, name: str, secret: str) -> str:
        """Adds a secret that was typed or received, and returns it."""
        self._forms.setdefault(name, set()).update(_forms_of(secret))
        return secret

    def found_in(self, place: str | bytes) -> set[str]:
        """Returns the names of the secrets that `place` contains."""
        text = place.encode("utf-8", "surrogatepass") if isinstance(place, str) else place
        return {
            name
            for name, forms in self._forms.items()
            if any(_contains(text, form) for form in forms)
        }

    def leaked_into(self, places: Mapping[str, str | bytes]) -> dict[str, set[str]]:
        """Returns the names of the leaked secrets, by the place where they were found."""
        found = {where: self.found_in(place) for where, place in places.items()}
        return {where: names for where, names in found.items() if names}


def dumped(url: str) -> str:
    """Returns a dump of the whole database as text, with bytes in hex."""
    finished = subprocess.run(
        [installed_binaries() / "pg_dump", "--inserts"],
        env={**os.environ, **client_environment(url)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "INSERT INTO public.audit_log" in finished.stdout
    return finished.stdout


def _contains(place: bytes, form: bytes) -> bool:
    """Whether `place` contains `form`. Digits must be a whole word: time stamps contain many."""
    if not form.isdigit():
        return form in place
    before, after = _NEITHER_DIGIT_NOR_LETTER
    return form in place and re.search(before + form + after, place) is not None


def _forms_of(secret: str) -> Iterator[bytes]:
    yield from _spellings(secret)
    joined = re.sub(r"[\s-]", "", secret)
    if _BASE32.fullmatch(joined[-16:]) and joined != secret:
        yield joined.encode()
        yield joined.lower().encode()
    if secret.isdigit():
        return
    yield from _encodings(secret.encode())
    for raw in _decoded(secret):
        yield raw
        yield from _encodings(raw)


def _spellings(secret: str) -> Iterator[bytes]:
    yield secret.encode()
    yield json.dumps(secret)[1:-1].encode()
    yield quote(secret).encode()
    yield secret.replace(" ", "+").encode()
    if _BASE32.fullmatch(secret):
        groups = [secret[start : start + 4] for start in range(0, len(secret), 4)]
        yield " ".join(groups).encode()
        yield secret.lower().encode()


def _encodings(raw: bytes) -> Iterator[bytes]:
    yield raw.hex().encode()
    yield raw.hex().upper().encode()
    yield b64encode(raw).rstrip(b"=")
    yield urlsafe_b64encode(raw).rstrip(b"=")


def _decoded(secret: str) -> Iterator[bytes]:
    if _BASE32.fullmatch(secret):
        yield b32decode(secret)
    token = _TOKEN.fullmatch(secret)
    if token:
        try:
            yield urlsafe_b64decode(token[1] + "=" * (-len(token[1]) % 4))
        except binascii.Error:
            return
