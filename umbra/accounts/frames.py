"""What arrives on a websocket, before anything is made of it: few kinds, not too often.

Socket.IO would keep what a frame announces as attachments, however much that is, connect
one socket as often as it asks, and log a traceback for each frame it can't read. Nothing
here needs any of it: what is no plain packet is dropped, unread and unlogged.
"""

from __future__ import annotations

import logging
from typing import Any

from socketio import AsyncServer
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from umbra.accounts.limits import Bucket

_log = logging.getLogger(__name__)


class Frames:
    """Takes the place of the server's own ear for frames, for its one namespace.

    A socket may send `burst` frames at once and `per_second` on average after that.
    """

    def __init__(
        self, server: AsyncServer, namespace: str, burst: float, per_second: float
    ) -> None:
        self._server, self._namespace = server, namespace
        self._burst, self._per_second = burst, per_second
        self._buckets: dict[str, Bucket] = {}

    def install(self) -> None:
        self._server.eio.on("message", self.hear)
        self._server.eio.on("disconnect", self.forget)

    async def hear(self, socket: str, frame: Any) -> None:
        """Hands on a packet that connects, leaves or says something."""
        if not self._bucket(socket).take():
            return
        packet = self._read(frame)
        if packet is None or packet.namespace != self._namespace:
            _log.debug("A frame that is no packet of the house was dropped")
            return
        connected = self._server.manager.sid_from_eio_sid(socket, self._namespace) is not None
        if packet.packet_type == CONNECT and not connected:
            await self._server._handle_connect(socket, packet.namespace, packet.data)
        elif packet.packet_type == EVENT and connected and _names_something(packet.data):
            await self._server._handle_event(socket, packet.namespace, packet.id, packet.data)
        elif packet.packet_type == DISCONNECT and connected:
            reason = self._server.reason.CLIENT_DISCONNECT
            await self._server._handle_disconnect(socket, packet.namespace, reason)

    async def forget(self, socket: str, reason: str) -> None:
        self._buckets.pop(socket, None)
        await self._server._handle_eio_disconnect(socket, reason)

    def _read(self, frame: Any) -> Packet | None:
        if not isinstance(frame, str):
            return None
        try:
            packet = Packet(encoded_packet=frame)
        except (ValueError, RecursionError):
            return None
        return packet if not packet.attachment_count else None

    def _bucket(self, socket: str) -> Bucket:
        bucket = self._buckets.get(socket)
        if bucket is None:
            bucket = self._buckets[socket] = Bucket(self._burst, self._per_second)
        return bucket


def _names_something(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
