"""The component gallery: every component in every state on one page, in development builds only.

It needs no server: what opens and closes here is client state.
"""

from umbra.ui.gallery.page import gallery

__all__ = ["gallery"]
