"""`python -m umbra run`: starts everything in order and serves until a stop signal arrives."""

from __future__ import annotations

import asyncio
import http.client
import multiprocessing
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server
from reflex_base.constants import Env
from reflex_base.environment import environment

from umbra.config import Settings, settings
from umbra.runtime.frontend import build_pages
from umbra.runtime.lockfile import locked
from umbra.runtime.port import require_free
from umbra.runtime.postgres_home import StartError
from umbra.runtime.prepare import Report, has_accounts, prepared
from umbra.runtime.welcome import EVERYWHERE, welcome

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SECONDS_TO_STOP = 10


def run(report: Report) -> None:
    """Serves until SIGINT, SIGTERM or SIGHUP, then stops what it started (graceful shutdown).

    Raises ConfigurationError or StartError with a message for the user if UMBRA can't start.
    """
    chosen = settings()
    with _graceful_shutdown(), locked(chosen.data, f"UMBRA on {chosen.host}:{chosen.port}"):
        require_free(chosen.host, chosen.port)
        with prepared(chosen, report) as addresses:
            build_pages(report)
            empty = not asyncio.run(has_accounts(addresses.pooled))
            _serve(chosen, lambda: report(welcome(chosen, empty=empty)))
            report("Stopping.")
    report("Stopped. Everything is saved.")


def _serve(chosen: Settings, on_ready: Callable[[], None]) -> None:
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    multiprocessing.set_start_method("spawn", force=True)  # workers must not inherit file locks
    server = Server(
        "umbra.umbra:app",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        factory=True,
        # HTTP/1.1 only: with HTTP/2 or automatic detection, the header timeout does not apply
        # (slow requests). Browsers use HTTP/2 over TLS only, and so only with the proxy.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=chosen.request_seconds * 1000),
        workers=chosen.workers,
        workers_kill_timeout=_SECONDS_TO_STOP,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )

    @server.on_startup
    def stop_on_hangup() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    threading.Thread(target=_call_when_ready, args=(chosen, on_ready), daemon=True).start()
    try:
        server.serve()
    except SystemExit as ended:
        if ended.code:
            raise StartError("The server stopped unexpectedly. See its output above.") from None


def _call_when_ready(chosen: Settings, on_ready: Callable[[], None]) -> None:
    host = "localhost" if chosen.host in EVERYWHERE else chosen.host
    while True:
        try:
            connection = http.client.HTTPConnection(host, chosen.port, timeout=5)
            connection.request("GET", "/api/health/ready")
            if connection.getresponse().status == 200:
                on_ready()
                return
        except OSError:
            pass
        time.sleep(0.1)  # the worker is another process, which sends no event when it listens


@contextmanager
def _graceful_shutdown() -> Iterator[None]:
    """Turns a stop signal into the exception Stopped, and ignores further stop signals."""
    before = {number: signal.signal(number, _stop) for number in _STOP_SIGNALS}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stopped(BaseException):
    """A stop signal arrived during the start."""


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped
