"""Ranks: there is always a rank between two neighbours, and ranks stay short."""

from __future__ import annotations

import random
from bisect import bisect_left
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from umbra.core import rank

ranks = (
    st.text(rank.DIGITS, min_size=1, max_size=20)
    .map(lambda text: text.rstrip(rank.DIGITS[0]))
    .filter(bool)
)


@given(low=st.none() | ranks, high=st.none() | ranks)
def test_between_two_ranks_there_is_a_rank(low: str | None, high: str | None) -> None:
    if low is not None and high is not None and low >= high:
        with pytest.raises(ValueError, match="no room"):
            rank.between(low, high)
        return
    found = rank.between(low, high)
    assert rank.is_rank(found)
    assert low is None or low < found
    assert high is None or found < high


def test_new_ranks_are_ascending() -> None:
    made = [rank.fresh() for _ in range(2_000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_ten_thousand_random_inserts_stay_short_and_apart() -> None:
    chance = random.Random(7)
    ordered = [rank.fresh()]
    for _ in range(10_000):
        place = chance.randrange(len(ordered) + 1)
        low = ordered[place - 1] if place else None
        high = ordered[place] if place < len(ordered) else None
        found = rank.between(low, high)
        assert bisect_left(ordered, found) == place
        ordered.insert(place, found)
    assert len(set(ordered)) == len(ordered)
    assert max(map(len, ordered)) <= 16


@pytest.mark.parametrize("side", ["first", "last"])
def test_ten_thousand_inserts_at_one_end_stay_short(side: str) -> None:
    end = rank.fresh()
    for _ in range(10_000):
        end = rank.between(None, end) if side == "first" else rank.between(end, None)
    assert len(end) <= 16


def test_spread_ranks_are_ascending_with_room_between_and_sort_before_new_ones() -> None:
    spread = rank.spread(1_000)
    assert spread == sorted(spread)
    assert spread[-1] < rank.fresh()
    assert all(len(rank.between(low, high)) <= len(low) for low, high in pairwise(spread))


@pytest.mark.parametrize("text", ["", "0", "a0", "a-b", "ä", "a\x00"])
def test_invalid_ranks_are_recognised(text: str) -> None:
    assert not rank.is_rank(text)
