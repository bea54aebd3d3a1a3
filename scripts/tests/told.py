"""A report made by hand, small enough to know by heart: what a page must be able to tell, for the tests of the page.

Counters by two threads counts in two regimes, a lock, a queue that failed to be drawn, and a strategy whose name is HTML.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from statistics import median
from typing import Any

from syncbench.report.page import Made
from syncbench.report.parts import (
    Answers,
    Column,
    Figure,
    Picture,
    RunReport,
    Table,
    Variant,
    slug,
)
from syncbench.results import Cell, Row, Run, Strategy
from syncbench.series import Selection
from syncbench.stats import classify_regimes, median_interval
from syncbench.style import looks

HTML = '<b>bold</b>&"'  # a name that must stand on the page as it is
FAR, NEAR = "455 ns", "105 ns"  # regimes, the dominant one first
COUNTERS = {  # family, million operations a second of one thread, and what a second one makes of it
    "mutex": ("mutex", 70.0, 0.42), "ticket": ("spinlock", 96.0, 0.31), HTML: ("spinlock", 81.0, 0.36),
    "fetch_add": ("atomic", 160.0, 0.5), "cas_loop": ("lock_free", 131.0, 0.4), "sharded": ("sharded", 240.0, 1.9),
    "tbb_combinable": ("tbb", 190.0, 1.8), "mcs": ("queue_lock", 88.0, 0.2),
}
LEADS = ("sharded", "tbb_combinable", "fetch_add", "mutex")  # drawn in colour; the others are grey
THREADS = (1, 2, 4)
MADE = Made("make report RUN=results/local/20260101T000000Z-imaginary-2cpu", "2026-01-01 12:00 UTC", "0123456789ab",
            ("Charts were drawn on another machine.",))
MACHINE: dict[str, Any] = {
    "schema": 1, "cpus": 2, "cpu_model": "Imaginary Processor 9000 & Sons  ", "compiler": "GNU 12.2.0",
    "flags": "-O2 -g -DNDEBUG", "virtual_machine": "bhyve", "container": "docker", "memory_gib": 23.5,
    "libraries": {"tbb": "2021.8"}}
SUM_AT_END = "a counter, exact when all have finished", "quiescent"
EXACT = "a counter, exact at every moment", "linearizable"
RATE = tuple(Column(f"{end}_ops_per_s", end, "ops/s") for end in ("median", "low", "high"))


@cache
def report(label: str = "Imaginary 9000, 2026-01-01", speed: float = 1.0) -> RunReport:
    """Another speed makes another machine."""
    run = _run(speed)
    regimes = classify_regimes(run.rows)
    selections = {}
    for name in (FAR, NEAR):
        chosen = replace(regimes, chosen=regimes.names.index(name))
        selections[name] = Selection(run, chosen, [row for row in run.rows if chosen.shows(row)], {}, 2)
    scaling = _picture(selections, "counter-add", "Counter: add", "scaling", ("log", "linear"))
    return RunReport(
        label, run, selections, _answers(scaling),
        (_picture(selections, "counter-best", "Counter: best by threads", "winners", ("",)), scaling,
         _picture(selections, "counter-cost", "Counter: CPU time an operation", "cost", ("log",), only=FAR)),
        (Table("samples-by-regime", "Samples by regime", (Column("regime_name", "which"), Column("share", "share", "share")),
               tuple(zip(regimes.names, regimes.share))),
         Table("machine", "The machine and the build", (Column("fact", "fact"), Column("value", "value")),
               tuple((key, value) for key, value in MACHINE.items() if isinstance(value, (str, int, float)))),
         Table("strategies", "The strategies measured", (Column("strategy", "strategy"), Column("family", "family"),
                                                         Column("bytes", "instance", "B")),
               tuple((name, family, 64) for name, (family, *_) in COUNTERS.items())),
         Table("many", "Many lines", (Column("number", "number", "n"), Column("time_ns", "time", "ns")),
               tuple((n, 1.5 * 10 ** (n / 8)) for n in range(60)))),
        {"usl": ("With 2 CPUs there are too few points to fit it: it takes 4 thread counts up to the number of CPUs.",),
         "run": ("2 of 9 rounds were measured.",)})


def _run(speed: float) -> Run:
    strategies = {("counter", name): Strategy("counter", name, family, "syncbench", "", "lock-free", "linearizable", {})
                  for name, (family, *_) in COUNTERS.items()}
    strategies["lock", "mutex"] = Strategy("lock", "mutex", "mutex", "std", "", "blocking", "plain", {})
    return Run(Path("20260101T000000Z-imaginary-2cpu"), list(_rows(speed)), strategies, MACHINE, {}, True)


def _rows(speed: float) -> Iterator[Row]:
    """Nine rounds, six of them in the slower regime."""
    for round_ in range(1, 10):
        floor = 105.0 if round_ % 3 == 0 else 455.0
        for sample, (name, threads) in enumerate((name, threads) for name in COUNTERS for threads in THREADS):
            _, alone, gain = COUNTERS[name]
            rate = 1e6 * speed * alone * gain ** math.log2(threads) * (1 + 0.01 * ((7 * round_ + sample) % 5))
            rate *= 1.6 if floor == 105.0 and threads > 1 else 1
            cell = Cell(f"counter/add/{name}/threads:{threads}", "counter", "add", name, threads, None, 0, None, None,
                        "cores")
            yield Row(cell, round_, sample, rate, 1e9 / rate, {}, floor, floor, None)
    lock = Cell("lock/section/mutex/threads:2", "lock", "section", "mutex", 2, None, 0, 64, "park", "cores")
    yield Row(lock, 1, 99, 1e6, 1e3, {}, 455.0, 455.0, None)


def _picture(selections: dict[str, Selection], name: str, title: str, section: str, scales: tuple[str, ...],
             only: str | None = None) -> Picture:
    """Rates by threads of every counter. `only`: the one regime in which it was measured."""
    name = f"{section}-{name}"
    rows = []
    drawings = {}
    for regime, selection in selections.items():
        if only not in (None, regime):
            continue
        points = {(of, threads): median_interval([row.ops_per_s for row in selection.rows if row.cell.impl == of
                                                  and row.cell.kind == "counter" and row.cell.threads == threads])
                  for of in COUNTERS for threads in THREADS}
        rows += [(regime, of, f"{threads} threads", point.median, point.low, point.high, point.n)
                 for (of, threads), point in points.items()]
        for scale in scales:
            drawings[Variant(regime, scale)] = _svg(name, title, regime, scale, {
                of: [points[of, threads].median for threads in THREADS] for of in COUNTERS}, selection)
    table = Table(name, title, (Column("regime", "regime"), Column("strategy", "strategy"), Column("position", "threads"),
                                *RATE, Column("n", "n", "n")), tuple(rows))
    return Picture(name, section, title, "8 strategies at 1 to 4 threads; sharded is the fastest at each.", drawings, table,
                   ("Points: medians; bands: 95 % intervals.",))


def _svg(name: str, title: str, regime: str, scale: str, rates: dict[str, list[float]], selection: Selection) -> str:
    """Like those of the charts: what belongs to a strategy in a group, marks with titles, a label at the end."""
    id_ = slug(name, regime, scale)
    colours = {of: look.colour for (_, of), look in looks(selection.run.strategies.values()).items()}
    top = max(map(max, rates.values()))

    def height(rate: float) -> float:
        return 300 - 270 * (rate / top if scale == "linear" else math.log10(max(1.0, rate / 1e6)) / math.log10(top / 1e6))

    groups = []
    for of, along in rates.items():
        places = [(70 + 170 * math.log2(threads), height(rate)) for threads, rate in zip(THREADS, along)]
        path = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in places)
        told = escape(of, quote=True)
        lead = of in LEADS
        marks = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" style="fill: {colours[of]}"><title>{told}, {threads} '
                        f"threads: {rate / 1e6:.3g} M ops/s, n = 6</title></circle>"
                        for (x, y), threads, rate in zip(places, THREADS, along))
        label = f'<text x="{places[-1][0] + 10:.1f}" y="{places[-1][1] + 4:.1f}" font-size="11">{told}</text>'
        groups.append(f'<g class="s {"lead" if lead else "rest"}" data-s="{told}" style="--c: {colours[of]}"><path d="{path}" '
                      f'style="fill: none; stroke: {colours[of] if lead else "#bbbbbb"}" clip-path="url(#{id_}-clip)"/>'
                      f'{marks + label if lead else ""}</g>')
    ticks = "".join(f'<text x="{70 + 170 * math.log2(n):.0f}" y="322" font-size="11" text-anchor="middle">{n}</text>'
                    for n in THREADS)
    return (f'<svg viewBox="0 0 560 350" role="img" aria-labelledby="{id_}-title"><title id="{id_}-title">{title}, '
            f'{regime}</title><defs><clipPath id="{id_}-clip"><rect x="60" y="20" width="400" height="290"/></clipPath></defs>'
            f'<path d="M60 20V305H440" style="fill: none; stroke: #595959"/>{ticks}<text x="250" y="342" font-size="12" '
            f'text-anchor="middle">threads ({scale or "log"})</text>{"".join(groups)}</svg>')


def _answers(evidence: Picture) -> Answers:
    of = {(row[1], row[2]): row for row in evidence.table.rows if row[0] == FAR}
    best, usual = of["sharded", "2 threads"], of["mutex", "2 threads"]
    ratio = median([best[3] / usual[3]])
    standings = Table(
        "standings-counter-add", "Counter, add: who is best, and who is tied", (
            Column("regime", "regime"), Column("threads", "threads", "n"), Column("strategy", "strategy"), *RATE,
            Column("n", "n", "n"), Column("tied", "tied with the best")),
        tuple((FAR, int(place[0]), name, *row[3:], "yes" if name == "sharded" else "no") for (name, place), row in of.items()))
    table = Table(
        "answers", "If your case is …, use …", (
            Column("case", "your case"), Column("class", "semantic class"), Column("contention", "contention"),
            Column("work_ns", "own work", "ns"), Column("team", "who works on it"), Column("threads", "threads", "n"),
            Column("use", "use"), Column("best_ops_per_s", "which does", "ops/s"), Column("as_good", "as good"),
            Column("usual", "usual choice"), Column("ratio", "better than that", "ratio"), Column("ratio_low", "from", "ratio"),
            Column("ratio_high", "to", "ratio"), Column("pairs", "pairs", "n"), Column("noise", "same against same", "share"),
            Column("evidence", "evidence")),
        tuple((*case, *use, *figures, 0.021, evidence) for case, use, figures, evidence in (
            ((*SUM_AT_END, "none", 0.0, "one thread", 1), ("sharded", 240e6, None, "mutex"), (3.43, 3.31, 3.52, 9),
             "scaling-counter-add"),
            ((*SUM_AT_END, "full", 0.0, "as many threads as CPUs", 2), ("sharded", best[3], "tbb_combinable", "mutex"),
             (ratio, 0.9 * ratio, 1.1 * ratio, 6), "scaling-counter-add"),
            ((*EXACT, "full", 0.0, "as many threads as CPUs", 2), ("fetch_add", 80e6, "cas_loop, " + HTML, "mutex"),
             (2.71, 2.64, 2.8, 6), "standings-counter-add"),
            ((*EXACT, "some", 399.4, "more threads than CPUs", 4), ("fetch_add", 2.5e6, None, None), (None,) * 4,
             "standings-counter-add"))))
    return Answers(
        ("On this machine with 2 CPUs, for a counter that needs its sum only at the end, sharded does ",
         Figure(best[3], "ops/s", evidence.table.name), " with two threads, ", Figure(ratio, "ratio", "answers"),
         " times what a std::mutex does. Of counters that are exact at every moment, fetch_add is the best of those "
         f"measured; cas_loop and {HTML} cannot be told from it."),
        table, (standings,))
