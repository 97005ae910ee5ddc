"""Filters and rate-limits the frames of a websocket before Socket.IO reads them.

Socket.IO would buffer an unlimited number of announced attachments, connect one socket any
number of times, and log a traceback for each frame that it can't parse. UMBRA needs none of
this: a frame that is not a plain text packet is dropped without being handled or logged.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from typing import Any

from socketio import AsyncServer
from socketio.packet import CONNECT, DISCONNECT, EVENT, Packet

from umbra.accounts.rate_limiting.token_bucket import TokenBucket, TokenBuckets

ANONYMOUS_NETWORK = "umbra.anonymous_network"
"""Key in the ASGI scope of a handshake without a live session: the network that opened it."""

_ANONYMOUS_ADDRESSES = 10
"""The rate of all anonymous sockets together, as a multiple of the rate of one address."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class FrameRates:
    """The token bucket rates for frames: `burst` at once, then an average per second.

    `per_second` applies to each socket, `anonymous_per_second` to all anonymous sockets of one
    address together.
    """

    burst: float
    per_second: float
    anonymous_per_second: float


class PacketFilter:
    """Replaces the Socket.IO server's frame handler, for its only namespace.

    Frames that exceed the rate limit are dropped.
    """

    def __init__(self, server: AsyncServer, namespace: str, rates: FrameRates) -> None:
        self._server, self._namespace, self._rates = server, namespace, rates
        self._buckets: dict[str, TokenBucket] = {}
        burst, per_second = rates.burst, rates.anonymous_per_second
        self._networks = TokenBuckets(burst, per_second)
        self._all_anonymous = TokenBucket(
            burst * _ANONYMOUS_ADDRESSES, per_second * _ANONYMOUS_ADDRESSES
        )

    def install(self) -> None:
        """Registers the filter as the server's handler of frames and disconnections."""
        self._server.eio.on("message", self.on_frame)
        self._server.eio.on("disconnect", self.on_disconnect)

    async def on_frame(self, socket: str, frame: Any) -> None:
        """Passes connect, disconnect and event packets to Socket.IO. Drops everything else."""
        if not self._may_send(socket):
            return
        packet = self._parse(frame)
        if packet is None or packet.namespace != self._namespace:
            _log.debug("Dropped a frame that is not a valid packet")
            return
        connected = self._server.manager.sid_from_eio_sid(socket, self._namespace) is not None
        if packet.packet_type == CONNECT and not connected:
            await self._server._handle_connect(socket, packet.namespace, packet.data)
        elif packet.packet_type == EVENT and connected and _has_event_name(packet.data):
            await self._server._handle_event(socket, packet.namespace, packet.id, packet.data)
        elif packet.packet_type == DISCONNECT and connected:
            reason = self._server.reason.CLIENT_DISCONNECT
            await self._server._handle_disconnect(socket, packet.namespace, reason)

    async def on_disconnect(self, socket: str, reason: str) -> None:
        """Removes the rate limit of a closed socket, then disconnects it as Socket.IO does."""
        self._buckets.pop(socket, None)
        await self._server._handle_eio_disconnect(socket, reason)

    def _parse(self, frame: Any) -> Packet | None:
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


def _has_event_name(data: Any) -> bool:
    return isinstance(data, list) and bool(data) and isinstance(data[0], str)
