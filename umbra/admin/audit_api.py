"""The audit log routes for admins: cursor pages and file export."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query, Response
from fastapi.responses import StreamingResponse
from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic_core import PydanticKnownError

from umbra.accounts.access.route_auth import Admin
from umbra.accounts.api.own_security import LogPage, log_page
from umbra.accounts.api.responses import CallerDep
from umbra.accounts.audit import audit_entries
from umbra.accounts.audit.audit_entries import AuditFilter
from umbra.accounts.audit.audit_log import COMMAND_LINE, Action, Result
from umbra.accounts.primitives.client_address import UNKNOWN
from umbra.admin import audit_export
from umbra.admin.audit_export import Format
from umbra.core.errors import InvalidInput
from umbra.database import database, transaction
from umbra.web.paging import PageQuery
from umbra.web.responses import json_response

router = APIRouter(prefix="/audit")

_MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8; header=present",
    "jsonl": "application/jsonl",
}
_FILE_CONTENT: dict[str, Any] = {"schema": {"type": "string"}}
_FILE_RESPONSES: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "The file.",
        "content": {kind.partition(";")[0]: _FILE_CONTENT for kind in _MEDIA_TYPES.values()},
    }
}
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def _address(text: str) -> str:
    if text in {UNKNOWN, COMMAND_LINE.address}:
        return text
    try:
        return str(ip_address(text))
    except ValueError:
        raise ValueError("Must be an address like 192.0.2.1 or 2001:db8::1.") from None


def _dated(given: Any) -> Any:
    """Refuses a number of seconds, which pydantic would take; the schema says `date-time`."""
    if isinstance(given, str) and not _DATE.match(given):
        raise PydanticKnownError("datetime_parsing", {"error": "no date"})
    return given


Instant = Annotated[AwareDatetime, BeforeValidator(_dated)]


class LogFilter(BaseModel):
    """Which entries to return; a filter that is left out matches any. `to` is exclusive."""

    model_config = ConfigDict(extra="forbid")

    account: UUID | None = None
    action: Action | None = None
    result: Result | None = None
    address: Annotated[str, AfterValidator(_address)] | None = None
    since: Annotated[Instant | None, Field(alias="from")] = None
    until: Annotated[Instant | None, Field(alias="to")] = None

    @property
    def audit_filter(self) -> AuditFilter:
        """The filter for the service. InvalidInput at `to` if it lies before `from`."""
        if self.since and self.until and self.until < self.since:
            raise InvalidInput.at("to", "Must not be before `from`.")
        return AuditFilter(
            self.account, self.action, self.result, self.address, self.since, self.until
        )


class LogQuery(LogFilter, PageQuery):
    """A filter with the cursor and size of one page."""


class ExportQuery(LogFilter):
    """A filter with the file format of an export."""

    format: Format = "csv"


@router.get("", response_model=LogPage)
async def read_audit(query: Annotated[LogQuery, Query()]) -> Response:
    """Sign-ins and changes of all accounts, latest first."""
    async with transaction() as tx:
        found = await audit_entries.read(
            tx, query.audit_filter, after=query.after, limit=query.limit
        )
    return json_response(log_page(found))


@router.get("/export", response_class=StreamingResponse, responses=_FILE_RESPONSES)
async def export_audit(
    query: Annotated[ExportQuery, Query()], actor: Admin, caller: CallerDep
) -> Response:
    """The log as a streamed file of any length: CSV (RFC 4180) or one JSON object per line."""
    day = database().clock.now().date().isoformat()
    name = f"umbra-log-{day}.{query.format}"
    return StreamingResponse(
        audit_export.export(actor, query.audit_filter, query.format, caller),
        media_type=_MEDIA_TYPES[query.format],
        headers={
            "Cache-Control": "no-store",
            "Content-Disposition": f'attachment; filename="{name}"',
        },
    )
