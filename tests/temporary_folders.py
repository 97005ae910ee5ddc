"""Temporary data folders for tests, in which the embedded PostgreSQL can run."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def data_folder() -> Iterator[Path]:
    """A data folder, removed at the end of the block.

    Directly below /tmp: when root runs the tests, the system user of PostgreSQL can't enter
    pytest's own folders, so the cluster would be stored elsewhere and left behind.
    """
    folder = Path(tempfile.mkdtemp(prefix="umbra-tests-", dir="/tmp"))
    folder.chmod(0o711)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)
