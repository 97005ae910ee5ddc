"""The Chromium of the browser tests: that of UMBRA_CHROMIUM, Playwright's, or the system's."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Playwright

VARIABLE = "UMBRA_CHROMIUM"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
MISSING = (
    "The browser tests need Chromium, which is not installed. "
    f"Install it with the system's package manager, or set {VARIABLE}."
)


def find_chromium(playwright: Playwright) -> Path:
    """The path of Chromium. Raises RuntimeError with a message if there is none."""
    named = os.environ.get(VARIABLE)
    own = playwright.chromium.executable_path
    candidates = [named] if named else [own, *(shutil.which(name) for name in NAMES)]
    for candidate in candidates:
        if candidate and Path(candidate).exists():
            return Path(candidate)
    raise RuntimeError(MISSING)


def launch(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(FLAGS))
