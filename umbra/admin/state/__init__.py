"""What the admin pages show. Every state here is `AdminsOnly`; a test holds them to it.

They only read: each act goes by `fetch` to the routes of `umbra.admin.api`, which know from
where it comes and ask for a fresh proof; then the page reads again.
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
