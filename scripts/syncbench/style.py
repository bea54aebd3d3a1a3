"""How every chart looks: a colour a family, a marker and a dash a strategy, one set of type sizes.

The looks follow the catalogue alone, never what a run happened to measure, so that a strategy looks the
same in every chart of every run of one binary.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import matplotlib
from matplotlib.colors import to_hex, to_rgb

from .results import Strategy

# Okabe and Ito's palette without its yellow, which is unreadable on white, but with Paul Tol's wine. The tests
# hold it to a distance under simulated colour blindness. Append, don't sort: a family keeps its colour for life.
FAMILY_COLOURS = {
    "mutex": "#0072b2",
    "recursive_mutex": "#56b4e9",
    "atomic": "#d55e00",
    "lock_free": "#e69f00",
    "sharded": "#009e73",
    "tbb": "#cc79a7",
    "spinlock": "#000000",
    "queue_lock": "#882255",
}
# Eight hues are what an eye can tell apart; any family beyond them shares this grey, and is told by its labels.
OTHER_FAMILY = "#7f7f7f"

MARKERS = ("o", "s", "^", "D", "v", "P", "X", "<", ">", "p", "h")
# Long patterns: the short one is kept for oversubscribed points, in every family. Eleven markers and four
# dashes share no factor, so a family runs through 44 different looks.
DASHES: tuple[Any, ...] = ("solid", (0, (9, 1.5)), (0, (7, 1.5, 1.5, 1.5)), (0, (7, 1.5, 1.5, 1.5, 1.5, 1.5)))
OVERSUBSCRIBED_DASH = (0, (2, 1.6))
PALE = 0.4  # what is left of a colour

INK = "#1a1a1a"
FAINT_INK = "#595959"
GRID = "#e4e4e4"
SHADE = "#f1efe9"

# Readable where a page shows the picture at half its size.
TITLE_PT = 16.0
PANEL_PT = 12.0
TEXT_PT = 11.0
NOTE_PT = 10.0


@dataclass(frozen=True)
class Look:
    """How one strategy is drawn."""

    family: str
    colour: str
    marker: str
    dash: Any


def family_colour(family: str) -> str:
    return FAMILY_COLOURS.get(family, OTHER_FAMILY)


def looks(catalogue: Iterable[Strategy]) -> dict[tuple[str, str], Look]:
    """The look of every strategy of a catalogue, by (kind, name): the n-th of its family wears the n-th marker."""
    seen: dict[tuple[str, str], int] = {}
    result: dict[tuple[str, str], Look] = {}
    for strategy in catalogue:
        nth = seen.setdefault((strategy.kind, strategy.family), 0)
        seen[strategy.kind, strategy.family] += 1
        result[strategy.kind, strategy.name] = Look(
            family=strategy.family,
            colour=family_colour(strategy.family),
            marker=MARKERS[nth % len(MARKERS)],
            dash=DASHES[nth % len(DASHES)],
        )
    return result


def pale(colour: str) -> str:
    """The same hue, mixed with white: the inside of a point that is no more than a hint."""
    return to_hex([PALE * c + 1 - PALE for c in to_rgb(colour)])


def contrast_on_white(colour: str) -> float:
    """WCAG's contrast ratio against white, 1 to 21."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


def text_colour(colour: str) -> str:
    """The same hue, as dark as text needs to be (WCAG AA: 4.5 to 1); a line may be lighter than a letter."""
    red, green, blue = to_rgb(colour)
    while contrast_on_white(colour) < 4.5:
        red, green, blue = (0.97 * c for c in (red, green, blue))
        colour = to_hex((red, green, blue))
    return colour


@contextmanager
def applied() -> Iterator[None]:
    """Draw and save inside this: a person's own matplotlibrc must not change the project's pictures."""
    with matplotlib.rc_context():
        matplotlib.rcdefaults()
        matplotlib.rcParams.update({
            "font.family": "DejaVu Sans",  # comes with matplotlib itself
            "font.size": TEXT_PT,
            "text.color": INK,
            "axes.edgecolor": FAINT_INK,
            "axes.labelcolor": INK,
            "axes.linewidth": 0.8,
            "axes.spines.right": False,
            "axes.spines.top": False,
            "xtick.color": FAINT_INK,
            "ytick.color": FAINT_INK,
            "xtick.labelcolor": INK,
            "ytick.labelcolor": INK,
            "svg.fonttype": "path",  # an SVG must look the same where the font is missing
            "svg.hashsalt": "syncbench",  # the ids in an SVG would be random without it
        })
        yield
