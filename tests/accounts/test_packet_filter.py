"""The packet filter lets through only packets that a page of UMBRA sends."""

from __future__ import annotations

import logging

import pytest

from tests.accounts.audit_rows import DiaryState
from tests.accounts.sockets import NAMESPACE, Browsers, Tab, app
from tests.accounts.test_event_guard import handler
from tests.conftest import token_of
from umbra.core.actor import Actor

CANARY = "correct horse canary staple"
WRITE = handler("write")

INVALID_PACKETS: dict[str, str | bytes] = {
    "no packet": f"4{CANARY}",
    "only the type": "4",
    "half a packet": f'42{NAMESPACE},["event",{{"name":"{CANARY}',
    "too deep": f"42{NAMESPACE}," + "[" * 60_000,
    "an object": f'42{NAMESPACE},{{"{CANARY}":1}}',
    "an empty list": f"42{NAMESPACE},[]",
    "a number for a name": f'42{NAMESPACE},[7,"{CANARY}"]',
    "an acknowledgement": f'43{NAMESPACE},1["{CANARY}"]',
    "an error": f'44{NAMESPACE},"{CANARY}"',
    "an unknown type": f'49{NAMESPACE},["{CANARY}"]',
    "an endless id": f'42{NAMESPACE},{"9" * 500}["{CANARY}"]',
    "another namespace": f'42/admin,["event",{{"name":"{CANARY}"}}]',
    "the root namespace": f'42["event",{{"name":"{CANARY}"}}]',
    "bytes": CANARY.encode(),
}


@pytest.fixture
async def tab(browsers: Browsers, alice: Actor) -> Tab:
    return await browsers.tab(token_of("alice"))


async def check_alive(tab: Tab) -> None:
    await tab.send(WRITE, {"entry": "the tab is alive"})
    await tab.until(lambda: tab.var("entry") == "the tab is alive")
    await tab.send(WRITE, {"entry": ""})
    await tab.until(lambda: tab.var("entry") == "")


async def test_an_invalid_packet_has_no_effect_and_is_not_logged(
    tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for what, frame in INVALID_PACKETS.items():
        await tab.raw(frame)
        await check_alive(tab)
        assert CANARY not in caplog.text, what
        assert "Traceback" not in caplog.text, what


async def test_announced_binary_attachments_are_not_awaited(tab: Tab) -> None:
    await tab.raw(f'45999999999-{NAMESPACE},["event",{{"_placeholder":true,"num":0}}]')
    for _ in range(10):
        await tab.raw(b"x" * 10_000)
    await check_alive(tab)
    assert app.sio is not None
    assert app.sio._binary_packet == {}


async def test_a_second_connect_packet_creates_no_second_state(
    tab: Tab, browsers: Browsers
) -> None:
    for namespace in (NAMESPACE, "/admin"):
        for _ in range(5):
            await tab.raw(f"40{namespace},{{}}")
    await tab.raw("40{}")
    await check_alive(tab)
    answered = [frame for frame in tab.frames if frame.startswith(("40", "44"))]
    assert len(answered) == 1
    assert not any("new_token" in frame for frame in tab.frames)


async def test_frames_of_every_kind_count_towards_the_rate_limit(
    browsers: Browsers, alice: Actor
) -> None:
    tab = await browsers.tab(token_of("alice"), hydrate=False)
    for _ in range(200):
        await tab.raw("4nothing")
    received = len(tab.frames)
    for _ in range(50):
        await tab.send(WRITE, {"entry": "too much"})
    second = await browsers.tab(token_of("alice"))
    await check_alive(second)
    written = [frame for frame in tab.frames[received:] if "too much" in frame]
    assert len(written) < 50
    assert DiaryState.get_full_name() in second.state
