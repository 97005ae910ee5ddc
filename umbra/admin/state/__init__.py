"""What the admin pages show. Every state here is `ForAdmins`; a test holds them to it.

They only read: each act goes by `fetch` to the routes of `umbra.admin.api`, which know from
where it comes and ask for a fresh proof; then the page reads again.
"""

from umbra.admin.state.account import AccountPanel
from umbra.admin.state.accounts import AccountList

__all__ = ["AccountList", "AccountPanel"]
