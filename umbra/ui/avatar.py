"""An avatar: the initials of an account's name in a circle."""

from __future__ import annotations

import reflex as rx

from umbra.ui.kinds import Text


def initials(name: str) -> str:
    """Returns the first letters of the name's first and last word, in capitals; "?" if empty."""
    words = [word for word in name.split() if word]
    if not words:
        return "?"
    letters = words[0][0] if len(words) == 1 else words[0][0] + words[-1][0]
    return letters.upper()


def avatar(letters: Text) -> rx.Component:
    """Initials in a circle. Decorative: the name must be beside it or in its button's label."""
    return rx.el.span(letters, class_name="avatar", aria_hidden=True)
