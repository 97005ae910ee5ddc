"""A segmented control: a radio group drawn as one bar. Arrow keys move the choice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import reflex as rx

from umbra.ui.choices import SCRIPT
from umbra.ui.icon import IconName
from umbra.ui.kinds import OnValue, Text, classes, events


@dataclass(frozen=True, slots=True)
class Option:
    """One option. With `icon_only` its label is only its accessible name and tooltip."""

    value: str
    label: str
    icon: IconName | None = None
    icon_only: bool = False


class _Segmented(rx.Component):
    library = SCRIPT
    tag = "Segmented"

    label: rx.Var[str]
    options: rx.Var[list[Any]]
    name: rx.Var[str]
    value: rx.Var[str]
    default_value: rx.Var[str]

    on_choose: rx.EventHandler[rx.event.passthrough_event_spec(str)]


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

    `label` is its accessible name. `on_change` gets the chosen value, which is shown at once (an
    optimistic update) and reverted if `value` does not become it. In a form that is submitted,
    give `default_value` instead of `value`.
    """
    chosen: dict[str, Any] = {"default_value": "" if default_value is None else default_value}
    if value is not None:
        chosen = {"value": value}
    return _Segmented.create(
        label=label,
        options=list(options),
        name=name,
        class_name=classes("segmented", "segmented--wide" if wide else "", class_name),
        **chosen,
        **events(on_choose=on_change),
    )
