"""The commands of `python -m umbra`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from getpass import getpass
from pathlib import Path
from typing import Any

from umbra import __version__
from umbra.config import ConfigurationError

OK, FAILED, MISCONFIGURED = 0, 1, 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command; its exit code: 0 done, 1 it could not, 2 the configuration is wrong."""
    from sqlalchemy.exc import SQLAlchemyError

    from umbra.runtime.database_url import trouble
    from umbra.runtime.postgres_home import StartError

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
    people = commands.add_parser("accounts", help="list accounts; let in who can't get in")
    _add_account_commands(people.add_subparsers(required=True, metavar="act"))
    return parser


def _add_account_commands(acts: Any) -> None:
    everybody = acts.add_parser("list", help="say who has an account")
    everybody.set_defaults(command=_list_accounts)
    for name, words, command in (
        ("create", "make an account, with a password that is good for 24 hours", _create),
        ("reset-password", "print a password that is good for 24 hours", _reset_password),
        ("reset-mfa", "turn the second factor off", _reset_mfa),
        ("make-admin", "make somebody an admin", _make_admin),
        ("lift-lockout", "let somebody try again at once", _lift_lockout),
    ):
        act = acts.add_parser(name, help=words)
        act.add_argument("username")
        act.set_defaults(command=command)
        if name == "create":
            act.add_argument("--admin", action="store_true", help="who runs the house too")
        if name in {"create", "reset-password"}:
            act.add_argument("--choose", action="store_true", help="ask for a password to keep")


def _run(_: argparse.Namespace) -> int:
    from umbra.runtime.serve import run

    run(_print)
    return OK


def _build(_: argparse.Namespace) -> int:
    from umbra.runtime.frontend import build_pages

    build_pages(_print)
    return OK


def _doctor(_: argparse.Namespace) -> int:
    from umbra.runtime.doctor import diagnose

    signs = {"fine": "   ok", "note": " note", "wrong": "WRONG"}
    levels = set()
    for finding in diagnose():
        print(f"{signs[finding.level]}  {finding.message}", flush=True)
        levels.add(finding.level)
    return FAILED if "wrong" in levels else OK


def _backup(chosen: argparse.Namespace) -> int:
    from umbra.runtime.backup import backup

    backup(chosen.file.absolute(), _print)
    return OK


def _restore(chosen: argparse.Namespace) -> int:
    from umbra.runtime.backup import restore

    restore(chosen.file.absolute(), _print)
    return OK


def _list_accounts(_: argparse.Namespace) -> int:
    from umbra.cli import accounts

    lines = accounts.account_table()
    for line in lines or ["Nobody has an account yet. Start the house and open its link."]:
        _print(line)
    return OK


def _create(chosen: argparse.Namespace) -> int:
    from umbra.cli import accounts

    password = _prompt_password() if chosen.choose else None
    made = accounts.create(chosen.username, "admin" if chosen.admin else "member", password)
    _print(_password_message(chosen.username, made))
    return OK


def _reset_password(chosen: argparse.Namespace) -> int:
    from umbra.cli import accounts

    made = accounts.reset_password(chosen.username, _prompt_password() if chosen.choose else None)
    _print(_password_message(chosen.username, made))
    return OK


def _reset_mfa(chosen: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.reset_mfa(chosen.username)
    _print(f"The second factor of {chosen.username} is off.")
    return OK


def _make_admin(chosen: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.make_admin(chosen.username)
    _print(f"{chosen.username} is an admin, from the next sign-in on.")
    return OK


def _lift_lockout(chosen: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.lift_lockout(chosen.username)
    _print(f"{chosen.username} may try again.")
    return OK


def _password_message(username: str, made: str | None) -> str:
    if made is None:
        return f"{username} has the password that you chose."
    return f"One-time password of {username}, good for 24 hours: {made}"


def _prompt_password() -> str:
    """A password that somebody types twice, unseen."""
    from umbra.runtime.postgres_home import StartError

    password = getpass("New password: ")
    if getpass("The same again: ") != password:
        raise StartError("The two are not the same. Nothing was changed.")
    return password


def _print(sentence: str) -> None:
    print(sentence, flush=True)
