"""What readers ask for: which of the many cases of a run are answered on its first page, and by which figure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ..groups import WAIT
from ..positions import lopsided
from ..results import Cell, Row
from ..series import Selection
from ..stats import Interval
from .cases import Value, rate
from .noise import same_against_same
from .parts import USUAL, Case, Entry, Noise, Standing, slug
from .standings import ranked_cases
from .words import job, team

CONTENTION = {"little": 1024, "some": 64, "full": 0}  # by steps of private work between two calls
SECTION = 64  # steps inside, of the section that stands for all


@dataclass(frozen=True)
class Measure:
    """A figure by which strategies are ranked: operations a second, or a time, of which less is better."""

    kind: str
    workload: str
    words: str
    key: str | None = None  # the counter of a row; None: the rate
    between: str | None = None  # what is said in place of how much private work there is

    @property
    def value(self) -> Value:
        return rate if self.key is None else lambda row: row.counters.get(self.key)

    def takes(self, cell: Cell | Case) -> bool:
        """Whether a cell or case stands for its workload: the usual place, waiting and section."""
        return ((cell.kind, cell.workload, cell.place) == (self.kind, self.workload, "cores")
                and (cell.kind != "queue" or cell.wait == WAIT) and cell.cs in (None, SECTION))

    def table(self, semantic_class: str) -> str:
        """The name of the table of its standings."""
        return slug("standings", self.kind, self.workload, semantic_class, self.key or "")


RATE = "operations a second"
RATES = (Measure("counter", "add", RATE), Measure("lock", "section", RATE), Measure("queue", "push_pop", RATE))
TIMES = (
    Measure("counter", "latency", "the time that 99 of 100 additions keep to", "add_p99_ns"),
    Measure("lock", "latency", "the time that 99 of 100 calls of lock() keep to", "lock_p99_ns"),
    Measure("queue", "hand_off", "the time of a task there and back, in the median", "round_trip_p50_ns",
            "one task at a time"),
    Measure("queue", "hand_off", "the time of a task there and back that 99 of 100 keep to", "round_trip_p99_ns",
            "one task at a time"),
)


@dataclass(frozen=True)
class Answer:
    """To one row of the first table. `standing` has a single entry if only one strategy of the class was measured."""

    measure: Measure
    contention: str
    work_ns: float | None  # private work between two calls of a thread; None: not told by the samples
    standing: Standing
    job: str
    team: str
    cpus: int

    @property
    def case(self) -> Case:
        return self.standing.case

    @property
    def alone(self) -> bool:
        return len(self.standing.entries) == 1

    @property
    def equals(self) -> list[str]:
        """Who cannot be told from the best, without it."""
        return [entry.name for entry in self.standing.tied if entry is not self.standing.best]

    @property
    def not_judged(self) -> int:
        return sum(not entry.judged for entry in self.standing.entries)

    @property
    def usual(self) -> Entry | None:
        entries = {entry.name: entry for entry in self.standing.entries}
        return next((entries[name] for name in USUAL[self.case.kind] if name in entries), None)

    @property
    def against_usual(self) -> Interval | None:
        """How many times as good the best is; None if it is the usual choice itself, or too little is known."""
        usual = self.usual
        if usual is None or not usual.judged or usual.ratio is None:
            return None
        ratio = usual.ratio
        return Interval(1 / ratio.median, 1 / ratio.high, 1 / ratio.low, ratio.n, ratio.kind)


def answered(selection: Selection, standings: Sequence[Standing]) -> list[Answer]:
    """By operations a second, the classes with the most strategies first; then those that have one strategy only."""
    found, alone = [], []
    for measure in RATES:
        rows = [row for row in selection.rows if measure.takes(row.cell)]
        work = _work_ns(rows)
        names: dict[str, set[str]] = defaultdict(set)
        for row in rows:
            names[selection.run.strategies[row.cell.kind, row.cell.impl].semantic_class].add(row.cell.impl)
        for of_class in sorted(names, key=lambda of_class: (-len(names[of_class]), of_class)):
            if len(names[of_class]) > 1:
                mine = [standing for standing in standings if measure.takes(standing.case)
                        and standing.case.semantic_class == of_class]
                found += [_answer(measure, contention, standing, work, selection.cpus)
                          for contention, standing in _moments(mine, selection.cpus)]
            else:
                alone += _only(measure, names[of_class], selection)
    return found + alone


def waits(selection: Selection, measure: Measure) -> tuple[list[Standing], list[Answer]]:
    """By a time of single calls, where they were timed: the standings of that time, and the answers of it."""
    rows = [row for row in selection.rows if measure.takes(row.cell)]
    noise = same_against_same(rows, measure.value)
    standings = ranked_cases(selection, noise, measure.takes, measure.value, least=True)
    work = _work_ns(rows)
    classes = dict.fromkeys(standing.case.semantic_class for standing in standings)
    return standings, [
        _answer(measure, measure.between or contention, standing, work, selection.cpus)
        for of_class in classes
        for contention, standing in _moments([one for one in standings if one.case.semantic_class == of_class],
                                             selection.cpus) if standing.case.threads > 1]


def _moments(standings: Sequence[Standing], cpus: int) -> list[tuple[str, Standing]]:
    """One thread; a thread a CPU, or as near below it as was measured; two threads a CPU, or as near above it; each
    by contention. Of queues also the shapes with more threads on one side, without work between."""
    names = {steps: name for name, steps in CONTENTION.items()}
    even = [one for one in standings if one.case.threads > 1 and not lopsided(one.case.size)]
    counts = {one.case.threads for one in even}
    full = max((count for count in counts if count <= cpus), default=None)
    over = 2 * cpus if 2 * cpus in counts else min((count for count in counts if count > cpus), default=None)
    found = [("none", one) for one in standings if one.case.threads == 1 and one.case.work == 0]
    for count in (full, over):
        found += [(name, one) for steps, name in names.items() for one in even
                  if (one.case.threads, one.case.work) == (count, steps)]
    return found + [(names[0], one) for one in standings if lopsided(one.case.size) and one.case.work == 0]


def _only(measure: Measure, names: set[str], selection: Selection) -> list[Answer]:
    """That a class has a single strategy, once: where contention is worst, if it was measured there."""
    (name,) = names
    mine = ranked_cases(selection, Noise(False), lambda cell: measure.takes(cell) and cell.impl == name,
                        measure.value, fewest=1)
    moments = _moments(mine, selection.cpus)
    known = [one for _, one in moments if one.case.threads <= selection.cpus] or [one for _, one in moments] or mine
    return [_answer(measure, "any", one, {}, selection.cpus) for one in known[-1:]]


def _answer(measure: Measure, contention: str, standing: Standing, work: dict[int, float], cpus: int) -> Answer:
    case = standing.case
    return Answer(measure, contention, work.get(case.work), standing, job(case.kind, case.semantic_class),
                  team(case, cpus), cpus)


def _work_ns(rows: Sequence[Row]) -> dict[int, float]:
    """The measured time of the private work, by its steps."""
    measured: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.cell.work == 0:
            measured[0].append(0.0)
        elif "work_ns" in row.counters:
            measured[row.cell.work].append(row.counters["work_ns"])
    return {steps: median(values) for steps, values in measured.items()}
