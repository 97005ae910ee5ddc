"""The state of sign-in protection is in the database: it survives kill -9 and is shared."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx
import psutil
import pytest
from pyotp.totp import TOTP

from tests.conftest import WITHOUT_DURABILITY, new_database
from tests.runtime.api_process import SETUP_CODE, serving_process
from tests.temporary_folders import data_folder
from umbra.runtime import migrations
from umbra.runtime.embedded import Cluster, running

PASSWORD, WRONG = "four green apples fell", "this is not the password"
WRONG_CODE = "0-" + "A" * 16
"""A backup code, since a random one-time code could be right by chance."""

SECOND_PROCESS, KILLED = "in a second process", "after a kill -9 of app and PostgreSQL"


@dataclass
class Caller:
    """A client with cookies of its own, which calls the process that is running now."""

    server: ApiServer
    cookies: dict[str, str] = field(default_factory=dict)

    def call(self, method: str, path: str, **body: Any) -> httpx.Response:
        answer = httpx.request(
            method,
            f"{self.server.address}/api{path}",
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
class ApiServer:
    """The address of the process that is running now, and the clients and secrets of before."""

    address: str
    callers: dict[str, Caller] = field(default_factory=dict)
    secrets: dict[str, str] = field(default_factory=dict)

    def caller(self, name: str) -> Caller:
        return self.callers.setdefault(name, Caller(self))


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL for this module only, which it kills."""
    with data_folder() as data, running(data, WITHOUT_DURABILITY) as opened:
        yield opened


@pytest.fixture(scope="module", params=[SECOND_PROCESS, KILLED])
def server(request: pytest.FixtureRequest, cluster: Cluster) -> Iterator[ApiServer]:
    """A second server process on a database that a first one was used with."""
    with ExitStack() as stack:
        name = f"umbra_{uuid4().hex[:8]}"
        url = stack.enter_context(new_database(cluster.url(), name))
        migrations.upgrade(url)
        first, address = stack.enter_context(serving_process(url))
        used = ApiServer(address)
        use_server(used)
        if request.param == KILLED:
            first.kill()
            first.wait()
            kill(cluster)
            cluster.ensure_running()
        _, used.address = stack.enter_context(serving_process(url))
        yield used


def kill(cluster: Cluster) -> None:
    """Sends SIGKILL to PostgreSQL and all its child processes."""
    postmaster = cluster.postmaster()
    assert postmaster is not None
    processes = [postmaster, *postmaster.children(recursive=True)]
    for process in processes:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(processes, timeout=10)


def use_server(server: ApiServer) -> None:
    """Creates accounts, a lockout, used codes, wrong codes and a locked session."""
    admin = server.caller("admin")
    setup = {"setup_code": SETUP_CODE, "username": "admin", "password": PASSWORD}
    assert admin.post("/auth/setup", **setup).status_code == 201
    admin.call("PUT", "/admin/policy", registration_open=True)
    server.secrets["invite"] = admin.post("/admin/invites").json()["token"]
    for name in ("banned", "coded", "guessed", "locked"):
        person = {"username": name, "password": PASSWORD}
        assert server.caller(name).post("/auth/register", **person).status_code == 201
    guest = {"username": "guest", "password": PASSWORD, "invite": server.secrets["invite"]}
    assert server.caller("guest").post("/auth/register", **guest).status_code == 201
    for _ in range(5):
        assert server.caller("anonymous").sign_in("banned", WRONG).status_code == 401
    enrol(server, "coded")
    sign_in_by_codes(server, "coded")
    enrol(server, "guessed")
    for _ in range(9):
        refused = server.caller("guessed").post("/auth/totp/verify", backup_code=WRONG_CODE)
        assert refused.status_code == 401
    server.caller("locked").post("/auth/lock")
    for _ in range(4):
        assert server.caller("locked").post("/auth/unlock", password=WRONG).status_code == 401


def enrol(server: ApiServer, name: str) -> None:
    """Sets up a second factor, confirmed by the previous code, and opens a challenge for it."""
    caller = server.caller(name)
    secret = caller.post("/auth/totp/setup").json()["secret"]
    confirmed = caller.post("/auth/totp/confirm", code=TOTP(secret).at(int(time.time()) - 30))
    server.secrets |= {
        f"{name}'s secret": secret,
        f"{name}'s code": confirmed.json()["backup_codes"][0],
    }
    caller.cookies.pop("umbra_session")
    assert caller.sign_in(name).json()["status"] == "totp_required"


def sign_in_by_codes(server: ApiServer, name: str) -> None:
    """Signs in by the current code, then by a backup code; then opens a challenge again."""
    caller = server.caller(name)
    server.secrets["used"] = TOTP(server.secrets[f"{name}'s secret"]).now()
    assert caller.post("/auth/totp/verify", code=server.secrets["used"]).status_code == 200
    caller.sign_in(name)
    accepted = caller.post("/auth/totp/verify", backup_code=server.secrets[f"{name}'s code"])
    assert accepted.status_code == 200
    assert caller.sign_in(name).json()["status"] == "totp_required"


def test_a_lockout_survives(server: ApiServer) -> None:
    assert server.caller("another client").sign_in("banned").status_code == 429


def test_a_used_code_stays_used_and_the_challenge_stays_open(server: ApiServer) -> None:
    coded = server.caller("coded")
    for used in ({"code": server.secrets["used"]}, {"backup_code": server.secrets["coded's code"]}):
        refused = coded.post("/auth/totp/verify", **used)
        assert refused.json()["type"] == "/problems/bad-credentials"
    later = TOTP(server.secrets["coded's secret"]).at(int(time.time()) + 30)
    assert coded.post("/auth/totp/verify", code=later).status_code == 200


def test_the_tenth_wrong_code_locks_the_second_factor_for_the_next_process_too(
    server: ApiServer,
) -> None:
    guessed = server.caller("guessed")
    assert guessed.post("/auth/totp/verify", backup_code=WRONG_CODE).status_code == 401
    ended = guessed.post("/auth/totp/verify", backup_code=server.secrets["guessed's code"])
    assert ended.json()["type"] == "/problems/step-over"
    guessed.sign_in("guessed")
    right = guessed.post("/auth/totp/verify", backup_code=server.secrets["guessed's code"])
    assert right.status_code == 429


def test_a_locked_session_stays_locked_and_its_fifth_wrong_try_ends_it(server: ApiServer) -> None:
    locked = server.caller("locked")
    assert locked.call("GET", "/todos").status_code == 423
    assert locked.post("/auth/unlock", password=WRONG).json()["type"] == "/problems/not-signed-in"
    assert locked.post("/auth/unlock", password=PASSWORD).status_code == 401


def test_an_invitation_and_the_setup_code_stay_used(server: ApiServer) -> None:
    again = {"username": "mallory", "password": PASSWORD}
    refused = server.caller("mallory").post(
        "/auth/register", invite=server.secrets["invite"], **again
    )
    assert refused.json()["type"] == "/problems/registration-closed"
    refused = server.caller("mallory").post("/auth/setup", setup_code=SETUP_CODE, **again)
    assert refused.status_code == 409


def test_an_open_session_stays_open(server: ApiServer) -> None:
    assert server.caller("guest").call("GET", "/todos").status_code == 200
