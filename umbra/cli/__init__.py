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
    """Runs one command and returns its exit code: 0 success, 1 failure, 2 wrong configuration."""
    from sqlalchemy.exc import SQLAlchemyError

    from umbra.runtime.database_url import database_error_message
    from umbra.runtime.postgres_home import StartError

    options = _parser().parse_args(arguments)
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except ConfigurationError as error:
        print(error, file=sys.stderr)
        return MISCONFIGURED
    except StartError as error:
        print(error, file=sys.stderr)
    except SQLAlchemyError as error:
        print(database_error_message(error), file=sys.stderr)
    return FAILED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m umbra", description="UMBRA, a private, self-hosted organiser."
    )
    parser.add_argument("--version", action="version", version=f"UMBRA {__version__}")
    commands = parser.add_subparsers(required=True, metavar="command")
    run = commands.add_parser("run", help="start the server; Ctrl+C stops it")
    run.set_defaults(command=_run)
    build = commands.add_parser("build", help="build the front end if it is not built yet")
    build.set_defaults(command=_build)
    doctor = commands.add_parser("doctor", help="check this installation and report problems")
    doctor.set_defaults(command=_doctor)
    backup = commands.add_parser(
        "backup", help="write the database and the secret key into one file"
    )
    backup.add_argument("file", type=Path)
    backup.set_defaults(command=_backup)
    restore = commands.add_parser("restore", help="restore a backup into an empty installation")
    restore.add_argument("file", type=Path)
    restore.set_defaults(command=_restore)
    accounts = commands.add_parser("accounts", help="list, create and recover accounts")
    _add_account_commands(accounts.add_subparsers(required=True, metavar="command"))
    return parser


def _add_account_commands(commands: Any) -> None:
    listing = commands.add_parser("list", help="list all accounts")
    listing.set_defaults(command=_list_accounts)
    for name, description, command in (
        ("create", "create an account with a one-time password, valid for 24 hours", _create),
        ("reset-password", "set a one-time password, valid for 24 hours", _reset_password),
        ("reset-mfa", "turn the second factor off", _reset_mfa),
        ("make-admin", "enable an account and make it an admin", _make_admin),
        ("lift-lockout", "allow sign-in attempts again at once", _lift_lockout),
    ):
        parser = commands.add_parser(name, help=description)
        parser.add_argument("username")
        parser.set_defaults(command=command)
        if name == "create":
            parser.add_argument("--admin", action="store_true", help="make the account an admin")
        if name in {"create", "reset-password"}:
            parser.add_argument(
                "--choose", action="store_true", help="ask for a permanent password"
            )


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
        print(f"{signs[finding.level]}  {finding.words}", flush=True)
        levels.add(finding.level)
    return FAILED if "wrong" in levels else OK


def _backup(options: argparse.Namespace) -> int:
    from umbra.runtime.backup import backup

    backup(options.file.absolute(), _print)
    return OK


def _restore(options: argparse.Namespace) -> int:
    from umbra.runtime.backup import restore

    restore(options.file.absolute(), _print)
    return OK


def _list_accounts(_: argparse.Namespace) -> int:
    from umbra.cli import accounts

    lines = accounts.account_table()
    for line in lines or ["There are no accounts yet. Start UMBRA and open the link it prints."]:
        _print(line)
    return OK


def _create(options: argparse.Namespace) -> int:
    from umbra.cli import accounts

    password = _prompt_password() if options.choose else None
    role = "admin" if options.admin else "member"
    one_time_password = accounts.create(options.username, role, password)
    _print(_password_message(options.username, one_time_password))
    return OK


def _reset_password(options: argparse.Namespace) -> int:
    from umbra.cli import accounts

    password = _prompt_password() if options.choose else None
    one_time_password = accounts.reset_password(options.username, password)
    _print(_password_message(options.username, one_time_password))
    return OK


def _reset_mfa(options: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.reset_mfa(options.username)
    _print(f"The second factor of {options.username} is off.")
    return OK


def _make_admin(options: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.make_admin(options.username)
    _print(f"{options.username} is an admin. After a change of role they have to sign in again.")
    return OK


def _lift_lockout(options: argparse.Namespace) -> int:
    from umbra.cli import accounts

    accounts.lift_lockout(options.username)
    _print(f"{options.username} can try to sign in again.")
    return OK


def _password_message(username: str, one_time_password: str | None) -> str:
    if one_time_password is None:
        return f"The password of {username} is set."
    return f"One-time password for {username}, valid for 24 hours: {one_time_password}"


def _prompt_password() -> str:
    """A password typed twice without echo. StartError if the two differ."""
    from umbra.runtime.postgres_home import StartError

    password = getpass("New password: ")
    if getpass("Repeat password: ") != password:
        raise StartError("The passwords don't match. Nothing was changed.")
    return password


def _print(line: str) -> None:
    print(line, flush=True)
