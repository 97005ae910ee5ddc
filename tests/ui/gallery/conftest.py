"""The component gallery, built once and served with production's Content-Security-Policy."""

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

REPORT_VIOLATIONS = (
    "document.addEventListener('securitypolicyviolation', (event) => console.error("
    "`policy: ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`))"
)

WEBSOCKET = "ws://"
"""The gallery's server has no websocket: console errors about one are expected."""

_ORIGIN_CHECK = "/api/auth/origin"
"""The request a page sends when its connection is lost; the gallery's server does not answer it."""

WAIT_UNTIL_HYDRATED = """async () => {
    const frame = () => new Promise((drawn) => requestAnimationFrame(() => setTimeout(drawn)));
    const main = document.querySelector("main");
    while (!Object.keys(main).some((key) => key.startsWith("__react"))) await frame();
    await frame();
    await frame();
}"""
"""Waits until React has hydrated the prerendered page and run its effects."""


class Visit(Protocol):
    """Opens the gallery in a new browser context.

    `stored` is put into its localStorage first.
    """

    def __call__(
        self,
        *,
        dark: bool = False,
        narrow: bool = False,
        reduced_motion: bool = True,
        stored: dict[str, str] | None = None,
        expects_errors: bool = False,
    ) -> Page: ...


@pytest.fixture(scope="session")
def gallery_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of the gallery. Its server has no back end, so the connection stays lost."""
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
    """Opens the gallery; fails at the end if a page logged an error or violated the policy."""
    contexts: list[BrowserContext] = []
    errors: list[str] = []

    def collect_error(message: ConsoleMessage) -> None:
        url = message.location.get("url", "") if message.location else ""
        expected = WEBSOCKET in message.text or _ORIGIN_CHECK in url
        if message.type == "error" and not expected:
            errors.append(message.text)

    def open_gallery(
        *,
        dark: bool = False,
        narrow: bool = False,
        reduced_motion: bool = True,
        stored: dict[str, str] | None = None,
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
            page.on("console", collect_error)
            page.on("pageerror", lambda error: errors.append(str(error)))
        page.add_init_script(REPORT_VIOLATIONS)
        for key, value in (stored or {}).items():
            page.add_init_script(f"localStorage.setItem({key!r}, {value!r})")
        page.goto(gallery_url)
        page.evaluate(WAIT_UNTIL_HYDRATED)
        return page

    yield open_gallery
    for context in contexts:
        context.close()
    assert errors == []


class _Static(SimpleHTTPRequestHandler):
    """Serves the files of a build with the policy header; pages without their `.html`."""

    def __init__(self, root: Path, policy: str, *args: Any) -> None:
        self.root, self.policy = root, policy
        super().__init__(*args, directory=str(root))

    def translate_path(self, path: str) -> str:
        file = Path(super().translate_path(path))
        page = file.with_name(f"{file.name}.html")
        return str(page if page.is_file() else file)

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", self.policy)
        super().end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the base class's name
        """Logs nothing."""


APP = """
from umbra.umbra import app

app._unevaluated_pages = {
    route: page for route, page in app._unevaluated_pages.items() if route in {"gallery", "404"}
}
"""
"""UMBRA with no page but the gallery: compiling and bundling the others takes longer than this."""


def _build(folder: Path) -> Path:
    """Builds the gallery for development, in a separate folder so that it changes no other build.

    The production build can't contain it: pages that share components share scripts, so its
    pages would load other scripts than those that users get.
    """
    (folder / "with_the_gallery_only.py").write_text(APP)
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
            "REFLEX_APP_MODULE_IMPORT": "with_the_gallery_only",
        },
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, f"The gallery could not be built.\n{built.stdout}\n{built.stderr}"
    return folder
