"""The tables of a report that no picture has: what was measured of what, what failed, and on which machine."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from ..plan import Plan
from ..results import Run
from ..series import verdict
from ..stats import Regimes
from .parts import Column, Table, Value

KIND, NAME = Column("kind", "kind"), Column("strategy", "strategy")
ROUND, TOP_UP = "round", "top-up"  # of all cells; of those that needed more samples


def tables(run: Run, plan: Plan | None, regimes: Regimes) -> tuple[Table, ...]:
    found = samples(run, regimes), rounds(run, plan), strategies(run), failures(run), absent(run), machine(run)
    return tuple(table for table in found if table.rows)


def samples(run: Run, regimes: Regimes) -> Table:
    """How many samples each regime has, and how many belong to none, and why. Shares are of those that did not fail."""
    places = Counter(regimes.where(row) for row in run.rows if row.error is None)
    whole = sum(places.values())
    known: list[tuple[Value, ...]] = [("regime", name, places[name], places[name] / whole)
                                      for name in regimes.names if places[name]]
    known += [("set aside", why, number, number / whole) for why, number in sorted(places.items())
              if why not in regimes.names]
    if failed := len(run.rows) - whole:
        known.append(("failed", "an error instead of figures", failed, None))
    return Table("samples-by-regime", "Samples by regime, and those set aside", (
        Column("of", "samples of"), Column("which", "which"), Column("n_samples", "samples", "n"),
        Column("share_of_samples", "share", "share")), tuple(known))


def rounds(run: Run, plan: Plan | None) -> Table:
    """What each round has. With controls a cell may have two samples in one."""
    of_round = defaultdict(list)
    for row in run.rows:
        of_round[row.round].append(row)
    known = [(number, TOP_UP if plan and number > plan.rounds else ROUND, len({row.cell for row in rows}), len(rows),
              sum(row.error is not None for row in rows)) for number, rows in sorted(of_round.items())]
    return Table("rounds", "Rounds", (
        Column("round", "number", "n"), Column("what", "what"), Column("n_cells", "cells", "n"),
        Column("n_samples", "samples", "n"), Column("n_failed", "failed", "n")), tuple(known))


def strategies(run: Run) -> Table:
    measured = {(row.cell.kind, row.cell.impl) for row in run.rows}
    known = [(*key, strategy.family, strategy.semantic_class, strategy.progress, strategy.source, strategy.library,
              strategy.waiting, strategy.bytes, "yes" if strategy.extra else "no",
              verdict(strategy, run.checks[key]) if key in run.checks else None)
             for key, strategy in run.strategies.items() if key in measured]
    return Table("strategies", "The strategies measured", (
        KIND, NAME, Column("family", "family"), Column("semantic_class", "class"), Column("progress", "progress"),
        Column("source", "source"), Column("library", "library"), Column("waiting", "its waiters"),
        Column("instance_bytes", "instance", "B"), Column("extra", "from outside the tree"),
        Column("checked", "what came of its check")), tuple(known))


def failures(run: Run) -> Table:
    """Every failed sample and check: the strategies of these are ranked nowhere."""
    known: list[tuple[Value, ...]] = [(*key, "its check", None, check.detail)
                                      for key, check in sorted(run.checks.items()) if not check.passed]
    known += [(row.cell.kind, row.cell.impl, row.cell.name, row.round, row.error)
              for row in sorted(run.rows, key=lambda row: (row.cell.kind, row.cell.impl, row.round, row.sample))
              if row.error is not None]
    return Table("failures", "What failed", (
        KIND, NAME, Column("where", "where"), Column("round", "round", "n"), Column("error", "what was wrong")),
        tuple(known))


def absent(run: Run) -> Table:
    known = [(strategy.kind, strategy.name, strategy.why) for strategy in run.absent]
    return Table("not-available", "Strategies that this machine or this build did not have", (
        KIND, NAME, Column("why", "why")), tuple(known))


def machine(run: Run) -> Table:
    """machine.json, a fact a line. What the machine did not tell is empty."""
    return Table("machine", "The machine and the build", (Column("fact", "fact"), Column("value", "value")),
                 tuple(_flat(run.machine)))


def _flat(document: dict[str, Any], above: str = "") -> Iterator[tuple[str, Value]]:
    for key, value in document.items():
        words = above + key.replace("_", " ")
        if isinstance(value, dict):
            yield from _flat(value, f"{words}: ")
        elif isinstance(value, list):
            yield words, ", ".join(map(str, value))
        elif isinstance(value, bool):
            yield words, "yes" if value else "no"
        else:
            yield words, value.strip() if isinstance(value, str) else value
