"""The client address of a request, as far as it can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

UNKNOWN = "unknown"


def client_address(scope: Mapping[str, Any], hops: int) -> str:
    """The caller's address, from the connection or from X-Forwarded-For.

    `hops`: the number of trusted proxies in front of this server. With 0, X-Forwarded-For is
    ignored, since any caller can set it. Otherwise the entry that the outermost trusted proxy
    appended counts (ASVS 5.0 4.1.3).
    """
    peer = scope.get("client")
    peer_address = str(peer[0]) if peer and peer[0] else UNKNOWN
    if not hops:
        return peer_address
    forwarded = _forwarded_for(scope.get("headers", ()))
    return _as_address(forwarded[-hops]) if len(forwarded) >= hops else peer_address


def network_of(address: str) -> str:
    """The unit that rate limits count by: an IPv4 address, or an IPv6 network of 64 bits.

    One caller usually has a whole /64. Text that is no address is returned as it is.
    """
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, 64), strict=False))
    return str(parsed)


def _forwarded_for(headers: Iterable[tuple[bytes, bytes]]) -> list[str]:
    values = [value.decode("latin-1") for name, value in headers if name == b"x-forwarded-for"]
    return [part.strip() for part in ",".join(values).split(",") if part.strip()]


def _as_address(text: str) -> str:
    """The address in `text`, with a port or without; UNKNOWN if there is none."""
    for candidate in (text, text.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return UNKNOWN
