"""The only reader of benchmark JSON: what comes out is typed and complete, or it is a ResultsError.

A run folder holds plan.json, machine.json, catalogue.json, one file a sample, and bench.json with the rows of all
samples; checks.json too, if the strategies were checked. A published run has bench.json.xz and plan.json.xz instead,
and no files of samples. Google Benchmark 1.7.1 can write JSON that others read wrongly: NaN and Infinity without quotes,
the same key twice when a user counter is called `threads`, rows with an error among good ones. All of it is refused
here.
"""

from __future__ import annotations

import dataclasses
import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .names import UNRANKED, Cell, parse_cell
from .strategies import Check, Strategy, available, parse_catalogue, parse_check, parse_checks
from .strict_json import PACKED, ResultsError, check_schema, field, objects, read_json

__all__ = ["CHECKED", "UNRANKED", "Cell", "Check", "Row", "Run", "Strategy", "available", "file_of", "load_run",
           "parse_catalogue", "parse_cell", "parse_check", "parse_checks", "parse_google_row", "parse_row"]

CHECKED = "✓"  # beside the name of a strategy that passed its check, wherever results are shown


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


# Google Benchmark's own numbers, of its thread and its loop, not of ours.
_GB_NUMBERS = {"family_index", "per_family_instance_index", "repetitions", "repetition_index", "threads", "iterations",
               "real_time", "cpu_time", "round", "sample"}


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


def parse_google_row(raw: dict[str, Any], where: str) -> tuple[str, int, float]:
    """Name, threads and ns per operation of a row of Google Benchmark's threaded mode, as it stands there."""
    name = field(raw, "name", str, where)
    match = re.fullmatch(r"(\w+)/real_time/threads:([1-9]\d*)", name)
    if match is None or raw.get("error_occurred") or raw.get("time_unit") != "ns":
        raise ResultsError(f"{where}: {name} is no row in real time and ns; build google_threaded of this commit")
    ns_per_op = float(field(raw, "real_time", (int, float), where))
    if ns_per_op <= 0:
        raise ResultsError(f"{where}: {name}: a time is not above 0; measure again")
    return match[1], int(match[2]), ns_per_op


def file_of(folder: Path, name: str) -> Path:
    """Where a file of a run lies, compressed or not; there may be none."""
    plain, packed = folder / name, folder / f"{name}{PACKED}"
    if not packed.exists():
        return plain
    if plain.exists():
        raise ResultsError(f"{folder} has both {plain.name} and {packed.name}; remove the one that is out of date")
    return packed


def load_run(folder: Path) -> Run:
    """Everything that charts, tables and verdicts need of a run, finished or not."""
    folder = Path(folder)
    if not folder.is_dir():
        raise ResultsError(f"{folder} is no folder; give the folder of a run, such as results/local/latest")
    bench = file_of(folder, "bench.json")
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
    for raw in objects(raws, str(bench), "a row"):
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
    plan = file_of(folder, "plan.json")
    group = read_json(plan).get("group") if plan.exists() else None
    return Run(folder, list(rows.values()), strategies, machine, context, complete, checks, absent, group)
