"""What a chart may draw of a run: one regime, whole strategies, medians with their intervals; and what it must
say about the rest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from .cli import counted
from .results import CHECKED, UNRANKED, Cell, Check, Row, Run, Strategy
from .stats import CONFIDENCE, POOR_OVERLAP, RANGE, Interval, Regimes, classify_regimes, median_interval
from .strict_json import ResultsError, field
from .style import Look, looks

LINES_A_PANEL = 8
FEW = "fewer than 6 samples"  # of which median_interval knows no more than the range
KINDS = {"counter": "Shared counter", "queue": "Work queue", "lock": "Lock"}


@dataclass(frozen=True)
class Point:
    interval: Interval
    samples: tuple[float, ...]

    @property
    def few(self) -> bool:
        """Whether the samples are too few for an interval of their median."""
        return self.interval.kind == RANGE


def point(values: Sequence[float]) -> Point:
    return Point(median_interval(values), tuple(values))


@dataclass(frozen=True)
class Line:
    """One strategy in one panel: its points by position on the x axis."""

    name: str
    look: Look
    points: dict[float, Point]
    check: str | None = None  # in words, what the strategy was checked for in this run; None: not checked

    @property
    def label(self) -> str:
        return f"{self.name} {CHECKED}" if self.check else self.name

    @property
    def told(self) -> str:
        """The name and the verdict, for those who cannot see the mark."""
        return f"{self.name}: {self.check or 'not checked in this run'}"


@dataclass(frozen=True)
class Selection:
    """The rows of a run that may be drawn: the dominant regime's samples of the strategies that never failed."""

    run: Run
    regimes: Regimes
    rows: list[Row]
    excluded: dict[tuple[str, str], str]
    cpus: int

    def kinds(self) -> list[str]:
        return sorted({row.cell.kind for row in self.rows})

    def measured(self, kind: str) -> set[Cell]:
        """The cells that ought to have a point: those of whole strategies, with samples in whatever regime."""
        return {cell for cell in self._cells if cell.kind == kind and (kind, cell.impl) not in self.excluded}

    @cached_property
    def _cells(self) -> list[Cell]:
        return list(dict.fromkeys(row.cell for row in self.run.rows))

    def floors(self) -> list[Row]:
        """The floors' samples that may be held against them: of the same regime."""
        return [row for row in self._floors if self.regimes.shows(row)]

    @cached_property
    def _floors(self) -> list[Row]:
        return [row for row in self.run.rows if row.cell.kind == "floor"]

    def title(self, kind: str, question: str) -> str:
        incomplete = "" if self.run.complete else " (incomplete run)"
        return f"{KINDS[kind]}: {question}{incomplete}"

    def task(self, cell: Cell, without: Container[str] = ()) -> tuple[str, ...]:
        """What strategies must share to be compared in one panel: workload, semantic class, and every setting that
        is not an axis (`without`). Its parts are the words of the panel's title."""
        wait = None if cell.kind == "lock" else cell.wait  # a lock waits as it is made, a queue as it is told
        settings = (("critical section", cell.cs), ("burst", cell.burst), ("batch", cell.batch),
                    ("payload", cell.payload), ("wait", wait), ("place", cell.place))
        return (cell.workload, self.run.strategies[cell.kind, cell.impl].semantic_class,
                *(f"{name}: {value}" for name, value in settings if value is not None and name not in without))

    def lines(self, rows: Iterable[Row], position: Callable[[Cell], float]) -> list[Line]:
        """The rates of strategies, one line each."""
        return self.lines_of((row, {position(row.cell): row.ops_per_s}) for row in rows)

    def lines_of(self, figures: Iterable[tuple[Row, Mapping[float, float | None]]]) -> list[Line]:
        """One line a strategy, in catalogue order, of what each sample has at which positions. A point is the median
        of the samples at one position; where most of them have no figure, there is none."""
        samples: dict[tuple[str, str], dict[float, list[float | None]]] = defaultdict(lambda: defaultdict(list))
        for row, at in figures:
            for x, value in at.items():
                samples[row.cell.kind, row.cell.impl][x].append(value)
        points = {key: {x: point(known) for x, values in sorted(of.items())
                        for known in [[value for value in values if value is not None]]
                        if 2 * len(known) > len(values)}
                  for key, of in samples.items()}
        look = looks(self.run.strategies.values())
        return [
            Line(key[1], look[key], points[key],
                 verdict(strategy, self.run.checks[key]) if key in self.run.checks else None)
            for key, strategy in self.run.strategies.items() if points.get(key)
        ]

    def notes(self, rows: Sequence[Row], lines: Sequence[Line], measured: set[Cell],
              others: Sequence[Point] = ()) -> list[str]:
        """The foot of the chart of `rows`: what a reader must know to judge the picture, and what was left out of it.
        `measured` are the cells that the chart is about, `others` points that belong to no line."""
        kind = rows[0].cell.kind
        gaps = sorted(cell.name for cell in measured - {row.cell for row in rows})
        poor = sum(row.counters.get("overlap", 1.0) < POOR_OVERLAP for row in rows)
        failed = [f"{name} ({why})" for (of, name), why in self.excluded.items() if of == kind]
        return [
            about_points([point.interval for point in (*others, *(p for line in lines for p in line.points.values()))]),
            about_regimes(self.regimes),
            *([f"Gaps: {len(gaps)} of {len(measured)} cells have no sample in the regime drawn "
               f"({', '.join(gaps[:2])}{', …' if len(gaps) > 2 else ''})."] if gaps else []),
            *([f"Poor overlap: in {poor} of {len(rows)} samples all threads ran for less than "
               f"{100 * POOR_OVERLAP:.0f} % of the window."] if poor else []),
            *([f"Left out, because a cell or the check failed: {'; '.join(failed)}."] if failed else []),
            *([f"{CHECKED} Checked in this run: recorded calls of the strategy kept what it declares, before its first "
               "sample (checks.json)."] if any(line.check for line in lines) else []),
            about_machine(self.run),
        ]


def select(run: Run, regimes: Regimes | None = None) -> Selection:
    """What may be drawn of the regime that `regimes` shows; without them, of the dominant one."""
    regimes = regimes or classify_regimes(run.rows)
    excluded = run.excluded()
    rows = [row for row in run.rows
            if row.cell.kind not in UNRANKED and (row.cell.kind, row.cell.impl) not in excluded
            and regimes.shows(row)]
    # Rows come in the random order of measuring; charts must not.
    order = {key: index for index, key in enumerate(run.strategies)}
    rows.sort(key=lambda row: (order[row.cell.kind, row.cell.impl], row.cell.threads, row.cell.name, row.round,
                               row.sample))
    if not rows:
        raise ResultsError(f"{run.folder}: nothing to draw, {_why_nothing(run, regimes, excluded)}")
    return Selection(run, regimes, rows, excluded, field(run.machine, "cpus", int, str(run.folder / "machine.json")))


def verdict(strategy: Strategy, check: Check) -> str:
    """What was checked, in the words of what the strategy declares and with how many operations."""
    if not check.passed:
        return f"check failed: {check.detail}"
    return f"checked: {', '.join(_contract(strategy))}; {check.operations:,} operations"


def _contract(strategy: Strategy) -> list[str]:
    """What recorded histories were judged by."""
    def declared(key: str, kind: type) -> Any:
        return field(strategy.raw, key, kind, f"catalogue.json: {strategy.kind} {strategy.name}")

    if strategy.kind == "counter":
        return [declared("consistency", str)]
    if strategy.kind == "lock":
        return ["mutual exclusion", *["reentrant"] * declared("reentrant", bool)]
    full = "full strict" if declared("bounded", bool) else "never full"
    return [declared("order", str), *["empty strict"] * declared("strict_empty", bool),
            *[full] * declared("strict_full", bool)]


def _why_nothing(run: Run, regimes: Regimes, excluded: dict[tuple[str, str], str]) -> str:
    """What became of the samples of strategies if none may be drawn, and what would help."""
    rows = [row for row in run.rows if row.cell.kind not in UNRANKED]
    if not rows:
        return "no strategy was measured; give a run that measured counters, queues or locks"
    failed = sum((row.cell.kind, row.cell.impl) in excluded for row in rows)
    if failed == len(rows):
        return "every strategy has a cell that failed; mend them and measure again"
    aside = ", ".join(f"{why}: {n}" for why, n in regimes.set_aside.items())
    told = [f"{failed} of strategies with a failed cell"] * bool(failed)
    told.append(f"{len(rows) - failed} set aside or of another regime than {regimes.names[regimes.shown]}")
    return (f"of {counted(len(rows), 'sample')} {', '.join(told)} (set aside in the whole run: {aside or 'none'}); "
            "make doctor tells what disturbs this machine, then measure again")


def shares(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    """Lines dealt to as many panels as the eye needs, and what to append to their titles."""
    parts = [lines[i:i + LINES_A_PANEL] for i in range(0, len(lines), LINES_A_PANEL)]
    if len(parts) == 1:
        return [("", lines)]
    return [(f" ({number} of {len(parts)})", part) for number, part in enumerate(parts, 1)]


def panel_titles(tasks: Iterable[tuple[str, ...]]) -> dict[tuple[str, ...], str]:
    """The words in which the tasks of one chart differ, and always workload and semantic class."""
    tasks = list(tasks)
    shared = set.intersection(*(set(task[2:]) for task in tasks)) if tasks else set()
    return {task: " · ".join((*task[:2], *(word for word in task[2:] if word not in shared))) for task in tasks}


def about_points(intervals: list[Interval]) -> str:
    least, most = min(i.n for i in intervals), max(i.n for i in intervals)
    kinds = {i.kind for i in intervals}
    return " ".join((
        f"Points: median of n = {least if least == most else f'{least}–{most}'} samples (dots), each a fresh process.",
        *([f"Bands and bars: {CONFIDENCE} interval of the median."] if CONFIDENCE in kinds else []),
        *([f"Small pale points: {FEW}, too few for an interval; a hint, no more."] if RANGE in kinds else [])))


def about_regimes(regimes: Regimes) -> str:
    shares = [f"{name} ({100 * share:.0f} %)" for name, share in zip(regimes.names, regimes.share)]
    drawn = shares.pop(regimes.dominant)
    aside = 100 * max(0.0, 1.0 - sum(regimes.share))
    reasons = ", ".join(f"{why}: {n}" for why, n in regimes.set_aside.items())
    return (f"Regime drawn, of the core-to-core round trip: {drawn} of all samples. Others, not drawn: "
            f"{', '.join(shares) or 'none'}. Set aside: {aside:.0f} %{f' ({reasons})' * bool(reasons)}.")


def about_machine(run: Run) -> str:
    where = str(run.folder / "machine.json")
    model, compiler = (field(run.machine, key, str, where) for key in ("cpu_model", "compiler"))
    return f"Machine: {model}, {counted(field(run.machine, 'cpus', int, where), 'usable CPU')}. Compiler: {compiler}."
