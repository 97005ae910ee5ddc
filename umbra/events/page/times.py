"""The part of a form that has the times of an event."""

from __future__ import annotations

import reflex as rx

rx.asset("events.css", shared=True)  # imported by the script, so that only its pages load it


class EventTimes(rx.Component):
    """Its children are fields of a form, with the names of `umbra.events.state.drafts`.

    When the start is changed, the end moves along, so that the event keeps its length. `slot` is
    the time that a form of a new event was opened at: at another one the times of a draft give way
    to those in `base`.
    """

    library = rx.asset("times.jsx", shared=True).importable_path
    tag = "EventTimes"

    base: rx.Var[dict[str, str]]
    slot: rx.Var[str]


event_times = EventTimes.create
