"""The report as Markdown, for code hosts: the answer, and the first lines of each table. The page has the rest."""

from __future__ import annotations

import re
from collections.abc import Sequence

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from .page import TEMPLATES, Made, dominant, leads, notice, sentence, untold
from .parts import SECTIONS, Picture, RunReport, Table
from .shown import Cell, csv_name, shown

LINES = 5  # of a picture's table
MORE = 12  # of any other

# What Markdown, or the HTML in it, would take for its own; an underscore inside a word is none of that.
_SPECIAL = re.compile(r"[\\`*\[\]|~]|(?<![^\W_])_|_(?![^\W_])")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def markdown(reports: Sequence[RunReport], made: Made) -> str:
    """Of several reports one after another."""
    template = Environment(loader=FileSystemLoader(TEMPLATES), undefined=StrictUndefined, trim_blocks=True,
                           lstrip_blocks=True, keep_trailing_newline=True, finalize=escaped,
                           autoescape=False).get_template("report.md.j2")  # finalize escapes, for Markdown
    text = template.render(
        reports=reports, alone=len(reports) == 1, made=made, notice=notice, untold=untold, SECTIONS=SECTIONS,
        command=Markup(made.command), rows=lambda *what, **how: Markup(_table(reports, *what, **how)),
        told=lambda number: [cell.text for cell in sentence(reports, number, reports[number].answers.paragraph)],
        LINES=LINES, MORE=MORE)
    return re.sub(r"\n{3,}", "\n\n", text)


def escaped(value: object) -> str:
    """Text that Markdown shows as it is, on one line; what is marked up already is left alone."""
    if isinstance(value, Markup):
        return str(value)
    text = "".join(_HTML.get(letter, letter) for letter in str(value))
    return re.sub(r"\s*\n\s*", " ", _SPECIAL.sub(r"\\\g<0>", text))


def _table(reports: Sequence[RunReport], number: int, table: Table, limit: int | None = None,
           picture: Picture | None = None) -> str:
    """Its first lines, and where the others are."""
    regime = dominant(reports[number])
    csv = csv_name(reports, number, table.name)
    found = shown(table, csv, regime, leads(picture, regime) if picture else (), limit)
    rows = [[f"{head.words} {head.beside}".strip() for head in found.heads]]
    rows += [[_text(cell) for cell in line.cells] for line in found.lines]
    lines = [_line(row) for row in rows]
    lines.insert(1, f"|{'|'.join('---:' if right else '---' for right in found.numbers)}|")
    more = f"{found.left_out} more lines, and all" if found.left_out else "All"
    where = f"{more} figures unrounded: [{csv}.csv](csv/{csv}.csv)"
    caption = f"{escaped(found.caption)}. " if found.caption else ""
    return "\n".join([*lines, "", f"{caption}{where}"])


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(map(escaped, cells))} |"


def _text(cell: Cell) -> str:
    return f"{cell.text} {cell.beside}".strip()
