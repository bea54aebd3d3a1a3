"""The table "if your case is …, use …" as the page shows it: what belongs together in one cell, the rest in the CSV."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from .parts import Table
from .shown import Cell, Head, Shown, shown
from .written import THIN

# Columns of which the figure, or the words, stand small beneath those of another.
BENEATH = {"class": "case", "by": "case", "work_ns": "contention", "threads": "team", "shape": "team",
           "best_ops_per_s": "use", "best_ns": "use", "verdict": "as_good", "usual": "ratio"}
IN_CSV = ("regime", "cpus", "as_good_n", "not_judged", "noise")  # what only the CSV has
WORDS = {"ratio": "better than the usual choice"}  # where a title leans on a column that has none here


@dataclass(frozen=True)
class Entry:
    key: str
    head: Head
    cell: Cell
    beneath: tuple[Cell, ...]
    again: bool  # it says what the one above it says, as all before it in its line do


@dataclass(frozen=True)
class Decision:
    title: str
    heads: tuple[Head, ...]
    lines: tuple[tuple[Entry, ...], ...]


def decision(table: Table, csv: str, regime: str) -> Decision:
    whole = shown(table, csv, regime)
    whole = replace(whole, heads=tuple(replace(head, title=WORDS.get(head.key, head.title)) for head in whole.heads))
    here = {head.key for head in whole.heads}
    columns = [i for i, head in enumerate(whole.heads) if head.key not in IN_CSV and BENEATH.get(head.key) not in here]
    lines: list[tuple[Entry, ...]] = []
    for line in whole.lines:
        entries: list[Entry] = []
        for nth, i in enumerate(columns):
            cell, beneath = line.cells[i], _beneath(whole, line.cells, whole.heads[i].key)
            above = lines[-1][nth] if lines else None
            again = above is not None and (above.cell.text, above.beneath) == (cell.text, beneath) and (
                all(entry.again for entry in entries))
            entries.append(Entry(whole.heads[i].key, whole.heads[i], cell, beneath, again))
        lines.append(tuple(entries))
    return Decision(table.title, tuple(whole.heads[i] for i in columns), tuple(lines))


def _beneath(whole: Shown, cells: Sequence[Cell], key: str) -> tuple[Cell, ...]:
    """With the words that the head of their own column would have said. No work of one's own is not worth a line."""
    if key == "ratio" and next(cell for head, cell in zip(whole.heads, cells) if head.key == key).absent:
        return ()
    found = []
    for head, cell in zip(whole.heads, cells):
        if BENEATH.get(head.key) != key or cell.absent or cell.value == "0.0":
            continue
        if head.unit == "n":
            found.append(Cell(f"{cell.text} {head.title.removesuffix('s') if cell.value == '1' else head.title}", cell.value,
                              csv=cell.csv))
        elif cell.value is not None:
            text = cell.text if head.unit != "ops/s" else f"{cell.text}{THIN}{head.unit}"
            found.append(Cell(text, cell.value, csv=cell.csv))
        else:
            found.append(Cell(f"than {cell.text}" if head.key == "usual" else cell.text))
    return tuple(found)
