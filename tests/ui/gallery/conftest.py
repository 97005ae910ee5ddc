"""The gallery of the design system, built once and served under production's policy."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, Protocol

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests.browser.chromium import launch
from umbra.web.middleware import content_policy, script_hashes

ROOT = Path(__file__).parents[3]
WIDE = {"width": 1440, "height": 900}
NARROW = {"width": 390, "height": 844}

TELL_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', (event) => console.error("
    "`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
)

NO_BACK_END = "ws://"
"""The gallery's server has no websocket: complaints that name one are expected."""

_ASKS_THE_SERVER = "/api/auth/origin"
"""What a page asks once its connection is lost; the gallery's server does not know it."""

IS_ALIVE = """async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const main = document.querySelector("main");
    while (!Object.keys(main).some((key) => key.startsWith("__react"))) await frame();
    await frame();
    await frame();
}"""
"""Waits until React has taken over what was prerendered, its effects included."""


class Visit(Protocol):
    """Opens the gallery in a browser that has never been here."""

    def __call__(
        self,
        *,
        dark: bool = False,
        narrow: bool = False,
        reduced_motion: bool = True,
        remembered: dict[str, str] | None = None,
        expects_errors: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="session")
def gallery_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where the gallery is served. Its server has no back end: the connection stays lost."""
    client = _build(tmp_path_factory.mktemp("gallery")) / ".web" / "build" / "client"
    policy = content_policy(script_hashes(client))
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Static, client, policy))
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/gallery"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = launch(playwright)
        yield opened
        opened.close()


@pytest.fixture
def visit(gallery_url: str, browser: Browser) -> Iterator[Visit]:
    """Opens the gallery; at the end none of the pages may have broken or met the policy."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        asked = message.location.get("url", "") if message.location else ""
        expected = NO_BACK_END in message.text or _ASKS_THE_SERVER in asked
        if message.type == "error" and not expected:
            complaints.append(message.text)

    def open_gallery(
        *,
        dark: bool = False,
        narrow: bool = False,
        reduced_motion: bool = True,
        remembered: dict[str, str] | None = None,
        expects_errors: bool = False,
    ) -> Page:
        context = browser.new_context(
            viewport=NARROW if narrow else WIDE,  # pyright: ignore[reportArgumentType]
            has_touch=narrow,
            is_mobile=narrow,
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce" if reduced_motion else "no-preference",
            locale="en-GB",
        )
        contexts.append(context)
        page = context.new_page()
        if not expects_errors:
            page.on("console", hear)
            page.on("pageerror", lambda error: complaints.append(str(error)))
        page.add_init_script(TELL_VIOLATIONS)
        for key, value in (remembered or {}).items():
            page.add_init_script(f"localStorage.setItem({key!r}, {value!r})")
        page.goto(gallery_url)
        page.evaluate(IS_ALIVE)
        return page

    yield open_gallery
    for context in contexts:
        context.close()
    assert complaints == []


class _Static(SimpleHTTPRequestHandler):
    """Files of a build, pages by their bare names, everything under the policy."""

    def __init__(self, root: Path, policy: str, *given: Any) -> None:
        self.root, self.policy = root, policy
        super().__init__(*given, directory=str(root))

    def translate_path(self, path: str) -> str:
        found = Path(super().translate_path(path))
        page = found.with_name(f"{found.name}.html")
        return str(page if page.is_file() else found)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Says nothing: what matters is in the page."""


def _build(folder: Path) -> Path:
    """Builds the pages of development, in a folder of their own so that no other build changes."""
    for name in ("umbra", "rxconfig.py"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("assets", "reflex.lock"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("external"))
    built = subprocess.run(
        [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip", "--env", "dev"],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")},
            "UMBRA_DATA": str(folder / "data"),
            "UMBRA_PORT": "9",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, f"The gallery could not be built.\n{built.stdout}\n{built.stderr}"
    return folder
