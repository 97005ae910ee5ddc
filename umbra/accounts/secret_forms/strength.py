"""The strength meter of a new password, updated while the user types.

The browser rates the password by zxcvbn, in a worker that is loaded at the first key and whose
Content-Security-Policy forbids every connection. The server decides what a password must be.
"""

from __future__ import annotations

import reflex as rx

_LIBRARY = rx.asset("strength.jsx", shared=True).importable_path
rx.asset("strength_worker.js", shared=True)  # the worker that the component starts
_ZXCVBN = [
    "@zxcvbn-ts/core@4.2.0",
    "@zxcvbn-ts/language-common@4.1.3",
    "@zxcvbn-ts/language-en@4.1.1",
]


class PasswordStrength(rx.Component):
    """A meter with a rating and one hint, for the field named `of` in the same form.

    `shortest`: the minimum length of the password in characters.
    """

    library = _LIBRARY
    tag = "PasswordStrength"
    lib_dependencies: list[str] = _ZXCVBN

    of: rx.Var[str]
    shortest: rx.Var[int]


def password_strength(of: str, shortest: rx.Var[int] | int) -> rx.Component:
    """Returns the strength meter of the new password field named `of`."""
    return PasswordStrength.create(of=of, shortest=shortest, class_name="strength")
