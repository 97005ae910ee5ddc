"""The file a house is backed up into: a tar, then the SHA-256 of every byte before it.

In the tar: `manifest.json` (versions, and the SHA-256 of each other member), then
`database.dump` (PostgreSQL's custom format) and `secret-key`. A file that was cut or altered
anywhere does not open.
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
_SEAL = hashlib.sha256().digest_size
_PIECE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself: `revision` is the schema's, `made_at` in UTC."""

    format: int
    version: str
    revision: str
    made_at: datetime
    sha256: dict[str, str]


def pack(target: Path, manifest: Manifest, folder: Path) -> None:
    """Writes `target` (0600) from the members in `folder`, whole or not at all.

    Raises StartError where a file of that name exists.
    """
    (folder / MANIFEST).write_bytes(orjson.dumps(manifest))
    descriptor, unfinished = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-")
    try:
        with os.fdopen(descriptor, "w+b") as file:
            with tarfile.open(fileobj=file, mode="w") as tar:
                for name in (MANIFEST, DUMP, SECRET):
                    tar.add(folder / name, arcname=name, filter=_nobodys)
            file.seek(0)
            seal = hashlib.file_digest(file, "sha256").digest()
            file.seek(0, os.SEEK_END)
            file.write(seal)
            file.flush()
            os.fsync(file.fileno())
        os.link(unfinished, target)
    except FileExistsError:
        raise StartError(f"{target} exists already. Choose another name.") from None
    finally:
        os.unlink(unfinished)


def unpack(source: Path, folder: Path) -> Manifest:
    """Checks `source` to its last byte and puts its members into `folder`.

    Raises StartError when it is no backup, or not the whole and unaltered one.
    """
    try:
        with source.open("rb") as file:
            _check_seal(file, source)
            file.seek(0)
            with tarfile.open(fileobj=file, mode="r:") as tar:
                for name in (MANIFEST, DUMP, SECRET):
                    _take_out(tar, name, folder / name)
    except OSError as error:
        raise StartError(f"{source} can't be read: {error.strerror or error}.") from None
    except (tarfile.TarError, KeyError):
        raise StartError(f"{source} is no backup of UMBRA.") from None
    return _read_manifest(source, folder)


def _take_out(tar: tarfile.TarFile, name: str, target: Path) -> None:
    """Copies one member's content alone: neither its mode nor where it would lead counts."""
    content = tar.extractfile(name)
    if content is None:
        raise tarfile.TarError(f"{name} is no file")
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)


def digest_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _check_seal(file: BinaryIO, source: Path) -> None:
    length = file.seek(0, os.SEEK_END) - _SEAL
    if length <= 0:
        raise StartError(f"{source} is no backup of UMBRA.")
    file.seek(0)
    digest, left = hashlib.sha256(), length
    while left:
        piece = file.read(min(_PIECE, left))
        digest.update(piece)
        left -= len(piece)
    if file.read() != digest.digest():
        raise StartError(f"{source} was cut off or altered. Nothing was changed.")


def _read_manifest(source: Path, folder: Path) -> Manifest:
    try:
        told = orjson.loads((folder / MANIFEST).read_bytes())
        manifest = Manifest(**{**told, "made_at": datetime.fromisoformat(told["made_at"])})
        whole = all(manifest.sha256[name] == digest_of(folder / name) for name in (DUMP, SECRET))
    except (ValueError, TypeError, KeyError):
        raise StartError(f"{source} is no backup of UMBRA.") from None
    if manifest.format != FORMAT:
        raise StartError(f"{source} was made by a newer UMBRA. Update this one first.")
    if not whole:
        raise StartError(f"{source} does not hold what it says it holds. Nothing was changed.")
    return manifest


def _nobodys(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Who made the backup, and when its parts were written, is nobody's business."""
    member.uid = member.gid = member.mtime = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member
