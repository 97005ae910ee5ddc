"""The tokens of one's programs: `/tokens`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import AwareDatetime, Field

from umbra.accounts.access.route_auth import Reauthenticated, SignedIn
from umbra.accounts.api.responses import CallerDep
from umbra.accounts.credentials import api_tokens
from umbra.accounts.credentials.api_tokens import NewToken, Scope, TokenRow
from umbra.core.fields import Body
from umbra.core.text import Name
from umbra.database import transaction
from umbra.web.openapi import problems
from umbra.web.responses import json_response, no_content

router = APIRouter(prefix="/tokens", tags=["tokens"])


class TokenBody(Body):
    """What the program is called, what it may do, and until when."""

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=1)]
    expires_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """All one's tokens: there is no page after."""

    items: Sequence[TokenRow]
    next: None = None


@router.get("", response_model=Tokens)
async def list_tokens(actor: SignedIn) -> Response:
    """One's tokens, the newest first; never their text."""
    async with transaction() as tx:
        return json_response(Tokens(await api_tokens.list_own(tx, actor)))


@router.post("", status_code=201, response_model=NewToken, responses=problems(403, 409))
async def make_token(body: TokenBody, actor: Reauthenticated, caller: CallerDep) -> Response:
    """A token that reads, or reads and writes; its text is told this once."""
    async with transaction() as tx:
        made = await api_tokens.make(tx, actor, body.name, body.scopes[0], body.expires_at, caller)
    return json_response(made, 201)


@router.delete("/{token_id}", status_code=204, responses=problems(404))
async def end_token(token_id: UUID, actor: SignedIn, caller: CallerDep) -> Response:
    """Ends a token: its next call is refused."""
    async with transaction() as tx:
        await api_tokens.end(tx, actor, token_id, caller)
    return no_content()
