"""What a comparison of two runs prints, a screenful, and writes beside the second run: all of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, TextIO

from .cli import counted
from .files import write_json, write_text
from .grid import Grid
from .repeatability import PRECISION, RESAMPLES, SEED, Apart, Comparison, Pair, Verdict
from .stats import Interval, three_digits
from .strict_json import SCHEMA

SCREENFUL = 20  # lines of a table
FILES = ("repeat.md", "repeat.json")
_PAIR = ["cell", "regime", "samples", "Mops/s", "half width", "ratio", "95 % interval"]
_WIDE = f"±{100 * PRECISION:g} %"
_WITHIN, _OVERSUBSCRIBED = "cells with a CPU for each thread", "cells with more threads than CPUs"


def print_comparison(comparison: Comparison, stream: TextIO, width: int | None) -> None:
    for grid in _grids(comparison):
        more = len(grid.lines) - SCREENFUL
        replace(grid, lines=grid.lines[:SCREENFUL]).print(stream, width)
        if more > 0:
            stream.write(f"and {more} more, in {FILES[0]}\n")
    stream.write("".join(f"{line}\n" for line in summary(comparison)))
    stream.flush()


def write_comparison(comparison: Comparison) -> None:
    folder = comparison.second.folder
    head = "".join(f"- {line}\n" for line in summary(comparison))
    tables = "".join(f"\n## {grid.title}\n\n{grid.markdown()}" for grid in _grids(comparison))
    write_text(folder / FILES[0], f"# Repeatability\n\n{head}{tables}")
    write_json(folder / FILES[1], _document(comparison))


def summary(comparison: Comparison) -> list[str]:
    names = [run.folder.resolve().name for run in (comparison.first, comparison.second)]
    regimes = ", ".join(f"{name} in {share:.0%} of the samples"
                        for name, share in zip(comparison.regimes.names, comparison.regimes.share))
    aside = "".join(f"; {count} set aside: {why}" for why, count in comparison.regimes.set_aside.items())
    lines = [f"Ratios: median of {names[1]} / median of {names[0]}, each in one regime of both, with the middle 95 % "
             f"of {RESAMPLES} bootstrap resamples.",
             f"Core-to-core round trip in both runs together: {regimes}{aside}."]
    if not comparison.same_program:
        lines.append("The two runs are of different programs: a ratio may be theirs, not the machine's.")
    wide = sum(pair.wide for pair in comparison.pairs)
    lines.append(f"{wide} of {counted(len(comparison.pairs), 'compared cell')} stayed wider than {_WIDE} in a "
                 "run.")
    lines += [f"{cell} was measured in {name} only." for name, cells in zip(
        names, (comparison.only_first, comparison.only_second)) for cell in cells]
    lines += [f"{kind} {name} failed, so it is not compared: {why}"
              for (kind, name), why in sorted(comparison.failed.items())]
    return lines + [_verdict(verdict, comparison.apart) for verdict in comparison.verdicts()]


def _verdict(verdict: Verdict, apart: Sequence[Apart]) -> str:
    goal = verdict.goal
    what = f"Within {100 * goal.within:g} %, {_OVERSUBSCRIBED if goal.oversubscribed else _WITHIN}"
    if verdict.of == 0:
        return f"{what}: none were measured."
    lost = sum(cell.oversubscribed == goal.oversubscribed for cell in apart)
    without = f", {lost} of them without a common regime" if lost else ""
    # Rounded down: 94.6 % must not read as 95 %.
    return (f"{what}: {verdict.within} of {verdict.of}{without} ({100 * verdict.within // verdict.of} %). "
            f"Goal: at least {100 * goal.share:g} %, {'met' if verdict.met else 'missed'}.")


def _grids(comparison: Comparison) -> list[Grid]:
    grids = []
    for oversubscribed, what in ((False, _WITHIN), (True, _OVERSUBSCRIBED)):
        pairs = [pair for pair in comparison.pairs if pair.oversubscribed == oversubscribed]
        if pairs:
            grids.append(Grid(f"Repeated, {what}, farthest apart first", _PAIR, [_line(pair) for pair in pairs]))
    wide = sorted((pair for pair in comparison.pairs if pair.wide), key=_widest, reverse=True)
    if wide:
        grids.append(Grid(f"Wider than {_WIDE} of the median in one run or both, widest first",
                          ["cell", "regime", "samples", "half width"],
                          [[pair.cell.name, pair.regime, *_samples_and_widths(pair)] for pair in wide]))
    if comparison.apart:
        grids.append(Grid("Without a common regime", ["cell", "samples of the first run", "of the second"],
                          [[apart.cell.name, *(", ".join(f"{where}: {count}" for where, count in sorted(run.items()))
                                               for run in (apart.first, apart.second))] for apart in comparison.apart]))
    return grids


def _line(pair: Pair) -> list[str]:
    samples, widths = _samples_and_widths(pair)
    rates = ", ".join(three_digits(run.median / 1e6) for run in (pair.first, pair.second))
    interval = "–" if pair.low is None or pair.high is None else f"[{pair.low:.3f}, {pair.high:.3f}]"
    return [pair.cell.name, pair.regime, samples, rates, widths, f"{pair.ratio:.3f}", interval]


def _samples_and_widths(pair: Pair) -> tuple[str, str]:
    return f"{pair.first.n}, {pair.second.n}", ", ".join(
        "–" if run.half_width is None else f"±{100 * run.half_width:.1f} %" for run in (pair.first, pair.second))


def _widest(pair: Pair) -> float:
    """Of its two half widths; of too few samples there is none, which is wider than any."""
    return max(float("inf") if run.half_width is None else run.half_width for run in (pair.first, pair.second))


def _document(comparison: Comparison) -> dict[str, Any]:
    return {
        "schema": SCHEMA, "runs": [run.folder.resolve().name for run in (comparison.first, comparison.second)],
        "same_program": comparison.same_program,
        "resamples": RESAMPLES, "seed": SEED, "precision": PRECISION,
        "regimes": [{"name": name, "share": share}
                    for name, share in zip(comparison.regimes.names, comparison.regimes.share)],
        "set_aside": comparison.regimes.set_aside,
        "goals": [{"oversubscribed": verdict.goal.oversubscribed, "within": verdict.goal.within,
                   "share": verdict.goal.share, "cells_within": verdict.within, "cells": verdict.of,
                   "met": verdict.met} for verdict in comparison.verdicts()],
        "cells": [{"name": pair.cell.name, "oversubscribed": pair.oversubscribed, "regime": pair.regime,
                   "first": _figures(pair.first), "second": _figures(pair.second), "ratio": pair.ratio,
                   "ratio_interval": None if pair.low is None else [pair.low, pair.high], "wide": pair.wide}
                  for pair in comparison.pairs],
        "without_common_regime": [{"name": apart.cell.name, "oversubscribed": apart.oversubscribed,
                                   "first": apart.first, "second": apart.second} for apart in comparison.apart],
        "only_in_first": comparison.only_first, "only_in_second": comparison.only_second,
        "failed": [{"kind": kind, "name": name, "why": why}
                   for (kind, name), why in sorted(comparison.failed.items())],
    }


def _figures(run: Interval) -> dict[str, Any]:
    return {"median_ops_per_s": run.median, "low": run.low, "high": run.high, "n": run.n, "interval": run.kind}
