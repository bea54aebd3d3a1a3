"""Lays panels, title, key and notes out in one figure, in inches so that nothing can overlap or be cut; saves it."""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Protocol
from xml.sax.saxutils import escape

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.lines import Line2D
from matplotlib.patches import Rectangle

from . import style
from .cli import Parser, say
from .errors import UserError
from .labels import wrap
from .panel import LABEL_ID, LEADER, SWATCH, Box, Panel, crowded, draw_panel, y_range
from .results import UNRANKED, Run, load_run
from .series import FEW, KINDS, Line, Selection, select

DPI = 150
_LATEST = Path(__file__).resolve().parents[2] / "results" / "local" / "latest"
_MOST_PIXELS = 60_000  # of a side: Agg, which draws PNGs, can do 2^16
_MARGIN = 0.25
_LEFT_OF_AXES = 0.85  # tick labels and axis label
_ABOVE_AXES = 0.4  # panel title
_MARK_STRIP = 0.24  # where vertical marks are named
_BELOW_AXES = 0.72  # tick labels and axis label
_SLANTED = 0.35  # more, where tick labels are slanted
_PLOT_HEIGHT = 3.0
_OVERSUBSCRIBED = "more threads than CPUs"


class Block(Protocol):
    """A part of a page that is no panel of lines; it has the whole width, and fits its labels in by itself."""

    title: str

    def height(self, width: float) -> float:
        """In inches, with its axis labels, without its title."""

    def draw(self, figure: Figure, box: Box) -> None: ...


@dataclass(frozen=True)
class Chart:
    title: str
    panels: list[Panel]
    notes: list[str]
    blocks: Sequence[Block] = field(default=())  # below the panels

    def lines(self) -> dict[str, Line]:
        """Of all panels, by the strategy's name."""
        return {line.name: line for panel in self.panels for line in panel.lines}


def draw_kinds(run: Run, folder: Path, prefix: str, chart_of: Callable[[Selection, str], Chart | str]) -> list[Path]:
    """Writes a chart a kind of strategy; for a kind that has none, says why: what `chart_of` gave instead."""
    if run.rows and all(row.cell.kind in UNRANKED for row in run.rows):
        say(f"no {prefix} chart: no strategy was measured")
        return save({}, folder, prefix)
    selection = select(run)
    charts: dict[str, Chart] = {}
    for kind in selection.kinds():
        drawn = chart_of(selection, kind)
        if isinstance(drawn, Chart):
            charts[kind] = drawn
        else:
            say(f"no {prefix} chart of {kind}: {drawn}")
    return save(charts, folder, prefix)


def save(charts: dict[str, Chart], folder: Path, prefix: str, kinds: Iterable[str] = KINDS) -> list[Path]:
    """Write <prefix>-<kind>.svg and .png; earlier ones are replaced, or removed, only once all are drawn. A chart of
    no kind ("") is called <prefix>."""
    finished: dict[Path, Path] = {}
    try:
        for kind, chart in charts.items():
            with style.applied():
                figure = draw(chart)
                dpi = min(DPI, _MOST_PIXELS / max(figure.get_size_inches()))
                checks = "; ".join(line.told for line in chart.lines().values() if line.check)
                about = {"Title": chart.title, "Description": " ".join([*chart.notes, checks]).strip()}
                for suffix, only in (("svg", {"Date": None, "Creator": "syncbench"}), ("png", {"Software": None})):
                    final = folder / _file(prefix, kind, suffix)
                    unfinished = folder / f".{final.name}.{os.getpid()}.tmp"
                    finished[unfinished] = final
                    figure.savefig(unfinished, format=suffix, dpi=dpi, metadata=about | only)
                    if suffix == "svg":
                        unfinished.write_text(with_words(unfinished.read_text(encoding="utf-8"), figure, chart),
                                              encoding="utf-8")
        for unfinished, final in finished.items():
            os.replace(unfinished, final)
        # By name, never by pattern: a person may keep a scaling-before.png of their own here.
        for old in {folder / _file(prefix, kind, suffix) for kind in kinds for suffix in ("svg", "png")}:
            if old not in finished.values():
                old.unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"{folder}: charts cannot be written ({error.strerror}); free space, or make it writable"
                        ) from None
    finally:
        for unfinished in finished:
            unfinished.unlink(missing_ok=True)
    return list(finished.values())


def _file(prefix: str, kind: str, suffix: str) -> str:
    return f"{prefix}-{kind}.{suffix}" if kind else f"{prefix}.{suffix}"


def with_words(svg: str, figure: Figure, chart: Chart) -> str:
    """Gives each label, whose letters are only outlines, a <title>: the strategy's name and what it was checked for."""
    lines = chart.lines()
    for text in figure.texts:
        name = str(text.get_label()).removeprefix("label ")
        if str(text.get_gid()).startswith(LABEL_ID):
            start = f'<g id="{text.get_gid()}">'
            svg = svg.replace(start, f"{start}\n    <title>{escape(lines[name].told)}</title>", 1)
    return svg


def run_script(description: str, draw_run: Callable[[Run, Path], list[Path]]) -> int:
    """The command line of a chart script: draw a run's charts into its folder and say where they are."""
    parser = Parser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("run", metavar="RUN", nargs="?", type=Path, default=_LATEST,
                        help="folder of a run (default: results/local/latest)")
    folder = parser.parse_args().run
    for path in draw_run(load_run(folder), folder):
        print(path)
    return 0


def draw(chart: Chart) -> Figure:
    """The figure of a chart; call it inside style.applied()."""
    return _Page(chart).drawn()


class _Page:
    """A figure filled from top to bottom; its size follows from what is in it."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.figure = Figure(dpi=DPI)
        self.renderer = FigureCanvasAgg(self.figure).get_renderer()
        rows = [list(panels) for _, panels in groupby(chart.panels, key=lambda panel: panel.group)]
        if max(map(len, rows), default=1) == 1:
            rows = [chart.panels]  # no group needs a row of its own
        columns = min(2, max(1, *map(len, rows)))
        self.rows = [row[i:i + columns] for row in rows for i in range(0, len(row), columns)]
        labels = {line.label for panel in chart.panels for line in panel.lines}
        labels |= {reference.name for panel in chart.panels for reference in panel.references}
        gutter = LEADER + SWATCH + max((self._width(label, style.TEXT_PT) for label in labels), default=1.5)
        self.plot_width = 6.0 if columns == 1 else 3.6
        self.column_width = _LEFT_OF_AXES + self.plot_width + gutter + _MARGIN
        self.inner_width = columns * self.column_width - _MARGIN
        self.y = 0.0  # where the next thing goes

    def drawn(self) -> Figure:
        title = wrap(self.chart.title, self.inner_width, lambda text: self._width(text, style.TITLE_PT, "bold"))
        key = self._key()
        notes = [line for note in self.chart.notes
                 for line in wrap(note, self.inner_width, lambda text: self._width(text, style.NOTE_PT))]
        height = (2 * _MARGIN + len(title) * _leading(style.TITLE_PT) + len(key) * _leading(style.TEXT_PT)
                  + sum(self._above(row) + _PLOT_HEIGHT + self._below(row) for row in self.rows)
                  + sum(_ABOVE_AXES + block.height(self.inner_width) for block in self.chart.blocks)
                  + len(notes) * _leading(style.NOTE_PT))
        self.figure.set_size_inches(self.inner_width + 2 * _MARGIN, height)

        self.y = height - _MARGIN
        for line in title:
            self._write(line, style.TITLE_PT, fontweight="bold")
        for row in key:
            for left, name in row:
                self._draw_key(left, name)
            self.y -= _leading(style.TEXT_PT)
        ranges = {group: y_range(panel for panel in self.chart.panels if panel.group == group)
                  for group in {panel.group for panel in self.chart.panels}}
        for row in self.rows:
            for column, panel in enumerate(row):
                box = Box(_MARGIN + column * self.column_width + _LEFT_OF_AXES,
                          self.y - self._above(row) - _PLOT_HEIGHT, self.plot_width, _PLOT_HEIGHT)
                draw_panel(self.figure, panel, "\n".join(self._panel_title(panel)), ranges[panel.group], box)
            self.y -= self._above(row) + _PLOT_HEIGHT + self._below(row)
        for block in self.chart.blocks:
            block_height = block.height(self.inner_width)
            self.figure.text(_MARGIN, self.y - _ABOVE_AXES + 0.08, block.title, fontsize=style.PANEL_PT,
                             fontweight="bold", transform=self.figure.dpi_scale_trans)
            self.y -= _ABOVE_AXES + block_height
            block.draw(self.figure, Box(_MARGIN, self.y, self.inner_width, block_height))
        for line in notes:
            self._write(line, style.NOTE_PT, color=style.FAINT_INK)
        return self.figure

    def _panel_title(self, panel: Panel) -> list[str]:
        return wrap(panel.title, self.column_width - _LEFT_OF_AXES - _MARGIN,
                    lambda text: self._width(text, style.PANEL_PT, "bold"))

    def _above(self, row: list[Panel]) -> float:
        more_lines = max(len(self._panel_title(panel)) for panel in row) - 1
        return (_ABOVE_AXES + more_lines * _leading(style.PANEL_PT)
                + (_MARK_STRIP if any(panel.x.marks for panel in row) else 0))

    def _below(self, row: list[Panel]) -> float:
        return _BELOW_AXES + (_SLANTED if any(crowded(panel.x, self.plot_width) for panel in row) else 0)

    def _width(self, text: str, points: float, weight: str = "normal") -> float:
        font = FontProperties(family=["DejaVu Sans"], size=points, weight=weight)
        return self.renderer.get_text_width_height_descent(text, font, False)[0] / DPI

    def _write(self, text: str, points: float, **look: str) -> None:
        self.figure.text(_MARGIN, self.y, text.replace("$", r"\$"), transform=self.figure.dpi_scale_trans,
                         fontsize=points, va="top", **look)
        self.y -= _leading(points)

    def _key(self) -> list[list[tuple[float, str]]]:
        """Rows of (left, name): the families drawn, and what hollow and pale mean if anything is."""
        lines = [line for panel in self.chart.panels for line in panel.lines]
        families = dict.fromkeys(line.look.family for line in lines)
        names = [*(f for f in style.FAMILY_COLOURS if f in families),
                 *(f for f in families if f not in style.FAMILY_COLOURS)]
        if any(chain.oversubscribed for panel in self.chart.panels for chain in panel.x.chains):
            names.append(_OVERSUBSCRIBED)
        if any(point.few for line in lines for point in line.points.values()):
            names.append(FEW)
        rows: list[list[tuple[float, str]]] = [[]] if names else []
        left = 0.0
        for name in names:
            width = SWATCH + self._width(name, style.TEXT_PT) + 0.25
            if rows[-1] and left + width > self.inner_width:
                rows.append([])
                left = 0.0
            rows[-1].append((_MARGIN + left, name))
            left += width
        return rows

    def _draw_key(self, left: float, name: str) -> None:
        inches = self.figure.dpi_scale_trans
        middle = self.y - _leading(style.TEXT_PT) / 2
        swatch = SWATCH - 0.08
        if name == _OVERSUBSCRIBED:
            self.figure.add_artist(Rectangle((left, middle - 0.09), swatch, 0.18, facecolor=style.SHADE,
                                             edgecolor="none", transform=inches))
            self.figure.add_artist(Line2D([left, left + swatch / 2, left + swatch], [middle] * 3, transform=inches,
                                          color=style.FAINT_INK, linewidth=1.2, linestyle=style.OVERSUBSCRIBED_DASH,
                                          marker="o", markersize=6, markerfacecolor="white", markevery=[1]))
        elif name == FEW:
            self.figure.add_artist(Line2D([left, left + swatch / 2, left + swatch], [middle] * 3, transform=inches,
                                          color=style.pale(style.FAINT_INK), linewidth=1.9, marker="o", markersize=5,
                                          markeredgecolor=style.FAINT_INK, markeredgewidth=0.7, markevery=[1]))
        else:
            self.figure.add_artist(Rectangle((left, middle - 0.05), swatch, 0.1, edgecolor="none", transform=inches,
                                             facecolor=style.family_colour(name)))
        self.figure.text(left + SWATCH, middle, name, transform=inches, fontsize=style.TEXT_PT, va="center_baseline")


def _leading(points: float) -> float:
    """The height of a line of text, in inches."""
    return 1.5 * points / 72
