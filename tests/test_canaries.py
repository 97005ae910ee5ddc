"""The search for leaked secrets finds a planted secret in every encoding, and nothing else."""

from __future__ import annotations

import json
from base64 import b32decode, b64encode, urlsafe_b64decode

import pytest

from tests.canaries import Canaries

PASSWORD = 'quiet "canary" orchard ü'
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOKEN = "umbra_BdVINyLYn9AgwcTGLcmUHuVOVg5WodFgeGK-DKPsiFQ"
CODE = "482719"
BACKUP = "3-ABCD-EFGH-IJKL-MNOP"


@pytest.fixture
def canaries() -> Canaries:
    planted = Canaries()
    for name in ("PASSWORD", "SECRET", "TOKEN", "CODE", "BACKUP"):
        planted.keep(name, globals()[name])
    return planted


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (f"typed {PASSWORD}", "PASSWORD"),
        (json.dumps({"password": PASSWORD}), "PASSWORD"),
        ("?password=quiet%20%22canary%22%20orchard%20%C3%BC", "PASSWORD"),
        (f"\\x{PASSWORD.encode().hex()}", "PASSWORD"),
        (b64encode(PASSWORD.encode()), "PASSWORD"),
        (SECRET.lower(), "SECRET"),
        (" ".join(SECRET[i : i + 4] for i in range(0, 32, 4)), "SECRET"),
        (b"\x80" + b32decode(SECRET), "SECRET"),
        (f"\\x01{b32decode(SECRET).hex()}", "SECRET"),
        (f"Bearer {TOKEN}", "TOKEN"),
        (urlsafe_b64decode(TOKEN[6:] + "=").hex(), "TOKEN"),
        (f'{{"code":"{CODE}"}}', "CODE"),
        (f"code={CODE}&", "CODE"),
        ("3ABCDEFGHIJKLMNOP", "BACKUP"),
        (f"\t{BACKUP}\n", "BACKUP"),
    ],
)
def test_a_planted_secret_is_found(place: str | bytes, name: str, canaries: Canaries) -> None:
    assert canaries.found_in(place) == {name}


@pytest.mark.parametrize(
    "place", ["", "09:30:12.482719+00", "1482719", "a482719f", "quiet orchard", "\x00\xff"]
)
def test_a_text_without_a_secret_has_none_found(place: str, canaries: Canaries) -> None:
    assert canaries.found_in(place) == set()
