"""What a form says about the rule in it while it is being typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import reflex as rx

from umbra.core.errors import InvalidInput
from umbra.recurrence.rules import Rule


@dataclass(frozen=True, slots=True)
class RuleLook:
    """The options of "Repeats", the rule in words, its next dates, and what is wrong with it.

    All but the options are empty if there is nothing to say.
    """

    options: list[tuple[str, str]]
    words: str = ""
    dates: tuple[str, ...] = ()
    problem: str = ""


def look_at_rule(
    options: list[tuple[str, str]],
    rule: Callable[[], Rule | None],
    words: Callable[[Rule], str],
    dates: Callable[[Rule], list[str]],
) -> RuleLook:
    """What to say about the rule that `rule` makes of a form; its InvalidInput is the problem."""
    look = RuleLook(options)
    try:
        found = rule()
        if found is None:
            return look
        return replace(look, words=words(found), dates=tuple(dates(found)))
    except InvalidInput as refusal:
        return replace(look, problem=refusal.detail)


class LooksAtRule(rx.State, mixin=True):
    """The vars of `umbra.items.page.repeats.repeat_rule`, for a state that has a form's `base`."""

    repeat_options: rx.Field[list[tuple[str, str]]] = rx.field(default_factory=list)
    repeat_words: rx.Field[str] = rx.field("")
    repeat_problem: rx.Field[str] = rx.field("")
    next_dates: rx.Field[list[str]] = rx.field(default_factory=list)

    @rx.event
    def look(self, values: dict[str, str]) -> None:
        """Shows what the typed times and rule mean."""
        base: dict[str, str] = getattr(self, "base", {})
        self._look({**base, **values})

    def _look(self, values: Mapping[str, str]) -> None:
        """Looks at all fields of the form, and calls `_show_look`."""
        raise NotImplementedError

    def _show_look(self, look: RuleLook) -> None:
        self.repeat_options, self.repeat_words = look.options, look.words
        self.next_dates, self.repeat_problem = list(look.dates), look.problem
