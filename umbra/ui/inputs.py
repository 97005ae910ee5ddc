"""Text inputs, for use in a `field` or on their own with an accessible label.

There are two ways to use them. In a form that is submitted: give `name` (and `default_value`) and
no event. As a live value: give `value` and `on_commit`. The text stays in the input until the user
leaves it, presses Enter or, with `debounce_ms`, stops typing for that many milliseconds; then
`on_commit` gets it. A new `value` from the server never overwrites text that is being typed;
Escape restores `value`.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any, Literal

import reflex as rx

from umbra.ui.field import field, note_id
from umbra.ui.icon import icon
from umbra.ui.inset import inset
from umbra.ui.kinds import Flag, OnValue, Size, Text, classes, events

InputKind = Literal["text", "email", "url", "tel", "search", "date", "time", "number"]


class _LiveInput(rx.Component):
    library = rx.asset("live_input.jsx", shared=True).importable_path
    tag = "LiveInput"

    value: rx.Var[str]
    debounce_ms: rx.Var[int]
    multiline: rx.Var[bool]
    type: rx.Var[str]
    name: rx.Var[str]
    placeholder: rx.Var[str]
    disabled: rx.Var[bool]
    read_only: rx.Var[bool]
    max_length: rx.Var[int]
    min: rx.Var[str]
    max: rx.Var[str]
    rows: rx.Var[int]
    auto_complete: rx.Var[str]
    auto_focus: rx.Var[bool]
    spell_check: rx.Var[bool]
    enter_key_hint: rx.Var[str]

    on_commit: rx.EventHandler[rx.event.passthrough_event_spec(str)]


class _PasswordInput(rx.Component):
    library = rx.asset("password_input.jsx", shared=True).importable_path
    tag = "PasswordInput"

    name: rx.Var[str]
    placeholder: rx.Var[str]
    auto_complete: rx.Var[str]
    auto_focus: rx.Var[bool]
    disabled: rx.Var[bool]
    input_mode: rx.Var[str]
    max_length: rx.Var[int]
    pattern: rx.Var[str]
    required: rx.Var[bool]
    noun: rx.Var[str]


def text_input(
    *,
    id: str,
    label: Text | None = None,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    debounce_ms: int | None = None,
    kind: InputKind = "text",
    size: Size = "md",
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A single-line input. Without a field around it, `label` is its accessible name."""
    attributes |= aria_attributes(id, label, invalid)
    attributes["class_name"] = classes("input", f"input--{size}", class_name)
    if on_commit is None:
        return rx.el.input(type=kind, **attributes)
    return _live_input(value, on_commit, debounce_ms, type=kind, **attributes)


def textarea(
    *,
    id: str,
    label: Text | None = None,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    debounce_ms: int | None = None,
    rows: int = 4,
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A multi-line input that grows with its text. Ctrl+Enter commits it at once."""
    attributes |= aria_attributes(id, label, invalid)
    attributes["class_name"] = classes("input input--area", class_name)
    if on_commit is None:
        return rx.el.textarea(rows=str(rows), **attributes)
    return _live_input(value, on_commit, debounce_ms, multiline=True, rows=rows, **attributes)


def search_input(
    *,
    id: str,
    label: Text,
    value: Text,
    on_commit: OnValue,
    debounce_ms: int = 250,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A search box that commits its text after a pause in typing (debounced)."""
    box = text_input(
        id=id,
        label=label,
        value=value,
        on_commit=on_commit,
        debounce_ms=debounce_ms,
        kind="search",
        auto_complete="off",
        enter_key_hint="search",
        **attributes,
    )
    return inset(box, start="search", class_name=classes("search", class_name))


def password_input(
    *,
    id: str,
    name: str,
    auto_complete: Literal["current-password", "new-password", "one-time-code", "off"],
    noun: str = "password",
    invalid: Flag = False,
    size: Size = "lg",
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A masked input, with a button to show the text and a notice while Caps Lock is on.

    It is uncontrolled, so that the secret never becomes a Var. It is masked again when its form
    is submitted. `noun` completes the button's label, "Show password".
    """
    return _PasswordInput.create(
        id=id,
        name=name,
        auto_complete=auto_complete,
        noun=noun,
        class_name=classes("input", f"input--{size}", class_name),
        **aria_attributes(id, None, invalid, with_id=False),
        **attributes,
    )


def select(
    options: Any,
    *,
    id: str,
    label: Text | None = None,
    value: Text | None = None,
    on_change: OnValue | None = None,
    size: Size = "md",
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """The browser's own select element.

    `options` are (value, label) pairs, or a Var of a list of such pairs.
    """
    attributes |= aria_attributes(id, label, invalid)
    if value is not None:
        attributes["value"] = value
    box = rx.el.select(
        *_options(options),
        class_name=classes("input select", f"input--{size}"),
        **events(on_change=on_change),
        **attributes,
    )
    chevron = icon("chevron-down", 16, "select__chevron")
    return inset(box, end=chevron, class_name=class_name)


def with_field(
    control: Callable[..., rx.Component],
    label: Text,
    *,
    id: str,
    error: Text = "",
    hint: Text | None = None,
    optional: bool = False,
    **attributes: Any,
) -> rx.Component:
    """The component that `control` returns, in a `field`; further arguments go to `control`."""
    component = control(id=id, invalid=_has_error(error), **attributes)
    return field(label, component, id=id, hint=hint, error=error, optional=optional)


text_field = partial(with_field, text_input)
"""`text_input` in a `field`."""

textarea_field = partial(with_field, textarea)
"""`textarea` in a `field`."""


def select_field(label: Text, options: Any, **rest: Any) -> rx.Component:
    """`select` in a `field`."""
    return with_field(select, label, options=options, **rest)


def _live_input(
    value: Text | None, on_commit: OnValue, debounce_ms: int | None, **attributes: Any
) -> rx.Component:
    """The input of every live control; without `debounce_ms` it commits on leaving or Enter."""
    return _LiveInput.create(
        value="" if value is None else value,
        on_commit=on_commit,
        debounce_ms=-1 if debounce_ms is None else debounce_ms,
        **attributes,
    )


def aria_attributes(
    control_id: str, label: Text | None, invalid: Flag, *, with_id: bool = True
) -> dict[str, Any]:
    """ARIA attributes of a control: described by its field's note, or named by its own label."""
    attributes: dict[str, Any] = {"id": control_id} if with_id else {}
    if label is None:
        attributes["aria_describedby"] = note_id(control_id)
    else:
        attributes["aria_label"] = label
    if invalid is not False:
        attributes["aria_invalid"] = invalid
    return attributes


def _has_error(error: Text) -> Flag:
    """Whether a field with this error message is marked as invalid."""
    return bool(error) if isinstance(error, str) else error != ""


def _options(options: Any) -> list[Any]:
    if isinstance(options, rx.Var):
        pairs = options.to(list[tuple[str, str]])
        # By its value: where options come and go, the chosen one stays chosen.
        return [rx.foreach(pairs, lambda pair: rx.el.option(pair[1], value=pair[0], key=pair[0]))]
    return [rx.el.option(label, value=value) for value, label in options]
