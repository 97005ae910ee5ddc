"""Every component in every state on one page, for development only.

It runs without a server behind it: what opens and closes here is state of the browser's.
"""

from umbra.ui.gallery.page import gallery

__all__ = ["gallery"]
