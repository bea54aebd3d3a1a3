"""How a Table is shown: which columns make one, strategies against positions, and its CSV's name on a page of several runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from .parts import Column, RunReport, Table, Value, slug
from .written import ABSENT, heading, interval, written


@dataclass(frozen=True)
class Head:
    """A column as it is shown: figures with the ends of their interval and their n beside them. Numbers are those of
    the table's columns."""

    key: str
    title: str
    unit: str
    at: int
    low: int | None = None
    high: int | None = None
    n: int | None = None
    beside: str = ""  # what is written beside the figures: "[low, high] n"

    @property
    def words(self) -> str:
        return heading(self.title, self.unit)


@dataclass(frozen=True)
class Cell:
    text: str
    value: str | None = None  # of a figure: as it stands in the CSV
    beside: str = ""
    csv: str = ""

    @property
    def absent(self) -> bool:
        return self.text == ABSENT


@dataclass(frozen=True)
class Line:
    strategy: str | None  # whose it is
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Shown:
    """A table of one regime. Of a pivot the first head is the strategy, the others are the positions."""

    csv: str
    title: str
    caption: str
    heads: tuple[Head, ...]
    lines: tuple[Line, ...]
    left_out: int  # lines that stand in the CSV only, and on the page once its script has filled the table
    plan: dict[str, Any]  # for that script

    @property
    def numbers(self) -> tuple[bool, ...]:
        """Which columns hold figures, and so are set to the right."""
        return tuple(any(line.cells[i].value is not None for line in self.lines) for i in range(len(self.heads)))


def csv_name(reports: Sequence[RunReport], number: int, table: str) -> str:
    """The stem of a table's CSV: on a page of several runs it begins with whose it is."""
    return table if len(reports) == 1 else f"{slug(reports[number].label)}-{table}"


def csv_tables(reports: Sequence[RunReport]) -> dict[str, Table]:
    """All tables that stand behind a page, by the stem of their CSV."""
    return {csv_name(reports, number, table.name): table
            for number, report in enumerate(reports) for table in tables_of(report)}


def tables_of(report: RunReport) -> tuple[Table, ...]:
    """In the order of the page."""
    return (report.answers.table, *(picture.table for picture in report.pictures), *report.answers.tables,
            *report.tables)


def shown(table: Table, csv: str, regime: str, leads: Sequence[str] = (), limit: int | None = None) -> Shown:
    """At most `limit` lines, of a pivot those of the `leads` first."""
    keys = [column.key for column in table.columns]
    of = keys.index("regime") if "regime" in keys else None
    rows = [row for row in table.rows if of is None or row[of] == regime]
    heads = tuple(_heads(table.columns, of))
    by_key = {head.key: head for head in heads}
    name, place = by_key.get("strategy"), by_key.get("position")
    strategy = None if name is None else name.at
    if name and place and len(heads) == 3:
        figure = next(head for head in heads if head not in (name, place))
        lines, across = _pivot(rows, name.at, place.at, figure, csv, leads)
        plan = {"regime": of, "strategy": strategy, "position": place.at, "heads": [asdict(name), asdict(figure)]}
        caption = f"{figure.words} {figure.beside}".strip()
        heads = (name, *(Head("", position, "", figure.at) for position in across))
    else:
        lines = [Line(None if strategy is None else _text(row[strategy]),
                      tuple(_cell(row, head, csv) for head in heads)) for row in rows]
        plan = {"regime": of, "strategy": strategy, "position": None, "heads": [asdict(head) for head in heads]}
        caption = ""
    kept = lines[:limit]
    return Shown(csv, table.title, caption, heads, tuple(kept), len(lines) - len(kept), plan | {"leads": list(leads)})


def _heads(columns: Sequence[Column], regime: int | None) -> Iterator[Head]:
    """A column each, but the ends of an interval and the n after them stand with the figure that they are about."""
    words = [tuple(column.key.split("_")) for column in columns]
    taken = {regime}
    for at, column in enumerate(columns):
        if at in taken:
            continue
        low, high = (_end(words, at, end) for end in ("low", "high"))
        if low is None or high is None:
            yield Head(column.key, column.title, column.unit, at)
            continue
        n = high + 1 if high + 1 < len(columns) and columns[high + 1].unit == "n" else None
        taken |= {low, high, n}
        counted = "" if n is None else f" {columns[n].title}"
        yield Head(column.key, column.title, column.unit, at, low, high, n,
                   f"[{columns[low].title}, {columns[high].title}]{counted}")


def _end(words: Sequence[tuple[str, ...]], at: int, end: str) -> int | None:
    """The column that has the lower or upper end of the interval of the figures in another."""
    stem = tuple(word for word in words[at] if word != "median")
    return next((i for i, other in enumerate(words) if i > at and end in other
                 and tuple(word for word in other if word != end) == stem), None)


def _pivot(rows: Iterable[Sequence[Value]], name: int, place: int, figure: Head, csv: str,
           leads: Sequence[str]) -> tuple[list[Line], list[str]]:
    cells: dict[str, dict[str, Cell]] = {lead: {} for lead in leads}
    across: dict[str, None] = {}
    for row in rows:
        across.setdefault(_text(row[place]))
        cells.setdefault(_text(row[name]), {})[_text(row[place])] = _cell(row, figure, csv)
    lines = [Line(of, (Cell(of), *(at.get(position, Cell(ABSENT)) for position in across)))
             for of, at in cells.items() if at]
    return lines, list(across)


def _cell(row: Sequence[Value], head: Head, csv: str) -> Cell:
    value = row[head.at]
    text = written(value, head.unit)
    if not isinstance(value, (int, float)):
        return Cell(text)
    beside = [] if head.low is None else [interval(value, row[head.low], row[head.high], head.unit)]
    if head.n is not None and row[head.n] is not None:
        beside.append(written(row[head.n], "n"))
    return Cell(text, repr(value), " ".join(filter(None, beside)), csv)


def _text(value: Value) -> str:
    return "" if value is None else str(value)
