"""The chart files and what a page tells besides its panels; bad input, and runs with nothing to draw."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import plot_contention
import plot_scaling
import pytest
from conftest import SCRIPTS
from drawn import RUNS, SMALL, exit_code, figures, labels, run, words
from matplotlib.figure import Figure
from samples import row
from synthetic import write_run
from syncbench.results import Check, Run, load_run
from syncbench.series import select
from syncbench.strict_json import ResultsError

INPUT = ["bench.json", "catalogue.json", "machine.json"]
both = pytest.mark.parametrize("script", [plot_scaling, plot_contention])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


# Files


def test_both_scripts_write_svg_and_png_a_kind_and_print_where(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    write_run(tmp_path, SMALL)
    for script, prefix in ((plot_scaling, "scaling"), (plot_contention, "contention")):
        assert exit_code(script, tmp_path) == 0
        files = [tmp_path / f"{prefix}-{kind}.{suffix}" for kind in ("counter", "queue") for suffix in ("svg", "png")]
        assert capsys.readouterr().out.split() == [str(file) for file in files]
        for file in files:
            start = file.read_bytes()[:2000]
            assert start.startswith(b"\x89PNG") or (b"<svg" in start and b"<title>" in start)
    assert [name for name in names(tmp_path) if not name.endswith((".svg", ".png"))] == INPUT


@both
def test_drawing_a_run_again_gives_the_same_bytes(script: ModuleType, tmp_path: Path) -> None:
    first = {path: path.read_bytes() for path in script.draw(load_run(write_run(tmp_path, SMALL)), tmp_path)}
    assert len(first) == 4
    # Another process, in which sets and dicts hash otherwise.
    subprocess.run([sys.executable, str(SCRIPTS / f"{script.__name__}.py"), str(tmp_path)], check=True,
                   stdout=subprocess.DEVNULL, env=os.environ | {"PYTHONHASHSEED": "7"})
    assert {path.name: path.read_bytes() == before for path, before in first.items()} == {
        path.name: True for path in first}


def test_charts_that_the_run_no_longer_has_are_removed_and_a_persons_own_files_stay(tmp_path: Path) -> None:
    write_run(tmp_path, RUNS["smoke"])
    own = ["contention-before.png", "contention-counter-old.svg", "scaling-counter.png"]
    for name in [*own, "contention-counter.png", "contention-lock.svg"]:
        (tmp_path / name).touch()
    assert exit_code(plot_contention, tmp_path) == 0
    assert names(tmp_path) == sorted(INPUT + own)


# Checks


def titles(svg: Path) -> list[str]:
    """Of the labels, in their order."""
    groups = ElementTree.parse(svg).iter("{http://www.w3.org/2000/svg}g")
    return [group.findtext("{http://www.w3.org/2000/svg}title") or "" for group in groups
            if (group.get("id") or "").startswith("strategy-")]


@both
def test_what_a_strategy_was_checked_for_stands_beside_its_name(script: ModuleType, tmp_path: Path) -> None:
    counter, _, queue, _ = script.draw(load_run(write_run(tmp_path, RUNS["checked"])), tmp_path)
    assert "mutex: checked: linearizable; 240,000 operations" in titles(counter)
    assert "sharded: checked: quiescent; 240,000 operations" in titles(counter)
    fifo = "vyukov_ring: checked: strict_fifo, empty strict, full strict; 240,000 operations"
    assert fifo in titles(queue) and fifo in queue.read_text().split("</metadata>")[0]
    shown = figures("checked")[script.__name__.removeprefix("plot_"), "counter"]
    names = {name: {text.get_text() for text in texts} for name, texts in labels(shown).items()}
    assert names and names == {name: {f"{name} ✓"} for name in names}
    assert "✓ Checked in this run: recorded calls" in words(shown)


@both
def test_without_checks_there_is_no_mark_and_the_labels_say_so(script: ModuleType, tmp_path: Path) -> None:
    counter = script.draw(load_run(write_run(tmp_path, SMALL)), tmp_path)[0]
    assert titles(counter) and all(title.endswith(": not checked in this run") for title in titles(counter))
    assert "checked:" not in counter.read_text().split("</metadata>")[0]
    shown = figures("two CPUs")[script.__name__.removeprefix("plot_"), "counter"]
    assert "✓" not in words(shown)
    assert {text.get_text() for texts in labels(shown).values() for text in texts} == set(labels(shown))


def test_a_strategy_that_failed_its_check_is_in_no_chart_and_is_named_in_the_foot() -> None:
    unsound = Check("counter", "mutex", False, 7, "plain 2 threads: lost one", {})
    whole = replace(run("checked"), checks=run("checked").checks | {("counter", "mutex"): unsound})
    about = plot_scaling.chart_of(select(whole), "counter")
    assert "mutex" not in about.lines() and "fetch_add" in about.lines()
    assert "Left out, because a cell or the check failed: mutex (its check: plain 2 threads: lost one)." in about.notes


# Bad input


@both
@pytest.mark.parametrize("harm", ["truncated", "foreign", "empty", "no machine", "not finite"])
def test_bad_input_is_one_line_and_exit_2_and_leaves_the_old_pictures(
        script: ModuleType, harm: str, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
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
    assert exit_code(script, tmp_path) == 2
    output = capsys.readouterr()
    assert output.out == "" and output.err.count("\n") == 1 and str(tmp_path) in output.err
    assert {path: path.read_text() for path in old} == old
    assert not [name for name in names(tmp_path) if name.startswith(".")]


def test_a_folder_that_is_not_there_is_one_line_and_exit_2(tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    assert exit_code(plot_scaling, tmp_path / "nowhere") == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_a_full_disk_leaves_the_old_pictures_and_no_halves(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture) -> None:
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
    assert exit_code(plot_scaling, tmp_path) == 2
    assert "No space left" in capsys.readouterr().err
    assert old.read_text() == "old"
    assert names(tmp_path) == [*INPUT, "scaling-counter.svg"]


# Nothing to draw


def test_without_private_work_there_is_no_contention_chart_and_it_says_so(
        tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    write_run(tmp_path, RUNS["smoke"])
    assert exit_code(plot_contention, tmp_path) == 0
    assert "no contention chart of counter: no setting with two amounts" in capsys.readouterr().out


def test_if_more_work_took_no_longer_in_any_setting_there_is_no_contention_chart_and_it_says_so(
        tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    write_run(tmp_path, replace(SMALL, works=(0, 64, 1024)))
    bench = json.loads((tmp_path / "bench.json").read_text())
    for raw in bench["benchmarks"]:
        if raw["name"].startswith("counter") and "work_ns" in raw:
            raw["work_ns"] = 25.0
    (tmp_path / "bench.json").write_text(json.dumps(bench))
    assert exit_code(plot_contention, tmp_path) == 0
    assert "no contention chart of counter: more private work did not take longer" in capsys.readouterr().out
    assert names(tmp_path) == [*INPUT[:2], "contention-queue.png", "contention-queue.svg", INPUT[2]]


@both
def test_a_run_in_which_every_strategy_failed_has_nothing_to_draw(
        script: ModuleType, tmp_path: Path, capsys: pytest.CaptureFixture) -> None:
    write_run(tmp_path, replace(RUNS["one strategy"], failed=("mutex", "mutex_ring")))
    assert exit_code(script, tmp_path) == 2
    assert "nothing to draw, every strategy has a cell that failed" in capsys.readouterr().err


def without_rows() -> Run:
    return replace(run("two CPUs"), rows=[])


def test_a_run_of_floors_alone_has_nothing_to_draw() -> None:
    floor = row(name="floor/shared/round_trip/threads:2/place:cores")
    with pytest.raises(ResultsError, match="nothing to draw, no strategy was measured; give"):
        select(replace(without_rows(), rows=[floor]))


def test_an_exhibit_is_drawn_nowhere() -> None:
    exhibit = row(name="exhibit/add/lost_update/threads:2/work:0/place:cores", lost_share=0.5)
    whole = run("two CPUs")
    assert select(replace(whole, rows=[*whole.rows, exhibit])).kinds() == select(whole).kinds()


def test_a_run_whose_samples_are_all_set_aside_says_why_and_how_many() -> None:
    rows = [row(105.0, 455.0, sample=1), row(455.0, 105.0, sample=2), row(105.0, 105.0, sample=3, throttled_us=9.0)]
    with pytest.raises(ResultsError) as caught:
        select(replace(without_rows(), rows=rows))
    told = str(caught.value)
    assert "of 3 samples 3 set aside" in told and "floor changed: 2, throttled: 1" in told and "make doctor" in told
    failed = row(name="counter/add/fetch_add/threads:2/work:0/place:cores", sample=4, error_occurred=True)
    with pytest.raises(ResultsError, match="of 4 samples 1 of strategies with a failed cell, 3 set aside"):
        select(replace(without_rows(), rows=[*rows, failed]))


# The foot


def test_the_foot_tells_regimes_samples_machine_and_what_was_left_out() -> None:
    plain, holes = (words(figures(name)["scaling", "counter"]) for name in ("two CPUs", "with holes"))
    regimes = select(run("two CPUs")).regimes
    assert len(regimes.names) == 2 and sum(regimes.share) < 1
    shares = [f"{name} ({100 * share:.0f} %)" for name, share in zip(regimes.names, regimes.share)]
    aside = f"Set aside: {100 * (1 - sum(regimes.share)):.0f} % (floor changed: "
    for text in (*shares, aside, "n = 1–4 samples", "Imaginary Processor", "2 usable CPUs", "g++ 12.2.0"):
        assert text in plain, text
    assert f"round trip: {shares[regimes.dominant]}" in plain
    assert "incomplete" not in plain and "Left out" not in plain
    assert "incomplete run" in holes
    assert "cas_loop (counter/add/cas_loop/threads:2/work:0/place:cores: counted 41 of 42)" in holes


def test_samples_that_hardly_overlapped_are_counted_in_the_foot() -> None:
    whole = run("one CPU")
    first, *others = (row for row in whole.rows if row.cell.work == 0)
    poor = replace(first, counters=first.counters | {"overlap": 0.5})
    about = plot_scaling.chart_of(select(replace(whole, rows=[poor, *others])), first.cell.kind)
    assert any("Poor overlap: in 1 of" in note for note in about.notes)
