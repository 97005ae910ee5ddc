"""Rules for the source code of the whole interface."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra.preferences.models import ACCENTS as STORED_ACCENTS
from umbra.preferences.models import THEMES as STORED_THEMES
from umbra.ui.icon import IconName
from umbra.ui.theme import ACCENTS, THEMES

ROOT = Path(__file__).parents[2]
SHEETS = sorted([*(ROOT / "assets" / "styles").glob("*.css"), *(ROOT / "umbra").rglob("*.css")])
PYTHON = sorted((ROOT / "umbra").rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "umbra").rglob("*.js*") if path.suffix in {".js", ".jsx"})
THEME_SCRIPT = (ROOT / "assets" / "theme.js").read_text()

EVALUATED = re.compile(
    r"\b(rx\.(toast|call_script|call_function|run_script|set_clipboard|console_log|scroll_to|"
    r"download)|(call_script|call_function|run_script)\()"
)
"""What Reflex sends as script text to evaluate, which the Content-Security-Policy blocks."""

RADIX_COMPONENT = re.compile(
    r"\brx\.(box|flex|text|heading|button|input|dialog|card|hstack|vstack)\("
)
STYLE_IN_PYTHON = re.compile(
    r"\bstyle\s*=|\b_(hover|focus|active)\s*=|\brx\.color\(|#[0-9a-fA-F]{6}\b"
)

LITERAL_SIZE = re.compile(
    r"(font-size|line-height|gap|padding[\w-]*|margin[\w-]*):"
    r"[^;]*\b(?!0|1px|2px)\d*\.?\d+(px|rem)"
)


def _lines(path: Path) -> list[tuple[int, str]]:
    return list(enumerate(path.read_text().splitlines(), 1))


def _found(paths: list[Path], pattern: re.Pattern[str] | str) -> list[str]:
    return [
        f"{path.relative_to(ROOT)}:{number}: {line.strip()}"
        for path in paths
        for number, line in _lines(path)
        if re.search(pattern, line)
    ]


def test_literal_colours_are_only_in_the_tokens():
    others = [sheet for sheet in SHEETS if sheet.stem != "tokens"]
    without_images = [line for line in _found(others, r"#[0-9a-fA-F]{3,8}\b") if "url(" not in line]
    assert [line for line in without_images if re.search(r":\s.*#[0-9a-fA-F]{3,8}\b", line)] == []
    assert _found(others, r"\b(rgb|hsl|oklch)a?\(") == []


def test_every_custom_property_that_is_used_is_defined():
    """An undefined one makes its whole declaration invalid, which no browser reports."""
    styles = "".join(sheet.read_text() for sheet in SHEETS)
    scripts = "".join(path.read_text() for path in SCRIPTS)
    used = set(re.findall(r"var\((--[\w-]+)", styles))
    defined = set(re.findall(r"(--[\w-]+):", styles))
    set_by_scripts = set(re.findall(r"setProperty\(\"(--[\w-]+)", scripts))
    assert used - defined - set_by_scripts == set()


def test_no_transition_of_all_properties_and_no_removed_focus_outline():
    assert _found(SHEETS, r"transition(-property)?:\s*all") == []
    assert _found(SHEETS, r"outline:\s*(none|0)\b") == []


def test_spaces_and_font_sizes_come_from_the_tokens():
    others = [sheet for sheet in SHEETS if sheet.stem != "tokens"]
    assert _found(others, LITERAL_SIZE) == []


def test_no_style_is_written_in_python():
    assert _found(PYTHON, STYLE_IN_PYTHON) == []


def test_no_radix_component_is_used():
    assert _found(PYTHON, RADIX_COMPONENT) == []


def test_no_script_text_is_evaluated_in_the_page():
    assert _found(PYTHON, EVALUATED) == []
    assert _found(SCRIPTS, r"\beval\(|new Function\(|dangerouslySetInnerHTML") == []


def test_icons_have_the_same_names_in_python_and_in_the_script():
    drawn = re.findall(r'^  "?([a-z-]+)"?:$', (ROOT / "umbra/ui/icon.jsx").read_text(), re.M)
    assert tuple(drawn) == IconName.__args__


def test_theme_and_accents_are_the_same_everywhere():
    assert THEMES == STORED_THEMES
    assert ACCENTS == STORED_ACCENTS
    assert str(list(THEMES)).replace("'", '"') in THEME_SCRIPT
    assert str(list(ACCENTS)).replace("'", '"') in THEME_SCRIPT


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_theme_colour_of_the_browser_is_the_canvas_colour_of_the_mode(mode: str):
    tokens = (ROOT / "assets" / "styles" / "tokens.css").read_text()
    canvas = re.search(rf'\[data-theme="{mode}"\] \{{.*?--canvas: (#\w+);', tokens, re.S)
    assert canvas
    assert f'{mode}: "{canvas[1]}"' in THEME_SCRIPT
