"""Below `/api` every answer is a problem document, also where no route is."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from httpx import ASGITransport, AsyncClient, Response
from starlette.responses import HTMLResponse

from umbra.umbra import api
from umbra.web import health, unknown_routes


async def ask(app: FastAPI, method: str, path: str) -> Response:
    async with AsyncClient(transport=ASGITransport(app=app), base_url="http://house") as client:
        return await client.request(method, path)


@pytest.fixture
def app() -> FastAPI:
    """Routes with the page's own server behind them, as in the house."""
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
async def test_a_method_an_address_does_not_take_is_told_with_those_it_does(
    method: str, app: FastAPI
) -> None:
    answer = await ask(app, method, "/api/health/live")
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET"
    assert answer.headers["content-type"] == "application/problem+json"


async def test_the_rest_is_the_pages(app: FastAPI) -> None:
    assert "The page" in (await ask(app, "GET", "/todos")).text


async def test_the_house_closes_its_api_after_every_feature() -> None:
    answer = await ask(api, "GET", "/api/nothing")
    assert answer.json()["type"] == "/problems/not-found"
    assert (await ask(api, "PUT", "/api/health/ready")).headers["allow"] == "GET"
