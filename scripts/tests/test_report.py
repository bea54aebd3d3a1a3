"""A report of one run or several: which files it consists of, what its tables say, what it says is missing."""

from __future__ import annotations

import csv
import random
import re
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
import report
from conftest import contents
from plain_report import COMMIT, SMALL, Called, call, edit, plain, planned_run
from syncbench.report import making
from syncbench.report.gather import gather
from syncbench.report.parts import RunReport
from syncbench.results import Run, load_run

Call = Callable[..., Called]
__all__ = ["call", "plain"]  # fixtures


def told(folder: Path) -> RunReport:
    return gather(load_run(folder), "a label")


def missing(folder: Path) -> str:
    return " ".join(told(folder).missing.get("run", ()))


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"csv/{table}.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def test_a_run_gets_its_page_its_text_and_its_tables(tmp_path: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path / "run")
    done = call(report.main, run)
    assert (done.code, done.err, done.out) == (0, "", f"{run / 'report.html'}\n")
    listed = {row["file"] for row in rows(run, "tables")}
    assert {path.name for path in (run / "csv").iterdir()} == listed | {"tables.csv"}
    assert {"answers.csv", "scaling-plain.csv", "samples-by-regime.csv", "rounds.csv", "strategies.csv",
            "machine.csv"} == listed
    assert "imaginary-9000-2cpu" in (run / "report.html").read_text() or (run / "report.md").read_text()
    assert not list(run.glob(".*"))


def test_the_same_run_gives_the_same_report_but_for_the_time_it_was_made(tmp_path: Path, plain: None,
                                                                       call: Call) -> None:
    run = planned_run(tmp_path / "run")
    call(report.main, run)
    before = contents(run)
    call(report.main, run)
    stamp = rb"\d{4}-\d\d-\d\d \d\d:\d\d UTC"
    assert {name: re.sub(stamp, b"", text) for name, text in before.items()} == {
        name: re.sub(stamp, b"", text) for name, text in contents(run).items()}


def test_tables_of_an_earlier_report_go_and_other_files_stay(tmp_path: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path / "run", replace(SMALL, failed=("mutex",)))
    call(report.main, run)
    assert rows(run, "failures")
    (run / "csv/mine.csv").write_text("1,2\n")
    (run / "csv/tables.csv").open("a").write("../plan.csv,x,1\n../../outside.csv,x,1\n")
    for outside in (run / "plan.csv", tmp_path / "outside.csv"):
        outside.write_text("mine")
    planned_run(run)
    call(report.main, run)
    names = {path.name for path in (run / "csv").iterdir()}
    assert "failures.csv" not in names and {"mine.csv", "rounds.csv"} <= names
    assert (run / "plan.csv").exists() and (tmp_path / "outside.csv").exists()


def test_several_runs_are_put_side_by_side_under_labels_that_tell_them_apart(tmp_path: Path, plain: None,
                                                                           call: Call) -> None:
    first = planned_run(tmp_path / "first")
    second = planned_run(tmp_path / "second", replace(SMALL, cpus=4))
    before = contents(first), contents(second)
    done = call(report.main, first, second, "--out", tmp_path / "both")
    assert done.code == 0 and done.out == f"{tmp_path / 'both/report.html'}\n"
    assert (contents(first), contents(second)) == before
    machines = [row["file"] for row in rows(tmp_path / "both", "tables") if row["file"].endswith("-machine.csv")]
    assert [name.split("-2026")[0] for name in machines] == ["imaginary-9000-2cpu", "imaginary-9000-4cpu"]
    assert {row["file"] for row in rows(tmp_path / "both", "tables")} | {"tables.csv"} == {
        path.name for path in (tmp_path / "both/csv").iterdir()}


@pytest.mark.parametrize("machine, date, ends", [
    ({"cpus": 4}, None, ("2cpu, 2026-05-04", "4cpu, 2026-05-04")),
    ({}, "2026-05-05T10:00:00+02:00", ("2cpu, 2026-05-04", "2cpu, 2026-05-05")),
    ({"git": {"commit": "f" * 40, "dirty": True}}, None, (COMMIT[:9], "fffffffff with changes")),
    ({}, "2026-05-04T12:00:01+02:00", (f"08:00:00 UTC, commit {COMMIT[:9]}", f"10:00:01 UTC, commit {COMMIT[:9]}")),
    ({}, None, (f"{COMMIT[:9]}, one", f"{COMMIT[:9]}, two")),
])
def test_a_label_says_what_tells_a_run_from_the_others(tmp_path: Path, machine: dict, date: str | None,
                                                       ends: tuple[str, str]) -> None:
    runs = [load_run(planned_run(tmp_path / name)) for name in ("one", "two")]
    runs[1].machine |= machine
    runs[1].context |= {"date": date} if date else {}
    assert all(label.endswith(end) for label, end in zip(making.labels(runs), ends, strict=True))
    assert making.labels(runs[:1]) == ["imaginary-9000-2cpu, 2026-05-04"]


def test_copies_of_one_run_in_folders_of_the_same_name_are_numbered(tmp_path: Path) -> None:
    runs = [load_run(planned_run(tmp_path / name / "run")) for name in ("a", "b")]
    assert [label[-4:] for label in making.labels(runs)] == [" (1)", " (2)"]


def test_a_run_without_a_date_is_known_by_the_name_of_its_folder(tmp_path: Path) -> None:
    def undated(name: str) -> Run:
        folder = planned_run(tmp_path / name)
        edit(folder / "bench.json", lambda bench: bench["context"].pop("date"))
        return load_run(folder)

    assert making.labels([undated("20260102T030405Z-a-machine")]) == ["imaginary-9000-2cpu, 2026-01-02"]
    assert making.labels([undated("kept")]) == ["imaginary-9000-2cpu, kept"]


def test_the_command_repeats_what_was_asked_for(tmp_path: Path) -> None:
    run = load_run(planned_run(tmp_path, planned={"group": "latency", "filter": "queue/.*|it's", "threads": [1, 2]}))
    command = making.command([run])
    assert command.splitlines()[0] == ("make bench PRESET=full GROUP=latency FILTER='queue/.*|it'\"'\"'s' "
                                       "THREADS=1,2 SEED=7")
    assert "make report" in command
    shorter = load_run(planned_run(tmp_path / "shorter", planned={"budget_s": 1800.0}))
    assert making.command([shorter]).splitlines()[0] == "make bench PRESET=full SEED=7 MINUTES=30"


def test_only_regimes_with_a_tenth_of_the_samples_are_shown_the_dominant_one_first(tmp_path: Path,
                                                                                 plain: None) -> None:
    run = planned_run(tmp_path, replace(SMALL, rounds=20, floors=(455.0, 455.0, 455.0, 105.0)))
    names = list(told(run).selections)
    assert len(names) == 2 and names[0].startswith("45") and names[1].startswith("10")
    run = planned_run(tmp_path, replace(SMALL, rounds=20, floors=(455.0,) * 19 + (105.0,)))
    names = list(told(run).selections)
    assert len(names) == 1 and names[0].startswith("45")
    assert "Regimes with too few samples to be shown: 10" in missing(run)


def test_every_sample_is_in_a_regime_or_told_as_set_aside_or_failed(tmp_path: Path, plain: None) -> None:
    run = planned_run(tmp_path, replace(SMALL, rounds=20, floors=(105.0, 455.0), failed=("mutex",)))
    table = next(table for table in told(run).tables if table.name == "samples-by-regime")
    assert sum(row[2] for row in table.rows) == len(load_run(run).rows)
    assert {row[0] for row in table.rows} == {"regime", "set aside", "failed"}
    assert sum(row[3] for row in table.rows if row[3] is not None) == pytest.approx(1)


def test_what_failed_is_told_and_left_out(tmp_path: Path, plain: None) -> None:
    run = planned_run(tmp_path, replace(SMALL, failed=("mutex",)))
    found = told(run)
    failures = next(table for table in found.tables if table.name == "failures")
    assert [(row[1], row[4]) for row in failures.rows] == [("mutex", "counted 41 of 42")]
    assert "Left out everywhere, because a cell or the check failed: counter mutex (table failures)." in missing(run)
    assert not any(row.cell.impl == "mutex" for selection in found.selections.values() for row in selection.rows)


@pytest.mark.parametrize("change, what", [
    (lambda bench: bench.update(complete=False), "The run was interrupted"),
    (lambda bench: bench.update(benchmarks=[row for row in bench["benchmarks"] if row["round"] != 3]),
     "Of rounds 1 to 7 there is nothing of 3."),
    (lambda bench: bench.update(benchmarks=[row for row in bench["benchmarks"] if row["round"] < 6]),
     "5 of 7 rounds: the time was up."),
    (lambda bench: bench["benchmarks"].pop(), "round 7 lacks 1"),
    (lambda bench: bench.update(benchmarks=[row for row in bench["benchmarks"] if "/fetch_add/" not in row["name"]]),
     "without a sample"),
    (lambda bench: bench.update(benchmarks=[row for row in bench["benchmarks"] if row["round"] < 4]),
     "fewer than 6 samples"),
], ids=["interrupted", "a round away", "out of time", "a sample away", "a strategy away", "few samples"])
def test_what_a_run_lacks_is_said_at_the_top(tmp_path: Path, plain: None, change: Callable, what: str) -> None:
    run = planned_run(tmp_path)
    assert what not in missing(run)
    edit(run / "bench.json", change)
    assert what in missing(run)


def test_without_a_plan_nobody_knows_what_is_missing_and_that_is_said(tmp_path: Path, plain: None) -> None:
    run = planned_run(tmp_path)
    (run / "plan.json").unlink()
    assert "There is no plan.json" in missing(run)


def test_a_section_without_a_picture_says_why(tmp_path: Path, plain: None) -> None:
    found = told(planned_run(tmp_path)).missing
    assert "scaling" not in found  # it has one
    assert found["latency"] == ("not measured in this run: make bench GROUP=latency measures it",)
    assert "on 2 CPUs" in found["usl"][0] and "4 numbers of threads" in found["usl"][0]
    assert "PRESET=full" in found["noise"][0]


def test_a_run_of_floors_alone_has_a_page_that_says_so(tmp_path: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path, replace(SMALL, groups=True))
    edit(run / "bench.json", lambda bench: bench.update(
        benchmarks=[row for row in bench["benchmarks"] if row["name"].startswith("floor/")]))
    done = call(report.main, run)
    assert done.code == 0, done.err
    assert "No strategy was measured, only floors" in missing(run)


def test_a_run_of_which_every_strategy_failed_has_a_page_that_says_so(tmp_path: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path)
    edit(run / "bench.json", lambda bench: [row.update(error_occurred=True, error_message="lost one")
                                            for row in bench["benchmarks"]])
    done = call(report.main, run)
    assert done.code == 0, done.err
    assert "Nothing can be ranked" in missing(run) and len(rows(run, "failures")) == len(load_run(run).rows)


class Figures(HTMLParser):
    """Every figure of a page: value and CSV."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "data":
            of = dict(attrs)
            self.found.append((of["value"] or "", of["data-csv"] or ""))


@pytest.mark.parametrize("runs", [1, 2])
def test_every_figure_on_the_page_stands_in_its_csv(tmp_path: Path, call: Call, runs: int) -> None:
    made = replace(SMALL, floors=(105.0, 455.0), works=(0, 64), groups=True, checked=True)
    folders = [planned_run(tmp_path / f"run {number}", replace(made, seed=number)) for number in range(runs)]
    done = call(report.main, *folders, "--out", tmp_path / "out")
    assert done.code == 0, done.err
    page = Figures()
    page.feed((tmp_path / "out/report.html").read_text())
    assert len(page.found) > 50
    for value, table in random.Random(5).sample(page.found, 50):
        with (tmp_path / f"out/csv/{table}.csv").open(newline="") as file:
            assert any(value in row for row in csv.reader(file)), (value, table)
