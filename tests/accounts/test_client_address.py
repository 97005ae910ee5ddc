"""The client address of a request, behind trusted proxies or none."""

from __future__ import annotations

import pytest

from umbra.accounts.primitives.client_address import client_address, network_of

PEER = ("10.0.0.1", 5000)


def scope(*forwarded: str, client: tuple[str, int] | None = PEER) -> dict[str, object]:
    headers = [(b"x-forwarded-for", value.encode()) for value in forwarded]
    return {"client": client, "headers": headers}


@pytest.mark.parametrize(
    ("forwarded", "hops", "address"),
    [
        ((), 0, "10.0.0.1"),
        (("203.0.113.5",), 0, "10.0.0.1"),
        (("203.0.113.5",), 1, "203.0.113.5"),
        (("6.6.6.6, 203.0.113.5",), 1, "203.0.113.5"),
        (("6.6.6.6", "203.0.113.5"), 1, "203.0.113.5"),
        (("6.6.6.6, 203.0.113.5, 10.0.0.2",), 2, "203.0.113.5"),
        ((), 1, "10.0.0.1"),
        (("203.0.113.5",), 2, "10.0.0.1"),
        (("203.0.113.5:4711",), 1, "203.0.113.5"),
        (("[2001:db8::5]:4711",), 1, "2001:db8::5"),
        (("<script>",), 1, "unknown"),
    ],
)
def test_only_an_entry_written_by_a_trusted_proxy_counts(
    forwarded: tuple[str, ...], hops: int, address: str
) -> None:
    assert client_address(scope(*forwarded), hops) == address


def test_a_caller_on_a_unix_socket_has_no_address() -> None:
    assert client_address(scope(client=None), 0) == "unknown"


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.5", "203.0.113.5"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.5", "203.0.113.5"),
        ("unknown", "unknown"),
    ],
)
def test_an_ipv6_network_of_64_bits_is_one_unit(address: str, network: str) -> None:
    assert network_of(address) == network
