"""Toasts that a handler shows."""

from __future__ import annotations

from typing import Any

import reflex as rx

from umbra.ui.toasts import Action, LastingToast, ToastState, show_lasting, toast


class Garden(rx.State):
    """A state with a handler for a toast's action."""

    @rx.event
    async def restore(self, plant: str, times: int) -> None:
        """What Undo calls."""


async def _show(*texts: str, **options: Any) -> ToastState:
    garden = await rx.State().get_state(Garden)
    for text in texts:
        await toast(garden, text, **options)
    return await garden.get_state(ToastState)


async def test_a_toast_s_action_has_the_event_s_name_and_arguments():
    call: Any = Garden.restore("fern", 2)
    host = await _show("Fern removed", action_label="Undo", on_action=call)
    [shown] = host.toasts
    assert shown.action is not None
    assert shown.action.label == "Undo"
    assert shown.action.name.endswith("garden.restore")
    assert shown.action.payload == {"plant": "fern", "times": 2}


async def test_only_the_last_three_toasts_are_stored():
    host = await _show("one", "two", "three", "four")
    assert [shown.text for shown in host.toasts] == ["two", "three", "four"]


async def test_lasting_toasts_stay_whatever_other_toasts_come():
    close = Action("Hide", "garden.hide", {})
    kept = LastingToast("fern", "Water the fern", "", "", "bell", (), close)
    garden = await rx.State().get_state(Garden)
    await show_lasting(garden, [kept])
    for text in ("one", "two", "three", "four"):
        await toast(garden, text)
    host = await garden.get_state(ToastState)
    assert host.lasting == [kept]
    await show_lasting(garden, [])
    assert host.lasting == []
