"""What the machine allows: the floors as bars, and what a message takes between every two CPUs as a map."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping

import numpy as np
from matplotlib import colormaps
from matplotlib.colors import LogNorm, to_hex
from matplotlib.image import imsave

from .. import style
from ..floor_chart import bars_of
from ..heatmap import ANNOTATED, HeatMap, of_pairs, pair_samples
from ..results import Row
from ..series import Selection
from ..stats import Interval, median_interval, three_digits
from . import lanes
from .parts import Column, Picture, Table, Value, Variant, fields
from .shades import BEST_FIRST, ink_on
from .svg import ONE_COLUMN, Drawing, Key, width_of

_COLUMNS = (Column("median_ns", "median", "ns"), Column("low_ns", "low", "ns"), Column("high_ns", "high", "ns"),
            Column("samples", "n", "n"))
_BARS, _PAIRS = "What no strategy can be faster than", "From CPU to CPU and back"
_ONE_PAIR = "With two CPUs there is a single pair: the row shared/core_to_core is all that a map could show."
_TEAMS = "Of several threads: the time from one operation of any of them to the next."
_MAP = "Medians of the samples; empty where a pair was not measured. The figure is the time of a whole round trip."


def floor_pictures(selections: Mapping[str, Selection]) -> list[Picture]:
    """The bars if floors were measured, and the map if there are two pairs of CPUs or more."""
    floors = {regime: rows for regime, selection in selections.items() if (rows := selection.floors())}
    maps = {regime: found for regime, rows in floors.items() if (found := of_pairs(_core_to_core(rows)))}
    several = {regime: found for regime, found in maps.items() if len(found.ns) > 1}
    pictures = [_bars(floors, bool(maps) and not several)] if any(map(bars_of, floors.values())) else []
    return pictures + ([_map(several, floors)] if several else [])


def _core_to_core(rows: list[Row]) -> list[dict[str, float]]:
    return [row.counters for row in rows if row.cell.impl == "core_to_core"]


def _bars(floors: Mapping[str, list[Row]], one_pair: bool) -> Picture:
    rows: list[tuple[Value, ...]] = []
    drawings, alts = {}, []
    for regime, of_regime in floors.items():
        bars = bars_of(of_regime)
        made = [lanes.Lane(bar.label, bar.point.samples, bar.point.interval, bar.colour,
                           f"{bar.label}: {lanes.in_words(bar.point.interval, 'ns')}",
                           f"{three_digits(bar.point.interval.median)} ns") for bar in bars]
        alt = "Floors, from top to bottom: " + ", ".join(f"{lane.label} {lane.written}" for lane in made) + "."
        drawing = Drawing("floors", Variant(regime), _BARS, alt)
        values = [sample for lane in made for sample in lane.samples]
        low, high = min(values) / 1.3, max(values) * 1.3
        axis = lanes.LogAxis(low, high, max(width_of(lane.label) for lane in made) + 16,
                             ONE_COLUMN - max(width_of(lane.written) for lane in made) - 12,
                             lanes.round_ticks(low, high), "ns (log)")
        drawings[Variant(regime)] = drawing.svg(ONE_COLUMN, lanes.draw(drawing, made, axis, 2) + 2)
        alts.append(alt)
        rows += [(regime, bar.label, *fields(bar.point.interval)) for bar in bars]
    table = Table("floors", _BARS, (Column("regime", "regime"), Column("floor", "floor"), *_COLUMNS), tuple(rows))
    return Picture("floors", "floors", _BARS, alts[0], drawings, table, (_TEAMS, *[_ONE_PAIR] * one_pair))


def _map(maps: Mapping[str, HeatMap], floors: Mapping[str, list[Row]]) -> Picture:
    rows: list[tuple[Value, ...]] = []
    drawings, alts = {}, []
    for regime, heat in maps.items():
        intervals = {pair: median_interval(samples)
                     for pair, samples in sorted(pair_samples(_core_to_core(floors[regime])).items())}
        rows += [(regime, f"CPU {one}", f"CPU {other}", *fields(at)) for (one, other), at in intervals.items()]
        least, most = (three_digits(value) for value in (min(heat.ns.values()), max(heat.ns.values())))
        alts.append(f"A square of CPUs by CPUs: from {least} ns between the nearest two to {most} ns between the "
                    "farthest.")
        drawing = Drawing("core-to-core", Variant(regime), _PAIRS, alts[-1])
        drawings[Variant(regime)] = _square(drawing, heat, intervals)
    columns = (Column("regime", "regime"), Column("one", "from"), Column("other", "to"), *_COLUMNS)
    return Picture("core-to-core", "floors", _PAIRS, alts[0], drawings,
                   Table("core-to-core", _PAIRS, columns, tuple(rows)), (_MAP,))


def _square(drawing: Drawing, heat: HeatMap, intervals: Mapping[tuple[int, int], Interval]) -> str:
    count, left, top = len(heat.cpus), 50.0, 30.0
    side = min(ONE_COLUMN - left - 10, 34.0 * count)
    cell = side / count
    norm, shades = LogNorm(*heat.colours()), colormaps[BEST_FIRST]
    drawing.text(left + side / 2, 10, "CPU", "middle", colour=style.FAINT_INK)
    drawing.text(left - 26, top + side / 2, "CPU", "end", colour=style.FAINT_INK)
    every = -(-count // ANNOTATED)
    for nth in range(0, count, every):
        middle = (nth + 0.5) * cell
        drawing.text(left + middle, top - 5, str(heat.cpus[nth]), "middle")
        drawing.text(left - 5, top + middle + 3, str(heat.cpus[nth]), "end")
    if count > ANNOTATED:
        drawing.image(left, top, side, _png(shades(np.ma.masked_invalid(norm(heat.matrix())))))
    else:
        for (one, other), at in intervals.items():
            with drawing.told(f"CPU {one} and CPU {other}: {lanes.in_words(at, 'ns')}"):
                for x, y in ((one, other), (other, one)):
                    fill = to_hex(shades(norm(at.median)))
                    x0, y0 = left + heat.cpus.index(x) * cell, top + heat.cpus.index(y) * cell
                    drawing.box(x0, y0, cell - 1, cell - 1, fill)
                    drawing.text(x0 + (cell - 1) / 2, y0 + cell / 2 + 2.5, f"{at.median:.0f}", "middle",
                                 colour=ink_on(fill) or "#000")
    low, high = min(heat.ns.values()), max(heat.ns.values())
    steps = np.geomspace(low, high, 5)
    keys = [Key(f"{three_digits(ns)} ns" if ns in (low, high) else "", to_hex(shades(norm(ns))))
            for ns in (low, *steps[1:-1], high)]
    return drawing.svg(ONE_COLUMN, drawing.key(keys, left, top + side + 8, ONE_COLUMN) + 2)


def _png(colours: np.ndarray) -> str:
    """Pixels as a data: address."""
    file = io.BytesIO()
    imsave(file, colours, format="png", metadata={"Software": None})
    return f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
