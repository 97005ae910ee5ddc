"""The admin pages, without the frame: the composition root puts that around them."""

from umbra.admin.page.accounts import accounts_page

__all__ = ["accounts_page"]
