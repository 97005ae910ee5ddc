"""API tokens of the signed-in account: `/tokens`."""

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
    """The token's name, its scope, and when it expires (null: never)."""

    name: Name
    scopes: Annotated[list[Scope], Field(min_length=1, max_length=1)]
    expires_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Tokens:
    """All of your tokens, on one page: `next` is always null."""

    items: Sequence[TokenRow]
    next: None = None


@router.get("", response_model=Tokens)
async def list_tokens(actor: SignedIn) -> Response:
    """Lists your tokens, newest first, without their text."""
    async with transaction() as tx:
        return json_response(Tokens(await api_tokens.list_own(tx, actor)))


@router.post("", status_code=201, response_model=NewToken, responses=problems(403, 409))
async def create_token(body: TokenBody, actor: Reauthenticated, caller: CallerDep) -> Response:
    """Creates a token with scope `read`, or `write` (read and write).

    Its text is in this response only.
    """
    async with transaction() as tx:
        token = await api_tokens.create(
            tx, actor, body.name, body.scopes[0], body.expires_at, caller
        )
    return json_response(token, 201)


@router.delete("/{token_id}", status_code=204, responses=problems(404))
async def revoke_token(token_id: UUID, actor: SignedIn, caller: CallerDep) -> Response:
    """Revokes a token: its next call is refused."""
    async with transaction() as tx:
        await api_tokens.revoke(tx, actor, token_id, caller)
    return no_content()
