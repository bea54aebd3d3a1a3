"""A table of texts: for the terminal, where it fits, and as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

_UNBOUNDED = 1_000_000  # columns


@dataclass(frozen=True)
class Grid:
    title: str
    headers: Sequence[str]
    lines: Sequence[Sequence[str]]
    styles: Mapping[str, str] = field(default_factory=dict)  # of a cell, by a word in it

    def print(self, stream: TextIO, width: int | None) -> None:
        """Cells that do not fit into `width` (None: any) are folded, never shortened."""
        console = Console(file=stream, width=width or _UNBOUNDED, highlight=False)
        table = Table()
        for header in self.headers:
            table.add_column(Text(header), overflow="fold")
        for line in self.lines:
            table.add_row(*(Text(cell, style=self._style(cell)) for cell in line))
        with console.capture() as printed:  # the stream gets it at once, however much of it is read
            console.print(Text(self.title, style="bold"))
            console.print(table)
        stream.write(printed.get())
        stream.flush()

    def markdown(self) -> str:
        rows = [self.headers, ["---"] * len(self.headers), *self.lines]
        return "".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in row)} |\n" for row in rows)

    def _style(self, cell: str) -> str:
        return next((style for word, style in self.styles.items() if word in cell.split()), "")
