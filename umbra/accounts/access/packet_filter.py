"""What arrives on a websocket, before anything is made of it: few kinds, not too often.

Socket.IO would keep what a frame announces as attachments, however much that is, connect
one socket as often as it asks, and log a traceback for each frame it can't read. Nothing
here needs any of it: what is no plain packet is dropped, unread and unlogged.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from socketio import AsyncServer
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from umbra.accounts.rate_limiting.token_bucket import TokenBucket, TokenBuckets

ANONYMOUS_NETWORK = "umbra.anonymous_network"
"""Key in the handshake's scope of the network that opened a socket without a live session."""

_ADDRESSES_AT_ONCE = 10
"""All anonymous sockets together may send as much as those of so many addresses."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FrameRates:
    """How many frames a socket, and all anonymous sockets of an address, may send.

    `burst` at once, and on average `per_second` a socket and `anonymous_per_second` an address.
    """

    burst: float
    per_second: float
    anonymous_per_second: float


class PacketFilter:
    """Takes the place of the server's own ear for frames, for its one namespace.

    Frames above the rates are dropped.
    """

    def __init__(self, server: AsyncServer, namespace: str, rates: FrameRates) -> None:
        self._server, self._namespace, self._rates = server, namespace, rates
        self._buckets: dict[str, TokenBucket] = {}
        burst, per_second = rates.burst, rates.anonymous_per_second
        self._networks = TokenBuckets(burst, per_second)
        self._all_anonymous = TokenBucket(
            burst * _ADDRESSES_AT_ONCE, per_second * _ADDRESSES_AT_ONCE
        )

    def install(self) -> None:
        self._server.eio.on("message", self.hear)
        self._server.eio.on("disconnect", self.forget)

    async def hear(self, socket: str, frame: Any) -> None:
        """Hands on a packet that connects, leaves or says something."""
        if not self._may_send(socket):
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

    def _may_send(self, socket: str) -> bool:
        if not self._bucket(socket).take():
            return False
        scope = self._server.environ.get(socket, {}).get("asgi.scope", {})
        network = scope.get(ANONYMOUS_NETWORK)
        return network is None or (self._networks.take(network) and self._all_anonymous.take())

    def _bucket(self, socket: str) -> TokenBucket:
        bucket = self._buckets.get(socket)
        if bucket is None:
            bucket = TokenBucket(self._rates.burst, self._rates.per_second)
            self._buckets[socket] = bucket
        return bucket


def _names_something(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
