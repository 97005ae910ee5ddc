"""Folders for a house of a test's own, where the embedded PostgreSQL may live too."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder for the length of the block.

    Straight below /tmp: pytest's own folders are closed to the user PostgreSQL runs as when
    the tests are run by root, and its cluster would be left behind elsewhere.
    """
    folder = Path(tempfile.mkdtemp(prefix="umbra-tests-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
