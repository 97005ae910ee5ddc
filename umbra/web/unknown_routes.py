"""What answers below `/api` where no route does: a problem document, never the page's HTML."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from umbra.web.problems import document

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def install(app: FastAPI) -> None:
    """Closes `/api` after its last route: what is mounted at the root later stays out of it."""
    app.mount("/api", _NoSuchRoute(list(app.routes)))


class _NoSuchRoute:
    """404 for an unknown address; 405, with `Allow`, for a known one and another method."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = self._methods_for({**scope, "root_path": ""})
        if allowed:
            answer = document(
                405,
                "method-not-allowed",
                "That method is not for this address",
                f"This address takes {', '.join(allowed)}.",
                {"Allow": ", ".join(allowed)},
            )
        else:
            answer = document(404, "not-found", "Not found", "There is nothing at this address.")
        await answer(scope, receive, send)

    def _methods_for(self, scope: Scope) -> list[str]:
        return [
            method
            for method in METHODS
            if any(
                route.matches({**scope, "method": method})[0] == Match.FULL
                for route in self._routes
            )
        ]
