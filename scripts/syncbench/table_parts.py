"""What all tables in the terminal are made of: figures with their interval, columns, and tables dealt to the width."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

from rich.console import Console
from rich.table import Table
from rich.text import Text

from .results import CHECKED, Cell, Row, Run
from .stats import POOR_OVERLAP, Interval, Regimes, median_interval, three_digits

Value = Callable[[Row], float | None]  # a figure of a sample, if it has it


@dataclass(frozen=True, order=True)
class Column:
    order: tuple
    label: str = field(compare=False)
    value: Value = field(compare=False)


Cells = Mapping[tuple[str, Column], Sequence[Row]]  # by strategy and column


@dataclass(frozen=True)
class Printer:
    """Prints the tables of a run. Those wider than `width` (None: any) come in parts, one below the other."""

    run: Run
    regimes: Regimes
    console: Console
    width: int | None

    def say(self, line: str, style: str = "") -> None:
        self.console.print(Text(line, style=style))

    def strategies(self, title: str, kind: str, cells: Cells, corner: str = "strategy") -> None:
        """A line a strategy, in catalogue order."""
        columns = sorted({column for _, column in cells})
        measured = {impl for impl, _ in cells}
        excluded = self.run.excluded()
        lines: list[list[Text]] = []
        for key in self.run.strategies:
            if key[0] != kind or key[1] not in measured:
                continue
            if key in excluded:
                figures = [Text("failed", style="red")] * len(columns)
            else:
                figures = [self._figure(cells.get((key[1], column), []), column.value) for column in columns]
            lines.append([Text(self.name(*key)), *figures])
        self.say(title, "bold")
        self.table([corner, *(column.label for column in columns)], lines)

    def name(self, kind: str, impl: str) -> str:
        check = self.run.checks.get((kind, impl))
        return f"{impl} {CHECKED}" if check is not None and check.passed else impl

    def threads(self, cell: Cell) -> str:
        """Shape or thread count, marked where threads outnumber CPUs."""
        return (cell.shape or str(cell.threads)) + "*" * (cell.threads > self.run.machine["cpus"])

    def table(self, headers: Sequence[str], lines: Sequence[Sequence[Text]]) -> None:
        for part in _parts(headers, lines, self.width):
            table = Table()
            for column in part:
                table.add_column(Text(headers[column]), justify="right" if column else "left", no_wrap=True)
            for line in lines:
                table.add_row(*(line[column] for column in part))
            self.console.print(table)

    def _figure(self, rows: Sequence[Row], value: Value) -> Text:
        good = [row for row in rows if self.regimes.shows(row)]
        values = [figure for row in good if (figure := value(row)) is not None]
        # A figure that most samples lack is one of those alone that had enough to tell it.
        if not values or 2 * len(values) < len(good):
            return Text("–" if rows else "")
        overlaps = [row.counters["overlap"] for row in good if "overlap" in row.counters]
        mark = "!" if overlaps and median(overlaps) < POOR_OVERLAP else ""
        return Text(mark + figure_text(median_interval(values)))


def figure_text(interval: Interval) -> str:
    return (f"{three_digits(interval.median)}\n"
            f"[{three_digits(interval.low)}, {three_digits(interval.high)}] {interval.n}")


def grouped(rows: Sequence[Row], key: Callable[[Row], tuple | None]) -> dict[tuple, list[Row]]:
    """Rows by what the key says of them, in its order, without those of which it says None."""
    groups: dict[tuple, list[Row]] = defaultdict(list)
    for row in rows:
        if (group := key(row)) is not None:
            groups[group].append(row)
    return dict(sorted(groups.items()))


def _parts(headers: Sequence[str], lines: Sequence[Sequence[Text]], width: int | None) -> list[list[int]]:
    """Columns dealt to as many tables as fit the width, the first column to each; a table has at least two."""
    sizes = [3 + max(max(map(len, header.split("\n"))), *(max(part.cell_len for part in line[column].split("\n"))
                                                         for line in lines))
             for column, header in enumerate(headers)]  # 3: a blank on each side, and a rule
    parts = [[0]]
    for column in range(1, len(headers)):
        used = 1 + sum(sizes[other] for other in parts[-1])
        if width is not None and used + sizes[column] > width and len(parts[-1]) > 1:
            parts.append([0])
        parts[-1].append(column)
    return parts
