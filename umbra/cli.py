"""The commands of `python -m umbra`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from umbra import __version__
from umbra.config import ConfigurationError

OK, FAILED, MISCONFIGURED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code: 0 done, 1 it could not, 2 the configuration is wrong."""
    from sqlalchemy.exc import SQLAlchemyError

    from umbra.runtime.place import StartError
    from umbra.runtime.reach import trouble

    chosen = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = chosen.command
    try:
        return command(chosen)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return MISCONFIGURED
    except StartError as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(trouble(error), file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m umbra", description="UMBRA, a private place.")
    parser.add_argument("--version", action="version", version=f"UMBRA {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    run = commands.add_parser("run", help="open the house, and close it with Ctrl+C")
    run.set_defaults(command=_run)
    build = commands.add_parser("build", help="build the pages, if they are not built yet")
    build.set_defaults(command=_build)
    doctor = commands.add_parser("doctor", help="say what is wrong with this installation")
    doctor.set_defaults(command=_doctor)
    keep = commands.add_parser("backup", help="write the whole house into one file")
    keep.add_argument("file", type=Path)
    keep.set_defaults(command=_backup)
    bring = commands.add_parser("restore", help="bring a backup into an empty house")
    bring.add_argument("file", type=Path)
    bring.set_defaults(command=_restore)
    return parser


def _run(_: argparse.Namespace) -> int:
    from umbra.runtime.serve import run

    run(_say)
    return OK


def _build(_: argparse.Namespace) -> int:
    from umbra.runtime.frontend import build_pages

    build_pages(_say)
    return OK


def _doctor(_: argparse.Namespace) -> int:
    from umbra.runtime.doctor import examine

    signs = {"fine": "   ok", "note": " note", "wrong": "WRONG"}
    levels = set()
    for finding in examine():
        print(f"{signs[finding.level]}  {finding.words}", flush=True)
        levels.add(finding.level)
    return FAILED if "wrong" in levels else OK


def _backup(chosen: argparse.Namespace) -> int:
    from umbra.runtime.backup import backup

    backup(chosen.file.absolute(), _say)
    return OK


def _restore(chosen: argparse.Namespace) -> int:
    from umbra.runtime.backup import restore

    restore(chosen.file.absolute(), _say)
    return OK


def _say(sentence: str) -> None:
    print(sentence, flush=True)
