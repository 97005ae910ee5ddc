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
    people = commands.add_parser("accounts", help="let somebody in who can't get in")
    acts = people.add_subparsers(required=True, metavar="act")
    anew = acts.add_parser("reset-password", help="print a password that is good for 24 hours")
    anew.add_argument("username")
    anew.set_defaults(command=_reset_password)
    without = acts.add_parser("reset-mfa", help="turn the second factor off")
    without.add_argument("username")
    without.set_defaults(command=_reset_mfa)
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


def _reset_password(chosen: argparse.Namespace) -> int:
    from umbra.runtime.way_back import reset_password

    _say(f"One-time password, good for 24 hours: {reset_password(chosen.username)}")
    return OK


def _reset_mfa(chosen: argparse.Namespace) -> int:
    from umbra.runtime.way_back import reset_mfa

    reset_mfa(chosen.username)
    _say(f"The second factor of {chosen.username} is off.")
    return OK


def _say(sentence: str) -> None:
    print(sentence, flush=True)
