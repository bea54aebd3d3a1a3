"""The table that ends a run: medians of the dominant regime, one table a kind and semantic class."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from rich.console import Console
from rich.table import Table

from .results import Row, Run
from .stats import POOR_OVERLAP, Regimes, classify_regimes, median_interval


def print_run(run: Run, console: Console) -> None:
    regimes = classify_regimes(run.rows)
    excluded = run.excluded()
    tables: dict[tuple[str, str, str], list[Row]] = defaultdict(list)
    for row in run.rows:
        if row.cell.kind != "floor":
            semantic_class = run.strategies[row.cell.kind, row.cell.impl].semantic_class
            tables[row.cell.kind, row.cell.workload, semantic_class].append(row)
    for (kind, workload, semantic_class), rows in sorted(tables.items()):
        base = min(_conditions(row) for row in rows)
        chosen = [row for row in rows if _conditions(row) == base]
        console.print(f"[bold]{kind} {workload}, {semantic_class}: Mops/s with work:{base[0]}[/bold]", highlight=False)
        console.print(_table(chosen, run, regimes, excluded))
    _print_floors(run, regimes, console)
    console.print(_regime_line(regimes), highlight=False, soft_wrap=True)
    console.print("Figures: median, [95 % interval, or range below 6 samples], samples in the dominant "
                  f"regime. * more threads than CPUs ({run.machine.get('cpus')}). ! overlap below {POOR_OVERLAP}.",
                  highlight=False, markup=False, soft_wrap=True)


def _conditions(row: Row) -> tuple:
    cell = row.cell
    return cell.work, cell.cs or 0, cell.wait or "", cell.place != "cores"


def _column(row: Row) -> tuple[int, str]:
    return row.cell.threads, row.cell.shape or str(row.cell.threads)


def _table(rows: list[Row], run: Run, regimes: Regimes, excluded: dict[tuple[str, str], str]) -> Table:
    cells: dict[tuple[str, tuple[int, str]], list[Row]] = defaultdict(list)
    for row in rows:
        cells[row.cell.impl, _column(row)].append(row)
    columns = sorted({column for _, column in cells})
    table = Table()
    table.add_column("strategy" if rows[0].cell.shape else "strategy \\ threads", no_wrap=True)
    for threads, label in columns:
        table.add_column(label + ("*" if threads > run.machine.get("cpus", threads) else ""), justify="right")
    measured = {impl for impl, _ in cells}
    for kind, impl in run.strategies:  # catalogue order
        if kind != rows[0].cell.kind or impl not in measured:
            continue
        if (kind, impl) in excluded:
            table.add_row(impl, *["[red]failed[/red]"] * len(columns))
        else:
            table.add_row(impl, *(_figure(cells.get((impl, column), []), regimes) for column in columns))
    return table


def _figure(rows: list[Row], regimes: Regimes) -> str:
    good = [row for row in rows if regimes.of(row) == regimes.dominant]
    if not good:
        return "–" if rows else ""
    interval = median_interval([row.ops_per_s / 1e6 for row in good])
    overlaps = [row.counters["overlap"] for row in good if "overlap" in row.counters]
    mark = "!" if overlaps and median(overlaps) < POOR_OVERLAP else ""
    return f"{mark}{_three(interval.median)}\n\\[{_three(interval.low)}, {_three(interval.high)}] {interval.n}"


def _print_floors(run: Run, regimes: Regimes, console: Console) -> None:
    floors: dict[str, list[float]] = defaultdict(list)
    for row in run.rows:
        if row.cell.kind == "floor" and regimes.of(row) == regimes.dominant:
            name = f"{row.cell.workload}/{row.cell.impl} ({row.cell.threads})"
            floors[name].append(row.ns_per_op)
            if "overhead_ns" in row.counters:
                floors[f"{name}: overhead"].append(row.counters["overhead_ns"])
    if not floors:
        return
    table = Table()
    for header in ("floor (threads)", "median ns", "interval", "samples"):
        table.add_column(header, justify="left" if header.startswith("floor") else "right")
    for name, values in sorted(floors.items()):
        interval = median_interval(values)
        table.add_row(name, _three(interval.median), f"\\[{_three(interval.low)}, {_three(interval.high)}]",
                      str(interval.n))
    console.print(table)


def _regime_line(regimes: Regimes) -> str:
    parts = [f"{name} in {share:.0%} of the samples" + (" (shown)" if index == regimes.dominant else "")
             for index, (name, share) in enumerate(zip(regimes.names, regimes.share))]
    aside = [f"{count} set aside: {why}" for why, count in regimes.set_aside.items()]
    return "Core-to-core round trip: " + "; ".join(parts + aside) + "."


def _three(value: float) -> str:
    """Three digits, never an exponent."""
    return f"{value:.0f}" if value >= 99.95 else f"{value:#.3g}" if value >= 0.001 else f"{value:.3f}"
