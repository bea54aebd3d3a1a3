"""Charts of invented runs, for the tests: each is drawn once, however many tests look at it."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from functools import cache
from itertools import chain
from pathlib import Path
from types import ModuleType

import numpy as np
import plot_contention
import plot_scaling
import pytest
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.text import Text
from synthetic import Synthetic, write_run
from syncbench import chart, cli, style
from syncbench.panel import Panel
from syncbench.results import UNRANKED, Run, load_run
from syncbench.series import Point, Selection, select
from syncbench.stats import CONFIDENCE, RANGE, Interval

QUESTIONS = {"scaling": plot_scaling, "contention": plot_contention}
SMALL = Synthetic(rounds=2, one_a_family=True, works=(0, 64))
RUNS = {
    "two CPUs": Synthetic(rounds=4),
    "smoke": Synthetic(rounds=3, one_a_family=True, works=(0,)),
    "one sample a cell": Synthetic(rounds=1, floors=(105.0,), works=(0,)),
    "enough samples": Synthetic(rounds=6, floors=(105.0,), one_a_family=True, works=(0, 64)),
    "one strategy": Synthetic(rounds=2, strategies=1),
    "forty strategies": Synthetic(rounds=1, strategies=40, floors=(105.0,), works=(0,)),
    "many CPUs": Synthetic(rounds=1, cpus=128, floors=(105.0,), works=(0,)),
    "one CPU": Synthetic(rounds=2, cpus=1, works=(0, 64)),
    "checked": Synthetic(rounds=2, one_a_family=True, works=(0, 64), checked=True),
    "with holes": Synthetic(rounds=2, missing=0.4, failed=("cas_loop", "vyukov_ring"), complete=False),
}
GROUPS = {  # runs with all groups; in no dictionary of those whose every chart is drawn
    "groups": Synthetic(rounds=8, works=(0,), groups=True),
    "groups, bare": Synthetic(rounds=8, works=(0,)),
    "groups, one CPU": Synthetic(rounds=1, cpus=1, works=(0,), groups=True),
    "metered": Synthetic(rounds=1, works=(0,), floors=(105.0,), groups=True, meters=True),
}
LOOK = style.Look("mutex", "#0072b2", "o", "solid")


@cache
def run(name: str) -> Run:
    with tempfile.TemporaryDirectory() as folder:
        return load_run(write_run(Path(folder), (RUNS | GROUPS)[name]))


@cache
def selections(name: str) -> dict[str, Selection]:
    """By regime, the dominant first, as a report has them."""
    whole = run(name)
    dominant = select(whole)
    order = {key: place for place, key in enumerate(whole.strategies)}
    found = {}
    for place in sorted(range(len(dominant.regimes.names)), key=lambda place: -dominant.regimes.share[place]):
        regimes = replace(dominant.regimes, chosen=place)
        rows = [row for row in whole.rows if row.cell.kind not in UNRANKED and regimes.shows(row)
                and (row.cell.kind, row.cell.impl) not in dominant.excluded]
        rows.sort(key=lambda row: (order[row.cell.kind, row.cell.impl], row.cell.threads, row.cell.name, row.round))
        found[regimes.names[place]] = replace(dominant, regimes=regimes, rows=rows)
    return found


@cache
def figures(name: str) -> dict[tuple[str, str], Figure]:
    """Every chart of a run, by question and kind."""
    about = {(question, kind): script.chart_of(select(run(name)), kind)
             for question, script in QUESTIONS.items() for kind in ("counter", "queue")}
    return {key: draw(one) for key, one in about.items() if isinstance(one, chart.Chart)}


def draw(about: chart.Chart) -> Figure:
    with style.applied():
        figure = chart.draw(about)
        figure.draw_without_rendering()  # places the axis labels
    return figure


def draw_panels(*panels: Panel) -> Figure:
    return draw(chart.Chart("A chart", list(panels), ["A note."]))


def point(*samples: float) -> Point:
    """Of so many samples, their median amid them; with an interval from six on."""
    middle = sorted(samples)[len(samples) // 2]
    kind = CONFIDENCE if len(samples) >= 6 else RANGE
    return Point(Interval(middle, min(samples), max(samples), len(samples), kind), samples)


def artists(figure: Figure, *what: str) -> dict[str, list[Artist]]:
    """What was drawn of each strategy: its line, band, bar, points, few (points of few samples) or samples."""
    named: dict[str, list[Artist]] = {}
    for axes in figure.axes:
        for artist in (*axes.lines, *axes.collections):
            kind, _, name = str(artist.get_label()).partition(" ")
            if kind in what:
                named.setdefault(name, []).append(artist)
    return named


def labels(figure: Figure) -> dict[str, list[Text]]:
    """The strategies' names beside the panels, by strategy."""
    named: dict[str, list[Text]] = {}
    for text in figure.texts:
        if str(text.get_label()).startswith("label "):
            named.setdefault(text.get_label().removeprefix("label "), []).append(text)
    return named


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts)


def boxes(figure: Figure) -> tuple[list[Text], np.ndarray]:
    """Every text that is shown, and its (left, bottom, right, top) in pixels."""
    texts = [*figure.texts, *chain.from_iterable(
        [*axes.texts, axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels()]
        for axes in figure.axes)]
    texts = [text for text in texts if text.get_text() and text.get_visible()]
    renderer = figure.canvas.get_renderer()
    return texts, np.array([text.get_window_extent(renderer).extents for text in texts])


def exit_code(script: ModuleType, *arguments: object) -> int:
    """Of a chart script with these arguments."""
    with pytest.MonkeyPatch.context() as patched, pytest.raises(SystemExit) as end:
        patched.setattr(sys, "argv", [f"{script.__name__}.py", *map(str, arguments)])
        cli.run(script.main)
    return end.value.code
