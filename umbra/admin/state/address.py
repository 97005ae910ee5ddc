"""The URL of the accounts page: its filter and the open account."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args

from umbra.admin.account_search import AccountSubset
from umbra.core.local_url import known_id, local_url

ACCOUNTS = "/admin/accounts"


@dataclass(frozen=True, slots=True)
class AccountsAddress:
    """The query of the accounts page. An unknown value falls back to its default."""

    only: AccountSubset = "all"
    open: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> AccountsAddress:
        only = query.get("only", "all")
        return cls(
            only=only if only in get_args(AccountSubset) else "all",  # pyright: ignore[reportArgumentType]
            open=known_id(query.get("open", "")),
        )

    def url(self) -> str:
        """The local URL, with only the values that differ from their defaults."""
        return local_url(ACCOUNTS, self)
