"""Address and setup link are printed once per start, with the port that the browser needs."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from umbra.config import Settings
from umbra.runtime.welcome import is_first_announcement, page_address, welcome

CHECKS_TWICE = """
import sys
from pathlib import Path
from umbra.runtime.welcome import is_first_announcement
print([is_first_announcement(Path(sys.argv[1])) for _ in range(2)])
"""


def settings(**given: object) -> Settings:
    return Settings(UMBRA_HOST="127.0.0.1", UMBRA_PORT=8123, UMBRA_DEV_PORT=3123, **given)  # pyright: ignore[reportArgumentType]


@pytest.mark.parametrize(
    ("mode", "given", "address"),
    [
        ("prod", {}, "http://127.0.0.1:8123"),
        ("dev", {}, "http://127.0.0.1:3123"),
        ("prod", {"UMBRA_PUBLIC_URL": "https://umbra.example"}, "https://umbra.example"),
    ],
)
def test_the_printed_address_has_the_port_of_the_pages(
    mode: str, given: dict[str, object], address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFLEX_ENV_MODE", mode)
    assert page_address(settings(**given)) == address


def test_the_setup_link_is_printed_only_while_there_is_no_account() -> None:
    assert "#setup=" in welcome(settings(), empty=True)
    assert "#setup=" not in welcome(settings(), empty=False)


def test_a_restarted_worker_prints_no_welcome_but_a_new_start_does(tmp_path: Path) -> None:
    assert is_first_announcement(tmp_path)
    assert not is_first_announcement(tmp_path)
    for _ in range(2):
        command = [sys.executable, "-c", CHECKS_TWICE, str(tmp_path)]
        printed = subprocess.check_output(command, env=os.environ, text=True)
        assert printed.strip() == "[True, False]"
