"""Every test that `docs/security.md` names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:tests/)?\w*/?test_\w+\.py)?(?:::(test_\w+))?`")


def test_every_test_named_in_the_document_exists() -> None:
    file, named, missing = "", 0, []
    for found, name in NAMED.findall((ROOT / "docs" / "security.md").read_text()):
        if found:
            file = found if found.startswith("tests/") else f"tests/accounts/{found}"
            assert (ROOT / file).is_file(), file
        if name:
            named += 1
            if f"def {name}(" not in (ROOT / file).read_text():
                missing.append(f"{file}::{name}")
    assert missing == []
    assert named > 50
