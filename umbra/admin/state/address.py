"""Where in the admin pages one is: which accounts are shown, which one is open."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode
from uuid import UUID

from umbra.admin.finding import Only

ACCOUNTS = "/admin/accounts"


@dataclass(frozen=True, slots=True)
class AccountsAddress:
    """What the accounts page shows. Anything unknown in the query falls back to its default."""

    only: Only = "all"
    open: str = ""

    @classmethod
    def read(cls, query: Mapping[str, str]) -> AccountsAddress:
        only = query.get("only", "all")
        return cls(
            only=only if only in get_args(Only) else "all",  # pyright: ignore[reportArgumentType]
            open=known_id(query.get("open", "")),
        )

    def url(self) -> str:
        """The local address, naming only what differs from the default."""
        default = AccountsAddress()
        query = {
            name: value
            for name in self.__slots__
            if (value := getattr(self, name)) != getattr(default, name)
        }
        return f"{ACCOUNTS}?{urlencode(query)}" if query else ACCOUNTS


def known_id(text: str) -> str:
    """`text` when it is an id, else the empty string."""
    try:
        return str(UUID(text))
    except ValueError:
        return ""
