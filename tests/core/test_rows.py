"""Rows made by the fast constructor are those of the class's own one."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, field

import pytest

from umbra.core.rows import constructor_of


@dataclass(frozen=True, slots=True)
class Row:
    id: int
    tags: tuple[str, ...] = ()
    alarms: list[str] = field(default_factory=list)

    @property
    def first(self) -> str:
        return self.tags[0]


@dataclass(frozen=True, slots=True)
class Checked:
    id: int

    def __post_init__(self) -> None:
        if self.id < 0:
            raise ValueError


def test_a_constructed_row_equals_one_of_the_class_itself() -> None:
    made = constructor_of(Row)(1, ("home", "work"), ["09:00"])
    own = Row(1, ("home", "work"), ["09:00"])
    assert made == own
    assert type(made) is Row
    assert repr(made) == repr(own)
    assert made.first == "home"


def test_a_row_that_derives_from_another_is_constructed_too() -> None:
    @dataclass(frozen=True, slots=True)
    class Near(Row):
        km: float = 0

    assert constructor_of(Near)(1, (), [], 2.5) == Near(1, (), [], 2.5)


def test_a_constructed_row_can_not_be_changed() -> None:
    made = constructor_of(Row)(1, (), [])
    with pytest.raises(FrozenInstanceError):
        made.id = 2  # pyright: ignore[reportAttributeAccessIssue]


def test_a_constructed_row_needs_every_field() -> None:
    with pytest.raises(TypeError):
        constructor_of(Row)(1)


def test_a_class_that_checks_its_values_is_refused() -> None:
    with pytest.raises(TypeError, match="Checked has a __post_init__"):
        constructor_of(Checked)
