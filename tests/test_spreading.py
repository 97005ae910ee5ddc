"""Tests are spread by file, and the parts of a long test each on their own; long ones run first."""

from __future__ import annotations

from tests.spreading import longest_first, parts, unit_of


def test_the_parts_of_a_list_hold_each_of_its_items_once() -> None:
    split = parts(list("abcdefg"), 3)
    assert list(split) == ["part 1 of 3", "part 2 of 3", "part 3 of 3"]
    assert sorted(letter for part in split.values() for letter in part) == list("abcdefg")


def test_a_file_runs_in_one_process_and_each_part_of_a_long_test_may_run_in_another() -> None:
    rest = unit_of("tests/a.py::test_two")
    assert unit_of("tests/a.py::test_one[x]") == rest
    first, second = (unit_of(f"tests/a.py::test_three[part {k} of 2-x]") for k in (1, 2))
    assert len({first, second, rest}) == 3
    assert unit_of("tests/a.py::test_three[part 1 of 2-y]") == first


def test_tests_that_share_a_build_run_in_one_process() -> None:
    first, second = (unit_of(f"tests/ui/gallery/{name}.py::test_it") for name in ("a", "b"))
    assert first == second != unit_of("tests/ui/test_it.py::test_it")


def test_what_takes_long_runs_first_however_few_tests_it_has() -> None:
    quick = [f"tests/core/test_many.py::test_it[{k}]" for k in range(100)]
    slow = ["tests/browser/test_reflex_run.py::test_it"]
    browser = [f"tests/browser/test_few.py::test_it[{k}]" for k in range(10)]
    assert longest_first(quick + browser + slow) == [
        "tests/browser/test_reflex_run.py",
        "tests/browser/test_few.py",
        "tests/core/test_many.py",
    ]
