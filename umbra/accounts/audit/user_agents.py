"""Labels for user agents: "Firefox on Windows".

For display only, since a caller can send any User-Agent header.
"""

from __future__ import annotations

import re

UNKNOWN = "Unknown browser"
LONGEST = 60

_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chromium/", "Chromium"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
"""Tokens and names in the order of matching: most browsers also name those they derive from."""

_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("CrOS", "ChromeOS"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
)
_PRODUCT = re.compile(r"[\w.+-]+(/[\w.+-]+)?")


def agent_words(user_agent: str) -> str:
    """The browser and its system; for another program, its product name."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if browser or system:
        return browser or f"A browser on {system}"
    product = _PRODUCT.match(user_agent)
    return product[0].replace("/", " ")[:LONGEST] if product else UNKNOWN


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((name for token, name in known if token in text), "")
