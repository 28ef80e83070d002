"""Python's garbage collector, kept from stopping the room: a full collection looks at all that was ever loaded, and took a tenth of a second."""

from __future__ import annotations

import gc

THRESHOLD = 20_000
"""Objects made since the last look at the youngest ones, instead of Python's 700: a page makes thousands, and nearly none of them is part of a circle."""


def settle() -> None:
    """Collect once, then set aside for good what is loaded now (modules, routes, guides): later collections look at what came after alone."""
    gc.set_threshold(THRESHOLD, *gc.get_threshold()[1:])
    gc.collect()
    gc.freeze()
