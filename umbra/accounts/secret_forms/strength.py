"""How hard a new password would be to guess, said beside it while it is typed.

It is judged in the browser by zxcvbn, in a worker that is loaded at the first key and whose
policy lets it connect nowhere. What a password must be is the server's to decide.
"""

from __future__ import annotations

import reflex as rx

_LIBRARY = rx.asset("strength.jsx", shared=True).importable_path
rx.asset("strength_worker.js", shared=True)  # the worker that the component begins
_ZXCVBN = [
    "@zxcvbn-ts/core@4.2.0",
    "@zxcvbn-ts/language-common@4.1.3",
    "@zxcvbn-ts/language-en@4.1.1",
]


class PasswordStrength(rx.Component):
    """A calm meter with a word and one hint, for the field named `of` in the same form.

    `shortest`: how many characters the password must have.
    """

    library = _LIBRARY
    tag = "PasswordStrength"
    lib_dependencies: list[str] = _ZXCVBN

    of: rx.Var[str]
    shortest: rx.Var[int]


def password_strength(of: str, shortest: rx.Var[int] | int) -> rx.Component:
    """The meter of the password that is chosen in the field of this name."""
    return PasswordStrength.create(of=of, shortest=shortest, class_name="strength")
