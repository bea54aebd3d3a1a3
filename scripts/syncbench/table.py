"""The table that ends a run: medians of the dominant regime, one table a kind and semantic class."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from statistics import median
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .cli import counted
from .results import CHECKED, UNRANKED, Row, Run, Strategy
from .rivals import by_heading, matches
from .stats import POOR_OVERLAP, Regimes, classify_regimes, median_interval, three_digits

_UNBOUNDED = 1_000_000  # columns: rich must never shorten or fold what does not fit


def print_run(run: Run, stream: TextIO, width: int | None) -> None:
    """Tables wider than `width` (None: any) are printed in parts, one below the other."""
    regimes = classify_regimes(run.rows)
    console = Console(file=stream, width=_UNBOUNDED, highlight=False)
    tables: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in run.rows:
        if row.cell.kind not in UNRANKED:
            semantic_class = run.strategies[row.cell.kind, row.cell.impl].semantic_class
            tables[row.cell.kind, row.cell.workload, semantic_class].append(row)
    with console.capture() as printed:  # the stream gets it at once: rich has its own idea of a reader that has gone
        for (kind, workload, semantic_class), rows in sorted(tables.items()):
            base = min(_conditions(row) for row in rows)
            chosen = [row for row in rows if _conditions(row) == base]
            console.print(Text(f"{kind} {workload}, {semantic_class}: Mops/s with work:{base[0]}", style="bold"))
            _print_strategies(chosen, run, regimes, console, width)
            _print_others(rows, chosen, console)
        _print_floors(run, regimes, console, width)
        _print_exhibits(run, regimes, console)
        _print_matches(run, regimes, console, width)
        console.print(Text(_regime_line(regimes)))
        console.print(Text("Figures: median, [95 % interval, or range below 6 samples], samples in the dominant regime."
                           f" * more threads than CPUs ({run.machine['cpus']}). ! overlap below {POOR_OVERLAP}."))
        for line in _absences(run.absent):
            console.print(Text(line))
        if any(check.passed for check in run.checks.values()):
            console.print(Text(f"{CHECKED} recorded calls of the strategy kept what it declares (checks.json)."))
    stream.write(printed.get())
    stream.flush()


def _conditions(row: Row) -> tuple:
    cell = row.cell
    return cell.work, cell.cs or 0, cell.wait or "", cell.place != "cores"


def _column(row: Row) -> tuple[int, str]:
    return row.cell.threads, row.cell.shape or str(row.cell.threads)


def _print_strategies(rows: list[Row], run: Run, regimes: Regimes, console: Console, width: int | None) -> None:
    cells: dict[tuple[str, tuple[int, str]], list[Row]] = defaultdict(list)
    for row in rows:
        cells[row.cell.impl, _column(row)].append(row)
    columns = sorted({column for _, column in cells})
    measured = {impl for impl, _ in cells}
    excluded = run.excluded()
    lines: list[list[Text]] = []
    for kind, impl in run.strategies:  # catalogue order
        if kind != rows[0].cell.kind or impl not in measured:
            continue
        check = run.checks.get((kind, impl))
        name = Text(f"{impl} {CHECKED}" if check is not None and check.passed else impl)
        if (kind, impl) in excluded:
            lines.append([name, *[Text("failed", style="red")] * len(columns)])
        else:
            lines.append([name, *(_figure(cells.get((impl, column), []), regimes) for column in columns)])
    headers = ["strategy" if rows[0].cell.shape else "strategy \\ threads",
               *(label + ("*" if threads > run.machine["cpus"] else "") for threads, label in columns)]
    _print_table(headers, lines, console, width)


def _figure(rows: list[Row], regimes: Regimes) -> Text:
    good = [row for row in rows if regimes.shows(row)]
    if not good:
        return Text("–" if rows else "")
    interval = median_interval([row.ops_per_s / 1e6 for row in good])
    overlaps = [row.counters["overlap"] for row in good if "overlap" in row.counters]
    mark = "!" if overlaps and median(overlaps) < POOR_OVERLAP else ""
    return Text(f"{mark}{three_digits(interval.median)}\n"
                f"[{three_digits(interval.low)}, {three_digits(interval.high)}] {interval.n}")


def _print_others(rows: list[Row], chosen: list[Row], console: Console) -> None:
    """Names what is not in the table because it was measured under other conditions only."""
    shown = {row.cell.impl for row in chosen}
    others = [row for row in rows if row.cell.impl not in shown]
    if others:
        how = "with private work" if all(row.cell.work for row in others) else "under other conditions"
        console.print(Text(f"also measured, {how} only: {', '.join(sorted({row.cell.impl for row in others}))}"))


def _print_floors(run: Run, regimes: Regimes, console: Console, width: int | None) -> None:
    floors: dict[str, list[float]] = defaultdict(list)
    for row in run.rows:
        if row.cell.kind == "floor" and regimes.shows(row):
            name = f"{row.cell.workload}/{row.cell.impl} ({row.cell.threads})"
            floors[name].append(row.ns_per_op)
            if "overhead_ns" in row.counters:
                floors[f"{name}: overhead"].append(row.counters["overhead_ns"])
    lines = []
    for name, values in sorted(floors.items()):
        interval = median_interval(values)
        texts = (name, three_digits(interval.median), f"[{three_digits(interval.low)}, {three_digits(interval.high)}]",
                 str(interval.n))
        lines.append([Text(text) for text in texts])
    if lines:
        _print_table(["floor (threads)", "median ns", "interval", "samples"], lines, console, width)


def _print_matches(run: Run, regimes: Regimes, console: Console, width: int | None) -> None:
    """How many times as fast our best is as theirs, from pairs of samples of one round."""
    grouped = by_heading(matches(run, regimes))
    if grouped:
        console.print(Text("Ours against theirs: ratio of operations a second, from pairs of one round and the dominant "
                           "regime, with work:0", style="bold"))
    for what, found in grouped.items():
        lines = []
        for match in found:
            if match.ratio is None:
                figures = ["–", "", "0"]
            else:
                ratio = match.ratio
                figures = [f"{ratio.median:.2f} x", f"[{ratio.low:.2f}, {ratio.high:.2f}]", str(ratio.n)]
            lines.append([Text(text) for text in (match.column, match.ours, match.theirs, *figures)])
        console.print(Text(what))
        _print_table(["threads or shape", "ours", "theirs", "ratio", "interval", "pairs"], lines, console, width)


def _print_exhibits(run: Run, regimes: Regimes, console: Console) -> None:
    """How much each exhibit, which is wrong on purpose, loses: the median of its samples by number of threads."""
    lost: dict[str, dict[int, list[float]]] = defaultdict(lambda: defaultdict(list))
    for row in run.rows:
        if "lost_share" in row.counters and regimes.shows(row):
            lost[row.cell.impl][row.cell.threads].append(row.counters["lost_share"])
    for impl, by_threads in sorted(lost.items()):
        shares = [f"{100 * median(values):.3g} % at {counted(threads, 'thread')}"
                  for threads, values in sorted(by_threads.items())]
        console.print(Text(f"{impl} loses {', '.join(shares)}. It is wrong on purpose, and ranked nowhere."))


def _absences(absent: Sequence[Strategy]) -> list[str]:
    """One line, if there are any; a lock's counter and queue are not told beside the lock."""
    names: dict[str, list[str]] = defaultdict(list)
    for strategy in absent:
        if strategy.lock is None and strategy.name not in names[strategy.why]:
            names[strategy.why].append(strategy.name)
    told = [f"{', '.join(names)} ({why})" for why, names in names.items() if names]
    return [f"not measured here: {'; '.join(told)}"] if told else []


def _print_table(headers: Sequence[str], lines: Sequence[Sequence[Text]], console: Console, width: int | None) -> None:
    for part in _parts(headers, lines, width):
        table = Table()
        for column in part:
            table.add_column(Text(headers[column]), justify="right" if column else "left", no_wrap=True)
        for line in lines:
            table.add_row(*(line[column] for column in part))
        console.print(table)


def _parts(headers: Sequence[str], lines: Sequence[Sequence[Text]], width: int | None) -> list[list[int]]:
    """Columns dealt to as many tables as fit the width, the first column to each; a table has at least two."""
    sizes = [3 + max(Text(header).cell_len, *(max(part.cell_len for part in line[column].split()) for line in lines))
             for column, header in enumerate(headers)]  # 3: a blank on each side, and a rule
    parts = [[0]]
    for column in range(1, len(headers)):
        used = 1 + sum(sizes[other] for other in parts[-1])
        if width is not None and used + sizes[column] > width and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].append(column)
    return parts


def _regime_line(regimes: Regimes) -> str:
    parts = [f"{name} in {share:.0%} of the samples" + (" (shown)" if index == regimes.dominant else "")
             for index, (name, share) in enumerate(zip(regimes.names, regimes.share))]
    aside = [f"{count} set aside: {why}" for why, count in regimes.set_aside.items()]
    return "Core-to-core round trip: " + "; ".join(parts + aside) + "."
