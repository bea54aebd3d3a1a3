"""The pictures of lines of a whole run: all regimes, every figure in a table, and not too much."""

from __future__ import annotations

import re
import statistics
from collections import defaultdict
from dataclasses import replace
from functools import cache
from pathlib import Path
from xml.etree import ElementTree

import pytest
from drawn import selections
from syncbench.report.curves import curves
from syncbench.report.memory import TASKS
from syncbench.report.parts import SECTIONS, Picture, Variant
from syncbench.report.pictures import LINEAR, LOG
from test_pictures import groups

RUN = "groups"


@cache
def pictures(name: str = RUN) -> dict[str, Picture]:
    made = curves(selections(name))
    assert len({picture.name for picture in made}) == len(made)
    return {picture.name: picture for picture in made}


def test_each_section_that_was_measured_has_pictures() -> None:
    sections = {picture.section for picture in pictures().values()}
    assert sections == {"scaling", "efficiency", "latency", "fairness", "cost", "contention", "oversubscription"}
    assert sections <= SECTIONS.keys()


def test_all_ids_of_all_drawings_are_different_and_all_are_well_formed() -> None:
    drawings = [svg for picture in pictures().values() for svg in picture.drawings.values()]
    for svg in drawings:
        ElementTree.fromstring(svg)
    ids = [name for svg in drawings for name in re.findall(r' id="([^"]*)"', svg)]
    assert len(ids) == len(set(ids)) == 2 * len(drawings)


def test_every_regime_has_its_drawing_and_rates_are_drawn_linearly_too() -> None:
    regimes = list(selections(RUN))
    assert len(regimes) == 2
    for picture in pictures().values():
        scales = {variant.scale for variant in picture.drawings}
        assert list(dict.fromkeys(variant.regime for variant in picture.drawings)) == regimes
        assert scales in ({LOG, LINEAR}, {LOG}, {""})
        assert picture.section not in ("scaling", "efficiency") or scales == {LOG, LINEAR}
        assert len(picture.drawings) == len(regimes) * len(scales)


@pytest.mark.parametrize("regime", [0, 1])
def test_the_table_of_scaling_has_every_median_of_the_rows(regime: int) -> None:
    name, selection = list(selections(RUN).items())[regime]
    expected = defaultdict(list)
    for row in selection.rows:
        if (row.cell.kind, row.cell.workload, row.cell.work) == ("counter", "add", 0):
            threads = f"{row.cell.threads} thread{'s' * (row.cell.threads > 1)}"
            expected[row.cell.impl, threads].append(row.ops_per_s)
    told = {}
    for semantic_class in ("linearizable", "quiescent"):
        table = pictures()[f"scaling-counter-add-{semantic_class}"].table
        told |= {(row[1], row[2]): row[3:] for row in table.rows if row[0] == name}
    assert told.keys() == expected.keys()
    for key, (median, low, high, n) in told.items():
        assert (median, n) == (statistics.median(expected[key]), len(expected[key]))
        assert min(expected[key]) <= low <= median <= high <= max(expected[key])


def test_who_is_in_a_table_is_in_the_drawing_of_that_regime_and_the_other_way_round() -> None:
    for picture in pictures().values():
        for variant, svg in picture.drawings.items():
            assert groups(svg).keys() == {row[1] for row in picture.table.rows if row[0] == variant.regime}
            leads = sum("lead" in group.get("class") for group in groups(svg).values())
            assert leads <= 8 or "memory" in picture.name


def test_figures_in_the_words_of_a_picture_stand_in_its_table() -> None:
    """As far as their three digits tell."""
    for picture in pictures().values():
        size = {"k": 1e3, "M": 1e6, "G": 1e9, "µs": 1e3, "ms": 1e6, "s": 1e9, "%": 0.01}
        told = re.findall(r" with ([\d.]+)\u202f?(\S*?)[.,\u202f ]", picture.alt + " ")
        figures = [row[i] for row in picture.table.rows for i, column in enumerate(picture.table.columns)
                   if column.key.startswith("median")]
        assert told, picture.alt
        for number, unit in told:
            value = float(number.rstrip(".")) * size.get(unit, 1.0)
            assert any(figure == pytest.approx(value, rel=0.006) for figure in figures), (picture.name, number, unit)


def test_efficiency_is_the_rate_by_that_of_as_many_threads_like_the_best_alone() -> None:
    for regime in selections(RUN):
        scaling, efficiency = (
            {row[1:3]: row[3] for row in pictures()[f"{group}-counter-add-linearizable"].table.rows
             if row[0] == regime}
            for group in ("scaling", "efficiency"))
        best = max(rate for (_, threads), rate in scaling.items() if threads == "1 thread")
        assert efficiency.keys() == scaling.keys()
        for (name, threads), share in efficiency.items():
            assert share == pytest.approx(scaling[name, threads] / (min(2, int(threads.split()[0])) * best))


def test_latency_is_drawn_at_a_thread_a_cpu() -> None:
    latency = [picture for picture in pictures().values() if picture.section == "latency"]
    assert latency
    assert all(picture.title.endswith(("2 threads", "1x1")) for picture in latency)
    positions = {row[2] for picture in latency for row in picture.table.rows}
    assert {"p50", "p90", "p99", "p99.9", "longest"} <= positions


def test_two_cpus_have_no_law_of_scaling_and_many_have_with_its_coefficients_in_the_table() -> None:
    assert not any(picture.section == "usl" for picture in pictures().values())
    laws = [picture for picture in pictures("many CPUs").values() if picture.section == "usl"]
    assert laws
    for law in laws:
        keys = [column.key for column in law.table.columns]
        for row in law.table.rows:
            one, sigma, kappa = (row[keys.index(key)] for key in ("one_ops_per_s", "sigma", "kappa"))
            assert one > 0 and sigma >= 0 and kappa >= 0
        for variant, svg in law.drawings.items():
            assert groups(svg).keys() == {row[1] for row in law.table.rows if row[0] == variant.regime}


def test_a_strategy_that_failed_is_in_no_picture_of_its_kind() -> None:
    for picture in pictures("with holes").values():
        failed = {"-counter-": "cas_loop", "-queue-": "vyukov_ring"}
        for kind, name in failed.items():
            if kind in picture.name:
                assert name not in {row[1] for row in picture.table.rows}
                assert all(f'data-s="{name}"' not in svg for svg in picture.drawings.values())
        assert any("Left out" in note for note in picture.notes)


@pytest.mark.parametrize("name", ["one CPU", "one strategy", "groups, one CPU", "metered"])
def test_runs_of_all_kinds_have_pictures(name: str) -> None:
    assert any(picture.section == "scaling" for picture in pictures(name).values())


def test_what_was_not_measured_has_no_picture() -> None:
    empty = {regime: replace(selection, rows=[]) for regime, selection in selections(RUN).items()}
    assert curves(empty) == []


def test_memory_is_told_of_as_many_tasks_as_the_program_takes() -> None:
    source = (Path(__file__).parents[2] / "benchmarks/memory_bench.cpp").read_text()
    assert f"constexpr std::size_t tasks = {TASKS};" in source
    assert f" {TASKS} tasks" in pictures()["cost-queue-memory"].notes[0]


def test_memory_is_told_with_the_least_on_top() -> None:
    memory = pictures()["cost-queue-memory"]
    regime = memory.table.rows[0][0]
    sizes = [row[2] for row in memory.table.rows if row[0] == regime]
    assert sizes == sorted(sizes)
    drawn = groups(memory.drawings[Variant(regime)])
    assert [*drawn] == [row[1] for row in memory.table.rows if row[0] == regime]


def test_the_drawings_of_a_run_fit_on_a_page() -> None:
    assert sum(len(svg) for picture in pictures().values() for svg in picture.drawings.values()) < 3_500_000


def test_everything_is_the_same_each_time() -> None:
    assert curves(selections(RUN)) == [*pictures().values()]
