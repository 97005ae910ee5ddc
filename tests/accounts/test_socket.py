"""Websocket security: the handshake, the limits, and the validation of packets and events."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.accounts.audit_rows import DiaryState
from tests.accounts.sockets import HYDRATE, NAMESPACE, Browsers, Refused, Tab, app, kept_by, serving
from tests.accounts.test_event_guard import handler
from tests.conftest import token_of
from umbra.accounts.access.socket import Limits
from umbra.accounts.rate_limiting.token_bucket import TokenBucket, TokenBuckets
from umbra.config import settings
from umbra.core.actor import Actor
from umbra.database import Database

CANARY = "correct horse canary staple"
WRITE = handler("write")


@pytest.fixture
async def tab(browsers: Browsers, alice: Actor) -> Tab:
    return await browsers.tab(token_of("alice"))


@pytest.fixture
async def tight(database: Database) -> AsyncIterator[Browsers]:
    """The app with limits that a test reaches at once and whose token buckets never refill."""
    limits = Limits(events_per_second=1e-9, event_burst=5, frame_bytes=16 * 1024)
    async with serving(limits) as opened:
        yield opened


def written(name: Any = WRITE, **payload: Any) -> dict[str, Any]:
    return {"name": name, "payload": payload, "router_data": {"pathname": "/", "asPath": "/"}}


BAD_FRAMES: dict[str, Any] = {
    "text": CANARY,
    "text that is JSON": json.dumps(written(entry=CANARY)),
    "a list": [CANARY],
    "a number": 7,
    "nothing": None,
    "no name": {"payload": {"entry": CANARY}},
    "a name that is a number": written(7, entry=CANARY),
    "a name that is a list": written([WRITE], entry=CANARY),
    "a name of no handler": written("no.such.handler", entry=CANARY),
    "a payload that is a list": {"name": WRITE, "payload": [CANARY]},
    "a payload that is text": {"name": WRITE, "payload": CANARY},
    "a missing argument": written(times=2),
    "an argument too many": written(entry=CANARY, shout=True),
    "a number for a text": written(entry=7),
    "nothing for a text": written(entry=None),
    "an object for a text": written(entry={"value": CANARY}),
    "a text for a number": written(entry=CANARY, times="2"),
    "a fraction for a whole number": written(entry=CANARY, times=2.5),
    "true for a number": written(entry=CANARY, times=True),
    "a text for a list": written(entry=CANARY, tags=CANARY),
    "a number in a list of texts": written(entry=CANARY, tags=["a", 7]),
    "a lone surrogate": written(entry=f"{CANARY}\ud800"),
    "a form that is a list": written(handler("file"), form=[["entry", CANARY]]),
    "a form with broken pairs": written(
        handler("file"), form={"__reflex_form_data__": [["entry"], 7]}
    ),
    "a form with pairs and more": written(
        handler("file"), form={"__reflex_form_data__": [["entry", CANARY]], "entry": CANARY}
    ),
    "a route that is text": {**written(entry=CANARY), "router_data": CANARY},
    "a path that is a number": {**written(entry=CANARY), "router_data": {"pathname": 7}},
    "a path that is no path": {**written(entry=CANARY), "router_data": {"pathname": CANARY}},
    "a query that is a list": {**written(entry=CANARY), "router_data": {"query": [CANARY]}},
    "a query with an object": {**written(entry=CANARY), "router_data": {"query": {"a": {}}}},
}


@pytest.mark.parametrize("frame", BAD_FRAMES.values(), ids=BAD_FRAMES)
async def test_an_event_that_matches_no_handler_does_nothing_and_is_not_logged(
    frame: Any, tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    await tab.packet("event", frame)
    await tab.settle()
    assert (await kept_by(tab, DiaryState)).writes == 0
    await tab.send(WRITE, {"entry": "the tab is alive"})
    await tab.until(lambda: tab.var("entry") == "the tab is alive")
    assert CANARY not in caplog.text.replace(token_of("alice"), "")


async def test_a_valid_event_is_handled_with_the_defaults_of_its_arguments(tab: Tab) -> None:
    await tab.send(WRITE, {"entry": "ha", "times": 3, "tags": None})
    await tab.until(lambda: tab.var("entry") == "hahaha")
    await tab.send(handler("file"), {"form": {"__reflex_form_data__": [["entry", "a form"]]}})
    await tab.until(lambda: tab.var("entry") == "a form")


@pytest.mark.parametrize(
    "packet",
    [("event",), ("event", {}, {}), ("nonsense", CANARY), ("client_error", CANARY), ("ping", 1)],
)
async def test_an_invalid_packet_does_nothing(
    packet: tuple[Any, ...], tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "reflex")
    await tab.packet(*packet)
    await tab.send(WRITE, {"entry": "the tab is alive"})
    await tab.until(lambda: tab.var("entry") == "the tab is alive")
    assert CANARY not in caplog.text


async def test_a_packet_cannot_pretend_to_be_a_new_connection(
    tab: Tab, browsers: Browsers, bob: Actor
) -> None:
    mallory = await browsers.tab(token_of("bob"))
    linked = dict(app.event_namespace.token_to_sid) if app.event_namespace else {}
    pretended = {
        "QUERY_STRING": f"token={tab.token}",
        "asgi.scope": {"headers": [], "client": ["203.0.113.9", 1]},
    }
    await mallory.packet("connect", pretended)
    await mallory.packet("connect", pretended, {"event": written(entry="mine")})
    await mallory.packet("disconnect", "client disconnect")
    await mallory.settle()
    assert app.event_namespace is not None
    assert dict(app.event_namespace.token_to_sid) == linked


async def test_only_the_kind_of_an_error_reported_by_a_page_is_logged(
    tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    report = {"error_type": "state_update_processing_error", "message": CANARY}
    await tab.packet("client_error", report)
    await tab.settle()
    assert "state_update_processing_error" in caplog.text
    assert CANARY not in caplog.text


async def test_events_above_the_rate_limit_of_a_socket_are_dropped(
    tight: Browsers, alice: Actor
) -> None:
    tab = await tight.tab(token_of("alice"))
    for _ in range(50):
        await tab.send(WRITE, {"entry": "again"})
    kept = await kept_by(tab, DiaryState)
    second = await tight.tab(token_of("alice"))
    await second.send(WRITE, {"entry": "another tab is not held up"})
    await second.until(lambda: second.var("entry") == "another tab is not held up")
    assert 1 <= kept.writes <= 5


async def test_an_oversized_frame_closes_its_own_socket_and_no_other(
    tight: Browsers, alice: Actor
) -> None:
    tab = await tight.tab(token_of("alice"))
    neighbour = await tight.tab(token_of("alice"))
    await tab.send(WRITE, {"entry": "x" * 16 * 1024})
    await tab.until(lambda: tab.closed)
    await neighbour.send(WRITE, {"entry": "still here"})
    await neighbour.until(lambda: neighbour.var("entry") == "still here")
    again = await tight.tab(token_of("alice"), token=tab.token)
    assert again.var("must_leave") == ""


@pytest.mark.parametrize(
    "origin",
    [
        None,
        "null",
        "https://evil.example",
        "http://localhost:8000.evil.example",
        "http://sub.localhost:8000",
        "http://localhost",
        "https://localhost:8000",
    ],
)
async def test_a_page_of_another_origin_opens_no_socket(
    origin: str | None, browsers: Browsers, alice: Actor
) -> None:
    with pytest.raises(Refused):
        await browsers.tab(token_of("alice"), origin=origin)


async def test_a_refused_origin_is_named_once_in_the_log_with_what_to_set(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(3):
        with pytest.raises(Refused):
            await browsers.tab(origin="https://umbra.example.org")
    [line] = [record.getMessage() for record in caplog.records if "origin" in record.getMessage()]
    assert "https://umbra.example.org" in line
    assert "UMBRA_PUBLIC_URL" in line


async def test_a_logged_origin_is_truncated_and_printable_and_at_most_ten_are_logged(
    browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    for number in range(30):
        with pytest.raises(Refused):
            await browsers.tab(origin=f"https://{number}\x1b[31m\r\n.example/" + "x" * 5000)
    lines = [record.getMessage() for record in caplog.records if "origin" in record.getMessage()]
    assert len(lines) == 10
    assert all(line.isprintable() and len(line) < 300 for line in lines)


@pytest.mark.parametrize(
    "query", ["", "token=", "token=mine", f"token={UUID(int=1)}&token={UUID(int=2)}"]
)
async def test_a_socket_needs_exactly_one_well_formed_tab_token(
    query: str, browsers: Browsers
) -> None:
    with pytest.raises(Refused):
        await browsers.tab(query=query)


@pytest.mark.parametrize("sid", ["", "abc", "a%0d%0a2026-01-01T00:00:00Z INFO umbra: forged"])
async def test_a_handshake_cannot_inject_a_line_into_the_log(
    sid: str, browsers: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(Refused):
        await browsers.tab(query=f"token={uuid4()}&sid={sid}")
    assert not any("session" in record.getMessage() for record in caplog.records)


async def test_anonymous_handshakes_are_limited_to_ten_a_minute_and_signed_in_ones_are_not(
    browsers: Browsers, alice: Actor
) -> None:
    for _ in range(10):
        await (await browsers.tab(join=False)).leave()
    forged = ((b"x-forwarded-for", b"203.0.113.5"),)
    for headers in ((), forged):
        with pytest.raises(Refused):
            await browsers.tab(headers=headers)
    with pytest.raises(Refused):
        await browsers.tab("a-token-of-no-session")
    assert (await browsers.tab(token_of("alice"))).var("must_leave") == ""


async def test_an_account_may_have_fifty_open_sockets(
    browsers: Browsers, alice: Actor, bob: Actor
) -> None:
    tabs = [await browsers.tab(token_of("alice"), join=False) for _ in range(50)]
    with pytest.raises(Refused):
        await browsers.tab(token_of("alice"))
    await browsers.tab(token_of("bob"), join=False)
    await tabs[0].leave()
    await browsers.tab(token_of("alice"))


@pytest.fixture
async def crowded(database: Database, configuration: pytest.MonkeyPatch) -> AsyncIterator[Browsers]:
    """The app behind a proxy, with room for few anonymous sockets but many handshakes."""
    configuration.setenv("UMBRA_TRUSTED_PROXY_HOPS", "1")
    configuration.setenv("UMBRA_HANDSHAKES_PER_MINUTE", "1000")
    configuration.setenv("UMBRA_ANONYMOUS_SOCKETS_PER_ADDRESS", "3")
    configuration.setenv("UMBRA_ANONYMOUS_SOCKETS", "5")
    settings.cache_clear()
    async with serving() as opened:
        yield opened


def at(address: str) -> tuple[tuple[bytes, bytes], ...]:
    return ((b"x-forwarded-for", address.encode()),)


async def test_the_open_anonymous_sockets_of_one_address_are_limited(
    crowded: Browsers, alice: Actor
) -> None:
    tabs = [await crowded.tab(headers=at(f"2001:db8::{n}"), join=False) for n in range(3)]
    with pytest.raises(Refused):
        await crowded.tab(headers=at("2001:db8::9"))
    await crowded.tab(headers=at("2001:db8:0:1::1"), join=False)
    await crowded.tab(token_of("alice"), headers=at("2001:db8::9"), join=False)
    await tabs[0].leave()
    await crowded.tab(headers=at("2001:db8::9"), join=False)


async def test_all_open_anonymous_sockets_together_are_limited(
    crowded: Browsers, alice: Actor
) -> None:
    tabs = [await crowded.tab(headers=at(f"192.0.2.{n}"), join=False) for n in range(5)]
    with pytest.raises(Refused):
        await crowded.tab(headers=at("192.0.2.9"))
    await crowded.tab(token_of("alice"), headers=at("192.0.2.9"), join=False)
    await tabs[0].leave()
    await crowded.tab(headers=at("192.0.2.9"), join=False)


async def test_the_anonymous_sockets_of_one_address_share_one_rate_limit(
    database: Database, alice: Actor
) -> None:
    limits = Limits(event_burst=10, anonymous_events_per_second=1e-9)
    async with serving(limits) as browsers:
        tabs = [await browsers.tab() for _ in range(3)]
        signed_in = await browsers.tab(token_of("alice"))
        for tab in tabs:
            for _ in range(5):
                await tab.send(WRITE, {"entry": "refused"})
        await signed_in.send(WRITE, {"entry": "not held up"})
        await signed_in.until(lambda: signed_in.var("entry") == "not held up")
        late = await browsers.tab(join=False)
        await late.raw(f"40{NAMESPACE},{{}}")
        await signed_in.settle()
    assert [frame for frame in late.frames if frame.startswith("40")] == []


async def test_fifty_tabs_may_reconnect_at_once_after_a_restart(
    browsers: Browsers, alice: Actor
) -> None:
    tabs = [await browsers.tab(token_of("alice")) for _ in range(50)]
    assert {tab.var("must_leave") for tab in tabs} == {""}


def test_the_default_limits_are_the_documented_ones() -> None:
    promised = Limits(
        frame_bytes=131_072,
        events_per_second=20,
        event_burst=60,
        sockets_per_account=50,
        handshakes_per_minute=10,
        anonymous_sockets=200,
        anonymous_sockets_per_address=20,
        anonymous_events_per_second=10,
    )
    assert Limits() == Limits.configured() == promised
    assert app.sio is not None
    assert app.sio.eio.max_http_buffer_size == settings().frame_bytes


def test_a_token_bucket_allows_a_burst_and_refills_over_time() -> None:
    now = 0.0
    bucket = TokenBucket(3, 2, lambda: now)
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]
    now = 0.5
    assert [bucket.take() for _ in range(2)] == [True, False]
    now = 60
    assert [bucket.take() for _ in range(4)] == [True, True, True, False]


def test_token_buckets_are_separate_and_their_number_is_bounded() -> None:
    buckets = TokenBuckets(1, 0.001)
    assert [buckets.take("a"), buckets.take("b"), buckets.take("a")] == [True, True, False]
    for number in range(10_001):
        buckets.take(number)
    assert buckets.take("a")


async def test_an_invalid_event_in_the_connect_packet_does_not_break_the_socket(
    browsers: Browsers, alice: Actor
) -> None:
    tab = await browsers.tab(token_of("alice"), join=False)
    await tab.raw(f"40{NAMESPACE},{json.dumps({'event': CANARY, 'state_schema': None})}")
    await tab.until(lambda: any(frame.startswith(f"40{NAMESPACE},") for frame in tab.frames))
    await tab.send(HYDRATE)
    await tab.until(lambda: tab.var("must_leave") == "")
