"""A browser as a person calls it: "Firefox on Windows", from the text it sends of itself.

A hint for the eye alone: whoever calls may send any text.
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
"""What to look for, in this order: most name those they were made from as well."""

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
    """The browser and its system; of a program, the name that it gives itself."""
    browser = _first(_BROWSERS, user_agent)
    system = _first(_SYSTEMS, user_agent)
    if browser and system:
        return f"{browser} on {system}"
    if browser or system:
        return browser or f"A browser on {system}"
    named = _PRODUCT.match(user_agent)
    return named[0].replace("/", " ")[:LONGEST] if named else UNKNOWN


def _first(known: tuple[tuple[str, str], ...], text: str) -> str:
    return next((words for sign, words in known if sign in text), "")
