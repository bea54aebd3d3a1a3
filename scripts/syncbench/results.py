"""The only reader of benchmark JSON: what comes out is typed and complete, or it is a ResultsError.

A run folder holds plan.json, machine.json, catalogue.json, one file a sample, and bench.json with the rows of all
samples; checks.json too, if the strategies were checked. Google Benchmark 1.7.1 can write JSON that others read
wrongly: NaN and Infinity without quotes, the same key twice when a user counter is called `threads`, rows with an
error among good ones. All of it is refused here.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .strict_json import ResultsError, check_schema, field, read_json

UNRANKED = ("floor", "exhibit")  # kinds measured beside the strategies: in no catalogue, compared with nothing
CHECKED = "✓"  # beside the name of a strategy that passed its check, wherever results are shown


@dataclass(frozen=True)
class Cell:
    """One thing that is measured: a strategy in a workload, at one setting. Its name is the key everywhere."""

    name: str
    kind: str  # counter, queue, lock, floor or exhibit
    workload: str
    impl: str
    threads: int  # all threads: of a shape, producers and consumers together
    shape: str | None
    work: int  # loop steps between two operations
    cs: int | None
    wait: str | None
    place: str
    burst: int | None = None  # tasks that a producer puts in one after another before it works
    batch: int | None = None  # tasks in one call
    payload: int | None = None  # bytes of a task

    @property
    def group(self) -> tuple:
        """Equal for the cells that are compared with one another, and so are measured close together. How a lock waits
        is its own affair, and no setting."""
        wait = None if self.kind == "lock" else self.wait
        return (self.kind, self.workload, self.threads, self.shape, self.cs, self.work, self.burst, self.batch,
                self.payload, wait, self.place)


@dataclass(frozen=True)
class Row:
    """One sample. With an error the figures are NaN, so that they can enter no statistic unnoticed."""

    cell: Cell
    round: int
    sample: int
    ops_per_s: float
    ns_per_op: float
    counters: dict[str, float]
    floor_before: float | None
    floor_after: float | None
    error: str | None


@dataclass(frozen=True)
class Strategy:
    kind: str
    name: str
    family: str
    source: str
    library: str
    progress: str
    semantic_class: str
    raw: dict[str, Any]
    available: bool = True
    why: str = ""  # not available: a reason. Then all texts above may be empty, since it may not even have been built
    bytes: int | None = None  # of an instance, without what it allocates
    lock: str | None = None  # of an adapter: the lock that it is made of
    waiting: str | None = None  # of a lock: what one who waits long does (spin, spin_yield, park)
    extra: bool = False  # of a header outside the tree

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


@dataclass(frozen=True)
class Check:
    """What came of recording a strategy's calls and judging the histories by what it declares."""

    kind: str
    name: str
    passed: bool
    operations: int  # that were recorded and judged
    detail: str  # if not passed: which promise broke, and where
    observed: dict[str, Any]


@dataclass
class Run:
    folder: Path
    rows: list[Row]
    strategies: dict[tuple[str, str], Strategy]  # those that could be measured, by (kind, name), in catalogue order
    machine: dict[str, Any]
    context: dict[str, Any]
    complete: bool
    checks: dict[tuple[str, str], Check] = dataclasses.field(default_factory=dict)  # by (kind, name)
    absent: list[Strategy] = dataclasses.field(default_factory=list)  # that this machine or this build did not have
    group: str | None = None  # the question that alone it was asked, if it was one

    def excluded(self) -> dict[tuple[str, str], str]:
        """Strategies with a failed cell or check, by (kind, name), and why: no chart of their kind may show them."""
        reasons = {key: f"its check: {check.detail}" for key, check in self.checks.items() if not check.passed}
        for row in self.rows:
            if row.error is not None:
                reasons.setdefault((row.cell.kind, row.cell.impl), f"{row.cell.name}: {row.error}")
        return reasons


# Google Benchmark appends how it ran a benchmark to the name.
_GB_SUFFIX = re.compile(
    r"(/(min_time:[\d.]+|min_warmup_time:[\d.]+|iterations:\d+|repeats:\d+|process_time|manual_time|real_time))*$")
_NAME = re.compile(
    r"(?P<kind>counter|queue|lock|floor|exhibit)/(?P<workload>\w+)/(?P<impl>\w+)"
    r"/(?:threads:(?P<threads>[1-9]\d*)|shape:(?P<shape>1|[1-9]\d*x[1-9]\d*))"
    r"(?:/cs:(?P<cs>\d+))?(?:/work:(?P<work>\d+))?(?:/burst:(?P<burst>[1-9]\d*))?"
    r"(?:/batch:(?P<batch>[1-9]\d*))?(?:/payload:(?P<payload>[1-9]\d*))?"
    r"(?:/wait:(?P<wait>\w+))?/place:(?P<place>cores|compact)")
_REQUIRED = {"counter": ("threads", "work"), "queue": ("shape", "work", "wait"),
             "lock": ("threads", "cs", "work", "wait"), "floor": ("threads",), "exhibit": ("threads",),
             "queue/memory": ("shape", "work"),  # which fills a queue with one thread: nobody waits
             "queue/bursts": ("shape", "work", "burst", "wait"), "queue/batch": ("shape", "work", "batch", "wait"),
             "queue/payload": ("shape", "work", "payload", "wait")}
# Google Benchmark's own numbers, of its thread and its loop, not of ours.
_GB_NUMBERS = {"family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads", "iterations",
               "real_time", "cpu_time", "round", "sample"}


def _required(kind: str, workload: str) -> tuple[str, ...]:
    return _REQUIRED.get(f"{kind}/{workload}", _REQUIRED[kind])


def parse_cell(name: str) -> Cell:
    """The cell that a name of sync_bench, with or without Google Benchmark's suffixes, stands for."""
    stripped = _GB_SUFFIX.sub("", name)
    match = _NAME.fullmatch(stripped)
    if match is None or any(match[part] is None for part in _required(match["kind"], match["workload"])):
        raise ResultsError(f"'{name}' is no cell name of this version (kind/workload/impl/threads:T or shape:PxC/…); "
                           "use the scripts and sync_bench of one commit")
    shape = match["shape"]
    threads = int(match["threads"]) if shape is None else sum(map(int, shape.split("x")))
    cs, burst, batch, payload = (None if match[part] is None else int(match[part])
                                 for part in ("cs", "burst", "batch", "payload"))
    return Cell(stripped, match["kind"], match["workload"], match["impl"], threads, shape, int(match["work"] or 0), cs,
                match["wait"], match["place"], burst, batch, payload)


def parse_row(raw: dict[str, Any], where: str) -> Row:
    """One row of bench.json, or of a sample to which `round` and `sample` were added."""
    cell = parse_cell(field(raw, "name", str, where))
    where = f"{where}: {cell.name}"
    position = field(raw, "round", int, where), field(raw, "sample", int, where)
    if raw.get("error_occurred"):
        return Row(cell, *position, math.nan, math.nan, {}, None, None, str(raw.get("error_message") or "failed"))
    if raw.get("run_type") != "iteration" or raw.get("time_unit") != "ns":
        raise ResultsError(f"{where}: not a single sample in ns; give a run that bench.py measured")
    counters = {key: float(value) for key, value in raw.items() if key not in _GB_NUMBERS
                and isinstance(value, (int, float)) and not isinstance(value, bool)}
    figures = [float(field(raw, key, (int, float), where)) for key in ("ops_per_s", "real_time")]
    floors = [counters.get("floor_before_ns"), counters.get("floor_after_ns")]
    if any(figure <= 0 for figure in figures) or any(floor is not None and floor <= 0 for floor in floors):
        raise ResultsError(f"{where}: a rate, a time or a floor is not above 0; measure again")
    return Row(cell, *position, *figures, counters, *floors, None)


def parse_catalogue(document: dict[str, Any], where: str) -> dict[tuple[str, str], Strategy]:
    """All strategies by (kind, name), in the order in which the binary lists them; see available()."""
    strategies: dict[tuple[str, str], Strategy] = {}
    for raw in field(check_schema(document, where), "strategies", list, where):
        if not isinstance(raw, dict):
            raise ResultsError(f"{where}: a strategy is no object; the file is damaged")
        strategy = _parse_strategy(raw, where)
        if strategies.setdefault(strategy.key, strategy) is not strategy:
            raise ResultsError(f"{where}: {strategy.kind} {strategy.name} is listed twice; names must be unique in a "
                               "kind")
    return strategies


def available(catalogue: dict[tuple[str, str], Strategy]) -> dict[tuple[str, str], Strategy]:
    return {key: strategy for key, strategy in catalogue.items() if strategy.available}


def _parse_strategy(raw: dict[str, Any], where: str) -> Strategy:
    kind, name = field(raw, "kind", str, where), field(raw, "name", str, where)
    where = f"{where}: {name}"

    def optional(key: str, kind: type, otherwise: Any) -> Any:
        return field(raw, key, kind, where) if key in raw else otherwise

    here = field(raw, "available", bool, where)
    texts = [field(raw, key, str, where) if here else optional(key, str, "")
             for key in ("family", "source", "library", "progress", "class")]
    return Strategy(kind, name, *texts, raw, available=here, why="" if here else field(raw, "why", str, where),
                    bytes=field(raw, "bytes", int, where) if here else optional("bytes", int, None),
                    lock=optional("lock", str, None), waiting=optional("waiting", str, None),
                    extra=optional("extra", bool, False))


def parse_check(raw: dict[str, Any], where: str) -> Check:
    """One check of checks.json, or what sync_bench --check printed."""
    check = Check(*(field(raw, name, kind, where) for name, kind in (
        ("kind", str), ("name", str), ("passed", bool), ("operations", int), ("detail", str), ("observed", dict))))
    if check.passed and check.operations < 1:
        raise ResultsError(f"{where}: {check.kind} {check.name} passed without an operation; check it again")
    return check


def parse_checks(document: dict[str, Any], where: str) -> dict[tuple[str, str], Check]:
    checks: dict[tuple[str, str], Check] = {}
    for raw in field(check_schema(document, where), "checks", list, where):
        if not isinstance(raw, dict):
            raise ResultsError(f"{where}: a check is no object; the file is damaged, measure again")
        check = parse_check(raw, where)
        if checks.setdefault((check.kind, check.name), check) is not check:
            raise ResultsError(f"{where}: {check.kind} {check.name} is there twice; measure again")
    return checks


def load_run(folder: Path) -> Run:
    """Everything that charts, tables and verdicts need of a run, finished or not."""
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultsError(f"{folder} is no folder; give the folder of a run, such as results/local/latest")
    bench = folder / "bench.json"
    document = read_json(bench)
    raws = field(document, "benchmarks", list, str(bench))
    complete = field(document, "complete", bool, str(bench))
    context = field(document, "context", dict, str(bench))
    catalogue = parse_catalogue(read_json(folder / "catalogue.json"), str(folder / "catalogue.json"))
    strategies = available(catalogue)
    machine = check_schema(read_json(folder / "machine.json"), str(folder / "machine.json"))
    if field(machine, "cpus", int, str(folder / "machine.json")) < 1:
        raise ResultsError(f"{folder / 'machine.json'}: cpus is {machine['cpus']}, below 1; the file is damaged, "
                           "measure again")
    rows: dict[tuple[int, int], Row] = {}
    for raw in raws:
        if not isinstance(raw, dict):
            raise ResultsError(f"{bench}: a row is no object; the file is damaged, measure again")
        row = parse_row(raw, str(bench))
        if row.cell.kind not in UNRANKED and (row.cell.kind, row.cell.impl) not in strategies:
            raise ResultsError(f"{bench}: {row.cell.name} is not in catalogue.json; the two are of different runs")
        if rows.setdefault((row.round, row.sample), row) is not row:
            raise ResultsError(f"{bench}: sample {row.sample} of round {row.round} is there twice; measure again")
    file = folder / "checks.json"
    checks = parse_checks(read_json(file), str(file)) if file.exists() else {}
    for kind, name in checks.keys() - strategies.keys():
        raise ResultsError(f"{file}: {kind} {name} is not in catalogue.json; the two are of different runs")
    absent = [strategy for strategy in catalogue.values() if not strategy.available]
    plan = folder / "plan.json"
    group = read_json(plan).get("group") if plan.exists() else None
    return Run(folder, list(rows.values()), strategies, machine, context, complete, checks, absent, group)
