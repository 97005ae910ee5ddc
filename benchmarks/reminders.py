"""Reminders: the open ones as the page lists them, and a dismissal with its reversal.

Both write the ledger of alerts with the reminder.
"""

from __future__ import annotations

from benchmarks.sizes import Sized

REMINDERS = Sized(
    title="Reminders",
    path="/api/reminders?dismissed=false",
    write="Dismissal",
    some="some_reminders",
    bodies=({"dismissed": True}, {"dismissed": False}),
)
