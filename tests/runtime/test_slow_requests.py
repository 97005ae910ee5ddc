"""The server closes connections whose requests never end (slow request attacks), on raw sockets."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import suppress
from uuid import uuid4

import httpx
import pytest

from tests.runtime.processes import free_port, launched
from tests.temporary_folders import data_folder

TIMEOUT = 60
"""Seconds after which a connection that is still open fails the test."""

HEAD = b"POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    number = free_port()
    with data_folder() as data, launched(data, number, UMBRA_REQUEST_SECONDS="1") as server:
        server.wait_until_running()
        yield number


def answer_to(port: int, sent: bytes) -> bytes:
    """All that the server answers to `sent` until it closes the connection."""
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        connection.sendall(sent)
        received = b""
        with suppress(ConnectionResetError):
            while part := connection.recv(65_536):
                received += part
        return received


UNFINISHED = {
    "nothing": b"",
    "half a line": b"GET / HT",
    "half a head": b"GET /api/health/live HTTP/1.1\r\nHost: localhost\r\n",
    "half an HTTP/2 preface": b"PRI * HT",
    "an HTTP/2 preface": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
}


@pytest.mark.parametrize("sent", UNFINISHED.values(), ids=UNFINISHED)
def test_an_endless_request_head_is_closed_without_an_answer(port: int, sent: bytes) -> None:
    assert answer_to(port, sent) == b""


@pytest.mark.parametrize(
    "rest",
    [b"Content-Length: 50\r\n\r\n{", b"Transfer-Encoding: chunked\r\n\r\n5\r\n{"],
    ids=["by length", "in chunks"],
)
def test_an_endless_request_body_is_answered_408_and_closed(port: int, rest: bytes) -> None:
    answer = answer_to(port, HEAD + rest)
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"/problems/timeout"' in answer


def test_a_request_head_sent_line_by_line_gets_no_more_time(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        connection.settimeout(0.1)
        connection.sendall(b"GET /api/health/live HTTP/1.1\r\n")
        for number in range(TIMEOUT * 10):
            try:
                connection.sendall(f"X-Line-{number}: y\r\n".encode())
                assert connection.recv(100) == b""
                return
            except TimeoutError:
                continue
            except ConnectionError:
                return
    raise AssertionError("The connection is still open.")


def test_a_websocket_stays_open_longer_than_the_request_timeout(port: int) -> None:
    lines = (
        f"GET /_event/?EIO=4&transport=websocket&token={uuid4()} HTTP/1.1",
        f"Host: 127.0.0.1:{port}",
        f"Origin: http://127.0.0.1:{port}",
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    )
    with socket.create_connection(("127.0.0.1", port), timeout=TIMEOUT) as connection:
        connection.sendall("\r\n".join([*lines, "", ""]).encode())
        assert connection.recv(65_536).startswith(b"HTTP/1.1 101 ")
        assert answer_to(port, b"") == b""  # waits for longer than the request timeout
        connection.settimeout(0.5)
        with suppress(TimeoutError):
            while part := connection.recv(65_536):
                assert part[0] == 0x81, "The server closed the websocket."
            raise AssertionError("The connection was closed.")


def test_the_server_answers_other_clients_meanwhile(port: int) -> None:
    address = ("127.0.0.1", port)
    waiting = [socket.create_connection(address, timeout=TIMEOUT) for _ in range(100)]
    for connection in waiting:
        connection.sendall(HEAD + b"Content-Length: 50\r\n\r\n{")
    assert httpx.get(f"http://127.0.0.1:{port}/api/health/live").status_code == 200
    for connection in waiting:
        with connection:
            assert connection.recv(20).startswith(b"HTTP/1.1 408")
