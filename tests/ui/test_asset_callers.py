"""`rx.asset` finds the module that calls it without reading the source of every caller."""

from __future__ import annotations

import inspect
import subprocess
import sys

from umbra.runtime.migrations import ROOT
from umbra.ui.asset_callers import Callers

COUNTING = """
import inspect

read = []
look_up = inspect.getframeinfo
inspect.getframeinfo = lambda *given: read.append(given) or look_up(*given)
import umbra.umbra
print(len(read))
"""


def test_importing_the_app_reads_no_source_line_of_a_caller() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", COUNTING], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert finished.stdout.splitlines()[-1] == "0"


def test_the_callers_are_those_that_inspect_finds() -> None:
    found, expected = Callers.stack(), inspect.stack()
    assert [(caller.frame, caller.filename, caller.function) for caller in found] == [
        (caller.frame, caller.filename, caller.function) for caller in expected
    ]
    module = sys.modules[__name__]
    assert Callers.getmodule(found[0].frame) is inspect.getmodule(found[0].frame) is module
