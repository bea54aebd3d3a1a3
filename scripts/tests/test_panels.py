"""What panels show and keep apart: regimes, few samples, oversubscription, other tasks; and where on the axes."""

from __future__ import annotations

import itertools
import json
import math
import statistics
from dataclasses import replace
from pathlib import Path

import plot_contention
import plot_scaling
import pytest
from drawn import LOOK, RUNS, artists, draw, draw_panels, figures, labels, point, run, words
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.axes import Axes
from matplotlib.colors import to_hex
from samples import counter, row
from synthetic import Synthetic, write_run
from syncbench.axes import Chain, XAxis
from syncbench.panel import Panel
from syncbench.results import Row, load_run
from syncbench.series import FEW, Line, select


def sizes(axes: Axes, xs: list[float]) -> list[str]:
    """The tick labels at (or beside) which something was drawn."""
    ticks = dict(zip(axes.get_xticks(), (text.get_text() for text in axes.get_xticklabels())))
    return [ticks[min(ticks, key=lambda tick: abs(tick - x))] for x in xs]


# Few samples


def test_a_band_spans_only_neighbours_with_intervals_and_few_samples_are_marked_as_such() -> None:
    enough, few = (9e5, 1e6, 1e6, 1e6, 1e6, 2e6), (1e6, 2e6)
    points = dict(enumerate([point(*enough), point(*enough), point(*few), point(*enough), point(5e5)]))
    axis = XAxis("threads", {x: str(x) for x in points}, (-1, 5), (Chain(tuple(points)),))
    figure = draw_panels(Panel("A panel", "class", axis, [Line("mutex", LOOK, points)]))
    drawn = {what: artists(figure, what)["mutex"] for what in ("band", "bar", "line", "points", "few", "samples")}
    assert [{*each.get_paths()[0].vertices[:, 0]} for each in drawn["band"]] == [{0, 1}]
    assert [{*each.get_paths()[0].vertices[:, 0]} for each in drawn["bar"]] == [{3}]
    assert [[*each.get_xdata()] for each in drawn["points"] + drawn["few"]] == [[0, 1, 3], [2, 4]]
    strong, weak = drawn["points"][0], drawn["few"][0]
    assert strong.get_markerfacecolor() == LOOK.colour != weak.get_markerfacecolor()
    assert strong.get_markersize() > weak.get_markersize()
    assert [([*each.get_xdata()], each.get_alpha() < 1) for each in drawn["line"]] == [([0, 1], False),
                                                                                    ([1, 2, 3, 4], True)]
    assert sorted((x, y) for each in drawn["samples"] for x, y in zip(each.get_xdata(), each.get_ydata())) == sorted(
        (x, sample) for x, at in points.items() for sample in at.samples)


@pytest.mark.parametrize("name", RUNS)
def test_a_run_with_few_samples_a_cell_says_so_and_has_no_interval(name: str) -> None:
    for figure in figures(name).values():
        enough = RUNS[name].rounds >= 6
        assert bool(artists(figure, "band")) == ("95 % interval of the median" in words(figure)) == enough
        assert bool(artists(figure, "few")) == (not enough)
        keys = [text.get_text() for text in figure.texts].count(FEW)
        assert (keys, f"Small pale points: {FEW}" in words(figure)) == ((0, False) if enough else (1, True))
        assert enough or not artists(figure, "bar", "points")


# Oversubscription and other tasks


@pytest.mark.parametrize(("name", "cpus"), [("two CPUs", 2), ("many CPUs", 128), ("one CPU", 1), ("with holes", 2),
                                            ("enough samples", 2)])
def test_points_past_the_cpus_are_hollow_and_joined_to_no_others(name: str, cpus: int) -> None:
    sides = set()
    for kind in ("counter", "queue"):
        for what in ("points", "few", "line", "band"):
            for artist in itertools.chain.from_iterable(artists(figures(name)["scaling", kind], what).values()):
                xs = artist.get_paths()[0].vertices[:, 0] if what == "band" else artist.get_xdata()
                over = {sum(map(int, size.split("x"))) > cpus for size in sizes(artist.axes, xs)}
                assert len(over) == 1, f"{artist.get_label()} is on both sides"
                if what in ("points", "few"):
                    assert (to_hex(artist.get_markerfacecolor()) == "#ffffff") == (over == {True})
                if what == "line":
                    assert artist.is_dashed() or over == {False}
                sides |= over
    assert sides == {True, False}


@pytest.mark.parametrize("name", ["two CPUs", "many CPUs", "one CPU", "enough samples"])
def test_one_thread_that_does_both_and_lopsided_shapes_are_joined_to_nothing_and_stand_apart(name: str) -> None:
    figure = figures(name)["scaling", "queue"]
    for what in ("line", "band"):
        for artist in itertools.chain.from_iterable(artists(figure, what).values()):
            xs = artist.get_paths()[0].vertices[:, 0] if what == "band" else artist.get_xdata()
            for size in sizes(artist.axes, xs):
                producers, consumers = size.split("x")
                assert producers == consumers
    for axes in figure.axes:
        ticks = [text.get_text() for text in axes.get_xticklabels()]
        assert ticks[:2] == ["1", "1x1"]
        tasks = ["1" if size == "1" else len(set(size.split("x"))) for size in ticks]
        gaps = [b - a for a, b in itertools.pairwise(axes.get_xticks())]
        assert [gap > 1 for gap in gaps] == [a != b for a, b in itertools.pairwise(tasks)]
    assert "Shape 1: one thread pushes and pops in turn" in words(figure)


@pytest.mark.parametrize(("name", "cpus"), [("two CPUs", "2 CPUs"), ("many CPUs", "128 CPUs"), ("one CPU", "1 CPU")])
def test_the_number_of_cpus_is_marked_where_the_shade_begins(name: str, cpus: str) -> None:
    for kind in ("counter", "queue"):
        axes = figures(name)["scaling", kind].axes[0]
        mark = next(text for text in axes.texts if text.get_text() == cpus)
        shade = min(patch.get_xy()[:, 0].min() for patch in axes.patches)
        assert mark.xy[0] == shade
        assert any(set(line.get_xdata()) == {shade} for line in axes.lines)


# Regimes, gaps, groups


def test_the_medians_drawn_are_those_of_the_most_common_regime_alone(tmp_path: Path) -> None:
    write_run(tmp_path, Synthetic(rounds=12, works=(0,)))
    by_regime: dict[str, dict[tuple[str, int], list[float]]] = {"fast": {}, "slow": {}}
    everything: dict[tuple[str, int], list[float]] = {}
    count = {"fast": 0, "slow": 0}
    for raw in json.loads((tmp_path / "bench.json").read_text())["benchmarks"]:
        regimes = {"fast" if raw[end] < 218 else "slow" for end in ("floor_before_ns", "floor_after_ns")}
        parts = raw["name"].split("/")
        key = parts[2], int(parts[3].removeprefix("threads:")) if parts[0] == "counter" else 0
        if len(regimes) == 1:
            count[min(regimes)] += 1
        if parts[0] == "counter":
            everything.setdefault(key, []).append(raw["ops_per_s"])
            if len(regimes) == 1:
                by_regime[min(regimes)].setdefault(key, []).append(raw["ops_per_s"])
    common, rare = sorted(count, key=count.__getitem__, reverse=True)
    assert count[rare] > 0
    expected = {key: statistics.median(values) for key, values in by_regime[common].items()}
    assert expected["fetch_add", 2] != pytest.approx(statistics.median(everything["fetch_add", 2]), rel=0.01)

    figure = draw(plot_scaling.chart_of(select(load_run(tmp_path)), "counter"))
    shown = {(strategy, round(2 ** float(x))): y for strategy, drawn in artists(figure, "points", "few").items()
             for each in drawn for x, y in zip(each.get_xdata(), each.get_ydata())}
    assert shown == pytest.approx(expected)
    dots = sorted(y for each in artists(figure, "samples")["mutex"] for y in each.get_ydata())
    assert dots == sorted(y for (name, _), ys in by_regime[common].items() if name == "mutex" for y in ys)


def test_a_line_does_not_bridge_a_missing_point() -> None:
    whole = run("many CPUs")
    gap = replace(whole, rows=[row for row in whole.rows if row.cell.impl in ("mutex", "fetch_add")
                               and (row.cell.impl, row.cell.threads) != ("mutex", 64)])
    figure = draw(plot_scaling.chart_of(select(gap), "counter"))
    pieces, points = ({name: [[round(2**x) for x in each.get_xdata()] for each in drawn]
                       for name, drawn in artists(figure, what).items()} for what in ("line", "few"))
    assert pieces == {"mutex": [[1, 2], [256, 512]], "fetch_add": [[1, 2, 64, 128], [256, 512]]}
    assert sum(points["mutex"], []) == [1, 2, 128, 256, 512]


def test_a_point_without_a_sample_in_the_regime_drawn_is_a_gap_that_is_named(tmp_path: Path) -> None:
    whole = load_run(write_run(tmp_path, Synthetic(rounds=8, works=(0,), cpus=8)))
    regimes = select(whole).regimes
    whole.rows = [row for row in whole.rows if (row.cell.kind, row.cell.threads) != ("counter", 4)
                  or regimes.of(row) != regimes.dominant]
    about = plot_scaling.chart_of(select(whole), "counter")
    assert all(math.log2(4) not in line.points for panel in about.panels for line in panel.lines)
    assert all((0.0, 1.0, 2.0, 3.0) == panel.x.chains[0].positions for panel in about.panels)
    expected = {row.cell for row in whole.rows if (row.cell.kind, row.cell.threads) == ("counter", 4)}
    assert expected
    assert any(f"Gaps: {len(expected)} of" in note for note in about.notes)


@pytest.mark.parametrize("question", ["scaling", "contention"])
def test_a_strategy_that_failed_in_one_cell_is_in_no_chart_of_its_kind(question: str) -> None:
    for kind, failed, whole in (("counter", "cas_loop", "fetch_add"), ("queue", "vyukov_ring", "mutex_ring")):
        figure = figures("with holes")[question, kind]
        for shown in (labels(figure), artists(figure, "samples"), artists(figure, "few")):
            assert failed not in shown and whole in shown


def test_panels_of_one_class_share_their_range() -> None:
    for figure in (figures("forty strategies")["scaling", "counter"], figures("two CPUs")["contention", "queue"]):
        ranges: dict[str, set] = {}
        for axes in figure.axes:
            title = next(text.get_text() for text in axes.texts if "·" in text.get_text())
            ranges.setdefault(title.split(" · ")[1].split(" (")[0], set()).add(axes.get_ylim())
        assert len(figure.axes) > len(ranges) > 1
        assert {semantic_class: limits for semantic_class, limits in ranges.items() if len(limits) > 1} == {}


def test_settings_that_are_no_axis_get_panels_of_their_own() -> None:
    whole = run("two CPUs")
    rows = [row for row in whole.rows if row.cell.kind == "counter"]
    compact = [replace(row, cell=replace(row.cell, name=row.cell.name.replace("cores", "compact"), place="compact"))
               for row in rows]
    about = plot_scaling.chart_of(select(replace(whole, rows=rows + compact)), "counter")
    assert sorted(panel.title for panel in about.panels) == [
        f"add · {semantic} · place: {place}" for semantic in ("linearizable", "quiescent")
        for place in ("compact", "cores")]


# Private work


def test_work_stands_at_its_measured_time_linear_to_the_least_and_logarithmic_above() -> None:
    axes = figures("two CPUs")["contention", "counter"].axes[0]
    zero, least, most = axes.get_xticks()
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "25", "399"]
    assert (zero, least) == (0, 2)
    assert most - least == pytest.approx(math.log2(1024 / 64), abs=0.02)
    assert "linear to 25" in axes.get_xlabel() and "log" in axes.get_xlabel()
    assert "log" in axes.get_ylabel() and axes.get_yscale() == "log"


@given(st.lists(st.floats(0.5, 1e6), min_size=1, max_size=6, unique=True))
def test_more_work_stands_further_right(durations: list[float]) -> None:
    work_ns = {0: 0.0} | {index: ns for index, ns in enumerate(sorted(durations), 1)}
    places = [plot_contention.place(ns, work_ns) for ns in work_ns.values()]
    assert places[:2] == [0, 2]
    assert places == sorted(places)
    # From the least work on equal factors are equal distances.
    assert [2 + math.log2(ns / min(durations)) for ns in sorted(durations)] == pytest.approx(places[1:])


def test_only_settings_with_two_amounts_of_work_are_in_the_contention_chart() -> None:
    whole = run("two CPUs")
    rows = [row for row in whole.rows if row.cell.threads == 2 or row.cell.work == 64]
    about = plot_contention.chart_of(select(replace(whole, rows=rows)), "counter")
    assert [panel.title for panel in about.panels] == [
        f"add · {semantic} · 2 threads" for semantic in ("linearizable", "quiescent")]


def test_settings_in_which_more_work_took_no_longer_are_left_out_and_named() -> None:
    whole = run("two CPUs")
    rows = [replace(row, counters=row.counters | {"work_ns": 25.0}) if row.cell.work and row.cell.threads == 4 else row
            for row in whole.rows]
    about = plot_contention.chart_of(select(replace(whole, rows=rows)), "counter")
    assert [panel.title for panel in about.panels] == [
        f"add · {semantic} · {threads}" for semantic in ("linearizable", "quiescent")
        for threads in ("1 thread", "2 threads", "8 threads")]
    assert [note for note in about.notes if "work_ns" in note] == [
        "Left out, because more private work did not take longer (work_ns): "
        "add · linearizable · 4 threads, add · quiescent · 4 threads."]
    assert not any("work_ns" in note for note in plot_contention.chart_of(select(whole), "counter").notes)


def test_work_has_to_take_longer_by_the_samples_of_all_settings_too_for_they_say_where_it_stands() -> None:
    def sweep(threads: int, ns: dict[int, float], rounds: int) -> list[Row]:
        return [row(name=counter(threads=threads, work=work).name, work_ns=ns[work])
                for work in ns for _ in range(rounds)]

    narrow, wide = sweep(1, {0: 0, 64: 100}, 3), sweep(2, {0: 0, 64: 40, 128: 45}, 2)
    sweeps = {((), 1, ""): narrow, ((), 2, ""): wide}
    kept, work_ns = plot_contention.rising(sweeps, run("two CPUs"))
    assert list(kept) == [((), 1, "")]
    assert work_ns == {0: 0, 64: 100}
