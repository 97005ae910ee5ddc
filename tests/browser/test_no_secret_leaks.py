"""After a whole journey in the browser, no secret is found where it does not belong."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
from pathlib import Path

from playwright.sync_api import Page, WebSocket, expect
from pyotp.totp import TOTP

from tests.browser.conftest import Visit
from tests.browser.server import SETUP_CODE, Person, Server
from tests.browser.test_required_steps import HASHING
from tests.canaries import Canaries, dumped

FIRST, SECOND, THIRD = "canary apples fell", "canary herons waded", "canary lanterns burnt"
WRONG, WRONG_CODE, WRONG_BACKUP_CODE = "canary that is wrong", "918273", "3-CANA-RYCA-NARY-CANA"
NO_MATCH = "Wrong code. Use the one your app shows now."
LEFT_BEHIND = """() => JSON.stringify([
    localStorage, sessionStorage, document.cookie, window.name,
    navigation.entries().map(entry => entry.url),
    performance.getEntries().map(entry => entry.name),
])"""


class Traveller:
    """One page on its journey. Each secret typed or shown there is added to the canaries."""

    def __init__(self, page: Page, server: Server, canaries: Canaries) -> None:
        self.page, self.server, self.canaries = page, server, canaries
        self.frames: list[str] = []
        self.addresses: list[str] = []
        self.left: list[str] = []
        page.on("websocket", self._listen)
        page.on("request", lambda request: self.addresses.append(request.url.partition("#")[0]))
        page.on("console", lambda message: self.left.append(message.text))
        page.reload()  # the first websocket was open before the listeners were added

    def fill(self, label: str, secret: str) -> None:
        field = self.page.get_by_label(label, exact=True)
        field.fill(self.canaries.keep(f"{label} at {self.page.url}", secret))

    def press(self, button: str) -> None:
        self.page.get_by_role("button", name=button).first.click()

    def sees(self, words: str) -> None:
        expect(self.page.get_by_text(words).last).to_be_visible()

    def reaches_the_dashboard(self) -> None:
        """Waits for the dashboard, and records what the journey left in the browser."""
        self.page.wait_for_url(self.server.url + "/", timeout=HASHING)
        for name, value in self.cookies().items():
            self.canaries.keep(f"cookie {name}", value)
        self.records()

    def cookies(self) -> dict[str, str]:
        held = self.page.context.cookies()
        return {cookie.get("name", ""): cookie.get("value", "") for cookie in held}

    def records(self, unused_invitation: str = "") -> None:
        """Records what is left in the browser. An unused invitation may stay in its tab."""
        left: str = self.page.evaluate(LEFT_BEHIND)
        self.left.append(left.replace(unused_invitation, "") if unused_invitation else left)
        self.addresses.append(self.page.url)

    def signs_in(self, password: str) -> None:
        """Signs out, and signs in again with the remaining cookies."""
        self.press("Account")
        self.press("Sign out")
        expect(self.page.get_by_role("heading", name="Welcome back")).to_be_visible()
        self.page.get_by_label("User name").fill("alice")
        self.fill("Password", password)
        self.press("Sign in")

    def _listen(self, socket: WebSocket) -> None:
        self.addresses.append(socket.url)
        socket.on("framesent", lambda frame: self.frames.append(str(frame)))
        socket.on("framereceived", lambda frame: self.frames.append(str(frame)))


def test_no_secret_of_a_whole_journey_is_in_log_frame_address_page_dump_or_backup(
    server: Server, visit: Visit, tmp_path: Path
):
    canaries, log_start = Canaries(), server.log.stat().st_size
    alice = Traveller(visit("/lock"), server, canaries)
    _set_up(alice)
    secret, code = _set_up_a_second_factor(alice)
    _sign_in_by_backup_code(alice, code)
    _choose_a_new_password(alice, secret)
    _lock_and_unlock(alice)
    bob = _register_by_invitation(alice, visit)
    for traveller in (alice, bob):
        traveller.page.goto(server.url + "/nothing-here")
        traveller.sees("There is nothing at this address.")
        traveller.left.append(traveller.page.content())
        traveller.records()
    places = {
        "frames": "".join(alice.frames + bob.frames),
        "addresses": "\n".join(alice.addresses + bob.addresses),
        "pages": "\n".join(alice.left + bob.left),
        "dump": dumped(server.database),
        "names in the backup": "\n".join(_names_in_a_backup(server, tmp_path / "backup.umbra")),
        "log": server.log.read_bytes()[log_start:].decode(),
    }
    assert all(places.values()), "each place contains something to search"
    assert "sign_in refused" in places["log"]
    assert "enrolled" in places["frames"], "the page reported its results to the state"
    assert canaries.leaked_into(places) == {}


def _set_up(alice: Traveller) -> None:
    alice.canaries.keep("setup code", SETUP_CODE)
    alice.fill("Setup code", "canary code that is wrong")
    alice.page.get_by_label("User name").fill("alice")
    alice.fill("Password", FIRST)
    alice.press("Set up and sign in")
    expect(alice.page.get_by_label("Setup code")).to_have_attribute("aria-invalid", "true")
    alice.page.goto(f"{alice.server.url}/lock#setup={SETUP_CODE}")
    expect(alice.page.get_by_label("Setup code")).to_have_value(SETUP_CODE)
    alice.page.get_by_label("User name").fill("alice")
    alice.fill("Password", FIRST)
    alice.press("Set up and sign in")
    alice.press("Later")
    alice.reaches_the_dashboard()


def _set_up_a_second_factor(alice: Traveller) -> tuple[str, str]:
    """Returns the TOTP secret, and one of the backup codes."""
    alice.server.sql("UPDATE accounts SET mfa_enforce_pending = true")
    alice.signs_in(WRONG)
    alice.sees("Wrong user name or password.")
    alice.fill("Password", FIRST)
    alice.press("Sign in")
    groups = alice.page.locator(".enrol__secret span")
    expect(groups).to_have_count(8)
    secret = alice.canaries.keep("TOTP secret", "".join(groups.all_inner_texts()))
    alice.records()
    alice.fill("Code", WRONG_CODE)
    alice.sees(NO_MATCH)
    alice.fill("Code", TOTP(secret).now())
    codes = alice.page.get_by_role("listitem")
    expect(codes).to_have_count(10, timeout=HASHING)
    kept = [alice.canaries.keep("backup code", code) for code in codes.all_inner_texts()]
    alice.records()
    alice.press("I have saved them")
    alice.reaches_the_dashboard()
    return secret, kept[3]


def _sign_in_by_backup_code(alice: Traveller, code: str) -> None:
    alice.signs_in(FIRST)
    alice.fill("Code", WRONG_CODE)
    alice.sees(NO_MATCH)
    alice.press("Use a backup code")
    alice.fill("Backup code", WRONG_BACKUP_CODE)
    alice.page.keyboard.press("Enter")
    alice.sees("This backup code is wrong or already used.")
    alice.fill("Backup code", code)
    alice.page.keyboard.press("Enter")
    alice.reaches_the_dashboard()


def _choose_a_new_password(alice: Traveller, secret: str) -> None:
    alice.server.sql("UPDATE accounts SET password_change_pending = true")
    alice.server.sql("UPDATE totp_secrets SET last_step = 0")
    alice.signs_in(FIRST)
    alice.fill("Code", TOTP(secret).now())
    alice.fill("New password", "canary"[:5])
    alice.page.keyboard.press("Enter")
    field = alice.page.get_by_label("New password", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    alice.records()
    alice.fill("New password", SECOND)
    alice.press("Save and continue")
    alice.reaches_the_dashboard()


def _lock_and_unlock(alice: Traveller) -> None:
    alice.press("Account")
    alice.press("Lock")
    alice.fill("Password", WRONG)
    alice.press("Unlock")
    alice.sees("Wrong password.")
    alice.records()
    alice.fill("Password", SECOND)
    alice.press("Unlock")
    expect(alice.page.get_by_role("heading", name="Locked")).to_have_count(0)
    alice.records()


def _register_by_invitation(alice: Traveller, visit: Visit) -> Traveller:
    """Bob, who was invited by alice through the API."""
    person = Person("alice", SECOND, alice.cookies()["umbra_session"])
    made = alice.server.call("POST", "/api/tokens", {"name": "x", "scopes": ["read"]}, person)
    alice.canaries.keep("API token", made.json()["token"])
    invited = alice.server.call("POST", "/api/admin/invites", {}, person).json()
    alice.canaries.keep("invitation", invited["token"])
    bob = Traveller(visit("/lock"), alice.server, alice.canaries)
    bob.page.goto(alice.server.url + invited["path"])
    bob.sees("You are invited.")
    bob.page.get_by_label("User name").fill("bob")
    bob.fill("Password", "short canary"[:11])
    bob.press("Create an account")
    expect(bob.page.get_by_label("Password", exact=True)).to_have_attribute("aria-invalid", "true")
    bob.records(invited["token"])
    bob.fill("Password", THIRD)
    bob.press("Create an account")
    bob.reaches_the_dashboard()
    return bob


def _names_in_a_backup(server: Server, target: Path) -> list[str]:
    made = subprocess.run(
        [sys.executable, "-m", "umbra", "backup", target],
        env={**os.environ, "UMBRA_DATA": str(server.log.parent / "data")},
        capture_output=True,
        text=True,
        check=True,
    )
    with tarfile.open(target) as tar:
        return [made.stdout, made.stderr, *(member.name for member in tar)]
