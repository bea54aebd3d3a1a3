"""Drawings of rectangles, dots and words, written as SVG at once: of a grid of a thousand cells it takes milliseconds
and a tenth of the bytes that a plotting library would.

Units are points, from the top left. What belongs to a strategy is in a group of class "s" with its name, for scripts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from functools import cache
from xml.sax.saxutils import escape, quoteattr

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from .. import style
from .parts import Variant, slug

TEXT_PT = 9.0
ONE_COLUMN = 446.0  # the width of a picture of which a wide page shows two side by side
_HATCH = "#d4d4d4"
_LINE = 14.0  # of a key


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def pair(x: float, y: float) -> str:
    return f"{number(x)} {number(y)}"


@cache
def width_of(words: str, points: float = TEXT_PT, weight: str = "normal") -> float:
    """Of a text, in points, in the font that comes with matplotlib, which is wider than most."""
    font = FontProperties(family=["DejaVu Sans"], size=points, weight=weight)
    return text_to_path.get_text_width_height_descent(words, font, ismath=False)[0]


def _outline(left: float, top: float, width: float, height: float) -> str:
    return f"M{pair(left, top)}h{number(width)}v{number(height)}h{number(-width)}z"


@dataclass(frozen=True)
class Key:
    """An entry of the key below a drawing: a little box or a sign, and what it means."""

    words: str
    fill: str = ""
    edge: str = ""
    sign: str = ""


class Drawing:
    """Parts are drawn in the order of the calls. `name` and `variant` make its ids unique on a page."""

    def __init__(self, name: str, variant: Variant, title: str, alt: str) -> None:
        self._id = slug(name, variant.regime, variant.scale)
        self._title, self._alt = title, alt
        self._parts: list[str] = []
        self._anchors = ["start"]
        self._hatched = False

    def svg(self, width: float, height: float) -> str:
        """Class "wide" says that it wants the whole width of a page."""
        wide = ' class="wide"' * (width > 1.1 * ONE_COLUMN)
        stripe = f'<path d="M0 0v5" stroke="{_HATCH}" stroke-width="2"/>'
        hatch = (f'<defs><pattern id="{self._id}-hatch" width="5" height="5" patternUnits="userSpaceOnUse" '
                 f'patternTransform="rotate(45)">{stripe}</pattern></defs>' if self._hatched else "")
        return (f'<svg xmlns="http://www.w3.org/2000/svg"{wide} viewBox="0 0 {number(width)} {number(height)}" '
                f'role="img" aria-labelledby="{self._id}-title {self._id}-desc" '
                f'font-family="DejaVu Sans, Verdana, sans-serif" font-size="{number(TEXT_PT)}" fill="{style.INK}">'
                f'<title id="{self._id}-title">{escape(self._title)}</title>'
                f'<desc id="{self._id}-desc">{escape(self._alt)}</desc>{hatch}{"".join(self._parts)}</svg>')

    def strategy(self, name: str, colour: str, lead: bool = True, more: str = "") -> AbstractContextManager[None]:
        """A lead is in its colour; `more` are attributes of all that is drawn inside."""
        return self._group(f' class="s {"lead" if lead else "rest"}" data-s={quoteattr(name)} '
                           f'style="--c: {colour}"{more}')

    @contextmanager
    def row(self, base: float, anchor: str = "middle") -> Iterator[None]:
        """What is drawn inside is at heights from this base line, and its texts are black and anchored so: a row of a
        thousand cells need not say so in each."""
        self._anchors.append(anchor)
        with self._group(f' transform="translate(0 {number(base)})" text-anchor="{anchor}" fill="#000"'):
            yield
        self._anchors.pop()

    @contextmanager
    def told(self, tip: str) -> Iterator[None]:
        """What is drawn inside says `tip` to who points at it."""
        with self._group(""):
            self._parts.append(f"<title>{escape(tip)}</title>")
            yield

    @contextmanager
    def _group(self, attributes: str) -> Iterator[None]:
        self._parts.append(f"<g{attributes}>")
        yield
        self._parts.append("</g>")

    def hatch(self) -> str:
        """A fill for what may not be judged."""
        self._hatched = True
        return f"url(#{self._id}-hatch)"

    def box(self, left: float, top: float, width: float, height: float, fill: str = "none", edge: str = "",
            thick: float = 1.0) -> None:
        stroke = f' stroke="{edge}" stroke-width="{number(thick)}"' if edge else ""
        self._parts.append(f'<path d="{_outline(left, top, width, height)}" fill="{fill}"{stroke}/>')

    def hatched(self, lefts: Sequence[float], top: float, width: float, height: float) -> None:
        """Several boxes side by side: what may not be judged."""
        outlines = "".join(_outline(left, top, width, height) for left in lefts)
        if outlines:
            self._parts.append(f'<path d="{outlines}" fill="{self.hatch()}"/>')

    def dots(self, points: Sequence[tuple[float, float]], radius: float, colour: str, opacity: float) -> None:
        """Many alike."""
        path = "".join(f"M{pair(x, y)}h0" for x, y in points)  # a line of no length has round ends
        if path:
            self._parts.append(f'<path d="{path}" stroke="{colour}" stroke-width="{number(2 * radius)}" '
                               f'stroke-opacity="{opacity:g}" style="stroke-linecap: round"/>')

    def dot(self, x: float, y: float, radius: float, fill: str) -> None:
        self._parts.append(f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"/>')

    def line(self, points: Sequence[tuple[float, float]], colour: str, thick: float = 1.0) -> None:
        path = "L".join(pair(x, y) for x, y in points)
        self._parts.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="{number(thick)}"/>')

    def area(self, points: Sequence[tuple[float, float]], fill: str) -> None:
        path = "L".join(pair(x, y) for x, y in points)
        self._parts.append(f'<path d="M{path}z" fill="{fill}"/>')

    def image(self, left: float, top: float, side: float, data: str) -> None:
        """A square of pixels, given as a data: address of a PNG."""
        self._parts.append(f'<image x="{number(left)}" y="{number(top)}" width="{number(side)}" '
                           f'height="{number(side)}" style="image-rendering: pixelated" href="{data}"/>')

    def text(self, x: float, y: float, words: str, anchor: str = "", bold: bool = False, colour: str = "") -> None:
        """`y` is that of the base line; anchor and colour are those of what it is in, if not given."""
        place = f'x="{number(x)}"' + f' y="{number(y)}"' * (y != 0)
        more = f' text-anchor="{anchor}"' if anchor and anchor != self._anchors[-1] else ""
        more += ' font-weight="bold"' if bold else ""
        more += f' fill="{colour}"' if colour else ""
        self._parts.append(f"<text {place}{more}>{escape(words)}</text>")

    def key(self, entries: Sequence[Key], left: float, top: float, right: float) -> float:
        """Draws them one after the other, in as many lines as they need; where the last of them ends."""
        x, y = left, top
        for entry in entries:
            swatch = 14.0 if entry.fill or entry.edge else width_of(entry.sign, weight="bold") if entry.sign else 0.0
            width = swatch + 4 + width_of(entry.words)
            if x > left and x + width > right:
                x, y = left, y + _LINE
            if entry.fill or entry.edge:
                self.box(x, y + 2, 12, 9, entry.fill or "none", entry.edge)
            elif entry.sign:
                self.text(x, y + 10, entry.sign, bold=True)
            self.text(x + swatch + (4 if swatch else 0), y + 10, entry.words)
            x += width + 12
        return y + _LINE
