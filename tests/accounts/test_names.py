"""User names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.accounts.names import checked_username, username_key


@pytest.mark.parametrize(
    "name", ["a", "Alice", "alice.smith@example.org", "Åsa_1", "王小明", "x" * 64]
)
def test_letters_and_digits_of_any_script_make_a_name(name: str) -> None:
    assert checked_username(f"  {name} ") == name


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "Choose a user name"),
        ("   ", "Choose a user name"),
        ("x" * 65, "at most 64 characters; this has 65"),
        ("a b", "found a space"),
        ("a/b!", "found ! /"),
        ("a\u202eb", "found U[+]202E"),
        ("a\x00b", "found U[+]0000"),
        ("alice\ufe0f", "found U[+]FE0F"),
        ("ali\u034fce", "found U[+]034F"),
        ("\u3164alice", "found U[+]3164"),
        ("alice\U000e0100", "found U[+]E0100"),
        (".alice", "Begin with a letter or a digit"),
        ("Umbra", "reserved"),
        ("ＲＯＯＴ", "reserved"),
    ],
)
def test_what_is_wrong_with_a_name_is_said(name: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        checked_username(name)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Alice", "aLICE"),
        ("straße", "STRASSE"),
        ("ﬁona", "fiona"),
        ("A\u030asa", "Åsa"),
        (" a ", "a"),
    ],
)
def test_names_that_read_the_same_have_one_key(one: str, other: str) -> None:
    assert username_key(one) == username_key(other)


@given(st.text())
def test_every_text_has_a_key_and_its_key_is_its_own(text: str) -> None:
    key = username_key(text)
    assert username_key(key) == key
    assert "\0" not in key, "it can be stored"
