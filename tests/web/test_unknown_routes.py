"""Below `/api`, unknown routes are answered by a problem document."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from starlette.responses import HTMLResponse

from umbra.umbra import api
from umbra.web import health, unknown_routes


async def ask(app: FastAPI, method: str, path: str) -> Response:
    async with AsyncClient(
        transport=ASGITransport(app=app), base_url="http://umbra.test"
    ) as client:
        return await client.request(method, path)


@pytest.fixture
def app() -> FastAPI:
    """API routes with the pages mounted at the root, as in UMBRA."""
    app = FastAPI()
    app.include_router(health.router, prefix="/api")
    unknown_routes.install(app)
    app.mount("", HTMLResponse("<h1>The page</h1>"))
    return app


@pytest.mark.parametrize("path", ["/api/nothing", "/api/", "/api/health/live/more"])
async def test_an_unknown_address_is_not_found(path: str, app: FastAPI) -> None:
    answer = await ask(app, "GET", path)
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize("method", ["POST", "DELETE", "HEAD", "OPTIONS"])
async def test_an_unsupported_method_is_answered_with_the_allowed_ones(
    method: str, app: FastAPI
) -> None:
    answer = await ask(app, method, "/api/health/live")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_other_paths_are_answered_by_the_pages(app: FastAPI) -> None:
    assert "The page" in (await ask(app, "GET", "/todos")).text


async def test_the_app_answers_unknown_routes_after_those_of_all_features() -> None:
    answer = await ask(api, "GET", "/api/nothing")
    assert answer.json()["type"] == "/problems/not-found"
    assert (await ask(api, "PUT", "/api/health/ready")).headers["allow"] == "GET"
