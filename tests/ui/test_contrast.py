"""Contrast of every pair of colours in use, in both modes and all accents.

WCAG 2.2: 1.4.3 for words, 1.4.11 for parts of controls.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra.ui.theme import ACCENTS

ROOT = Path(__file__).parents[2]
TOKENS = (ROOT / "assets" / "styles" / "tokens.css").read_text()
GROUNDS = ("canvas", "surface", "raised", "sunken", "hover")
TEXT = 4.5
PART = 3.0

MODES = ("light", "dark")
LOOKS = [(mode, accent) for mode in MODES for accent in ACCENTS]


def _block(selector: str) -> dict[str, str]:
    """The declarations of the first rule whose selectors include exactly `selector`."""
    for head, body in re.findall(
        r"([^{}]+)\{([^{}]*)\}", re.sub(r"/\*.*?\*/", "", TOKENS, flags=re.S)
    ):
        if selector in [part.strip() for part in head.split(",")]:
            return dict(re.findall(r"--([\w-]+):\s*([^;]+);", body))
    raise AssertionError(f"tokens.css has no rule for {selector}")


def _look(mode: str, accent: str) -> dict[str, str]:
    """All colours as they are in one mode with one accent."""
    own = f'[data-accent="{accent}"]'
    if mode == "dark":
        own = f'[data-theme="dark"]{own}'
    tokens = _block(f'[data-theme="{mode}"]') | _block(own)
    return {name: _resolved(value, tokens) for name, value in tokens.items()}


def _resolved(value: str, tokens: dict[str, str]) -> str:
    named = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return _resolved(tokens[named[1]], tokens) if named else value


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    low, high = sorted((_luminance(one), _luminance(other)))
    return (high + 0.05) / (low + 0.05)


def _weak(look: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    found = ((front, ground, _contrast(look[front], look[ground])) for front, ground in pairs)
    return [f"{front} on {ground}: {ratio:.2f}" for front, ground, ratio in found if ratio < least]


def test_black_on_white_is_twenty_one_to_one():
    assert round(_contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("mode", MODES)
def test_words_can_be_read_on_every_ground(mode: str):
    look = _look(mode, "indigo")
    pairs = [(text, ground) for text in ("text", "text-dim", "text-faint") for ground in GROUNDS]
    pairs += [("text", "pressed"), ("danger-text", "surface"), ("danger-text", "raised")]
    pairs += [(f"{tone}-text", f"{tone}-soft") for tone in ("danger", "warning", "success", "info")]
    pairs += [("on-danger", "danger"), ("on-danger", "danger-hover")]
    pairs += [("on-inverse", "inverse"), ("on-inverse-dim", "inverse")]
    assert _weak(look, pairs, TEXT) == []


@pytest.mark.parametrize("mode", MODES)
def test_body_text_has_seven_to_one(mode: str):
    look = _look(mode, "indigo")
    assert _weak(look, [("text", ground) for ground in GROUNDS], 7) == []


@pytest.mark.parametrize(("mode", "accent"), LOOKS)
def test_words_in_the_accent_colour_can_be_read(mode: str, accent: str):
    pairs = [("accent-text", ground) for ground in (*GROUNDS, "accent-soft")]
    pairs += [("on-accent", "accent"), ("on-accent", "accent-hover")]
    assert _weak(_look(mode, accent), pairs, TEXT) == []


@pytest.mark.parametrize(("mode", "accent"), LOOKS)
def test_edges_rings_and_ticks_can_be_seen(mode: str, accent: str):
    pairs = [("line-strong", ground) for ground in ("canvas", "surface", "raised")]
    pairs += [("accent-ui", ground) for ground in GROUNDS]
    pairs += [("tick", ground) for ground in ("canvas", "surface", "raised")]
    pairs += [("on-tick", "tick"), ("thumb", "line-strong"), ("danger-text", "surface")]
    pairs += [("on-inverse-success", "inverse"), ("on-inverse-danger", "inverse")]
    assert _weak(_look(mode, accent), pairs, PART) == []
