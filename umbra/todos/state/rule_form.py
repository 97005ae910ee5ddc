"""The rule of a todo as two fields of a form: a preset, or the text of a custom rule."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from umbra.core.errors import InvalidInput

NONE, CUSTOM = "none", "custom"

PRESETS: dict[str, str | None] = {
    NONE: None,
    "daily": "FREQ=DAILY",
    "weekdays": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR",
    "weekly": "FREQ=WEEKLY",
    "monthly": "FREQ=MONTHLY",
    "yearly": "FREQ=YEARLY",
}
"""Rules by the name of their preset, as `umbra.todos.fields.RepeatRule` writes them."""

TOGETHER = ("repeats", "rrule")
"""The fields of the form, of which each says something only beside the other."""

WRITE_A_RULE = "Write a rule, such as FREQ=WEEKLY;INTERVAL=2;BYDAY=FR."


def preset_of(rrule: str | None) -> str:
    """The name of the preset that a rule is, or of the custom one."""
    return next((name for name, rule in PRESETS.items() if rule == rrule), CUSTOM)


def rule_from(values: Mapping[str, Any]) -> dict[str, Any]:
    """`values` with the field `rrule` that `repeats` and a typed rule make.

    InvalidInput at `rrule` for a custom rule that is empty.
    """
    if "repeats" not in values:
        return dict(values)
    others = {name: value for name, value in values.items() if name not in TOGETHER}
    if values["repeats"] in PRESETS:
        return {**others, "rrule": PRESETS[values["repeats"]]}
    rule = values.get("rrule", "").strip()
    if not rule:
        raise InvalidInput.at("rrule", WRITE_A_RULE)
    return {**others, "rrule": rule}
