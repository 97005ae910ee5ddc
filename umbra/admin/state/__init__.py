"""The states of the admin pages. Each of them is `AdminsOnly`, which a test checks.

They only read. Every change goes by `fetch` to the routes of `umbra.admin.api`, which know
the caller's address and require a recent reauthentication; then the page reads again.
"""

from umbra.admin.state.account import AccountPanel
from umbra.admin.state.accounts import AccountList
from umbra.admin.state.invites import InviteList
from umbra.admin.state.log import LogList
from umbra.admin.state.overview import OverviewState
from umbra.admin.state.policy import PolicyForm

__all__ = [
    "AccountList",
    "AccountPanel",
    "InviteList",
    "LogList",
    "OverviewState",
    "PolicyForm",
]
