"""What a text is found by, and what a query asks for: one normalisation for both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core.search import LONGEST_WORD, search_query, search_vector


def words(*texts: str) -> list[str]:
    return [word.strip("'").replace("''", "'") for word in search_vector(*texts).split(" ") if word]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Žilina, ŁÓDŹ and Straße", ["zilina", "lodz", "and", "strasse"]),
        ("C++ and C#", ["c++", "c", "and", "c#"]),
        ("foo_bar e-mail", ["foo", "bar", "e", "mail"]),
        ("図書館へ", ["図書", "書館", "館へ", "へ"]),
        ("Room １２", ["room", "12"]),
        ("… — !!", []),
    ],
)
def test_a_text_is_found_by_its_words_without_case_and_accents(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize("apostrophe", ["'", "\u2019", "\u02bc", "`"])
def test_apostrophes_are_one_and_may_be_left_out(apostrophe: str) -> None:
    assert words(f"O{apostrophe}Brien") == ["o'brien", "o", "brien", "obrien"]
    assert search_query(f"o{apostrophe}brien") == "'o''brien':*"


def test_every_word_of_a_query_may_be_the_beginning_of_one() -> None:
    assert search_query("  Mil choc ") == "'mil':* & 'choc':*"


def test_a_word_of_a_script_without_spaces_is_found_inside_a_text() -> None:
    assert search_query("書館") == "'書館'"
    assert search_query("本") == "'本':*"


def test_a_query_of_signs_alone_asks_for_nothing() -> None:
    assert search_query("!! & | ++") == ""


def test_very_long_words_count_by_their_beginning() -> None:
    assert words("a" * 5000) == ["a" * LONGEST_WORD]
    assert search_query("a" * 5000) == f"'{'a' * LONGEST_WORD}':*"


@given(st.text(max_size=80))
def test_whatever_a_text_holds_its_own_words_find_it(text: str) -> None:
    indexed = set(search_vector(text).split(" "))
    for part in search_query(text).split(" & "):
        lexeme = part.removesuffix(":*")
        assert lexeme in indexed or not part
