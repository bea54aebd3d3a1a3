"""The charts: what they show, what they keep apart, and that a person can read them."""

from __future__ import annotations

import errno
import itertools
import json
import math
import os
import statistics
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.colors import to_hex, to_rgb
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

import plot_contention
import plot_scaling
from synthetic import Synthetic, write_run
from syncbench import chart, style
from syncbench.labels import spread, wrap
from syncbench.panel import Chain, Panel, XAxis, rate
from syncbench.results import Run, load_run
from syncbench.series import Line, Point, select
from syncbench.stats import Interval

# A busy machine must not fail a property, nor a failure depend on luck.
unhurried = settings(deadline=None, derandomize=True)

SCRIPTS = Path(plot_scaling.__file__).parent
PLAIN = Synthetic(rounds=4)
SMALL = Synthetic(rounds=2, one_a_family=True, works=(0, 64))
RUNS = {
    "two CPUs": PLAIN,
    "smoke": Synthetic(rounds=3, one_a_family=True, works=(0,)),
    "one sample a cell": Synthetic(rounds=1, floors=(105.0,), works=(0,)),
    "one strategy": Synthetic(rounds=2, strategies=1),
    "forty strategies": Synthetic(rounds=1, strategies=40, floors=(105.0,), works=(0,)),
    "many CPUs": Synthetic(rounds=1, cpus=128, floors=(105.0,), works=(0,)),
    "one CPU": Synthetic(rounds=2, cpus=1, works=(0, 64)),
    "with holes": Synthetic(rounds=2, missing=0.4, failed=("cas_loop", "vyukov_ring"), complete=False),
}


@pytest.fixture(scope="module")
def runs(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Run]:
    folder = tmp_path_factory.mktemp("runs")
    return {name: load_run(write_run(folder / name.replace(" ", "_"), made)) for name, made in RUNS.items()}


@pytest.fixture(scope="module")
def figures(runs: dict[str, Run]) -> dict[tuple[str, str, str], Figure]:
    """Every chart of every run, by run, question and kind."""
    drawn = {}
    with style.applied():
        for (name, run), script in itertools.product(runs.items(), (plot_scaling, plot_contention)):
            for kind in ("counter", "queue"):
                about = script.chart_of(select(run), kind)
                if about is not None:
                    drawn[name, script.__name__.removeprefix("plot_"), kind] = chart.draw(about)
        yield drawn


def strategies_drawn(figure: Figure) -> dict[str, list[Line2D]]:
    """The lines of medians, by strategy."""
    lines: dict[str, list[Line2D]] = {}
    for axes in figure.axes:
        for line in axes.lines:
            if not line.get_label().startswith(("_", "samples ")):
                lines.setdefault(line.get_label(), []).append(line)
    return lines


def labels(figure: Figure) -> dict[str, list]:
    named: dict[str, list] = {}
    for text in figure.texts:
        if str(text.get_label()).startswith("label "):
            named.setdefault(text.get_text(), []).append(text)
    return named


def words(figure: Figure) -> str:
    return " ".join(text.get_text() for text in figure.texts)


def run_script(script: ModuleType, *arguments: object, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(sys, "argv", [f"{script.__name__}.py", *map(str, arguments)])
    return script.main()


# Reading


def boxes(figure: Figure) -> tuple[list, np.ndarray]:
    """Every text that is shown, and its (left, bottom, right, top) in pixels."""
    figure.draw_without_rendering()  # places the axis labels
    renderer = figure.canvas.get_renderer()
    texts = [*figure.texts, *itertools.chain.from_iterable(
        [*axes.texts, axes.xaxis.label, axes.yaxis.label, *axes.get_xticklabels(), *axes.get_yticklabels()]
        for axes in figure.axes)]
    texts = [text for text in texts if text.get_text() and text.get_visible()]
    return texts, np.array([text.get_window_extent(renderer).extents for text in texts])


@pytest.mark.parametrize("name", RUNS)
def test_no_two_texts_of_a_chart_overlap(name: str, figures: dict) -> None:
    for (run, question, kind), figure in figures.items():
        if run == name:
            texts, extents = boxes(figure)
            # The bounding boxes of slanted texts overlap where the texts do not.
            upright = np.array([text.get_rotation() in (0, 90) for text in texts])
            left, bottom, right, top = extents[upright].T
            overlap = ((left[:, None] < right) & (left < right[:, None])
                       & (bottom[:, None] < top) & (bottom < top[:, None]))
            np.fill_diagonal(overlap, False)
            shown = [text.get_text() for text, keep in zip(texts, upright) if keep]
            assert not [(shown[a], shown[b], question, kind) for a, b in zip(*np.nonzero(overlap))]


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_cut_off_at_the_edge_of_a_chart(name: str, figures: dict) -> None:
    for (run, *_), figure in figures.items():
        if run == name:
            texts, extents = boxes(figure)
            width, height = figure.get_size_inches() * figure.dpi
            outside = (extents[:, :2] < 0).any(axis=1) | (extents[:, 2] > width) | (extents[:, 3] > height)
            assert not [text.get_text() for text, out in zip(texts, outside) if out]


@pytest.mark.parametrize("name", RUNS)
def test_every_strategy_of_a_panel_is_labelled_beside_it_and_no_panel_has_more_than_eight(
        name: str, figures: dict) -> None:
    for (run, *_), figure in figures.items():
        if run == name:
            in_panels = [{line.get_label() for line in axes.lines if not line.get_label().startswith(("_", "samples "))}
                         for axes in figure.axes]
            assert max(map(len, in_panels)) <= 8
            shown = {strategy: len(texts) for strategy, texts in labels(figure).items()}
            assert shown == {strategy: sum(strategy in panel for panel in in_panels) for strategy in shown}
            assert set(shown) == set.union(*in_panels)


def test_eight_lines_that_end_in_one_point_still_have_labels_that_do_not_touch() -> None:
    look = style.Look("mutex", "#0072b2", "o", "solid")
    point = Point(Interval(1e6, 1e6, 1e6, 1, "range"), (1e6,))
    axis = XAxis("threads", {0.0: "1"}, (-1.0, 1.0), (Chain((0.0,)),))
    lines = [Line(f"a_strategy_with_a_long_name_{i}", look, {0.0: point}) for i in range(8)]
    with style.applied():
        figure = chart.draw(chart.Chart("A chart", [Panel("A panel", "class", axis, lines)], ["A note."]))
        texts, extents = boxes(figure)
    tops = sorted((bottom, top) for text, (_, bottom, _, top) in zip(texts, extents) if "strategy" in text.get_text())
    assert len(tops) == 8
    assert all(below[1] <= above[0] for below, above in zip(tops, tops[1:]))


def test_long_titles_and_notes_are_broken_into_lines_that_fit() -> None:
    look = style.Look("mutex", "#0072b2", "o", "solid")
    lines = [Line("mutex", look, {0.0: Point(Interval(1e6, 9e5, 2e6, 3, "range"), (1e6,))})]
    axis = XAxis("threads", {0.0: "1"}, (-1.0, 1.0), (Chain((0.0,)),), marks={0.5: "2 CPUs"})
    panels = [Panel("a very long title of a panel · " * 9, group, axis, lines) for group in "ab"]
    with style.applied():
        figure = chart.draw(chart.Chart("Title and " * 40, panels, ["Costs $1 and $2, " * 9, "x" * 300]))
        _, extents = boxes(figure)
    width, height = figure.get_size_inches() * figure.dpi
    assert extents[:, :2].min() >= 0 and extents[:, 2].max() <= width and extents[:, 3].max() <= height
    assert "$1 and $2" in words(figure).replace(r"\$", "$")


# Looks


def test_a_strategy_looks_the_same_in_every_chart_of_every_run(figures: dict) -> None:
    looks: dict[str, set] = {}
    for figure in figures.values():
        for strategy, lines in strategies_drawn(figure).items():
            looks.setdefault(strategy, set()).update((to_hex(line.get_color()), line.get_marker()) for line in lines)
        for strategy, texts in labels(figure).items():
            looks.setdefault(f"label {strategy}", set()).update(to_hex(text.get_color()) for text in texts)
    # The smoke run and the run with one strategy have other catalogues, in which these keep their places.
    assert len(looks) > 80
    assert {strategy: look for strategy, look in looks.items() if len(look) > 1} == {}


def test_colour_is_the_family_and_two_strategies_of_a_family_differ_in_their_marker(runs: dict[str, Run]) -> None:
    run = runs["forty strategies"]
    looks = style.looks(run.strategies.values())
    for (kind, name), look in looks.items():
        assert look.colour == style.family_colour(run.strategies[kind, name].family)
    shown = [(key[0], look.family, look.marker, str(look.dash)) for key, look in looks.items()]
    assert len(set(shown)) == len(shown)
    assert len({style.family_colour(family) for family in style.FAMILY_COLOURS}) == 8
    assert style.family_colour("a family of tomorrow") == style.OTHER_FAMILY


def test_what_a_run_measured_does_not_change_the_looks(runs: dict[str, Run]) -> None:
    run = runs["two CPUs"]
    few = replace(run, rows=[row for row in run.rows if row.cell.impl in ("tbb_combinable", "recursive_mutex_nested")])
    with style.applied():
        whole, part = (chart.draw(plot_scaling.chart_of(select(r), "counter")) for r in (run, few))
    for strategy, lines in strategies_drawn(part).items():
        for line, same in zip(lines, strategies_drawn(whole)[strategy]):
            assert (line.get_color(), line.get_marker(), line.get_linestyle()) == (
                same.get_color(), same.get_marker(), same.get_linestyle())
    assert set(labels(part)) == {"tbb_combinable", "recursive_mutex_nested"}


def oklab(linear_rgb: np.ndarray) -> np.ndarray:
    """Björn Ottosson's perceptual space, in which distances are comparable."""
    lms = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                    [0.0883024619, 0.2817188376, 0.6299787005]]) @ np.clip(linear_rgb, 0, 1)
    return np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                     [0.0259040371, 0.7827717662, -0.8086757660]]) @ np.cbrt(lms)


# What an eye makes of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_two_families_can_be_told_apart_by(eye: str) -> None:
    least = 0.15 if eye == "normal" else 0.07
    seen = {}
    for family, colour in style.FAMILY_COLOURS.items():
        srgb = np.array(to_rgb(colour))
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        seen[family] = oklab(np.array(EYES[eye]) @ linear)
    near = [(a, b) for a, b in itertools.combinations(seen, 2) if np.linalg.norm(seen[a] - seen[b]) < least]
    assert near == []


def test_labels_are_dark_enough_to_read() -> None:
    assert style.contrast_on_white("#ffffff") == pytest.approx(1) and style.contrast_on_white("#000000") == 21
    for colour in (*style.FAMILY_COLOURS.values(), style.OTHER_FAMILY):
        assert style.contrast_on_white(style.text_colour(colour)) >= 4.5


# Honesty


@pytest.mark.parametrize(("name", "cpus"), [("two CPUs", 2), ("many CPUs", 128), ("one CPU", 1), ("with holes", 2)])
def test_points_past_the_cpus_are_hollow_and_joined_to_no_others(name: str, cpus: int, figures: dict) -> None:
    sides = set()
    for kind in ("counter", "queue"):
        for axes in figures[name, "scaling", kind].axes:
            written = dict(zip(axes.get_xticks(), (text.get_text() for text in axes.get_xticklabels())))
            for line in axes.lines:
                if line.get_label().startswith(("_", "samples ")):
                    continue
                sizes = [written[min(written, key=lambda tick: abs(tick - x))] for x in line.get_xdata()]
                threads = [sum(map(int, size.split("x"))) for size in sizes]
                over = {count > cpus for count in threads}
                assert len(over) == 1, f"{line.get_label()} joins {sizes}"
                assert (to_hex(line.get_markerfacecolor()) == "#ffffff") == (over == {True})
                if len(sizes) > 1:
                    assert line.is_dashed() or over == {False}
                    assert not any(len(set(size.split("x"))) > 1 for size in sizes), f"{sizes} are lopsided and joined"
                sides |= over
    assert sides == {True, False}


@pytest.mark.parametrize(("name", "cpus"), [("two CPUs", "2 CPUs"), ("many CPUs", "128 CPUs"), ("one CPU", "1 CPU")])
def test_the_number_of_cpus_is_marked_where_the_shade_begins(name: str, cpus: str, figures: dict) -> None:
    for kind in ("counter", "queue"):
        axes = figures[name, "scaling", kind].axes[0]
        mark = next(text for text in axes.texts if text.get_text() == cpus)
        shade = min(patch.get_xy()[:, 0].min() for patch in axes.patches)
        assert mark.xy[0] == shade
        assert any(set(line.get_xdata()) == {shade} for line in axes.lines)


def test_the_medians_drawn_are_those_of_the_most_common_regime_alone(tmp_path: Path) -> None:
    run = load_run(write_run(tmp_path, Synthetic(rounds=12, works=(0,))))
    by_regime: dict[str, dict[tuple[str, int], list[float]]] = {"fast": {}, "slow": {}}
    everything: dict[tuple[str, int], list[float]] = {}
    sizes = {"fast": 0, "slow": 0}
    for row in json.loads((tmp_path / "bench.json").read_text())["benchmarks"]:
        regimes = {"fast" if row[end] < 218 else "slow" for end in ("floor_before_ns", "floor_after_ns")}
        parts = row["name"].split("/")
        key = parts[2], int(parts[3].removeprefix("threads:")) if parts[0] == "counter" else 0
        if len(regimes) == 1:
            sizes[min(regimes)] += 1
        if parts[0] == "counter":
            everything.setdefault(key, []).append(row["ops_per_s"])
            if len(regimes) == 1:
                by_regime[min(regimes)].setdefault(key, []).append(row["ops_per_s"])
    common, rare = sorted(sizes, key=sizes.__getitem__, reverse=True)
    assert sizes[rare] > 0
    expected = {key: statistics.median(values) for key, values in by_regime[common].items()}
    assert expected["fetch_add", 2] != pytest.approx(statistics.median(everything["fetch_add", 2]), rel=0.01)

    with style.applied():
        figure = chart.draw(plot_scaling.chart_of(select(run), "counter"))
    drawn = {(strategy, round(2 ** float(x))): y for strategy, lines in strategies_drawn(figure).items()
             for line in lines for x, y in zip(line.get_xdata(), line.get_ydata())}
    assert drawn == pytest.approx(expected)
    samples = {line.get_label().removeprefix("samples "): sorted(line.get_ydata()) for axes in figure.axes
               for line in axes.lines if line.get_label().startswith("samples ")}
    assert samples["mutex"] == sorted(y for (name, _), ys in by_regime[common].items() if name == "mutex" for y in ys)


def test_the_foot_tells_regimes_samples_interval_machine_and_what_was_left_out(runs: dict, figures: dict) -> None:
    plain, holes = (words(figures[run, "scaling", "counter"]) for run in ("two CPUs", "with holes"))
    regimes = select(runs["two CPUs"]).regimes
    assert len(regimes.names) == 2 and sum(regimes.share) < 1
    shares = [f"{name} ({100 * share:.0f} %)" for name, share in zip(regimes.names, regimes.share)]
    aside = f"Set aside: {100 * (1 - sum(regimes.share)):.0f} % (floor changed: "
    for text in (*shares, aside, "n = ", "lowest to highest", "Imaginary Processor", "2 usable CPUs", "g++ 12.2.0"):
        assert text in plain, text
    assert f"round trip: {shares[regimes.dominant]}" in plain
    assert "incomplete" not in plain and "Left out" not in plain
    assert "incomplete run" in holes
    assert "cas_loop (counter/add/cas_loop/threads:2/work:0/place:cores: counted 41 of 42)" in holes


@pytest.mark.parametrize("question", ["scaling", "contention"])
def test_a_strategy_that_failed_in_one_cell_is_in_no_chart_of_its_kind(question: str, figures: dict) -> None:
    counters, queues = (figures["with holes", question, kind] for kind in ("counter", "queue"))
    assert "cas_loop" not in labels(counters) and "cas_loop" not in strategies_drawn(counters)
    assert "vyukov_ring" not in labels(queues) and "vyukov_ring" not in strategies_drawn(queues)
    assert "fetch_add" in labels(counters) and "mutex_ring" in labels(queues)


def test_a_line_does_not_bridge_a_missing_point(runs: dict[str, Run]) -> None:
    run = runs["many CPUs"]
    gap = replace(run, rows=[row for row in run.rows if row.cell.impl in ("mutex", "fetch_add")
                             and (row.cell.impl, row.cell.threads) != ("mutex", 64)])
    with style.applied():
        figure = chart.draw(plot_scaling.chart_of(select(gap), "counter"))
    pieces = {name: [[round(2**x) for x in line.get_xdata()] for line in lines]
              for name, lines in strategies_drawn(figure).items()}
    assert pieces == {"mutex": [[1, 2], [128], [256, 512]], "fetch_add": [[1, 2, 64, 128], [256, 512]]}


def test_a_point_without_a_sample_in_the_regime_drawn_is_a_gap_that_is_named(tmp_path: Path) -> None:
    run = load_run(write_run(tmp_path, Synthetic(rounds=8, works=(0,), cpus=8)))
    regimes = select(run).regimes
    run.rows = [row for row in run.rows if (row.cell.kind, row.cell.threads) != ("counter", 4)
                or regimes.of(row) != regimes.dominant]
    selection = select(run)
    about = plot_scaling.chart_of(selection, "counter")
    assert all(math.log2(4) not in line.points for panel in about.panels for line in panel.lines)
    assert all((0.0, 1.0, 2.0, 3.0) == panel.x.chains[0].positions for panel in about.panels)
    expected = {row.cell for row in run.rows if (row.cell.kind, row.cell.threads) == ("counter", 4)}
    assert expected
    assert any(f"Gaps: {len(expected)} of" in note for note in about.notes)


def test_panels_of_one_class_share_their_range(figures: dict) -> None:
    for figure in (figures["forty strategies", "scaling", "counter"], figures["two CPUs", "contention", "queue"]):
        ranges: dict[str, set] = {}
        for axes in figure.axes:
            title = next(text.get_text() for text in axes.texts if "·" in text.get_text())
            ranges.setdefault(title.split(" · ")[1].split(" (")[0], set()).add(axes.get_ylim())
        assert len(figure.axes) > len(ranges) > 1
        assert {semantic_class: limits for semantic_class, limits in ranges.items() if len(limits) > 1} == {}


def test_settings_that_are_no_axis_get_panels_of_their_own(runs: dict[str, Run]) -> None:
    run = runs["two CPUs"]
    rows = [row for row in run.rows if row.cell.kind == "counter"]
    compact = [replace(row, cell=replace(row.cell, name=row.cell.name.replace("cores", "compact"), place="compact"))
               for row in rows]
    about = plot_scaling.chart_of(select(replace(run, rows=rows + compact)), "counter")
    assert sorted(panel.title for panel in about.panels) == [
        f"add · {semantic} · place: {place}" for semantic in ("linearizable", "quiescent")
        for place in ("compact", "cores")]


# Axes


def test_work_stands_at_its_measured_time_linear_to_the_least_and_logarithmic_above(figures: dict) -> None:
    axes = figures["two CPUs", "contention", "counter"].axes[0]
    zero, least, most = axes.get_xticks()
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "25", "399"]
    assert (zero, least) == (0, 2)
    assert most - least == pytest.approx(math.log2(1024 / 64), abs=0.02)
    assert "linear to 25" in axes.get_xlabel() and "log" in axes.get_xlabel()
    assert "log" in axes.get_ylabel() and axes.get_yscale() == "log"


@unhurried
@given(st.lists(st.floats(0.5, 1e6), min_size=1, max_size=6, unique=True))
def test_more_work_stands_further_right(durations: list[float]) -> None:
    work_ns = {0: 0.0} | {index: ns for index, ns in enumerate(sorted(durations), 1)}
    places = [plot_contention.place(ns, work_ns) for ns in work_ns.values()]
    assert places[:2] == [0, 2]
    assert places == sorted(places)
    # From the least work on equal factors are equal distances.
    assert [2 + math.log2(ns / min(durations)) for ns in sorted(durations)] == pytest.approx(places[1:])


def test_work_that_takes_no_longer_than_less_work_is_refused(tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, replace(SMALL, works=(0, 64, 1024)))
    bench = json.loads((tmp_path / "bench.json").read_text())
    for row in bench["benchmarks"]:
        if "work_ns" in row:
            row["work_ns"] = 25.0
    (tmp_path / "bench.json").write_text(json.dumps(bench))
    assert run_script(plot_contention, tmp_path, monkeypatch=monkeypatch) == 2
    assert "work_ns" in capsys.readouterr().err


def test_only_settings_with_two_amounts_of_work_are_in_the_contention_chart(runs: dict[str, Run]) -> None:
    run = runs["two CPUs"]
    rows = [row for row in run.rows if row.cell.threads == 2 or row.cell.work == 64]
    about = plot_contention.chart_of(select(replace(run, rows=rows)), "counter")
    assert [panel.title for panel in about.panels] == [
        f"add · {semantic} · 2 threads" for semantic in ("linearizable", "quiescent")]


def test_rates_are_written_as_a_person_would() -> None:
    assert [rate(value) for value in (7, 5e2, 1e3, 2.5e5, 1e6, 1.5e9, 2e10)] == [
        "7", "500", "1 k", "250 k", "1 M", "1.5 G", "20 G"]


# Labels


def best_by_brute_force(wanted: list[float], gap: float, low: float, high: float) -> float:
    """The least sum of squared displacements: in the optimum, labels form blocks that touch inside, each about its
    mean or against a bound; so the best of all divisions into blocks is the optimum."""
    least = math.inf
    n = len(wanted)
    for cuts in itertools.product((False, True), repeat=n - 1):
        edges = [0, *(i + 1 for i, cut in enumerate(cuts) if cut), n]
        places: list[float] = []
        for start, end in zip(edges, edges[1:]):
            first = sum(wanted[i] - (i - start) * gap for i in range(start, end)) / (end - start)
            first = min(max(first, low + start * gap), high - (n - 1 - start) * gap)
            places += [first + i * gap for i in range(end - start)]
        if all(b - a >= gap - 1e-9 for a, b in zip(places, places[1:])):
            least = min(least, sum((a - b) ** 2 for a, b in zip(wanted, places)))
    return least


@unhurried
@given(st.lists(st.floats(-20, 120), min_size=1, max_size=7).map(sorted), st.floats(0, 30))
def test_labels_keep_order_gaps_and_bounds_and_move_as_little_as_possible(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 0, 100)
    assert len(placed) == len(wanted)
    assert all(b - a >= gap - 1e-9 for a, b in zip(placed, placed[1:]))
    if gap * (len(wanted) - 1) <= 100:
        assert placed[0] >= -1e-9 and placed[-1] <= 100 + 1e-9
        moved = sum((a - b) ** 2 for a, b in zip(wanted, placed))
        assert moved == pytest.approx(best_by_brute_force(wanted, gap, 0, 100), abs=1e-6)
    else:
        assert placed[0] + placed[-1] == pytest.approx(100)


def test_labels_that_have_room_do_not_move() -> None:
    assert spread([10, 30, 50], 20, 0, 100) == [10, 30, 50]
    assert spread([], 20, 0, 100) == []
    with pytest.raises(ValueError):
        spread([2, 1], 1, 0, 10)


@unhurried
@given(st.text("ab ", max_size=60), st.integers(1, 12))
def test_broken_text_fits_and_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width, len)
    assert all(0 < len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")


# Files


def test_both_scripts_write_svg_and_png_a_kind_and_print_where(tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, SMALL)
    for script, prefix in ((plot_scaling, "scaling"), (plot_contention, "contention")):
        assert run_script(script, tmp_path, monkeypatch=monkeypatch) == 0
        files = [tmp_path / f"{prefix}-{kind}.{suffix}" for kind in ("counter", "queue") for suffix in ("svg", "png")]
        assert capsys.readouterr().out.split() == [str(file) for file in files]
        for file in files:
            start = file.read_bytes()[:2000]
            assert start.startswith(b"\x89PNG") or (b"<svg" in start and b"<title>" in start)
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix not in (".svg", ".png")) == [
        "bench.json", "catalogue.json", "machine.json"]


@pytest.mark.parametrize("script", [plot_scaling, plot_contention])
def test_drawing_a_run_again_gives_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    run = load_run(write_run(tmp_path, SMALL))
    first = {path: path.read_bytes() for path in script.draw(run, tmp_path)}
    assert len(first) == 4
    # Another process, in which sets and dicts hash otherwise.
    subprocess.run([sys.executable, str(SCRIPTS / f"{script.__name__}.py"), str(tmp_path)], check=True,
                   stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert {path.name: path.read_bytes() == before for path, before in first.items()} == {
        path.name: True for path in first}


@pytest.mark.parametrize("script", [plot_scaling, plot_contention])
@pytest.mark.parametrize("harm", ["truncated", "foreign", "empty", "no machine", "not finite"])
def test_bad_input_is_one_line_and_exit_2_and_leaves_the_old_pictures(
        script: ModuleType, harm: str, tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, SMALL)
    prefix = script.__name__.removeprefix("plot_")
    old = {tmp_path / f"{prefix}-{name}": f"old {name}" for name in ("counter.png", "counter.svg", "queue.png")}
    for path, content in old.items():
        path.write_text(content)
    bench = tmp_path / "bench.json"
    if harm == "truncated":
        bench.write_text(bench.read_text()[:-5000])
    elif harm == "foreign":
        bench.write_text('{"context": {}, "benchmarks": [{"name": "BM_Foo/8"}]}')
    elif harm == "empty":
        bench.write_text('{"context": {}, "complete": true, "benchmarks": []}')
    elif harm == "no machine":
        (tmp_path / "machine.json").write_text('{"schema": 1}')
    else:
        bench.write_text(bench.read_text().replace('"overlap": 0.99', '"overlap": NaN', 1))
    assert run_script(script, tmp_path, monkeypatch=monkeypatch) == 2
    output = capsys.readouterr()
    assert output.out == "" and output.err.count("\n") == 1 and str(tmp_path) in output.err
    assert {path: path.read_text() for path in old} == old
    assert not [path for path in tmp_path.iterdir() if path.name.startswith(".")]


def test_a_folder_that_is_not_there_is_one_line_and_exit_2(tmp_path: Path, monkeypatch, capsys) -> None:
    assert run_script(plot_scaling, tmp_path / "nowhere", monkeypatch=monkeypatch) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_full_disk_leaves_the_old_pictures_and_no_halves(tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, RUNS["one strategy"])
    old = tmp_path / "scaling-counter.svg"
    old.write_text("old")
    save, left = Figure.savefig, [3]

    def full(self: Figure, *arguments: object, **options: object) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        save(self, *arguments, **options)

    monkeypatch.setattr(Figure, "savefig", full)
    assert run_script(plot_scaling, tmp_path, monkeypatch=monkeypatch) == 2
    assert "No space left" in capsys.readouterr().err
    assert old.read_text() == "old"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "bench.json", "catalogue.json", "machine.json", "scaling-counter.svg"]


def test_without_private_work_there_is_no_contention_chart_and_it_says_so(
        tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, RUNS["smoke"])
    (tmp_path / "contention-counter.png").write_text("of an earlier state of this run")
    assert run_script(plot_contention, tmp_path, monkeypatch=monkeypatch) == 0
    assert "no contention chart of counter" in capsys.readouterr().out
    assert list(tmp_path.glob("contention-*")) == []


def test_a_run_in_which_every_strategy_failed_has_nothing_to_draw(tmp_path: Path, monkeypatch, capsys) -> None:
    write_run(tmp_path, replace(RUNS["one strategy"], failed=("mutex", "mutex_ring")))
    for script in (plot_scaling, plot_contention):
        assert run_script(script, tmp_path, monkeypatch=monkeypatch) == 2
        assert "nothing to draw" in capsys.readouterr().err


def test_samples_that_hardly_overlapped_are_counted_in_the_foot(runs: dict[str, Run]) -> None:
    run = runs["one CPU"]
    first = run.rows[0]
    poor = replace(first, counters=first.counters | {"overlap": 0.5})
    about = plot_scaling.chart_of(select(replace(run, rows=[
        replace(poor, cell=replace(poor.cell, work=0)), *run.rows[1:]])), first.cell.kind)
    assert any("Poor overlap: in 1 of" in note for note in about.notes)
