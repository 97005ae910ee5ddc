"""Unknown routes below `/api`: answered by a problem document, never by a page's HTML."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.routing import BaseRoute, Match
from starlette.types import Receive, Scope, Send

from umbra.web.problems import document

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


def install(app: FastAPI) -> None:
    """Answers all other paths below `/api`; call it after the last route was added.

    Otherwise Reflex's app, which is mounted at the root later, would answer them.
    """
    app.mount("/api", _UnknownRoute(list(app.routes)))


class _UnknownRoute:
    """404 for an unknown path; 405, with `Allow`, for an unknown method of a known path."""

    def __init__(self, routes: list[BaseRoute]) -> None:
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        allowed = self._methods_for({**scope, "root_path": ""})
        if allowed:
            response = document(
                405,
                "method-not-allowed",
                "Method not allowed",
                f"This address accepts {', '.join(allowed)}.",
                {"Allow": ", ".join(allowed)},
            )
        else:
            response = document(404, "not-found", "Not found", "There is nothing at this address.")
        await response(scope, receive, send)

    def _methods_for(self, scope: Scope) -> list[str]:
        return [
            method
            for method in METHODS
            if any(
                route.matches({**scope, "method": method})[0] == Match.FULL
                for route in self._routes
            )
        ]
