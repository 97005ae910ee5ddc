"""Whether the house's address is free, and who has it when it is not."""

from __future__ import annotations

import errno
import socket

import psutil

from umbra.runtime.postgres_home import StartError


def require_free(host: str, port: int) -> None:
    """Raises StartError with a sentence when nobody could listen at `host` and `port`."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except OSError as error:
        raise StartError(_in_words(error, host, port)) from None


def _in_words(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken{_by_whom(port)}. Stop it, or choose another by UMBRA_PORT."
    if error.errno == errno.EACCES:
        return f"Port {port} is for the system alone. Choose one above 1023 by UMBRA_PORT."
    return f"UMBRA_HOST {host} is no address of this machine."


def _by_whom(port: int) -> str:
    """ " by nginx (process 12)", or nothing where the system does not tell us."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.pid and connection.laddr.port == port:  # pyright: ignore[reportAttributeAccessIssue]
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass
    return ""
