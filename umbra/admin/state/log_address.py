"""The URL of the audit log page, and its filters as the service takes them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import get_args
from urllib.parse import urlencode
from uuid import UUID

from umbra.accounts.audit.audit_entries import AuditFilter
from umbra.accounts.audit.audit_log import Action, Result
from umbra.accounts.primitives.usernames import LONGEST_USERNAME
from umbra.core.errors import InvalidInput
from umbra.core.local_url import local_url
from umbra.core.moments import Now
from umbra.core.paging import Cursor
from umbra.web.paging import LONGEST_CURSOR, decoded

LOG = "/admin/log"
EXPORT = "/api/admin/audit/export"


@dataclass(frozen=True, slots=True)
class LogAddress:
    """The query of the log page. An empty filter matches any; unknown values are dropped.

    `since` and `until`: days in the reader's time zone, both inclusive. `cursor`: where the
    page begins.
    """

    account: str = ""
    action: str = ""
    result: str = ""
    since: str = ""
    until: str = ""
    cursor: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> LogAddress:
        action, result = query.get("action", ""), query.get("result", "")
        cursor = query.get("cursor", "")
        return cls(
            account=query.get("account", "").strip()[:LONGEST_USERNAME],
            action=action if action in get_args(Action) else "",
            result=result if result in get_args(Result) else "",
            since=_day(query.get("since", "")),
            until=_day(query.get("until", "")),
            cursor=cursor if len(cursor) <= LONGEST_CURSOR else "",
        )

    def url(self) -> str:
        """The local URL, with only the filters that are set."""
        return local_url(LOG, self)

    @property
    def filtered(self) -> bool:
        return replace(self, cursor="") != LogAddress()

    @property
    def after(self) -> Cursor | None:
        """The cursor where the page begins; None, also for an invalid one: the latest entry."""
        try:
            return decoded(self.cursor) if self.cursor else None
        except InvalidInput:
            return None

    def audit_filter(self, account_id: UUID | None, now: Now) -> AuditFilter:
        """The filter for the service. InvalidInput at `until` if it lies before `since`."""
        since = date.fromisoformat(self.since) if self.since else None
        until = date.fromisoformat(self.until) if self.until else None
        if since and until and until < since:
            raise InvalidInput.at("until", "Must not be before the start date.")
        return AuditFilter(
            account_id=account_id,
            action=self.action or None,  # pyright: ignore[reportArgumentType]
            result=self.result or None,  # pyright: ignore[reportArgumentType]
            since=now.start_of(since) if since else None,
            until=now.start_of(until + timedelta(days=1)) if until else None,
        )


def export_url(wanted: AuditFilter, kind: str) -> str:
    """The API URL that exports the matching entries; `kind`: the file format."""
    query = {
        "account": wanted.account_id,
        "action": wanted.action,
        "result": wanted.result,
        "from": wanted.since and wanted.since.isoformat(),
        "to": wanted.until and wanted.until.isoformat(),
    }
    named = {name: str(value) for name, value in query.items() if value}
    return f"{EXPORT}?{urlencode({'format': kind, **named})}"


def _day(text: str) -> str:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return ""
    return day.isoformat() if date(1970, 1, 1) <= day < date(9999, 12, 31) else ""
