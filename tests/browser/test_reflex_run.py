"""`reflex run`, as developers start it: the printed link creates the first account, pages work."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
from playwright.sync_api import Browser, expect

from tests.runtime.processes import free_port
from tests.temporary_folders import data_folder
from umbra.runtime.migrations import ROOT

LINK = re.compile(r"(http://\S+)/lock#setup=(\S+)")


@contextmanager
def reflex_run(folder: Path, page_port: int) -> Iterator[list[str]]:
    """Runs `reflex run` in a separate checkout; yields its output."""
    for name in ("umbra", "rxconfig.py", "alembic", "alembic.ini"):
        (folder / name).symlink_to(ROOT / name)
    for name in ("assets", "reflex.lock"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("external"))
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("REFLEX_")
    }
    started = subprocess.Popen(
        [sys.executable, "-m", "reflex", "run"],
        cwd=folder,
        env={
            **inherited,
            "UMBRA_DATA": str(folder / "data"),
            "UMBRA_PORT": str(free_port()),
            "UMBRA_DEV_PORT": str(page_port),
            "COLUMNS": "1000",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        yield _wait_until_it_runs(started)
    finally:
        _stop(started)


def _stop(started: subprocess.Popen[str]) -> None:
    """Stops the command like Ctrl+C; kills its processes that do not end."""
    processes = [*psutil.Process(started.pid).children(recursive=True), started]
    started.send_signal(signal.SIGINT)
    for process in reversed(processes):
        try:
            process.wait(timeout=20)
        except (psutil.TimeoutExpired, subprocess.TimeoutExpired):
            process.kill()
            process.wait()
    started.communicate()


def _wait_until_it_runs(started: subprocess.Popen[str]) -> list[str]:
    """Reads the output until both the pages and the back end are running; returns it."""
    assert started.stdout is not None
    printed: list[str] = []
    missing = {"App running at", "Press Ctrl+C to stop"}
    for line in started.stdout:
        printed.append(line.rstrip())
        missing -= {text for text in missing if text in line}
        if not missing:
            return printed
    raise AssertionError("It did not start:\n" + "\n".join(printed))


def test_the_printed_link_creates_the_first_account(browser: Browser) -> None:
    page_port = free_port()
    with data_folder() as folder, reflex_run(folder, page_port) as printed:
        links = [found for line in printed if (found := LINK.search(line))]
        assert len(links) == 1, printed
        address, code = links[0].groups()
        assert address.endswith(f":{page_port}")
        assert f"Setup code: {code}" in printed
        page = browser.new_context(locale="en-GB", reduced_motion="reduce").new_page()
        page.goto(links[0][0], timeout=60_000)
        expect(page.get_by_label("Setup code")).to_have_value(code, timeout=60_000)
        page.get_by_label("User name").fill("alice")
        page.get_by_label("Password", exact=True).fill("canary lantern orchard")
        page.get_by_role("button", name="Set up and sign in").click()
        page.get_by_role("button", name="Later").click(timeout=60_000)
        page.wait_for_url(address + "/", timeout=60_000)
        worker = page.request.get(address + "/service-worker.js")
        assert worker.ok
        assert "javascript" in worker.headers["content-type"]
        page.get_by_role("button", name="Alerts").click(timeout=60_000)
        expect(page.get_by_text("Nothing is due.")).to_be_visible(timeout=60_000)
        page.context.close()
