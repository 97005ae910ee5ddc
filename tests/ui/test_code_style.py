"""What the whole interface is held to, read from its sources."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from umbra.preferences.models import ACCENTS as KEPT_ACCENTS
from umbra.preferences.models import THEMES as KEPT_THEMES
from umbra.ui.icon import IconName
from umbra.ui.theme import ACCENTS, THEMES

ROOT = Path(__file__).parents[2]
SHEETS = sorted((ROOT / "assets" / "styles").glob("*.css"))
PYTHON = sorted((ROOT / "umbra").rglob("*.py"))
SCRIPTS = sorted(path for path in (ROOT / "umbra").rglob("*.js*") if path.suffix in {".js", ".jsx"})
THEME_SCRIPT = (ROOT / "assets" / "theme.js").read_text()

EVALUATED = re.compile(
    r"\b(rx\.(toast|call_script|call_function|run_script|set_clipboard|console_log|scroll_to|"
    r"download)|(call_script|call_function|run_script)\()"
)
"""What Reflex sends as text for the page to evaluate, which the strict policy refuses."""

OF_RADIX = re.compile(r"\brx\.(box|flex|text|heading|button|input|dialog|card|hstack|vstack)\(")
STYLED_IN_PYTHON = re.compile(
    r"\bstyle\s*=|\b_(hover|focus|active)\s*=|\brx\.color\(|#[0-9a-fA-F]{6}\b"
)

MEASURED = re.compile(
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


def test_colours_are_named_in_the_tokens_alone():
    others = [sheet for sheet in SHEETS if sheet.stem != "tokens"]
    without_pictures = [
        line for line in _found(others, r"#[0-9a-fA-F]{3,8}\b") if "url(" not in line
    ]
    assert [line for line in without_pictures if re.search(r":\s.*#[0-9a-fA-F]{3,8}\b", line)] == []
    assert _found(others, r"\b(rgb|hsl|oklch)a?\(") == []


def test_motion_names_what_moves_and_focus_stays_visible():
    assert _found(SHEETS, r"transition(-property)?:\s*all") == []
    assert _found(SHEETS, r"outline:\s*(none|0)\b") == []


def test_spaces_and_type_come_from_the_scale():
    others = [sheet for sheet in SHEETS if sheet.stem != "tokens"]
    assert _found(others, MEASURED) == []


def test_no_style_is_written_in_python():
    assert _found(PYTHON, STYLED_IN_PYTHON) == []


def test_no_component_of_radix_is_used():
    assert _found(PYTHON, OF_RADIX) == []


def test_nothing_is_sent_to_the_page_to_be_evaluated():
    assert _found(PYTHON, EVALUATED) == []
    assert _found(SCRIPTS, r"\beval\(|new Function\(|dangerouslySetInnerHTML") == []


def test_icons_have_the_same_names_in_python_and_in_the_script():
    drawn = re.findall(r'^  "?([a-z-]+)"?:$', (ROOT / "umbra/ui/icon.jsx").read_text(), re.M)
    assert tuple(drawn) == IconName.__args__


def test_theme_and_accents_are_the_same_everywhere():
    assert THEMES == KEPT_THEMES
    assert ACCENTS == KEPT_ACCENTS
    assert str(list(THEMES)).replace("'", '"') in THEME_SCRIPT
    assert str(list(ACCENTS)).replace("'", '"') in THEME_SCRIPT


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_browsers_bar_takes_the_ground_of_the_mode(mode: str):
    tokens = (ROOT / "assets" / "styles" / "tokens.css").read_text()
    ground = re.search(rf'\[data-theme="{mode}"\] \{{.*?--canvas: (#\w+);', tokens, re.S)
    assert ground
    assert f'{mode}: "{ground[1]}"' in THEME_SCRIPT
