"""Text inputs: as part of a field, or standing alone with a label for screen readers.

Two ways to use one. In a form that is sent: give `name` (and `default_value`), no event. As a live
value: give `value` and `on_commit`; what is typed stays in the input and is handed over when one
leaves it, presses Enter, or (with `after`) stops typing for so many milliseconds. What arrives
from elsewhere meanwhile never overwrites what is being typed; Escape goes back to it.
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
    after: rx.Var[int]
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
    after: int | None = None,
    kind: InputKind = "text",
    size: Size = "md",
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """One line of text. Without a field around it, `label` is what a screen reader says."""
    attributes |= naming(id, label, invalid)
    attributes["class_name"] = classes("input", f"input--{size}", class_name)
    if on_commit is None:
        return rx.el.input(type=kind, **attributes)
    return live_input(value, on_commit, after, type=kind, **attributes)


def textarea(
    *,
    id: str,
    label: Text | None = None,
    value: Text | None = None,
    on_commit: OnValue | None = None,
    after: int | None = None,
    rows: int = 4,
    invalid: Flag = False,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """Several lines of text, growing with what is typed. Ctrl+Enter hands it over at once."""
    attributes |= naming(id, label, invalid)
    attributes["class_name"] = classes("input input--area", class_name)
    if on_commit is None:
        return rx.el.textarea(rows=str(rows), **attributes)
    return live_input(value, on_commit, after, multiline=True, rows=rows, **attributes)


def search_input(
    *,
    id: str,
    label: Text,
    value: Text,
    on_commit: OnValue,
    after: int = 250,
    class_name: str = "",
    **attributes: Any,
) -> rx.Component:
    """A search box that hands over what was typed once one pauses."""
    box = text_input(
        id=id,
        label=label,
        value=value,
        on_commit=on_commit,
        after=after,
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
    """A secret: masked, with a button to show it and a notice while Caps Lock is on.

    Uncontrolled, so that what is typed never becomes a Var. Hidden again when its form is sent.
    `noun` is the word in "Show password".
    """
    return _PasswordInput.create(
        id=id,
        name=name,
        auto_complete=auto_complete,
        noun=noun,
        class_name=classes("input", f"input--{size}", class_name),
        **naming(id, None, invalid, with_id=False),
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
    """A choice out of many, by the browser's own list.

    `options`: pairs of value and words, or a Var of a list of such pairs.
    """
    attributes |= naming(id, label, invalid)
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


def in_field(
    make: Callable[..., rx.Component],
    label: Text,
    *,
    id: str,
    error: Text = "",
    hint: Text | None = None,
    optional: bool = False,
    **control: Any,
) -> rx.Component:
    """What `make` makes, in a `field`; further arguments go to `make`."""
    made = make(id=id, invalid=is_wrong(error), **control)
    return field(label, made, id=id, hint=hint, error=error, optional=optional)


text_field = partial(in_field, text_input)
"""`text_input` in a `field`."""

textarea_field = partial(in_field, textarea)
"""`textarea` in a `field`."""


def select_field(label: Text, options: Any, **rest: Any) -> rx.Component:
    """`select` in a `field`."""
    return in_field(select, label, options=options, **rest)


def live_input(
    value: Text | None, on_commit: OnValue, after: int | None, **attributes: Any
) -> rx.Component:
    """The input behind every live control; `after` None hands over on leaving only."""
    return _LiveInput.create(
        value="" if value is None else value,
        on_commit=on_commit,
        after=-1 if after is None else after,
        **attributes,
    )


def naming(
    control_id: str, label: Text | None, invalid: Flag, *, with_id: bool = True
) -> dict[str, Any]:
    """How a control is announced: by its field's label and note, or by its own label."""
    named: dict[str, Any] = {"id": control_id} if with_id else {}
    if label is None:
        named["aria_describedby"] = note_id(control_id)
    else:
        named["aria_label"] = label
    if invalid is not False:
        named["aria_invalid"] = invalid
    return named


def is_wrong(error: Text) -> Flag:
    """Whether a field with this error message is to be marked."""
    return bool(error) if isinstance(error, str) else error != ""


def _options(options: Any) -> list[Any]:
    if isinstance(options, rx.Var):
        pairs = options.to(list[tuple[str, str]])
        return [rx.foreach(pairs, lambda pair: rx.el.option(pair[1], value=pair[0]))]
    return [rx.el.option(words, value=value) for value, words in options]
