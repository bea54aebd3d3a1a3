"""The colours of the cells of a map: the best yellow, over grey, to dark blue; told apart by the colour-blind, and in
grey."""

from __future__ import annotations

import math
from functools import cache

from matplotlib import colormaps
from matplotlib.colors import to_hex

from .. import style
from ..stats import three_digits

BEST_FIRST = "cividis_r"  # of matplotlib's colour maps
STEPS = (1.0, 2.0, 4.0, 8.0, 16.0)  # times behind the best, in a key; from the last on all look alike


@cache
def colour_of(factor: float) -> str:
    return to_hex(colormaps[BEST_FIRST](min(1.0, max(0.0, math.log(factor, STEPS[-1])))))


def ink_on(colour: str) -> str:
    """For words: white, or "" where what they stand in, black, can be read."""
    return "#fff" if style.contrast_on_white(colour) >= 4.5 else ""


def short(factor: float) -> str:
    """Of four characters at most, as long as it is below 10 000."""
    return f"{factor:.2f}" if factor < 9.995 else three_digits(factor)
