"""From where a request comes, as far as it can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from ipaddress import IPv6Address, ip_address, ip_network
from typing import Any

UNKNOWN = "unknown"


def client_address(scope: Mapping[str, Any], hops: int) -> str:
    """The caller's address: the rightmost entry a trusted proxy wrote.

    `hops` is how many proxies of our own stand in front. With none, X-Forwarded-For
    is whatever the caller likes and is not looked at; with `hops` of them, the entry
    that the outermost one appended counts (ASVS 5.0 4.1.3).
    """
    peer = scope.get("client")
    own = str(peer[0]) if peer and peer[0] else UNKNOWN
    if not hops:
        return own
    named = _forwarded_for(scope.get("headers", ()))
    return _as_address(named[-hops]) if len(named) >= hops else own


def network_of(address: str) -> str:
    """What one guesser holds: an IPv4 address, or an IPv6 network of 64 bits."""
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
    """`text` when it is an address, with a port or without."""
    for candidate in (text, text.rpartition(":")[0].strip("[]")):
        try:
            return str(ip_address(candidate))
        except ValueError:
            continue
    return UNKNOWN
