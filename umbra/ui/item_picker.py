"""Comboboxes that choose one or several stored items; the server searches while a name is typed."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import reflex as rx

from umbra.ui.combobox import Combobox
from umbra.ui.inputs import aria_attributes, with_field
from umbra.ui.kinds import Flag, OnValue, Size, Text, classes


def _named(name: rx.Var[str], key: rx.Var[str]) -> tuple[rx.Var[str], rx.Var[str]]:
    return (name, key)


class _ItemPicker(Combobox):
    library = rx.asset("item_picker.jsx", shared=True).importable_path
    tag = "ItemPicker"

    default_value: rx.Var[str]
    default_label: rx.Var[str]
    options: rx.Var[list[tuple[str, str]]]
    names: rx.Var[dict[str, str]]
    made: rx.Var[dict[str, str]]
    found_for: rx.Var[str]
    placeholder: rx.Var[str]
    empty_text: rx.Var[str]

    on_search: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_make: rx.EventHandler[_named]


class _ItemsPicker(_ItemPicker):
    tag = "ItemsPicker"


def item_picker(
    *,
    id: str,
    name: str,
    options: Any,
    on_search: OnValue,
    empty_text: str,
    default_label: Text = "",
    label: Text | None = None,
    default_value: Text = "",
    size: Size = "md",
    invalid: Flag = False,
    class_name: str = "",
    component: type[_ItemPicker] = _ItemPicker,
    **attributes: Any,
) -> rx.Component:
    """The field `name` of a form has the id of the chosen item, empty for none.

    `options` are (id, name) pairs that fit the text of the last `on_search`, which is called at
    focus and after a pause in typing. `default_label` is the name of `default_value`, or `names`
    has names by id. An emptied input chooses none, another text that is no option is dropped on
    leaving. `empty_text` is shown if nothing fits. A form that fills the field dispatches "filled".

    With `on_make`, an item of the typed name can be created where there is none: it gets the name
    and a key, `made` has then by that key the id, or an empty text if it was refused, and
    `found_for` is the text that `options` fit. A submit of the form waits for the id.
    """
    return component.create(
        name=name,
        options=options,
        on_search=on_search,
        empty_text=empty_text,
        default_value=default_value,
        default_label=default_label,
        class_name=classes("input", f"input--{size}", class_name),
        **aria_attributes(id, label, invalid),
        **attributes,
    )


items_picker: Callable[..., rx.Component] = partial(item_picker, component=_ItemsPicker)
"""`item_picker` of several, as chips: the field has an id a line, in the order of choosing."""

item_picker_field = partial(with_field, item_picker)
"""`item_picker` in a `field`."""

items_picker_field = partial(with_field, items_picker)
"""`items_picker` in a `field`."""
