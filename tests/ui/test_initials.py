"""Initials of a name."""

from __future__ import annotations

import pytest

from umbra.ui.avatar import initials


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Ada Lovelace", "AL"),
        ("alice", "A"),
        ("Jean de la Tour", "JT"),
        ("  ", "?"),
        ("émile zola", "ÉZ"),
    ],
)
def test_initials_are_of_the_first_and_last_word(name: str, letters: str):
    assert initials(name) == letters
