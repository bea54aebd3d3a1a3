"""Figures as a person reads them: three digits and a unit of their size. templates/tables.js writes them alike."""

from __future__ import annotations

from ..stats import three_digits
from .parts import Value

THIN = "\u202f"  # a narrow space that does not break
ABSENT = "–"
# The units that grow with the figure: how many of the table's unit each is worth, the greatest first.
SIZES: dict[str, tuple[tuple[float, str], ...]] = {
    "ops/s": ((1e9, "G"), (1e6, "M"), (1e3, "k"), (1.0, "")),
    "ns": ((1e9, "s"), (1e6, "ms"), (1e3, "µs"), (1.0, "ns")),
    "B": ((2**30, "GiB"), (2**20, "MiB"), (2**10, "KiB"), (1.0, "B")),
    "share": ((0.01, "%"),),
}
# Said by the figures themselves, or by the title of their column.
TOLD = ("", "n", "ns", "B", "share", "ratio")


def written(value: Value, unit: str) -> str:
    """As it stands in a cell of a table: 12.3 M under "ops/s"."""
    if value is None:
        return ABSENT
    if isinstance(value, str):
        return value
    if unit in SIZES:
        factor, size = _size(value, unit)
        return f"{digits(_over(value, factor))}{THIN}{size}".rstrip(THIN)
    return digits(value)


def spoken(value: Value, unit: str) -> str:
    """As it stands in a sentence: 12.3 M ops/s."""
    text = written(value, unit)
    return text if unit in TOLD or value is None else f"{text}{THIN}{unit}"


def interval(middle: Value, low: Value, high: Value, unit: str) -> str:
    """[11.9, 12.8] beside 12.3 M: in the size of the figure that it belongs to; nothing if there is none."""
    if not all(isinstance(value, (int, float)) for value in (middle, low, high)):
        return ""
    factor = _size(middle, unit)[0] if unit in SIZES else 1.0
    return f"[{digits(_over(low, factor))}, {digits(_over(high, factor))}]"


def digits(value: int | float) -> str:
    """Three of them, or all of a larger integer part, and of a count; in groups from five on."""
    text = str(value) if isinstance(value, int) else three_digits(value) if value else "0"
    whole = text.partition(".")[0]
    return f"{int(whole):,}".replace(",", THIN) if len(whole.lstrip("-")) > 4 else text


def heading(title: str, unit: str) -> str:
    """Of a column, with what its figures do not say themselves."""
    return title if unit in TOLD else f"{title}, {unit}"


def _over(value: int | float, factor: float) -> int | float:
    return value if factor == 1 else value / factor


def _size(value: int | float, unit: str) -> tuple[float, str]:
    """The greatest unit of which there is at least one, after rounding to three digits."""
    return next((size for size in SIZES[unit] if abs(value) >= 0.9995 * size[0]), SIZES[unit][-1])
