"""Counted costs of our strategies: what impls_costs tells, what the golden file says, and where they differ.

Nothing here is timed. Accesses, lines that move, allocations and bytes are counted on a simulated machine and must be
the same everywhere; instructions are those of one compiler with one set of flags, and may differ a little.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NamedTuple

from ..errors import UserError
from ..grid import Grid
from ..strict_json import SCHEMA, ResultsError, check_schema, parse_json, read_json
from ..strict_json import field as get

INSTRUCTIONS = "instructions"
INSTRUCTIONS_TOLERANCE = 0.01  # share of what the golden file says
BLESS = "make costs BLESS=1"


class Figure(NamedTuple):
    """What is counted of a strategy."""

    strategy: str  # kind/name
    cost: str
    threads: int | None  # None: it has nothing to do with threads


@dataclass(frozen=True)
class Costs:
    """Counts of `operations` operations; bytes are those of an instance, and instructions of one operation. What is
    absent is 0."""

    operations: int
    build: Mapping[str, str]  # compiler, flags, libc, architecture
    strategies: frozenset[str]
    figures: Mapping[Figure, float]
    left_out: Mapping[str, str] = field(default_factory=dict)  # strategies of ours that are not counted, and why

    def with_instructions(self, instructions: Mapping[str, float]) -> Costs:
        counted = {Figure(name, INSTRUCTIONS, 1): number for name, number in instructions.items()}
        return replace(self, figures={**self.figures, **counted})

    def of(self, strategies: frozenset[str]) -> Costs:
        return replace(self, strategies=self.strategies & strategies, figures={
            figure: count for figure, count in self.figures.items() if figure.strategy in strategies})


@dataclass(frozen=True)
class Difference:
    strategy: str
    what: str
    before: float | None  # None, both: `what` says it all
    now: float | None
    operations: int = 1  # over which both were counted

    def line(self) -> str:
        if self.before is None or self.now is None:
            return f"{self.strategy} {self.what}"
        return f"{self.strategy}: {self.what}: {self.before:g} before, {self.now:g} now" + (
            f" ({self.change()} an operation)" if self.operations > 1 else "")

    def change(self) -> str:
        if self.before is None or self.now is None:
            return ""
        return f"{(self.now - self.before) / self.operations:+.4g}"


def read_report(text: str, where: str) -> Costs:
    """What impls_costs prints."""
    return _read(parse_json(text, where, "build it again"), where)


def read_golden(path: Path) -> Costs:
    if not path.exists():
        raise UserError(f"{path}, the golden file of the counted costs, is missing; take it from git, or write it "
                        f"anew: {BLESS}")
    return _read(read_json(path, f"take it from git, or write it anew: {BLESS}"), str(path))


def golden_text(costs: Costs) -> str:
    """The golden file: a line for each strategy and cost, so that what changes is easy to see."""
    document: dict[str, Any] = {"schema": SCHEMA, "operations": costs.operations, "build": dict(costs.build)}
    parts = ("coherence", "allocations", "allocated_bytes", "bytes", INSTRUCTIONS)
    document |= {part: {strategy: {} for strategy in sorted(costs.strategies)} for part in parts}
    for (strategy, cost, threads), count in costs.figures.items():
        if threads is None or cost == INSTRUCTIONS:
            document[cost][strategy] = count
        elif cost in parts:
            document[cost][strategy][f"n{threads}"] = count
        else:
            document["coherence"][strategy].setdefault(f"n{threads}", {})[cost] = count
    return "{\n" + ",\n".join(f' {json.dumps(key)}: {_block(value)}' for key, value in document.items()) + "\n}\n"


def _block(value: Any) -> str:
    if not isinstance(value, dict):
        return json.dumps(value)
    return "{\n" + ",\n".join(f"  {json.dumps(key)}: {json.dumps(inner)}" for key, inner in value.items()) + "\n }"


def comparable(golden: Costs, now: Costs) -> bool:
    """Whether the instructions of both come from the same compiler with the same flags, library and architecture."""
    return golden.build == now.build


def differences(golden: Costs, now: Costs) -> list[Difference]:
    """By strategy, in the order of the alphabet. Instructions are compared where both have them."""
    if golden.operations != now.operations:
        raise UserError(f"the golden file counts {golden.operations} operations, this program {now.operations}; "
                        f"write it anew: {BLESS}")
    found = []
    for strategy in sorted(golden.strategies | now.strategies):
        if strategy not in now.strategies:
            why = now.left_out.get(strategy)
            found.append(Difference(strategy, f"is no longer counted{f' ({why})' if why else ''}", None, None))
        elif strategy not in golden.strategies:
            found.append(Difference(strategy, "is not in the golden file", None, None))
        else:
            found.extend(_differences(strategy, golden, now))
    return found


def _differences(strategy: str, golden: Costs, now: Costs) -> Iterator[Difference]:
    figures = [figure for figure in {**golden.figures, **now.figures} if figure.strategy == strategy]
    for figure in figures:
        if figure.cost == INSTRUCTIONS and not (figure in golden.figures and figure in now.figures):
            continue
        before, after = golden.figures.get(figure, 0), now.figures.get(figure, 0)
        tolerance = INSTRUCTIONS_TOLERANCE * before if figure.cost == INSTRUCTIONS else 0
        if abs(after - before) > tolerance:
            whole = figure.threads is None or figure.cost == INSTRUCTIONS
            yield Difference(strategy, _describe(figure), before, after, 1 if whole else now.operations)


def _describe(figure: Figure) -> str:
    if figure.threads is None:
        return f"{figure.cost} of an instance"
    if figure.cost == INSTRUCTIONS:
        return "instructions of an operation"
    return f"{figure.cost}, {figure.threads} thread{'' if figure.threads == 1 else 's'}"


def difference_grid(found: list[Difference]) -> Grid:
    def number(count: float | None) -> str:
        return "-" if count is None else f"{count:g}"

    return Grid("Counted costs that are not those of the golden file",
                ["strategy", "what", "before", "now", "change an operation"],
                [[row.strategy, row.what, number(row.before), number(row.now),
                  row.change() if row.operations > 1 or INSTRUCTIONS in row.what else ""] for row in found])


def _read(document: dict[str, Any], where: str) -> Costs:
    check_schema(document, where)
    figures: dict[Figure, float] = {}
    by_threads = {cost: get(document, cost, dict, where) for cost in ("allocations", "allocated_bytes")}
    for strategy, counted in get(document, "coherence", dict, where).items():
        for threads, counts in _by_threads(counted, f"{where}: {strategy}"):
            place = f"{where}: {strategy}: n{threads}"
            figures |= {Figure(strategy, cost, threads): get(counts, cost, int, place) for cost in counts}
    for cost, strategies in by_threads.items():
        for strategy, counted in strategies.items():
            for threads, _ in _by_threads(counted, f"{where}: {strategy}"):
                figures[Figure(strategy, cost, threads)] = get(counted, f"n{threads}", int, f"{where}: {strategy}")
    bytes_ = get(document, "bytes", dict, where)
    figures |= {Figure(strategy, "bytes", None): get(bytes_, strategy, int, where) for strategy in bytes_}
    instructions = document.get(INSTRUCTIONS, {})
    figures |= {Figure(strategy, INSTRUCTIONS, 1): get(instructions, strategy, (int, float), where)
                for strategy in instructions}
    build = get(document, "build", dict, where)
    left_out = document.get("left_out", {})
    return Costs(get(document, "operations", int, where), {name: get(build, name, str, where) for name in build},
                 frozenset(bytes_), figures, {name: get(left_out, name, str, where) for name in left_out})


def _by_threads(counted: Any, where: str) -> Iterator[tuple[int, Any]]:
    """The entries n1, n4, … of a strategy."""
    if not isinstance(counted, dict):
        raise ResultsError(f"{where}: is no object; the file is damaged or not from this version of syncbench")
    for name, counts in counted.items():
        if not (name.startswith("n") and name[1:].isdigit()):
            raise ResultsError(f"{where}: '{name}' is no number of threads; the file is damaged or not from this "
                               "version of syncbench")
        yield int(name[1:]), counts
