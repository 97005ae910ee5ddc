"""The time zone of an item in its form, folded away while it is the account's own."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.field import field
from umbra.ui.icon import icon
from umbra.ui.kinds import Text
from umbra.ui.zone_picker import zone_picker


def zone_details(
    state: type[Any],
    *,
    id: str,  # noqa: A002  (the attribute of HTML)
    name: str,
    default_value: Text,
    error: Text,
    local: rx.Var[str],
) -> rx.Component:
    """The field `name`, open if `state.other_zone`. `local` says when the time is for the user."""
    return rx.el.details(
        rx.el.summary(
            icon("chevron-right"),
            "Time zone",
            rx.cond(local != "", rx.el.span(local, class_name="zone-local")),
            class_name="details-summary",
        ),
        field(
            "Time zone",
            zone_picker(
                id=id, name=name, default_value=default_value, class_name="input input--md"
            ),
            id=id,
            error=error,
            label_hidden=True,
        ),
        open=state.other_zone,
        class_name="zone-details",
    )
