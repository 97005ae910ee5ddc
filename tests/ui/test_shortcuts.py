"""The shortcut registry: no keys have two meanings."""

from __future__ import annotations

import pytest

from umbra.shell import navigation
from umbra.ui import shortcuts


@pytest.mark.parametrize("taken", ["?", "g", "g t", "g t x"])
def test_keys_that_clash_are_refused(taken: str):
    with pytest.raises(ValueError, match="clash"):
        shortcuts.register(taken, "Something else")


def test_every_page_of_the_navigation_has_a_shortcut():
    assert {place.keys for place in navigation.PLACES} <= set(shortcuts.registered())
