"""The charts of the groups: which ones a run has, where their points stand, and what they are held against."""

from __future__ import annotations

import statistics
from dataclasses import replace
from functools import cache
from pathlib import Path

import plot_groups
import plot_scaling
import pytest
from drawn import artists, boxes, draw, exit_code, labels, run, words
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from samples import row
from synthetic import Synthetic, write_run
from synthetic_groups import CLOCK_NS, LOCKS
from syncbench import chart, floor_chart, heatmap
from syncbench.results import Run
from syncbench.series import select
from syncbench.sweeps import SWEEPS

KINDS = ("counter", "queue", "lock")
CHARTS = {"latency-counter", "latency-queue", "latency-lock", "fairness-lock", "sections-lock", "cost-counter",
          "cost-queue", "cost-lock", "payload-queue", "batch-queue", "bursts-queue", "oversubscription-queue",
          "oversubscription-lock", "floors"}


@cache
def about(name: str, of: str = "groups") -> chart.Chart | None:
    """A chart, not drawn yet, by the name of its file."""
    return chart_of(run(of), name)


def chart_of(whole: Run, name: str) -> chart.Chart | None:
    group, _, kind = name.partition("-")
    if group == "floors":
        return floor_chart.chart_of(whole)
    return plot_groups.chart_of(next(sweep for sweep in SWEEPS if sweep.group == group), select(whole), kind)


@cache
def figure(name: str, of: str = "groups") -> Figure:
    made = about(name, of)
    assert made is not None
    return draw(made)


def panel(name: str, *parts: str, of: str = "groups") -> Axes:
    """The axes under the first title that has all these parts, apart by dots."""
    return next(axes for axes in figure(name, of).axes for text in axes.texts
                if set(parts) <= set(text.get_text().split(" · ")))


def drawn_points(axes: Axes, strategy: str) -> dict[str, float]:
    """Medians by the tick label they stand at; a point beside a tick is none."""
    ticks = dict(zip(axes.get_xticks(), (text.get_text() for text in axes.get_xticklabels())))
    return {ticks[x]: y for line in axes.lines if line.get_label() in (f"points {strategy}", f"few {strategy}")
            for x, y in zip(line.get_xdata(), line.get_ydata())}


def medians(name: str, value: str, of: str = "groups") -> float:
    """Of a counter in the samples of one cell that may be drawn."""
    return statistics.median(each.counters[value] for each in select(run(of)).rows if each.cell.name == name)


def references(axes: Axes) -> dict[str, list[float]]:
    return {str(line.get_label()).removeprefix("reference "): list(line.get_ydata()) for line in axes.lines
            if str(line.get_label()).startswith("reference ")}


# Which charts


def test_a_run_has_a_chart_of_each_group_that_it_measured_and_stale_ones_go(
        tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    small = Synthetic(rounds=1, one_a_family=True, works=(0,), floors=(105.0,), groups=True)
    write_run(tmp_path, small)
    stale, own = tmp_path / "payload-lock.png", tmp_path / "floors-before.png"
    for file in (stale, own):
        file.touch()
    assert exit_code(plot_groups, tmp_path) == 0
    files = {f"{name}.{suffix}" for name in CHARTS for suffix in ("svg", "png")}
    assert {Path(line).name for line in capsys.readouterr().out.split()} == files
    assert files <= {path.name for path in tmp_path.iterdir()}
    assert not stale.exists() and own.exists()


def test_a_run_of_throughput_alone_has_the_charts_of_cost_and_no_word_about_the_others() -> None:
    drawn = {f"{sweep.group}-{kind}" for sweep in SWEEPS for kind in KINDS
             if chart_of(run("two CPUs"), f"{sweep.group}-{kind}")}
    assert drawn == {"cost-counter", "cost-queue"}
    assert chart_of(run("two CPUs"), "floors") is None


def test_floors_alone_are_drawn_and_the_other_scripts_say_that_they_have_nothing(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
    floors = [each for each in run("groups").rows if each.cell.kind == "floor"]
    alone = replace(run("groups"), rows=floors)
    assert [path.name for path in plot_groups.draw(alone, tmp_path)] == ["floors.svg", "floors.png"]
    assert plot_scaling.draw(alone, tmp_path) == []
    assert "no scaling chart: no strategy was measured" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "of"), [
    *((name, "groups") for name in sorted(CHARTS)),
    *((name, "groups, one CPU") for name in ("floors", "cost-queue", "oversubscription-lock"))])
def test_no_two_texts_overlap_and_none_is_cut_off(name: str, of: str) -> None:
    page = figure(name, of)
    texts, extents = boxes(page)
    width, height = page.get_size_inches() * page.dpi
    assert extents[:, :2].min() >= 0 and extents[:, 2].max() <= width and extents[:, 3].max() <= height
    upright = [(text, box) for text, box in zip(texts, extents) if text.get_rotation() in (0, 90)]
    for nth, (text, (left, bottom, right, top)) in enumerate(upright):
        for other, (left2, bottom2, right2, top2) in upright[:nth]:
            apart = right <= left2 or right2 <= left or top <= bottom2 or top2 <= bottom
            assert apart, (text.get_text(), other.get_text())


# Latency


def test_a_percentile_stands_a_step_further_for_each_nine_at_the_median_of_the_samples() -> None:
    axes = panel("latency-counter", "add", "linearizable", "2 threads")
    ticks = dict(zip((text.get_text() for text in axes.get_xticklabels()), axes.get_xticks()))
    assert list(ticks) == ["p50", "p90", "p99", "p99.9", "p99.99", "max"]
    assert [ticks[key] for key in ("p90", "p99", "p99.9", "p99.99", "max")] == [1, 2, 3, 4, 5]
    assert ticks["p50"] == pytest.approx(0.301, abs=0.001)
    cell = "counter/latency/mutex/threads:2/work:64/place:cores"
    assert drawn_points(axes, "mutex") == {
        tick: medians(cell, f"add_{tick.replace('.', '_')}_ns") for tick in ticks}
    assert axes.get_yscale() == "log" and "log" in axes.get_ylabel()
    assert any("µs" in text.get_text() for text in axes.get_yticklabels())


def test_a_percentile_that_most_samples_lack_is_a_gap() -> None:
    whole = run("groups")
    name = "counter/latency/mutex/threads:2/work:64/place:cores"
    shown = [each for each in select(whole).rows if each.cell.name == name]
    without = {id(each) for each in shown[:len(shown) // 2 + 1]}
    rows = [replace(each, counters={key: value for key, value in each.counters.items() if key != "add_p99_ns"})
            if id(each) in without else each for each in whole.rows]
    made = chart_of(replace(whole, rows=rows), "latency-counter")
    assert made is not None
    line, = (line for each in made.panels if each.title == "add · linearizable · 2 threads" for line in each.lines
             if line.name == "mutex")
    assert 2.0 not in line.points and 1.0 in line.points and 3.0 in line.points


def test_the_longest_call_is_no_percentile_and_joined_to_none() -> None:
    axes = panel("latency-counter", "add", "linearizable", "2 threads")
    assert all(max(line.get_xdata()) <= 4 for line in axes.lines if str(line.get_label()).startswith("line "))


def test_calls_are_held_against_the_clock_and_the_round_trip() -> None:
    axes = panel("latency-queue", "push", "1x1")
    shown = references(axes)
    assert shown["clock"] == [CLOCK_NS] * 2
    trips = [each.ns_per_op for each in select(run("groups")).floors() if each.cell.impl == "round_trip"]
    assert shown["round trip"] == [statistics.median(trips)] * 2
    named = {text.get_text() for text in figure("latency-queue").texts}
    assert {"clock", "round trip"} <= named


def test_hand_over_and_hand_off_have_panels_of_their_own() -> None:
    axes = panel("latency-lock", "hand-over", "2 threads")
    cell = "lock/latency/mutex/threads:2/cs:64/work:64/wait:park/place:cores"
    assert drawn_points(axes, "mutex")["p99"] == medians(cell, "handover_p99_ns")
    cell = "queue/hand_off/vyukov_ring/shape:1x1/work:0/wait:spin_yield/place:cores"
    for words_, key in (("round trip of a task", "round_trip"), ("one way of a task", "one_way")):
        assert drawn_points(panel("latency-queue", words_), "vyukov_ring")["p50"] == medians(cell, f"{key}_p50_ns")
    made = about("latency-lock")
    assert made is not None
    assert not [each.title for each in made.panels if each.title.startswith("hand-over") and "1 thread" in each.title]


# Fairness


def test_shares_are_told_for_those_which_were_fair_and_axes_of_indices_begin_at_zero() -> None:
    section = "lock/section/mutex/threads:4/cs:64/work:0/wait:park/place:cores"
    for words_, key, factor in (("Jain's index", "jain", 1), ("least share x threads", "share_min", 4),
                                ("greatest share x threads", "share_max", 4)):
        axes = panel("fairness-lock", words_, "not reentrant")
        assert drawn_points(axes, "mutex")["4"] == pytest.approx(medians(section, key) * factor)
        assert axes.get_ylim()[0] == 0 and axes.get_yscale() == "linear" and axes.get_ylim()[1] >= 1
    assert references(panel("fairness-lock", "greatest share x threads"))["fair"] == [1.0, 1.0]
    waits = panel("fairness-lock", "longest wait for lock()", "not reentrant")
    latency = "lock/latency/mutex/threads:4/cs:64/work:64/wait:park/place:cores"
    assert drawn_points(waits, "mutex")["4"] == medians(latency, "lock_max_ns")


# Cost


def test_cost_is_cpu_seconds_a_million_operations_and_what_the_machine_measures_besides() -> None:
    cell = "counter/add/mutex/threads:2/work:0/place:cores"
    shown = [each for each in select(run("groups")).rows if each.cell.name == cell]
    expected = statistics.median(1e6 * each.counters["cpu_s"] / each.counters["ops"] for each in shown)
    assert drawn_points(panel("cost-counter", "CPU time", "linearizable"), "mutex")["2"] == pytest.approx(expected)
    assert "shows it to nobody: cycles, instructions, cache misses, energy" in words(figure("cost-counter"))
    metered = figure("cost-lock", "metered")
    assert "shows it to nobody" not in words(metered)
    titles = {text.get_text().split(" · ")[0] for axes in metered.axes for text in axes.texts}
    assert {"CPU time", "cycles", "instructions", "cache misses", "energy"} <= titles


def test_memory_is_bytes_a_task_from_zero_with_every_median_written_beside_it() -> None:
    axes = figure("cost-queue").axes[-1]
    assert "bytes a task" in axes.get_xlabel() and axes.get_xlim()[0] == 0
    named = [text.get_text() for text in axes.get_yticklabels()]
    assert len(named) == 10 and {"vyukov_ring", "michael_scott"} <= set(named)
    told = {text.get_label(): text.get_text() for text in axes.texts}
    assert told["median vyukov_ring"] == "8.00" and told["median michael_scott"] == "32.0"


# What is swept


def test_sections_stand_at_their_measured_time_in_a_panel_for_each_amount_of_work() -> None:
    made = about("sections-lock")
    assert made is not None
    assert [each.title for each in made.panels][:3] == [
        f"section · not reentrant · work: {work} · 2 threads" for work in (0, 64, 1024)]
    axes = panel("sections-lock", "not reentrant", "work: 64")
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "25", "400"]
    cell = "lock/section/ttas/threads:2/cs:1024/work:64/wait:spin/place:cores"
    assert drawn_points(axes, "ttas")["400"] == medians(cell, "ops_per_s")


def test_sections_of_one_length_are_no_sweep() -> None:
    whole = run("groups")
    rows = [each for each in whole.rows if each.cell.cs in (None, 0)]
    assert chart_of(replace(whole, rows=rows), "sections-lock") is None


@pytest.mark.parametrize(("name", "ticks", "part"), [
    ("payload-queue", ["8", "64", "256"], "work:0/payload:64"), ("batch-queue", ["1", "8", "64"], "work:0/batch:64"),
    ("bursts-queue", ["1", "16", "256"], "work:64/burst:16")])
def test_what_is_swept_stands_at_powers_of_two_a_panel_a_shape(name: str, ticks: list[str], part: str) -> None:
    axes = panel(name, "mpmc strict_fifo bounded", "2x2")
    assert [text.get_text() for text in axes.get_xticklabels()] == ticks
    assert "log2" in axes.get_xlabel()
    workload, value = name.split("-")[0], part.rpartition(":")[2]
    cell = f"queue/{workload}/vyukov_ring/shape:2x2/{part}/wait:spin_yield/place:cores"
    assert drawn_points(axes, "vyukov_ring")[value] == medians(cell, "ops_per_s")
    assert axes.patches  # four threads on two CPUs


def test_oversubscription_has_a_panel_a_policy_and_shades_what_is_more_than_a_thread_a_cpu() -> None:
    for wait in ("spin", "spin_yield", "park"):
        axes = panel("oversubscription-queue", "mpmc strict_fifo bounded", f"wait: {wait}")
        assert [text.get_text() for text in axes.get_xticklabels()] == ["1", "2", "4"]
        assert min(patch.get_xy()[:, 0].min() for patch in axes.patches) == axes.get_xticks()[0]
    shown = labels(figure("oversubscription-queue"))
    assert "vyukov_ring" in shown and "recursive_mutex_ring" not in shown  # this one never parked
    for lock in LOCKS:
        axes = panel("oversubscription-lock", lock.semantic_class, f"wait: {lock.waits}")
        assert set(drawn_points(axes, lock.name)) == {"1", "2", "4"}


# Floors


def test_every_floor_has_a_row_with_its_median_in_ns_on_a_logarithmic_axis() -> None:
    axes = figure("floors").axes[0]
    named = {text.get_text() for text in axes.get_yticklabels()}
    assert {"private/store", "shared/fetch_add", "instrument/clock"} <= named
    assert {"kernel/futex_wake", "kernel/futex_wake, until the sleeper runs"} <= named
    assert not [name for name in named if "unfair" in name]
    assert axes.get_xscale() == "log" and "ns" in axes.get_xlabel() and "log" in axes.get_xlabel()
    trips = [each.ns_per_op for each in select(run("groups")).floors() if each.cell.impl == "round_trip"]
    median = next(line for line in axes.lines if line.get_label() == "points shared/round_trip")
    assert list(median.get_xdata()) == [statistics.median(trips)]


def test_a_map_of_pairs_is_symmetric_and_its_diagonal_empty() -> None:
    made = heatmap.of_pairs([{"pair_0_1_ns": 100.0, "pair_0_3_ns": 250.0}, {"pair_0_1_ns": 120.0, "jain": 1.0},
                             {"pair_0_1_ns": 110.0}])
    assert made is not None and made.cpus == (0, 1, 3)
    axes = draw(chart.Chart("A map", [], ["A note."], [made])).axes[0]
    shown = axes.images[0].get_array().filled(0).tolist()
    assert shown == [[0, 110, 250], [110, 0, 0], [250, 0, 0]]
    assert sorted(text.get_text() for text in axes.texts) == ["110", "110", "250", "250"]
    assert [text.get_text() for text in axes.get_xticklabels()] == ["0", "1", "3"]
    assert heatmap.of_pairs([{"pair_of_shoes_ns": 1.0, "jain": 1.0}]) is None


def test_a_large_map_has_no_figures_in_it_but_a_colour_bar_with_units() -> None:
    pairs = {f"pair_{a}_{b}_ns": 100.0 + a + b for a in range(64) for b in range(a + 1, 64)}
    made = heatmap.of_pairs([pairs])
    assert made is not None and "101–225 ns" in made.title
    axes, bar = draw(chart.Chart("A map", [], ["A note."], [made])).axes
    assert not axes.texts and len(axes.get_xticks()) == 16
    assert "ns" in bar.get_ylabel() and len(bar.get_yticks()) >= 2


def test_one_cpu_has_floors_but_no_map() -> None:
    made = about("floors", "groups, one CPU")
    assert made is not None and len(made.blocks) == 1
    named = [text.get_text() for text in figure("floors", "groups, one CPU").axes[0].get_yticklabels()]
    assert named and not [name for name in named if name.startswith("shared/")]


def test_the_counters_scaling_is_held_against_the_floors_of_its_classes() -> None:
    whole = run("groups")
    made = plot_scaling.chart_of(select(whole), "counter")
    assert isinstance(made, chart.Chart) and any("floors" in note for note in made.notes)
    held = {each.title: {line.name: line.points for line in each.references} for each in made.panels}
    rates = {each: statistics.median(floor.ops_per_s for floor in select(whole).floors()
                                     if floor.cell.name.startswith(f"floor/{each}/")) for each in
             ("shared/fetch_add", "private/store")}
    assert held == {"add · linearizable": {"fetch_add, bare": {1.0: rates["shared/fetch_add"]}},
                    "add · quiescent": {"stores, bare": {0.0: rates["private/store"], 1.0: 2 * rates["private/store"]}}}


def test_scaling_takes_nothing_of_the_other_groups() -> None:
    for kind in ("counter", "queue"):
        with_groups, without = (plot_scaling.chart_of(select(run(name)), kind) for name in ("groups", "groups, bare"))
        assert isinstance(with_groups, chart.Chart) and isinstance(without, chart.Chart)
        assert [each.title for each in with_groups.panels] == [each.title for each in without.panels]


def test_a_strategy_that_failed_is_in_no_chart_of_its_kind() -> None:
    whole = run("groups")
    bad = row(name="lock/section/mcs/threads:2/cs:0/work:0/wait:spin/place:cores", sample=10**6, error_occurred=True,
              error_message="two owners")
    made = chart_of(replace(whole, rows=[*whole.rows, bad]), "latency-lock")
    assert made is not None and "mcs" not in made.lines() and "ticket" in made.lines()
    assert any("two owners" in note for note in made.notes)


def test_samples_that_are_few_have_no_interval_here_either() -> None:
    for name in ("floors", "payload-queue"):
        assert artists(figure(name, "metered"), "few") and not artists(figure(name, "metered"), "band", "bar", "points")
        assert "Small pale points" in words(figure(name, "metered"))
