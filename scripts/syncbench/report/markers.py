"""The markers of style.MARKERS as paths of SVG."""

from __future__ import annotations

import math
from itertools import pairwise

from .svg import number, pair

_RADIUS = 3.3  # points


def _polygon(*points: tuple[float, float]) -> str:
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(points)]
    return f"m{pair(*points[0])}l{' '.join(pair(*step) for step in steps)}z"


def _regular(corners: int, radius: float, first: float = -90.0) -> str:
    angles = [math.radians(first + 360 * nth / corners) for nth in range(corners)]
    return _polygon(*((radius * math.cos(angle), radius * math.sin(angle)) for angle in angles))


def _shapes(r: float) -> dict[str, str]:
    """From the middle of each."""
    plus = ((-.35, -1), (.35, -1), (.35, -.35), (1, -.35), (1, .35), (.35, .35), (.35, 1), (-.35, 1), (-.35, .35),
            (-1, .35), (-1, -.35), (-.35, -.35))
    cross = [((x - y) * 0.75, (x + y) * 0.75) for x, y in plus]
    return {
        "o": f"m-{number(r)} 0a{number(r)} {number(r)} 0 1 0 {number(2 * r)} 0a{number(r)} {number(r)} 0 1 0-"
             f"{number(2 * r)} 0z",
        "s": _regular(4, 1.25 * r, 45), "D": _regular(4, 1.2 * r), "^": _regular(3, 1.25 * r),
        "v": _regular(3, 1.25 * r, 90), "<": _regular(3, 1.25 * r, 180), ">": _regular(3, 1.25 * r, 0),
        "p": _regular(5, 1.15 * r), "h": _regular(6, 1.15 * r),
        "P": _polygon(*((1.15 * r * x, 1.15 * r * y) for x, y in plus)),
        "X": _polygon(*((1.15 * r * x, 1.15 * r * y) for x, y in cross)),
    }


SHAPES, SMALL_SHAPES = _shapes(_RADIUS), _shapes(0.8 * _RADIUS)
