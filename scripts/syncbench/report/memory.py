"""The picture of the memory that a queued task takes: a row a queue, the least on top."""

from __future__ import annotations

from collections.abc import Mapping

from .. import style
from ..axes import YAxis, log_steps
from ..series import Line, Selection
from .frame import Canvas
from .markers import SHAPES
from .parts import Column, Picture, Table, Value, Variant, fields
from .svg import ONE_COLUMN, TEXT_PT, pair, width_of
from .written import interval, spoken

_NAME, _TITLE = "cost-queue-memory", "Work queue: memory of a queued task"
_ROW = TEXT_PT + 3.5
TASKS = 32_768  # what benchmarks/memory_bench.cpp fills a queue with
_AXIS = YAxis(f"resident bytes a task, of a full queue of {TASKS} (log)")
_COLUMNS = (Column("regime", "regime"), Column("strategy", "strategy"),
            *(Column(f"{figure}_bytes", figure, "B") for figure in ("median", "low", "high")), Column("n", "n", "n"))


def memory_pictures(selections: Mapping[str, Selection]) -> list[Picture]:
    """One or none."""
    found: dict[str, list[Line]] = {}
    for regime, selection in selections.items():
        lines = selection.lines_of((row, {0.0: row.counters.get("bytes_per_task")}) for row in selection.rows
                                   if row.cell.workload == "memory" and row.counters.get("bytes_per_task", 0) > 0)
        if lines:
            found[regime] = sorted(lines, key=lambda line: (line.points[0.0].interval.median, line.name))
    if not found:
        return []
    rows: list[tuple[Value, ...]] = []
    for regime, lines in found.items():
        for line in lines:
            rows.append((regime, line.name, *fields(line.points[0.0].interval)))
    first = next(iter(found.values()))
    alt = (f"Resident bytes a task of {len(first)} queues, the least on top: {first[0].name} with "
           f"{spoken(first[0].points[0.0].interval.median, 'B')}, at the bottom {first[-1].name} with "
           f"{spoken(first[-1].points[0.0].interval.median, 'B')}.")
    drawings = {Variant(regime): _draw(lines, Variant(regime), alt) for regime, lines in found.items()}
    return [Picture(_NAME, "cost", _TITLE, alt, drawings, Table(_NAME, _TITLE, _COLUMNS, tuple(rows)),
                    (f"Measured in a process of its own, which fills a queue with {TASKS} tasks.",))]


def _draw(lines: list[Line], variant: Variant, alt: str) -> str:
    canvas = Canvas(_NAME, variant, _TITLE, alt)
    left = max(width_of(line.label) for line in lines) + 10
    limits = _AXIS.limits([value for line in lines for value in line.points[0.0].samples])
    top, bottom = 6.0, 6 + _ROW * len(lines) + 4

    def x(value: float) -> float:
        return left + (ONE_COLUMN - left - 12) * _AXIS.part(value, limits)

    for tick in log_steps(limits)[0]:
        canvas.line([(x(tick), top), (x(tick), bottom)], style.GRID)
        canvas.text(x(tick), bottom + 12, f"{tick:g}", "middle")
    canvas.text((left + ONE_COLUMN) / 2, bottom + 26, _AXIS.label, "middle", colour=style.FAINT_INK)
    for nth, line in enumerate(lines):
        size = line.points[0.0].interval
        y = top + _ROW * (nth + 0.5)
        with canvas.strategy(line.name, line.look.colour):
            canvas.text(left - 8, y + 3, line.label, "end", colour=style.text_colour(line.look.colour))
            canvas.line([(x(size.low), y), (x(size.high), y)], line.look.colour, 1.6)
            ends = interval(size.median, size.low, size.high, "B")
            canvas.path(f"M{pair(x(size.median), y)}{SHAPES[line.look.marker]}",
                        f"{line.name}: {spoken(size.median, 'B')} a task {ends}, n = {size.n}", fill=line.look.colour)
    return canvas.svg(ONE_COLUMN, bottom + 32)
