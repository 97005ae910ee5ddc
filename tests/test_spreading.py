"""Tests are spread by file, and the parts of a long test each on their own."""

from __future__ import annotations

from tests.spreading import ByFileAndPart, parts


def test_the_parts_of_a_list_hold_each_of_its_items_once() -> None:
    split = parts(list("abcdefg"), 3)
    assert list(split) == ["part 1 of 3", "part 2 of 3", "part 3 of 3"]
    assert sorted(letter for part in split.values() for letter in part) == list("abcdefg")


def test_a_file_runs_in_one_process_and_each_part_of_a_long_test_may_run_in_another() -> None:
    scope = object.__new__(ByFileAndPart)._split_scope
    rest = scope("tests/a.py::test_two")
    assert scope("tests/a.py::test_one[x]") == rest
    first, second = (scope(f"tests/a.py::test_three[part {k} of 2-x]") for k in (1, 2))
    assert len({first, second, rest}) == 3
    assert scope("tests/a.py::test_three[part 1 of 2-y]") == first
