"""Contrast of every pair of colours in use, in both modes and all accents.

WCAG 2.2: 1.4.3 for text, 1.4.11 for parts of controls.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra.ui.theme import ACCENTS

ROOT = Path(__file__).parents[2]
TOKENS = (ROOT / "assets" / "styles" / "tokens.css").read_text()
BACKGROUNDS = ("canvas", "surface", "raised", "sunken", "hover")
TEXT_CONTRAST = 4.5
CONTROL_CONTRAST = 3.0

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
    """The colours of one mode with one accent, by token name."""
    selector = f'[data-accent="{accent}"]'
    if mode == "dark":
        selector = f'[data-theme="dark"]{selector}'
    tokens = _block(f'[data-theme="{mode}"]') | _block(selector)
    return {name: _resolved(value, tokens) for name, value in tokens.items()}


def _resolved(value: str, tokens: dict[str, str]) -> str:
    variable = re.fullmatch(r"var\(--([\w-]+)\)", value)
    return _resolved(tokens[variable[1]], tokens) if variable else value


def _luminance(colour: str) -> float:
    channels = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(foreground: str, background: str) -> float:
    low, high = sorted((_luminance(foreground), _luminance(background)))
    return (high + 0.05) / (low + 0.05)


def _too_low(look: dict[str, str], pairs: list[tuple[str, str]], minimum: float) -> list[str]:
    """The (foreground, background) pairs below the minimum contrast, with their contrast."""
    found = ((front, back, _contrast(look[front], look[back])) for front, back in pairs)
    return [f"{front} on {back}: {ratio:.2f}" for front, back, ratio in found if ratio < minimum]


def test_black_on_white_is_twenty_one_to_one():
    assert round(_contrast("#000000", "#ffffff"), 2) == 21


@pytest.mark.parametrize("mode", MODES)
def test_text_has_enough_contrast_on_every_background(mode: str):
    look = _look(mode, "indigo")
    pairs = [(text, back) for text in ("text", "text-dim", "text-faint") for back in BACKGROUNDS]
    pairs += [("text", "pressed"), ("danger-text", "surface"), ("danger-text", "raised")]
    pairs += [(f"{tone}-text", f"{tone}-soft") for tone in ("danger", "warning", "success", "info")]
    pairs += [("on-danger", "danger"), ("on-danger", "danger-hover")]
    pairs += [("on-inverse", "inverse"), ("on-inverse-dim", "inverse")]
    assert _too_low(look, pairs, TEXT_CONTRAST) == []


@pytest.mark.parametrize("mode", MODES)
def test_body_text_has_a_contrast_of_seven_to_one(mode: str):
    look = _look(mode, "indigo")
    assert _too_low(look, [("text", background) for background in BACKGROUNDS], 7) == []


@pytest.mark.parametrize(("mode", "accent"), LOOKS)
def test_text_in_the_accent_colour_has_enough_contrast(mode: str, accent: str):
    grounds = (*BACKGROUNDS, "accent-soft", "accent-tint")
    pairs = [("accent-text", background) for background in grounds]
    pairs += [("text-dim", "accent-soft")]  # entries of the calendar that are past
    pairs += [("on-accent", "accent"), ("on-accent", "accent-hover")]
    assert _too_low(_look(mode, accent), pairs, TEXT_CONTRAST) == []


@pytest.mark.parametrize(("mode", "accent"), LOOKS)
def test_borders_focus_rings_and_ticks_have_enough_contrast(mode: str, accent: str):
    pairs = [("line-strong", background) for background in ("canvas", "surface", "raised")]
    pairs += [("accent-ui", background) for background in (*BACKGROUNDS, "accent-tint")]
    pairs += [("tick", background) for background in ("canvas", "surface", "raised")]
    pairs += [("on-tick", "tick"), ("thumb", "line-strong"), ("danger-text", "surface")]
    pairs += [("on-inverse-success", "inverse"), ("on-inverse-danger", "inverse")]
    assert _too_low(_look(mode, accent), pairs, CONTROL_CONTRAST) == []


@pytest.mark.parametrize("accent", ACCENTS)
def test_an_element_with_the_class_of_an_accent_has_its_colours(accent: str):
    assert _block(f".accent--{accent}") == _block(f'[data-accent="{accent}"]')
    dark = _block(f'[data-theme="dark"] .accent--{accent}')
    assert dark == _block(f'[data-theme="dark"][data-accent="{accent}"]')
