"""The theme of the grid: FullCalendar's own class names are hashes, ours are what is styled."""

from __future__ import annotations

import re

from tests.calendar.node import ROOT

GRID = ROOT / "umbra" / "calendar" / "grid"


def test_every_class_that_the_theme_hands_out_is_used() -> None:
    handed_out = set(re.findall(r'"(grid[\w-]*)"', (GRID / "theme.js").read_text()))
    names = ("grid.css", "keyboard.js", "grid.jsx")
    used = set(re.findall(r"\.(grid[\w-]*)", "".join((GRID / n).read_text() for n in names)))
    assert handed_out - used == set()


def test_no_class_of_fullcalendar_is_selected() -> None:
    assert not re.search(r"\.fc[-_]", (GRID / "grid.css").read_text())
