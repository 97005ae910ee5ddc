"""Whether the server's host and port are free, and which process uses them if not."""

from __future__ import annotations

import errno
import socket

import psutil

from umbra.runtime.postgres_home import StartError


def require_free(host: str, port: int) -> None:
    """Raises StartError with a message for the user if `host` and `port` can't be bound."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
            trial.listen()
    except OSError as error:
        raise StartError(_message(error, host, port)) from None


def _message(error: OSError, host: str, port: int) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is already in use{_by_process(port)}. "
            "Stop that program, or set UMBRA_PORT to another port."
        )
    if error.errno == errno.EACCES:
        return f"Port {port} is reserved for the system. Set UMBRA_PORT to a port above 1023."
    return f"UMBRA_HOST {host} is not an address of this machine."


def _by_process(port: int) -> str:
    """ " by nginx (process 12)"; empty if the system does not tell."""
    try:
        for connection in psutil.net_connections(kind="tcp"):
            listens = connection.status == psutil.CONN_LISTEN
            if listens and connection.pid and connection.laddr.port == port:  # pyright: ignore[reportAttributeAccessIssue]
                return f" by {psutil.Process(connection.pid).name()} (process {connection.pid})"
    except psutil.Error:
        pass
    return ""
