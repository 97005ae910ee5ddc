"""Security headers, Content-Security-Policy, caching headers and Reflex's closed routes."""

from __future__ import annotations

import base64
import hashlib
from pathlib import Path

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.responses import HTMLResponse, PlainTextResponse
from starlette.responses import Response as Answer
from starlette.types import ASGIApp, Receive, Scope, Send

from umbra.config import settings
from umbra.web import middleware
from umbra.web.middleware import ClosedRoutes, Headers, PageAddresses, content_policy, script_hashes


async def get(app: ASGIApp, path: str) -> Response:
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://umbra.test"
    ) as client:
        return await client.get(path)


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "lock").mkdir()
    (tmp_path / "index.html").write_text("<script>one()\n</script><script src='a.js'></script>")
    (tmp_path / "lock" / "index.html").write_text('<script type="module">two()</script>')
    monkeypatch.setattr(middleware, "BUILD", tmp_path)
    return tmp_path


def policy_of(answer: Response) -> dict[str, str]:
    parts = answer.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


async def test_a_page_may_run_its_own_scripts_and_nothing_else(build: Path) -> None:
    policy = policy_of(await get(Headers(HTMLResponse("page")), "/"))
    hashes = [
        "'sha256-" + base64.b64encode(hashlib.sha256(script).digest()).decode() + "'"
        for script in (b"one()\n", b"two()")
    ]
    assert policy["script-src"] == " ".join(["'self'", *sorted(hashes)])
    assert policy["default-src"] == "'none'"
    assert {"object-src", "base-uri", "frame-ancestors"} <= {
        name for name, source in policy.items() if source == "'none'"
    }
    assert policy["connect-src"] == policy["style-src"] == policy["worker-src"] == "'self'"
    assert policy["form-action"] == "'none'"


ADDRESSES = ["/", "/@evil.com", "/nope.js", "/a.b/c.png", "/assets/gone-12345678.js"]


@pytest.mark.parametrize("path", ADDRESSES)
async def test_a_page_has_the_policy_of_pages_at_any_address(path: str, build: Path) -> None:
    policy = policy_of(await get(Headers(HTMLResponse("not found", status_code=404)), path))
    assert policy["style-src"] == "'self'"
    assert "sha256-" in policy["script-src"]


@pytest.mark.parametrize("path", ADDRESSES)
@pytest.mark.parametrize("kind", ["text/javascript", "image/svg+xml", "application/json", None])
async def test_other_responses_get_a_policy_that_allows_nothing_at_any_address(
    path: str, kind: str | None, build: Path
) -> None:
    answer = await get(Headers(Answer(b"x", media_type=kind)), path)
    assert policy_of(answer)["default-src"] == "'none'"
    assert "script-src" not in policy_of(answer)


@pytest.mark.parametrize(
    ("path", "is_page"),
    [("/lock", True), ("/lock/", True), ("/nope.js", True), ("/logo.svg", False)],
)
async def test_a_304_has_the_policy_of_the_stored_page_or_file(
    path: str, is_page: bool, build: Path
) -> None:
    (build / "logo.svg").write_text("<svg/>")
    answer = await get(Headers(Answer(status_code=304)), path)
    assert ("script-src" in policy_of(answer)) is is_page


async def test_a_missing_asset_is_not_cached(build: Path) -> None:
    missing = HTMLResponse("not found", status_code=404)
    answer = await get(Headers(missing), "/assets/root-DZ7BZHd-.js")
    assert answer.headers["cache-control"] == "no-cache"


def test_the_policy_allows_no_unsafe_sources() -> None:
    assert "unsafe" not in content_policy([])
    assert "*" not in content_policy([])
    assert "http" not in content_policy([])


async def test_images_come_from_the_tile_server_that_the_administrator_names_and_no_other(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = HTMLResponse("page")
    assert policy_of(await get(Headers(page), "/"))["img-src"] == "'self' data:"
    monkeypatch.setattr(settings(), "tile_url", "https://Tiles.example.org:8443/a/{z}/{x}/{y}.png")
    answer = await get(Headers(page), "/")
    policy = policy_of(answer)
    assert policy.pop("img-src") == "'self' data: https://tiles.example.org:8443"
    assert "tiles.example.org" not in str(policy)
    assert answer.headers["referrer-policy"] == "same-origin"


@pytest.mark.parametrize("path", ["/", "/lock", "/api/todos", "/assets/a-12345678.js", "/nothing"])
async def test_every_answer_carries_the_security_headers(path: str, build: Path) -> None:
    headers = (await get(Headers(PlainTextResponse("answer")), path)).headers
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert "frame-ancestors 'none'" in headers["content-security-policy"]
    assert "strict-transport-security" not in headers


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/api/todos", 200),
        ("/service-worker.js", 200),
        ("/favicon.svg", 200),
        ("/assets/a-12345678.svg", 200),
        ("/assets/a-12345678.js", 404),
    ],
)
async def test_what_may_be_shown_as_a_document_carries_the_headers_of_documents(
    path: str, status: int, build: Path
) -> None:
    headers = (await get(Headers(PlainTextResponse("answer", status)), path)).headers
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert "camera=()" in headers["permissions-policy"]


@pytest.mark.parametrize("path", ["/assets/a-12345678.js", "/assets/a-12345678.css"])
async def test_a_built_script_or_style_does_not_carry_them(path: str, build: Path) -> None:
    headers = (await get(Headers(PlainTextResponse("answer")), path)).headers
    assert {"cross-origin-opener-policy", "permissions-policy"}.isdisjoint(headers)


async def test_hsts_lasts_at_least_a_year_with_an_https_public_url(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings(), "public_url", "https://umbra.example.org")
    headers = (await get(Headers(PlainTextResponse("page")), "/")).headers
    _, _, seconds = headers["strict-transport-security"].partition("max-age=")
    assert int(seconds) >= 365 * 24 * 3600


async def test_in_development_the_policy_only_reports(
    build: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFLEX_ENV_MODE", "dev")
    headers = (await get(Headers(HTMLResponse("page")), "/")).headers
    assert "content-security-policy" not in headers
    assert "script-src" in headers["content-security-policy-report-only"]


@pytest.mark.parametrize(
    ("path", "caching"),
    [
        ("/api/todos", "no-store"),
        ("/api/health/ready", "no-store"),
        ("/assets/root-DZ7BZHd-.js", "public, max-age=31536000, immutable"),
        ("/assets/reflex-env-BVGF6eGS.js", "public, max-age=31536000, immutable"),
        ("/styles/tokens.css", "no-cache"),
        ("/", "no-cache"),
    ],
)
async def test_responses_have_caching_headers(path: str, caching: str, build: Path) -> None:
    answer = await get(Headers(PlainTextResponse("answer")), path)
    assert answer.headers["cache-control"] == caching


async def test_a_route_s_own_caching_header_is_not_changed(build: Path) -> None:
    photo = PlainTextResponse("picture", headers={"Cache-Control": "private, max-age=60"})
    answer = await get(Headers(photo), "/api/people/1/photo")
    assert answer.headers["cache-control"] == "private, max-age=60"


@pytest.mark.parametrize(
    "path",
    [
        "/ping",
        "/_health",
        "/_all_routes",
        "/auth-codespace",
        "/_upload",
        "/_upload/a.txt",
        "/_event",
        "/_event/",
        "/ping/",
    ],
)
async def test_reflexs_own_routes_are_closed(path: str) -> None:
    answer = await get(ClosedRoutes(PlainTextResponse("open")), path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


async def test_a_page_whose_path_only_begins_like_a_closed_route_is_open() -> None:
    assert (await get(ClosedRoutes(PlainTextResponse("open")), "/pingpong")).text == "open"


async def test_a_page_is_served_at_its_own_address_without_a_redirect(build: Path) -> None:
    async def show_path(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(scope["path"])(scope, receive, send)

    pages = PageAddresses(show_path, build)
    assert (await get(pages, "/lock")).text == "/lock/"
    assert (await get(pages, "/lock/")).text == "/lock/"
    assert (await get(pages, "/todos")).text == "/todos"


def test_script_hashes_are_computed_from_the_served_bytes(build: Path) -> None:
    (build / "index.html").write_bytes(b"<script>a\r\nb</script>")
    digest = base64.b64encode(hashlib.sha256(b"a\r\nb").digest()).decode()
    assert f"'sha256-{digest}'" in script_hashes(build)
