"""Counts the bytes that a tab sends and receives, as reported by Chromium."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Page

_HEADER_MARKS = len(": \r\n")


class Traffic:
    """Bytes that a tab sends and receives from now on, including heads and frames."""

    def __init__(self, page: Page) -> None:
        self._received = 0
        self._sent = 0
        session = page.context.new_cdp_session(page)
        session.on("Network.loadingFinished", self._on_answer)
        session.on("Network.requestWillBeSent", self._on_request)
        session.on("Network.requestWillBeSentExtraInfo", self._on_request_headers)
        session.on("Network.webSocketFrameReceived", self._on_frame_received)
        session.on("Network.webSocketFrameSent", self._on_frame_sent)
        session.send("Network.enable")

    @property
    def received(self) -> int:
        """Bytes of HTTP responses (compressed) and of received websocket frames."""
        return self._received

    @property
    def both_ways(self) -> int:
        """`received` plus the bytes of HTTP requests and of sent websocket frames."""
        return self._received + self._sent

    def _on_answer(self, event: dict[str, Any]) -> None:
        self._received += int(event["encodedDataLength"])

    def _on_request(self, event: dict[str, Any]) -> None:
        request = event["request"]
        self._sent += len(f"{request['method']} {request['url']} HTTP/1.1\r\n\r\n")
        self._sent += len(request.get("postData", "").encode())

    def _on_request_headers(self, event: dict[str, Any]) -> None:
        headers: dict[str, str] = event["headers"]
        self._sent += sum(len(n) + len(v) + _HEADER_MARKS for n, v in headers.items())

    def _on_frame_received(self, event: dict[str, Any]) -> None:
        self._received += _frame_size(event["response"]["payloadData"], masked=False)

    def _on_frame_sent(self, event: dict[str, Any]) -> None:
        self._sent += _frame_size(event["response"]["payloadData"], masked=True)


def _frame_size(text: str, *, masked: bool) -> int:
    """The size in bytes of a websocket frame with the payload `text` (RFC 6455 section 5.2)."""
    payload = len(text.encode())
    length = 0 if payload < 126 else 2 if payload < 65_536 else 8
    return 2 + length + (4 if masked else 0) + payload
