"""The admin pages: their paths, components and load events.

The composition root puts the frame of a signed-in page around them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import reflex as rx

from umbra.admin.page.accounts import accounts_page
from umbra.admin.page.invites import invites_page
from umbra.admin.page.log import log_page
from umbra.admin.page.overview import overview_page
from umbra.admin.page.policy import policy_page
from umbra.admin.state import (
    AccountList,
    AccountPanel,
    InviteList,
    LogList,
    OverviewState,
    PolicyForm,
)

PAGES: tuple[tuple[str, Callable[[], rx.Component], tuple[Any, ...]], ...] = (
    ("/admin", overview_page, (OverviewState.load,)),
    ("/admin/accounts", accounts_page, (AccountList.load, AccountPanel.load)),
    ("/admin/invites", invites_page, (InviteList.load,)),
    ("/admin/policy", policy_page, (PolicyForm.load,)),
    ("/admin/log", log_page, (LogList.load,)),
)

__all__ = ["PAGES"]
