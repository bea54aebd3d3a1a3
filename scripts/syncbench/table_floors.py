"""Floors, how near to them strategies come, and what the instrument's tests of itself read."""

from __future__ import annotations

from collections import defaultdict
from statistics import median

from rich.text import Text

from .floors import Share, shares
from .results import Row
from .stats import median_interval, three_digits
from .table_parts import Printer, figure_text

FIGURES = {"overhead_ns": "overhead", "wake_to_run_ns": "until the sleeper runs"}  # beside the time of a floor


def print_floors(printer: Printer) -> None:
    floors: dict[str, list[float]] = defaultdict(list)
    for row in printer.run.rows:
        if row.cell.kind == "floor" and printer.regimes.shows(row):
            name = f"{row.cell.workload}/{row.cell.impl} ({row.cell.threads})"
            floors[name].append(row.ns_per_op)
            for counter, what in FIGURES.items():
                if counter in row.counters:
                    floors[f"{name}: {what}"].append(row.counters[counter])
    lines = []
    for name, values in sorted(floors.items()):
        interval = median_interval(values)
        texts = (name, three_digits(interval.median), f"[{three_digits(interval.low)}, {three_digits(interval.high)}]",
                 str(interval.n))
        lines.append([Text(text) for text in texts])
    if lines:
        printer.table(["floor (threads)", "median ns", "interval", "samples"], lines)


def print_shares(printer: Printer) -> None:
    """A table a kind and class: how much of the strategy's time the floor is that bounds it."""
    found: dict[tuple[str, str], list[Share]] = defaultdict(list)
    for share in shares(printer.run, printer.regimes):
        semantic_class = printer.run.strategies[share.cell.kind, share.cell.impl].semantic_class
        found[share.cell.kind, semantic_class].append(share)
    for (kind, semantic_class), of_class in sorted(found.items()):
        columns = sorted({_column(printer, share) for share in of_class})
        by_place = {(share.cell.impl, _column(printer, share)): share for share in of_class}
        printer.say(f"{kind}, {semantic_class}: share of the floor that bounds it, the floor's time by the strategy's",
                    "bold")
        impls = {share.cell.impl for share in of_class}
        lines = [[Text(printer.name(kind, impl)), *(_text(by_place.get((impl, column))) for column in columns)]
                 for of, impl in printer.run.strategies if of == kind and impl in impls]
        printer.table(["strategy", *(label for *_, label in columns)], lines)
        rules = {f"{share.bound.what} by {share.bound.name}": share.floor_n for share in of_class}
        printer.say("; ".join(f"{rule} (median of {n})" for rule, n in rules.items()))


def print_instrument(printer: Printer) -> None:
    """What the instrument reads where the truth is known."""
    rows = [row for row in printer.run.rows if row.cell.kind == "floor" and row.cell.workload == "instrument"
            and printer.regimes.shows(row)]

    def read(impl: str, counter: str) -> str | None:
        values = [row.counters[counter] for row in rows if row.cell.impl == impl and counter in row.counters]
        return f"{median(values):.2f}" if values else None

    told = []
    if (true := read("delay_100", "true_ns")) is not None:
        loop = f"{read('delay_100', 'read_ns')} ns by the loop (error {read('delay_100', 'error_ns')} ns)"
        timed = read("delay_100", "latency_ns")
        error = read("delay_100", "latency_error_ns")
        calls = "" if timed is None else f", {timed} ns by timing calls (error {error} ns)"
        told.append(f"a delay of {true} ns reads {loop}{calls}")
    if (share := read("unfair_3_to_1", "share_0")) is not None:
        told.append(f"a share of 0.75 reads {share}, and its Jain's index of 0.8 {read('unfair_3_to_1', 'jain')}")
    if told:
        printer.say(f"The instrument, tested on what is known: {'; '.join(told)}.")


def _column(printer: Printer, share: Share) -> tuple:
    cell, what = share.cell, share.bound.what
    return what, cell.threads, cell.shape or "", f"{what.split(',')[0]}\n{printer.threads(cell)}"


def _text(share: Share | None) -> Text:
    return Text("" if share is None else figure_text(share.share))
