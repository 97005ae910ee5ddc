"""User names: rules, normal form and confusable names."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.accounts.primitives.usernames import (
    checked_founder_name,
    checked_username,
    first_confusable,
    username_key,
)


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
        ("r00t", "reserved"),
        ("\u0430dmin", "reserved"),
        ("Support", "reserved"),
        (".alice", "Start with a letter or a digit"),
        ("Umbra", "reserved"),
        ("ＲＯＯＴ", "reserved"),
    ],
)
def test_an_invalid_name_gets_a_message(name: str, why: str) -> None:
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


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("alice", "\u0430lice"),
        ("alice", "AIice"),
        ("alice", "a1ice"),
        ("bob", "b0b"),
        ("modern", "modem"),
        ("x", "\u0445"),
        ("Иван", "иван"),
    ],
)
def test_confusable_names_are_detected(one: str, other: str) -> None:
    assert first_confusable(one, ["somebody", other]) == other
    assert first_confusable(other, [one]) == one


@pytest.mark.parametrize(
    ("one", "other"), [("alice", "alicia"), ("guest1", "guest2"), ("anna", "Ánna"), ("王", "玉")]
)
def test_names_that_look_different_are_not_confusable(one: str, other: str) -> None:
    assert first_confusable(one, [other]) is None


def test_only_the_first_admin_can_have_a_privileged_name() -> None:
    for name in ("admin", "owner"):
        assert checked_founder_name(name) == name
        with pytest.raises(ValueError, match="reserved"):
            checked_username(name)


@given(st.text())
def test_every_text_is_confusable_with_itself(text: str) -> None:
    assert first_confusable(text, [text]) == text


@given(st.text())
def test_the_normal_form_of_a_name_is_storable_and_idempotent(text: str) -> None:
    key = username_key(text)
    assert username_key(key) == key
    assert "\0" not in key, "PostgreSQL can store it"
