"""`python -m umbra run`: everything up, in order, until somebody says stop."""

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
from umbra.runtime.prepare import Say, has_accounts, prepared
from umbra.runtime.welcome import EVERYWHERE, welcome

_STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_SECONDS_TO_STOP = 10


def run(say: Say) -> None:
    """Serves the house until SIGINT or SIGTERM, then stops everything it started.

    Raises ConfigurationError or StartError with a sentence when it can't open.
    """
    chosen = settings()
    with _stopping_in_order(), locked(chosen.data, f"UMBRA on {chosen.host}:{chosen.port}"):
        require_free(chosen.host, chosen.port)
        with prepared(chosen, say) as addresses:
            build_pages(say)
            empty = not asyncio.run(has_accounts(addresses.pooled))
            _serve(chosen, lambda: say(welcome(chosen, empty=empty)))
            say("Closing.")
    say("Closed. Everything is saved.")


def _serve(chosen: Settings, opened: Callable[[], None]) -> None:
    environment.REFLEX_ENV_MODE.set(Env.PROD)
    environment.REFLEX_SKIP_COMPILE.set(True)
    environment.REFLEX_MOUNT_FRONTEND_COMPILED_APP.set(True)
    multiprocessing.set_start_method("spawn", force=True)  # a worker inherits none of our locks
    server = Server(
        "umbra.umbra:app",
        address=chosen.host,
        port=chosen.port,
        interface=Interfaces.ASGI,
        factory=True,
        # HTTP/1.1 alone: while a server still guesses the version, or speaks HTTP/2, it waits
        # for a request without end. Browsers speak HTTP/2 over TLS only, to the proxy.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=chosen.request_seconds * 1000),
        workers=chosen.workers,
        workers_kill_timeout=_SECONDS_TO_STOP,
        respawn_failed_workers=True,
        log_level=LogLevels.warning,
    )

    @server.on_startup
    def end_with_the_terminal() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)

    threading.Thread(target=_say_when_open, args=(chosen, opened), daemon=True).start()
    try:
        server.serve()
    except SystemExit as ended:
        if ended.code:
            raise StartError("The server stopped by itself. Its last words stand above.") from None


def _say_when_open(chosen: Settings, opened: Callable[[], None]) -> None:
    host = "localhost" if chosen.host in EVERYWHERE else chosen.host
    while True:
        try:
            connection = http.client.HTTPConnection(host, chosen.port, timeout=5)
            connection.request("GET", "/api/health/ready")
            if connection.getresponse().status == 200:
                opened()
                return
        except OSError:
            pass
        time.sleep(0.1)  # the worker is another process, and says nothing when it listens


@contextmanager
def _stopping_in_order() -> Iterator[None]:
    """A signal to stop unwinds what was built up; a second one does not disturb that."""
    before = {number: signal.signal(number, _stop) for number in _STOP_SIGNALS}
    try:
        yield
    except Stopped:
        pass
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


class Stopped(BaseException):
    """Somebody asked the house to close before it was open."""


def _stop(_number: int, _frame: FrameType | None) -> NoReturn:
    for number in _STOP_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    raise Stopped
