"""The built scripts and styles are served from memory, in a content coding the browser accepts."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from umbra.web.assets import BuiltAssets

SCRIPT = "/assets/page-1a2b3c4d.js"


@pytest.fixture
def browser(tmp_path: Path) -> httpx.AsyncClient:
    folder = tmp_path / "assets"
    folder.mkdir()
    (folder / "page-1a2b3c4d.js").write_bytes(b"plain")
    (folder / "page-1a2b3c4d.js.gz").write_bytes(b"zipped")
    (folder / "page-1a2b3c4d.js.br").write_bytes(b"brotli")
    (folder / "tiny-1a2b3c4d.css").write_bytes(b"tiny")
    (tmp_path / "secret.js").write_bytes(b"not an asset")

    async def respond(_: object) -> PlainTextResponse:
        return PlainTextResponse("from the app")

    app = Starlette(routes=[Route("/{path:path}", respond, methods=["GET", "POST"])])
    transport = httpx.ASGITransport(BuiltAssets(app, tmp_path))
    return httpx.AsyncClient(transport=transport, base_url="http://umbra.test")


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br, zstd", "br"),
        ("gzip", "gzip"),
        ("GZIP;q=0.5", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("identity", None),
        ("", None),
    ],
)
async def test_a_browser_gets_the_best_content_coding_it_accepts(
    browser: httpx.AsyncClient, accepted: str, encoding: str | None
) -> None:
    request = browser.build_request("GET", SCRIPT, headers={"Accept-Encoding": accepted})
    answer = await browser.send(request, stream=True)
    content = b"".join([part async for part in answer.aiter_raw()])
    assert answer.headers.get("content-encoding") == encoding
    assert content == {"br": b"brotli", "gzip": b"zipped", None: b"plain"}[encoding]
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")


async def test_an_uncompressed_asset_is_served_unchanged(browser: httpx.AsyncClient) -> None:
    answer = await browser.get("/assets/tiny-1a2b3c4d.css")
    assert (answer.text, answer.headers["content-type"]) == ("tiny", "text/css; charset=utf-8")


@pytest.mark.parametrize(
    "path", ["/assets/unknown.js", "/assets/../secret.js", f"{SCRIPT}.gz", "/todos"]
)
async def test_other_paths_are_passed_to_the_app(browser: httpx.AsyncClient, path: str) -> None:
    assert (await browser.get(path)).text == "from the app"


async def test_only_get_is_answered_from_memory(browser: httpx.AsyncClient) -> None:
    assert (await browser.post(SCRIPT)).text == "from the app"
