"""What guards the way in is in the database: for a second process, and after a kill -9 of all."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from pyotp.totp import TOTP

from tests.conftest import FAST_BUT_NOT_DURABLE, new_database
from tests.runtime.api_process import SETUP_CODE, serving_process
from tests.temporary_folders import data_folder
from umbra.runtime import migrations
from umbra.runtime.embedded import Cluster, running

PASSWORD, WRONG = "four green apples fell", "this is not the password"
WRONG_CODE = "0-" + "A" * 16
"""A backup code: of codes by time one could be right by chance."""

BESIDE, KILLED = "in a second process", "after a kill -9 of app and PostgreSQL"


@dataclass
class Caller:
    """A program with cookies of its own, which asks whichever process runs now."""

    house: House
    cookies: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        answer = httpx.request(
            method,
            f"{self.house.address}/api{path}",
            json=body,
            cookies=self.cookies,
            headers={"X-Umbra-Request": "1"},
            timeout=30,
        )
        self.cookies.update(answer.cookies)
        return answer

    def post(self, path: str, **body: Any) -> httpx.Response:
        return self.call("POST", path, **body)

    def sign_in(self, name: str, password: str = PASSWORD) -> httpx.Response:
        return self.post("/auth/login", username=name, password=password)


@dataclass
class House:
    """Where the process that answers now is, and what was done before there was another."""

    address: str
    callers: dict[str, Caller] = field(default_factory=dict)
    told: dict[str, str] = field(default_factory=dict)

    def caller(self, name: str) -> Caller:
        return self.callers.setdefault(name, Caller(self))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL of this file's own, to be killed."""
    with data_folder() as data, running(data, FAST_BUT_NOT_DURABLE) as opened:
        yield opened


@pytest.fixture(scope="module", params=[BESIDE, KILLED])
def house(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[House]:
    """A house with a past, as another process finds it."""
    with ExitStack() as stack:
        name = f"umbra_{uuid4().hex[:8]}"
        url = stack.enter_context(new_database(cluster.url(), name))
        migrations.upgrade(url)
        first, address = stack.enter_context(serving_process(url))
        lived_in = House(address)
        live_in(lived_in)
        if request.param == KILLED:
            first.kill()
            first.wait()
            kill(cluster)
            cluster.ensure_running()
        _, lived_in.address = stack.enter_context(serving_process(url))
        yield lived_in


def kill(cluster: Cluster) -> None:
    """SIGKILL to PostgreSQL and all its children, in the midst of whatever they do."""
    postmaster = cluster.postmaster()
    assert postmaster is not None
    doomed = [postmaster, *postmaster.children(recursive=True)]
    for process in doomed:
        process.kill()
    psutil.wait_procs(doomed, timeout=10)


def live_in(house: House) -> None:
    admin = house.caller("admin")
    claim = {"setup_code": SETUP_CODE, "username": "admin", "password": PASSWORD}
    assert admin.post("/auth/setup", **claim).status_code == 201
    admin.call("PUT", "/admin/policy", registration_open=True)
    house.told["invite"] = admin.post("/admin/invites").json()["token"]
    for name in ("banned", "coded", "guessed", "locked"):
        person = {"username": name, "password": PASSWORD}
        assert house.caller(name).post("/auth/register", **person).status_code == 201
    guest = {"username": "guest", "password": PASSWORD, "invite": house.told["invite"]}
    assert house.caller("guest").post("/auth/register", **guest).status_code == 201
    for _ in range(5):
        assert house.caller("stranger").sign_in("banned", WRONG).status_code == 401
    enrol(house, "coded")
    come_in_by_code(house, "coded")
    enrol(house, "guessed")
    for _ in range(9):
        tried = house.caller("guessed").post("/auth/totp/verify", backup_code=WRONG_CODE)
        assert tried.status_code == 401
    house.caller("locked").post("/auth/lock")
    for _ in range(4):
        assert house.caller("locked").post("/auth/unlock", password=WRONG).status_code == 401


def enrol(house: House, name: str) -> None:
    """Turns on a second factor, confirmed by the code before the present one, and comes to it."""
    caller = house.caller(name)
    secret = caller.post("/auth/totp/setup").json()["secret"]
    confirmed = caller.post("/auth/totp/confirm", code=TOTP(secret).at(int(time.time()) - 30))
    house.told |= {
        f"{name}'s secret": secret,
        f"{name}'s code": confirmed.json()["backup_codes"][0],
    }
    caller.cookies.pop("umbra_session")
    assert caller.sign_in(name).json()["status"] == "totp_required"


def come_in_by_code(house: House, name: str) -> None:
    """By the present code, then by a backup code; and once more to the step."""
    caller = house.caller(name)
    house.told["used"] = TOTP(house.told[f"{name}'s secret"]).now()
    assert caller.post("/auth/totp/verify", code=house.told["used"]).status_code == 200
    caller.sign_in(name)
    spent = caller.post("/auth/totp/verify", backup_code=house.told[f"{name}'s code"])
    assert spent.status_code == 200
    assert caller.sign_in(name).json()["status"] == "totp_required"


def test_a_lockout_survives(house: House) -> None:
    assert house.caller("passer-by").sign_in("banned").status_code == 429


def test_a_used_code_stays_used_and_the_challenge_stays_open(house: House) -> None:
    coded = house.caller("coded")
    for used in ({"code": house.told["used"]}, {"backup_code": house.told["coded's code"]}):
        refused = coded.post("/auth/totp/verify", **used)
        assert refused.json()["type"] == "/problems/bad-credentials"
    later = TOTP(house.told["coded's secret"]).at(int(time.time()) + 30)
    assert coded.post("/auth/totp/verify", code=later).status_code == 200


def test_the_tenth_wrong_code_locks_the_second_factor_for_the_next_process_too(
    house: House,
) -> None:
    guessed = house.caller("guessed")
    assert guessed.post("/auth/totp/verify", backup_code=WRONG_CODE).status_code == 401
    gone = guessed.post("/auth/totp/verify", backup_code=house.told["guessed's code"])
    assert gone.json()["type"] == "/problems/step-over"
    guessed.sign_in("guessed")
    right = guessed.post("/auth/totp/verify", backup_code=house.told["guessed's code"])
    assert right.status_code == 429


def test_a_locked_session_stays_locked_and_its_fifth_wrong_try_ends_it(house: House) -> None:
    locked = house.caller("locked")
    assert locked.call("GET", "/todos").status_code == 423
    assert locked.post("/auth/unlock", password=WRONG).json()["type"] == "/problems/not-signed-in"
    assert locked.post("/auth/unlock", password=PASSWORD).status_code == 401


def test_an_invitation_and_the_setup_code_stay_used(house: House) -> None:
    again = {"username": "mallory", "password": PASSWORD}
    refused = house.caller("mallory").post("/auth/register", invite=house.told["invite"], **again)
    assert refused.json()["type"] == "/problems/registration-closed"
    refused = house.caller("mallory").post("/auth/setup", setup_code=SETUP_CODE, **again)
    assert refused.status_code == 409


def test_an_open_session_stays_open(house: House) -> None:
    assert house.caller("guest").call("GET", "/todos").status_code == 200
