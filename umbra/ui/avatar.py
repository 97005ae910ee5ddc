"""An account as a small round picture: its initials."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Text


def initials(name: str) -> str:
    """At most two letters for a name: the first of its first and of its last word."""
    words = [word for word in name.split() if word]
    if not words:
        return "?"
    chosen = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return chosen.upper()


def avatar(letters: Text) -> rx.Component:
    """A round of initials. Decorative: the name stands beside it or in its button's label."""
    return rx.el.span(letters, class_name="avatar", aria_hidden=True)
