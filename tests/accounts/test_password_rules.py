"""Rules for new passwords and PINs."""

from __future__ import annotations

import gzip

import pytest

from umbra.accounts.primitives.password_rules import _COMMON_FILE, checked_password, checked_pin


@pytest.mark.parametrize(
    "password",
    [
        "xkqvbtzjmwpf",
        "four green apples fell",
        "            spaces",
        "мой дом у самого синего моря",
        "".join(chr(0x1F34F + number * 37 % 64) for number in range(64)),
        "tr0ub4dor and three",
    ],
)
def test_a_password_of_twelve_characters_is_accepted_whatever_its_characters(password: str) -> None:
    assert checked_password(password, "alice") == password


@pytest.mark.parametrize("length", [0, 1, 8, 11])
def test_a_short_password_is_refused(length: int) -> None:
    with pytest.raises(ValueError, match=f"at least 12 characters; this has {length}"):
        checked_password("xkqvbtzjmwpf"[:length])


def test_length_is_counted_in_characters_of_the_composed_form() -> None:
    with pytest.raises(ValueError, match="this has 11"):
        checked_password("e\u0301xkqvbtzjmw")


@pytest.mark.parametrize(
    "password",
    [
        "password1234",
        "passwordpassword",
        "Password123!",
        "p@ssw0rd1234",
        "qwertyuiop12",
        "qwerty123456",
        "1qaz2wsx3edc",
        "iloveyou2026",
        "sunshine!!!!",
        "123456789012",
        "abcdefghijkl",
        "aaaaaaaaaaaa",
        "abcabcabcabc",
        "9876543210987654",
        "princess0000",
        "superman2025",
        "trustno1trustno1",
        "umbraumbra12",
        "UMBRA-2026-2026",
        "alicealice12",
        "alice.smith@1",
        "smith1234567",
        "890123456789",
    ],
)
def test_common_passwords_and_those_with_the_product_or_user_name_are_refused(
    password: str,
) -> None:
    with pytest.raises(ValueError, match="Choose another"):
        checked_password(password, "alice.smith@example.org")


def test_more_than_3000_common_passwords_of_sufficient_length_are_refused() -> None:
    listed = gzip.decompress(_COMMON_FILE.read_bytes()).decode().splitlines()
    words = [line for line in listed if line.isalpha() and len(line) >= 6]
    fitting = {word if len(word) >= 12 else f"{word}2026!!" for word in words}
    assert len(fitting) > 3000
    assert [word for word in fitting if not _is_refused(word)] == []


def _is_refused(password: str) -> bool:
    try:
        checked_password(password)
    except ValueError:
        return True
    return False


@pytest.mark.parametrize("pin", ["8301", "830164", "927481036452"])
def test_a_pin_is_four_to_twelve_digits(pin: str) -> None:
    assert checked_pin(pin) == pin


@pytest.mark.parametrize("pin", ["", "830", "8301645928374", "83o1", "83 01", "٨٣٠١", "-8301"])
def test_anything_but_four_to_twelve_digits_is_refused_as_a_pin(pin: str) -> None:
    with pytest.raises(ValueError, match="A PIN is 4 to 12 digits"):
        checked_pin(pin)


@pytest.mark.parametrize(
    "pin",
    [
        "1234",
        "123456",
        "987654",
        "4321",
        "0000",
        "7777",
        "121212",
        "123123",
        "1990",
        "2026",
        "2580",
        "159753",
        "112233",
        "147258",
        "6969",
        "5683",
    ],
)
def test_common_pins_sequences_and_repetitions_are_refused(pin: str) -> None:
    with pytest.raises(ValueError, match="Choose another"):
        checked_pin(pin)
