"""The backup file format: a tar archive, followed by the SHA-256 of all bytes before it.

The tar contains `manifest.json` (versions, and the SHA-256 of each other member), then
`database.dump` (PostgreSQL's custom format) and `secret-key`. A file that was truncated or
altered anywhere is refused.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

import orjson

from umbra.runtime.postgres_home import StartError

FORMAT = 1
MANIFEST, DUMP, SECRET = "manifest.json", "database.dump", "secret-key"
_CHECKSUM_BYTES = hashlib.sha256().digest_size
_CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """A backup's metadata: `revision` is the schema's Alembic revision, `made_at` is in UTC."""

    format: int
    version: str
    revision: str
    made_at: datetime
    sha256: dict[str, str]


def pack(target: Path, manifest: Manifest, folder: Path) -> None:
    """Writes `target` (mode 0600) atomically from the members in `folder`.

    Raises StartError if the file exists.
    """
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest))
    descriptor, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                for name in (MANIFEST, DUMP, SECRET):
                    tar.add(folder / name, arcname=name, filter=_anonymized)
            file.seek(0)
            checksum = hashlib.file_digest(file, "sha256").digest()
            file.seek(0, os.SEEK_END)
            file.write(checksum)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, target)
    except FileExistsError:
        raise StartError(f"{target} already exists. Choose another name.") from None
    finally:
        os.unlink(unfinished)


def unpack(source: Path, folder: Path) -> Manifest:
    """Verifies the checksums of `source` and extracts its members into `folder`.

    Raises StartError if it is not a backup, or if it was truncated or altered.
    """
    try:
        with source.open("rb") as file:
            _verify_checksum(file, source)
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:") as tar:
                for name in (MANIFEST, DUMP, SECRET):
                    _extract(tar, name, folder / name)
    except OSError as error:
        raise StartError(f"{source} can't be read: {error.strerror or error}.") from None
    except (tarfile.TarError, KeyError):
        raise StartError(f"{source} is not a backup of UMBRA.") from None
    return _read_manifest(source, folder)


def _extract(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """Copies the content of one member; its mode, path and links in the archive are ignored."""
    content = tar.extractfile(name)
    if content is None:
        raise tarfile.TarError(f"{name} is not a regular file")
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file's content, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _verify_checksum(file: BinaryIO, source: Path) -> None:
    length = file.seek(0, os.SEEK_END) - _CHECKSUM_BYTES
    if length <= 0:
        raise StartError(f"{source} is not a backup of UMBRA.")
    file.seek(0)
    digest, left = hashlib.sha256(), length
    while left:
        chunk = file.read(min(_CHUNK_BYTES, left))
        digest.update(chunk)
        left -= len(chunk)
    if file.read() != digest.digest():
        raise StartError(f"{source} is incomplete or was altered. Nothing was changed.")


def _read_manifest(source: Path, folder: Path) -> Manifest:
    try:
        values = orjson.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**{**values, "made_at": datetime.fromisoformat(values["made_at"])})
        intact = all(manifest.sha256[name] == digest_of(folder / name) for name in (DUMP, SECRET))
    except (ValueError, TypeError, KeyError):
        raise StartError(f"{source} is not a backup of UMBRA.") from None
    if manifest.format != FORMAT:
        raise StartError(f"{source} was made by a newer version of UMBRA. Update UMBRA first.")
    if not intact:
        raise StartError(f"{source} does not match its checksums. Nothing was changed.")
    return manifest


def _anonymized(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Removes the owner's name and the modification time, which are private information."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
