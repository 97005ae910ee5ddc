"""The scripts that the grid and the mini month share.

As assets they are copied to where the scripts of both import them.
"""

from __future__ import annotations

import reflex as rx

rx.asset("dates.js", shared=True)
rx.asset("swipes.js", shared=True)
