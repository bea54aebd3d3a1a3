"""What a report consists of: tables, whose every figure stands in a CSV; pictures, each with its table; comparisons."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..results import Run
from ..series import Selection
from ..stats import Interval

Value = str | float | int | None

SECTIONS = {  # of pictures, in the order of the page
    "winners": "Who is best where",
    "scaling": "Operations a second by threads",
    "efficiency": "Efficiency against one thread of the best",
    "usl": "Where scaling ends: the universal scalability law",
    "contention": "Contention: threads and private work",
    "latency": "How long single calls take",
    "fairness": "Who gets it, and who waits",
    "cost": "What an operation costs",
    "oversubscription": "More threads than CPUs",
    "floors": "What the machine allows",
    "noise": "The same against the same",
}

# What most programs have, by kind; the first that a class has. Where it has none, nothing is the usual choice.
USUAL = {"counter": ("mutex",), "lock": ("mutex", "recursive_mutex"), "queue": ("mutex_ring", "mutex_deque")}


def slug(*texts: str) -> str:
    """A file stem of letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", " ".join(texts).lower()).strip("-")


@dataclass(frozen=True)
class Column:
    key: str  # in the CSV's header, with its unit: median_ops_per_s
    title: str
    unit: str = ""  # ops/s, ns, ratio, share, B, n, …; "": text


@dataclass(frozen=True)
class Table:
    """`name` is the stem of its CSV and its id on the page. None is an empty field: not measured, never 0."""

    name: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]

    def csv(self) -> str:
        """With a header; floats as Python writes them, which is exact."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow([column.key for column in self.columns])
        writer.writerows([["" if value is None else repr(value) if isinstance(value, float) else value
                           for value in row] for row in self.rows])
        return text.getvalue()


def fields(interval: Interval | None) -> tuple[Value, ...]:
    """Median, low, high and n, as they stand in a row."""
    return (None,) * 4 if interval is None else (interval.median, interval.low, interval.high, interval.n)


@dataclass(frozen=True)
class Figure:
    """A number in a text, and the table in whose CSV it stands."""

    value: float | int
    unit: str
    table: str


Text = Sequence[str | Figure]  # a sentence with figures in it


@dataclass(frozen=True)
class Variant:
    regime: str
    scale: str = ""  # log or linear, where a reader can choose


@dataclass(frozen=True)
class Picture:
    name: str  # unique on the page, and that of its table
    section: str  # of SECTIONS
    title: str
    alt: str  # what is to be seen, in words
    drawings: dict[Variant, str]  # SVG elements
    table: Table
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Noise:
    """Same against same: ratios of two samples of one cell, as pairs of different strategies are made.

    `ratios` by (kind, workload, threads) in the order measured; `controls` tells whether the pairs are of one round,
    or of neighbouring ones for want of them.
    """

    controls: bool
    ratios: dict[tuple[str, str, int], tuple[float, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Case:
    """What strategies must share to be ranked against one another. `words` is the case as a reader would name it."""

    kind: str
    workload: str
    semantic_class: str
    threads: int
    shape: str | None
    work: int
    cs: int | None
    burst: int | None
    batch: int | None
    payload: int | None
    wait: str | None  # None for locks: how one waits is its own affair
    place: str

    @property
    def size(self) -> str:
        return self.shape or str(self.threads)


@dataclass(frozen=True)
class Entry:
    name: str
    rate: Interval  # operations a second
    ratio: Interval | None  # paired, to the best of the case; None for the best itself, or without a pair
    tied: bool  # with the best; the best is
    judged: bool  # False: too few pairs to say


@dataclass(frozen=True)
class Standing:
    case: Case
    regime: str
    entries: tuple[Entry, ...]  # best first
    noise: float | None  # ratio - 1 up to which the same differs from the same here; None: not known

    @property
    def best(self) -> Entry:
        return self.entries[0]

    @property
    def tied(self) -> tuple[Entry, ...]:
        """The best, and those that cannot be told from it."""
        return tuple(entry for entry in self.entries if entry.tied and entry.judged)


@dataclass(frozen=True)
class Answers:
    paragraph: Text
    table: Table  # if your case is … use …; columns case…, use, as_good, ratio to the usual choice, evidence (name of a picture or table)
    tables: tuple[Table, ...]  # the standings behind it, which are the evidence


@dataclass(frozen=True)
class RunReport:
    """One run, told. Several are put side by side by their labels."""

    label: str  # whose results: machine and date, unique among the runs of a page
    run: Run
    selections: dict[str, Selection]  # by regime, the dominant first
    answers: Answers
    pictures: tuple[Picture, ...]
    tables: tuple[Table, ...]  # beside those of answers and pictures: machine, floors, samples by regime, failures
    missing: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by section, or "run": what is not there, and why
