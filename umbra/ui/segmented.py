"""A segmented control: one of a few, all in sight. Arrow keys move, as in any radio group."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.ui.icon import IconName, icon
from umbra.ui.kinds import OnValue, Text, classes
from umbra.ui.text import visually_hidden


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. With `icon_only` the label is for screen readers and the tooltip."""

    value: str
    label: str
    icon: IconName | None = None
    icon_only: bool = False


def segmented(
    label: Text,
    options: tuple[Option, ...],
    *,
    name: str,
    value: Text | None = None,
    on_change: OnValue | None = None,
    default_value: Text | None = None,
    wide: bool = False,
    class_name: str = "",
) -> rx.Component:
    """A group of radio buttons named `name` (unique in the page), drawn as one bar.

    `label` names the group for screen readers. `on_change` gets the chosen value. In a form that
    is sent, give `default_value` instead of `value`.
    """
    return rx.el.fieldset(
        rx.el.legend(label, class_name="visually-hidden"),
        *(_segment(option, name, value, on_change, default_value) for option in options),
        class_name=classes("segmented", "segmented--wide" if wide else "", class_name),
    )


def _segment(
    option: Option,
    name: str,
    value: Text | None,
    on_change: OnValue | None,
    default_value: Text | None,
) -> rx.Component:
    state: dict[str, Any] = {}
    if value is not None:
        state["checked"] = value == option.value
    elif default_value is not None:
        state["default_checked"] = default_value == option.value
    if on_change is not None:
        state["on_change"] = lambda _: on_change(option.value)
    tip: dict[str, Any] = {"data_tip": option.label} if option.icon_only else {}
    words = visually_hidden(option.label) if option.icon_only else rx.el.span(option.label)
    return rx.el.label(
        rx.el.input(
            type="radio",
            name=name,
            custom_attrs={"value": option.value},
            class_name="segmented__radio",
            **state,
        ),
        icon(option.icon) if option.icon else rx.fragment(),
        words,
        class_name="segmented__item",
        **tip,
    )
