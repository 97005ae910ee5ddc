"""A small HTTP/1.1 load generator: keep-alive connections, one request at a time on each.

The same one loads all servers, so that its own cost is the same in all figures. For loopback
connections only.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle

HOST = "127.0.0.1"
ANSWER_SECONDS = 30.0
"""Timeout in seconds for the last answers."""

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length:"


@dataclass(frozen=True, slots=True)
class Throughput:
    """The answers of one server, all with status 200."""

    answers: int
    seconds: float
    answer_bytes: int

    @property
    def rate(self) -> float:
        """Answers per second."""
        return self.answers / self.seconds


def request(
    method: str,
    path: str,
    *,
    port: int,
    token: str,
    body: bytes = b"",
    headers: Sequence[str] = (),
) -> bytes:
    """The bytes of one HTTP request with the session cookie."""
    head = [
        f"{method} {path} HTTP/1.1",
        f"Host: {HOST}:{port}",
        f"Cookie: umbra_session={token}",
        "X-Umbra-Request: 1",
        *headers,
    ]
    if body:
        head += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + _HEAD_END + body


class Connection:
    """One keep-alive connection, for requests that are timed individually."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def to(cls, port: int) -> Connection:
        return cls(*await asyncio.open_connection(HOST, port))

    async def ask(self, request: bytes, expected: int | None = 200) -> int:
        """Sends a request and returns the answer's status.

        Raises RuntimeError if it is not the expected one (None: any).
        """
        self._writer.write(request)
        head = await self._reader.readuntil(_HEAD_END)
        await self._reader.readexactly((_answer_length(bytearray(head)) or 0) - len(head))
        status = int(head[9:12])
        if expected is not None and status != expected:
            raise RuntimeError(f"the server answered {head[:600].decode(errors='replace')}")
        return status

    def close(self) -> None:
        self._writer.close()


def drive(
    port: int, requests: Sequence[Sequence[bytes]], *, seconds: float, connections: int
) -> Throughput:
    """Sends `requests` for `seconds` and counts the answers.

    Connection n repeats `requests[n]` (modulo their number). Raises RuntimeError for any status
    other than 200, because refusals are faster than answers.
    """
    return asyncio.run(_drive(port, requests, seconds, connections))


async def _drive(
    port: int, requests: Sequence[Sequence[bytes]], seconds: float, connections: int
) -> Throughput:
    loop = asyncio.get_running_loop()
    clients = [_Client(requests[n % len(requests)]) for n in range(connections)]
    try:
        for client in clients:
            await loop.create_connection(lambda client=client: client, HOST, port)
        started = time.perf_counter()
        for client in clients:
            client.ask()
        await asyncio.sleep(seconds)
        for client in clients:
            client.stopping = True
        await asyncio.wait_for(asyncio.gather(*(client.done for client in clients)), ANSWER_SECONDS)
        took = time.perf_counter() - started
    finally:
        for client in clients:
            client.close()
    return Throughput(
        sum(client.answers for client in clients),
        took,
        sum(client.answer_bytes for client in clients),
    )


class _Client(asyncio.Protocol):
    """One connection that sends the next request as soon as it has the answer."""

    def __init__(self, requests: Sequence[bytes]) -> None:
        self._requests = cycle(requests)
        self._received = bytearray()
        self._transport: asyncio.Transport | None = None
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.stopping = False
        self.answers = 0
        self.answer_bytes = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def ask(self) -> None:
        assert self._transport is not None
        self._transport.write(next(self._requests))

    def data_received(self, data: bytes) -> None:
        self._received += data
        length = _answer_length(self._received)
        if length is None or len(self._received) < length:
            return
        if self._received[9:12] != b"200":
            self._fail(f"the server answered {self._received[:600].decode(errors='replace')}")
            return
        self.answers += 1
        self.answer_bytes += length
        self._received.clear()
        if self.stopping:
            self.done.set_result(None)
        else:
            self.ask()

    def connection_lost(self, exc: Exception | None) -> None:
        self._fail(f"the server closed the connection: {exc}")

    def close(self) -> None:
        self.done.cancel()
        if self._transport is not None:
            self._transport.close()

    def _fail(self, why: str) -> None:
        if not self.done.done():
            self.done.set_exception(RuntimeError(why))


def _answer_length(received: bytearray) -> int | None:
    """The length in bytes of the first answer in `received`; None while its head is incomplete."""
    head_end = received.find(_HEAD_END)
    if head_end < 0:
        return None
    head = bytes(received[:head_end]).lower()
    at = head.find(_LENGTH)
    if at < 0:
        if head[9:12] == b"204":
            return head_end + len(_HEAD_END)
        raise RuntimeError("an answer without Content-Length can't be told from the next")
    length = head[at + len(_LENGTH) :].split(b"\r\n", 1)[0]
    return head_end + len(_HEAD_END) + int(length)
