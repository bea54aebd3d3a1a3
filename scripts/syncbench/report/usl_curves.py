"""The universal scalability law through the points of scaling, of the strategies that the pictures have in colour."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Mapping

from ..panel import Panel
from ..positions import thread_axis
from ..results import Cell, Row
from ..scaling import Task
from ..series import Selection
from .parts import USUAL, Column, Table, Value
from .pictures import Subject, chosen, name_of, ranked
from .usl import Usl, fit

_STEPS = 40  # of a curve
_COLUMNS = (
    Column("regime", "regime"), Column("strategy", "strategy"),
    Column("one_ops_per_s", "one thread, fitted", "ops/s"),
    Column("sigma", "sigma", "ratio"), Column("sigma_low", "low", "ratio"), Column("sigma_high", "high", "ratio"),
    Column("kappa", "kappa", "ratio"), Column("kappa_low", "low", "ratio"), Column("kappa_high", "high", "ratio"),
    Column("peak_threads", "most at threads", "ratio"), Column("misfit", "farthest point off by", "share"))
_ABOUT = ("Curves: X(n) = lambda n / (1 + sigma (n - 1) + kappa n (n - 1)), fitted to the medians up to a thread a "
          "CPU. sigma: waiting for one another; kappa: bringing one another up to date. Only the best were "
          "fitted.",)


def usl_subjects(selections: Mapping[str, Selection], kind: str, task: Task, title: str,
                 rows: Mapping[str, list[Row]], cells: set[Cell]) -> list[Subject]:
    """One or none. Fitted are those that a picture shows in colour, which are the best."""
    panels: dict[str, Panel] = {}
    curves = {}
    lines_of_table: list[tuple[Value, ...]] = []
    leads: list[str] = []
    for regime, of_regime in rows.items():
        selection = selections[regime]
        within = [row for row in of_regime if row.cell.threads <= selection.cpus]
        if not within:
            continue
        axis, position = thread_axis({cell for cell in cells if cell.threads <= selection.cpus}, selection.cpus)
        lines = selection.lines(within, position)
        leads = leads or chosen(ranked(lines, False), USUAL[kind][0])
        fits = {name: found for name in leads for found in [fit(_by_threads(within, name), selection.cpus)] if found}
        if not fits:
            continue
        panels[regime] = Panel(title, task, axis, [line for line in lines if line.name in fits])
        curves[regime] = {name: _curve(found, axis.ticks) for name, found in fits.items()}
        lines_of_table += [_row(regime, name, found) for name, found in fits.items()]
    if not panels:
        return []
    name = name_of("usl", kind, task)
    table = Table(name, f"{title}: the universal scalability law", _COLUMNS, tuple(lines_of_table))
    return [Subject(name, "usl", title, kind, "operations per second", "ops/s", panels, both_scales=True,
                    notes=_ABOUT, curves=curves, table=table)]


def _by_threads(rows: list[Row], name: str) -> dict[int, list[float]]:
    samples: dict[int, list[float]] = defaultdict(list)
    for row in rows:
        if row.cell.impl == name:
            samples[row.cell.threads].append(row.ops_per_s)
    return samples


def _curve(found: Usl, positions: Mapping[float, str]) -> list[tuple[float, float]]:
    """Along the axis, which is log2 of the threads."""
    low, high = min(positions), max(positions)
    along = [low + (high - low) * step / _STEPS for step in range(_STEPS + 1)]
    return [(x, found.rate(math.pow(2, x))) for x in along]


def _row(regime: str, name: str, found: Usl) -> tuple[Value, ...]:
    return (regime, name, found.one, found.sigma.value, found.sigma.low, found.sigma.high, found.kappa.value,
            found.kappa.low, found.kappa.high, found.peak, found.misfit)
