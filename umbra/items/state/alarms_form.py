"""The alarms of an item as a field of its panel's form, for every kind that has some."""

from __future__ import annotations

from typing import Any

from umbra.items.state.alarms import alarms_of, alarms_text
from umbra.items.state.editing import Editing


class AlarmsForm(Editing, mixin=True):
    """A panel with the field `alarms`. Its `_read` sets `_zone`, the account's time zone."""

    _zone: str = "UTC"

    def _parsed(self, values: dict[str, str]) -> dict[str, Any]:
        parsed = super()._parsed(values)
        if "alarms" in values and self._row is not None:
            parsed["alarms"] = alarms_of(values["alarms"], self._row.alarms, self._zone)
        return parsed

    def _draft(self, row: Any) -> dict[str, str]:
        return {**super()._draft(row), "alarms": alarms_text(row.alarms, self._zone)}
