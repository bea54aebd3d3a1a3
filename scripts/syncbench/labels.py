"""Text in charts: labels pushed apart as little as possible, and lines broken to a width."""

from __future__ import annotations

from collections.abc import Callable, Sequence


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions for labels that want to be at `wanted` (ascending): same order, at least `gap` apart, inside
    low..high, with the least sum of squared displacements. Labels that cannot fit keep their gaps, and overflow
    evenly on both sides.

    Take the gaps out and what is left is isotonic regression, solved exactly by pooling neighbours that
    violate the order at their mean; clipping its solution to bounds gives the solution within bounds.
    """
    if any(a > b for a, b in zip(wanted, wanted[1:])):
        raise ValueError("spread: the wanted positions must ascend")
    need = gap * (len(wanted) - 1)
    if need > high - low:
        low = high = (low + high) / 2  # every pool is clipped to one place: a block of labels about the middle
        high += need / 2
        low -= need / 2
    pools: list[tuple[float, int]] = []  # (mean of the gapless wanted positions, how many)
    for index, position in enumerate(wanted):
        mean, size = position - index * gap, 1
        while pools and pools[-1][0] > mean:
            other_mean, other_size = pools.pop()
            mean = (mean * size + other_mean * other_size) / (size + other_size)
            size += other_size
        pools.append((mean, size))
    gapless = [min(max(mean, low), high - need) for mean, size in pools for _ in range(size)]
    return [position + index * gap for index, position in enumerate(gapless)]


def wrap(text: str, width: float, measure: Callable[[str], float]) -> list[str]:
    """Break `text` at spaces into lines no wider than `width`; a word that is wider alone is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        candidate = f"{line} {word}".strip()
        if measure(candidate) <= width:
            line = candidate
            continue
        if line:
            lines.append(line)
        while measure(word) > width and len(word) > 1:
            fit = next((n for n in range(len(word) - 1, 1, -1) if measure(word[:n]) <= width), 1)
            lines.append(word[:fit])
            word = word[fit:]
        line = word
    return [*lines, line] if line else lines
