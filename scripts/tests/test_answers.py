"""Which should I use: the first table and the first paragraph, for planted runs and for those that say little."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from samples import rows_of, selection_of
from synthetic import Synthetic, write_run
from syncbench.report.answers import answers
from syncbench.report.noise import noise
from syncbench.report.parts import Answers, Figure, Noise
from syncbench.report.standings import standings
from syncbench.report.words import job
from syncbench.results import load_run
from syncbench.series import Selection, select

COUNTERS = ("mutex", "fetch_add", "cas_loop", "ticket")
CLASSES = {("counter", name): "linearizable" for name in COUNTERS} | {
    ("lock", "mutex"): "not reentrant", ("lock", "ttas"): "not reentrant", ("lock", "recursive_mutex"): "reentrant",
    ("lock", "owner"): "reentrant", ("queue", "mutex_ring"): "mpmc strict_fifo bounded",
    ("queue", "ring"): "mpmc strict_fifo bounded", ("queue", "stack"): "mpmc lifo unbounded"}


def add(name: str, threads: int = 2, work: int = 0) -> str:
    return f"counter/add/{name}/threads:{threads}/work:{work}"


def pop(name: str, shape: str = "1x1", work: int = 0) -> str:
    return f"queue/push_pop/{name}/shape:{shape}/work:{work}/wait:spin_yield"


def section(name: str, threads: int = 2, cs: int = 64) -> str:
    return f"lock/section/{name}/threads:{threads}/cs:{cs}/work:0/wait:spin"


def told(selection: Selection) -> Answers:
    known = noise(selection)
    return answers(selection, standings(selection, known), known)


def of_cells(cells: Mapping[str, Sequence[float]], cpus: int = 2, **changes: Any) -> Answers:
    return told(selection_of(rows_of(cells, work_ns=75.0, **changes), CLASSES, cpus))


def lines(found: Answers) -> list[dict[str, Any]]:
    keys = [column.key for column in found.table.columns]
    assert len(set(keys)) == len(keys)
    return [dict(zip(keys, row)) for row in found.table.rows]


def plain(found: Answers) -> str:
    return "".join(f"{part.value:.4g} {part.unit}" if isinstance(part, Figure) else part for part in found.paragraph)


def sound(found: Answers) -> None:
    """What must hold whatever was measured."""
    tables = {table.name: table for table in (found.table, *found.tables)}
    assert len(tables) == 1 + len(found.tables)
    fields = {name: {field for row in csv.reader(io.StringIO(table.csv())) for field in row}
              for name, table in tables.items()}
    for part in found.paragraph:
        if isinstance(part, Figure):
            assert (repr(part.value) if isinstance(part.value, float) else str(part.value)) in fields[part.table]
    for line in lines(found):
        assert line["evidence"] is None or line["evidence"] in tables
        assert (line["ratio"] is None) == (line["ratio_low"] is None) == (line["pairs"] is None)
        if line["verdict"] == "best" and line["ratio"] is not None:
            assert line["ratio_low"] > 1
    assert all(len(row) == len(table.columns) for table in tables.values() for row in table.rows)
    text = plain(found)
    assert 1 <= text.count(". ") + text.endswith(".") <= 6 and text.endswith(".") and "  " not in text
    assert text == text.strip() and " ." not in text and " ," not in text and "None" not in text and "nan" not in text


def test_a_planted_winner_is_what_is_advised_against_the_usual_choice() -> None:
    found = of_cells({add("mutex"): [2e7] * 8, add("fetch_add"): [9e7] * 8, add("cas_loop"): [6e7] * 8})
    sound(found)
    (line,) = lines(found)
    assert (line["use"], line["as_good"], line["usual"], line["verdict"]) == ("fetch_add", "", "mutex", "best")
    assert (line["ratio"], line["ratio_low"], line["ratio_high"], line["pairs"]) == (4.5, 4.5, 4.5, 8)
    assert (line["contention"], line["work_ns"], line["threads"], line["cpus"]) == ("full", 0.0, 2, 2)
    assert (line["best_ops_per_s"], line["best_ns"]) == (9e7, None)
    assert plain(found).startswith(
        "On this machine with 2 n CPUs and a core-to-core round trip of 105 ns, for a counter, exact at every "
        "moment, with as many threads as CPUs and no work between two calls, use fetch_add (9e+07 ops/s); fetch_add "
        "does 4.5 ratio [4.5 ratio, 4.5 ratio] times what mutex, the usual choice, does.")


def test_ties_are_told_as_ties() -> None:
    found = of_cells({add("mutex"): [2e7] * 8, add("fetch_add"): [9e7, 8e7] * 4, add("cas_loop"): [8e7, 8.5e7] * 4})
    sound(found)
    (line,) = lines(found)
    assert (line["use"], line["as_good"], line["as_good_n"], line["verdict"]) == ("fetch_add", "cas_loop", 1, "tie")
    assert "use fetch_add (8.5e+07 ops/s) or cas_loop, which cannot be told from it" in plain(found)


def test_a_tie_with_the_usual_choice_claims_no_difference() -> None:
    found = of_cells({add("mutex"): [8e7, 8.5e7] * 4, add("fetch_add"): [9e7, 8e7] * 4})
    sound(found)
    assert lines(found)[0]["ratio_low"] < 1
    assert "mutex is the usual choice" in plain(found) and "times" not in plain(found)


def test_a_tie_of_twenty_names_a_few() -> None:
    names = [f"lock_{n}" for n in range(20)] + ["mutex"]
    rng = np.random.default_rng(3)
    raws = rows_of({add(name): list(1e7 * np.exp(rng.normal(0, 0.2, 8))) for name in names})
    found = told(selection_of(raws, {("counter", name): "linearizable" for name in names}))
    sound(found)
    (line,) = lines(found)
    assert line["as_good_n"] == 20 and line["as_good"].count(",") == 5 and line["as_good"].endswith(" and 14 more")
    assert "has the best median" in plain(found) and "but 20 n others cannot be told from it, such as" in plain(found)


def test_where_the_usual_choice_is_the_best_it_is_told() -> None:
    found = of_cells({add("mutex"): [9e7] * 8, add("fetch_add"): [2e7] * 8})
    sound(found)
    assert (lines(found)[0]["use"], lines(found)[0]["ratio"]) == ("mutex", None)
    assert "use mutex (9e+07 ops/s), the usual choice; the others are behind." in plain(found)


def test_too_few_samples_claim_nothing() -> None:
    found = of_cells({add("mutex"): [2e7] * 5, add("fetch_add"): [9e7] * 5})
    sound(found)
    (line,) = lines(found)
    assert (line["verdict"], line["not_judged"], line["ratio"]) == ("best median, too few samples to judge", 2, None)
    assert "too few samples were taken to tell the strategies apart; fetch_add has the best median." in plain(found)


def test_rivals_that_could_not_be_judged_are_counted_beside_the_advice() -> None:
    found = of_cells({add("mutex"): [2e7] * 8, add("fetch_add"): [9e7] * 8, add("cas_loop"): [8e7] * 3})
    sound(found)
    (line,) = lines(found)
    assert (line["use"], line["verdict"], line["not_judged"]) == ("fetch_add", "best of those judged", 1)
    assert "the usual choice, does; 1 n more had too few pairs of samples to be judged." in plain(found)


def test_a_class_with_one_strategy_has_one_row_that_says_so() -> None:
    cells = {pop(name, shape): [1e7] * 8 for name in ("ring", "mutex_ring", "stack") for shape in ("1", "1x1", "2x2")}
    found = of_cells(cells)
    sound(found)
    (only,) = [line for line in lines(found) if line["use"] == "stack"]
    assert (only["verdict"], only["contention"], only["shape"], only["evidence"]) == (
        "the only one measured", "any", "1x1", None)
    alone = of_cells({add("mutex"): [1e7] * 8})
    sound(alone)
    assert "for a counter, exact at every moment, only mutex was measured." in plain(alone)


def test_cases_go_by_threads_against_cpus_and_by_contention() -> None:
    cells = {add(name, threads, work): [rate] * 8 for name, rate in (("mutex", 1e7), ("fetch_add", 5e7))
             for threads in (1, 2, 4, 8) for work in (0, 16, 64, 1024)}
    found = of_cells(cells)
    sound(found)
    assert [(line["team"], line["threads"], line["contention"], line["work_ns"]) for line in lines(found)] == [
        ("one thread", 1, "none", 0.0),
        ("as many threads as CPUs", 2, "little", 75.0), ("as many threads as CPUs", 2, "some", 75.0),
        ("as many threads as CPUs", 2, "full", 0.0),
        ("more threads than CPUs", 4, "little", 75.0), ("more threads than CPUs", 4, "some", 75.0),
        ("more threads than CPUs", 4, "full", 0.0)]
    assert len(found.tables) == 1 and len(found.tables[0].rows) == 32  # the others are in the evidence


def test_queues_go_by_shape_with_lopsided_ones_last() -> None:
    cells = {pop(name, shape): [1e7] * 8 for name in ("ring", "mutex_ring") for shape in ("1", "1x1", "2x2", "3x1")}
    assert [line["team"] for line in lines(of_cells(cells))] == [
        "one thread that pushes and pops", "1 producer, 1 consumer",
        "2 producers, 2 consumers, more threads than CPUs", "3 producers, 1 consumer, more threads than CPUs"]


def test_locks_are_asked_by_the_section_that_stands_for_all_each_class_against_its_own_usual_choice() -> None:
    cells = {section(name, cs=cs): [1e7] * 8 for name in ("mutex", "ttas", "recursive_mutex", "owner")
             for cs in (0, 64)}
    found = of_cells(cells)
    sound(found)
    assert [(line["class"], line["usual"]) for line in lines(found)] == [
        ("not reentrant", "mutex"), ("reentrant", "recursive_mutex")]


def test_the_rarest_waits_are_answered_by_their_times() -> None:
    latency = {f"counter/latency/{name}/threads:2/work:64": [ns] * 8
               for name, ns in (("mutex", 900.0), ("ticket", 300.0))}
    raws = rows_of(latency, "add_p99_ns") + rows_of({add("mutex"): [9e7] * 8, add("ticket"): [3e7] * 8})
    found = told(selection_of(raws, CLASSES))
    sound(found)
    rate, wait = lines(found)
    assert (rate["use"], wait["use"], wait["best_ns"], wait["best_ops_per_s"], wait["ratio"]) == (
        "mutex", "ticket", 300.0, None, 3.0)
    assert wait["by"] == "the time that 99 of 100 additions keep to"
    assert wait["evidence"] == "standings-counter-latency-linearizable-add-p99-ns"
    by_time = told(selection_of(rows_of(latency, "add_p99_ns"), CLASSES))
    sound(by_time)
    assert "mutex, the usual choice, takes 3 ratio [3 ratio, 3 ratio] times as long as ticket." in plain(by_time)


def test_advice_that_changes_with_the_threads_is_told_and_so_is_where_it_does_not_matter() -> None:
    rates = {"mutex": (2e7, 5e7, 8e7), "fetch_add": (9e7, 1e7, 8e7)}
    found = of_cells({cell: [rate] * 8 for name, of_one in rates.items()
                      for cell, rate in zip((add(name), add(name, 4), add(name, 2, 1024)), of_one)})
    sound(found)
    text = plain(found)
    assert "With much work between two calls (75 ns) the usual choice is as good as any for a counter." in text
    assert "With more threads than CPUs use mutex for a counter instead." in text
    few = of_cells({add("mutex"): [2e7] * 8, add("fetch_add"): [9e7] * 8, add("mutex", 4): [5e7] * 8,
                    add("fetch_add", 4): [1e7] * 5})
    assert "With more threads" not in plain(few)


def test_a_run_that_answers_nothing_says_so() -> None:
    found = of_cells({"queue/memory/ring/shape:1/work:0": [1.0] * 6})
    sound(found)
    assert found.table.rows == () == found.tables and plain(found).startswith("No strategy was measured in a way ")


def test_words_for_classes_never_fail() -> None:
    assert job("queue", "mpmc strict_fifo bounded") == "a queue: many producers and consumers, strict FIFO, bounded"
    assert job("lock", "not reentrant, fifo") == "a lock, in order of arrival"
    assert job("queue", "spmc k_fifo bounded") == "a queue: one producer, many consumers, nearly FIFO, bounded"
    assert job("queue", "many to many") == "a queue: many, to, many"
    assert job("counter", "approximate") == "a counter, approximate"


@cache
def synthetic(folder: Path, cpus: int, failed: tuple[str, ...] = ()) -> Answers:
    floors = (105.0, 455.0) if cpus > 1 else ()
    made = Synthetic(cpus=cpus, rounds=7, groups=True, controls=True, failed=failed, floors=floors)
    return told(select(load_run(write_run(folder / f"{cpus}{len(failed)}", made))))


@pytest.mark.parametrize("cpus", [1, 2, 8])
def test_whole_runs_are_answered_on_machines_of_any_size(tmp_path_factory: pytest.TempPathFactory, cpus: int) -> None:
    found = synthetic(tmp_path_factory.getbasetemp(), cpus)
    sound(found)
    assert {"a lock", "a counter, exact at every moment"} <= {line["case"] for line in lines(found)}
    assert all(line["threads"] <= 2 * cpus + 3 for line in lines(found))
    assert f"this machine with {cpus} n CPU{'s' * (cpus > 1)}" in plain(found)
    assert "Of pairs of samples of the same strategy in one round half differ" in plain(found)


def test_a_strategy_that_failed_is_advised_nowhere(tmp_path_factory: pytest.TempPathFactory) -> None:
    failed = ("fetch_add", "vyukov_ring")
    found = synthetic(tmp_path_factory.getbasetemp(), 2, failed)
    sound(found)
    whole = plain(found) + "".join(table.csv() for table in (found.table, *found.tables))
    assert not any(name in whole for name in failed)


@settings(max_examples=40)
@given(st.lists(st.tuples(st.floats(0.8, 1.25), st.integers(0, 10)), min_size=1, max_size=4), st.integers(0, 10**6))
def test_no_claim_is_made_whose_interval_contains_1(planted: list[tuple[float, int]], seed: int) -> None:
    rng = np.random.default_rng(seed)
    figures = {add(name): list(1e7 * rate * np.exp(rng.normal(0, 0.1, n)))
               for name, (rate, n) in zip(COUNTERS, planted)}
    if not any(figures.values()):
        return
    found = told(selection_of(rows_of(figures), CLASSES))
    sound(found)
    (line,) = lines(found)
    if "times what" in plain(found):
        assert line["ratio_low"] > 1 and line["pairs"] >= 6 and line["usual"] not in (line["as_good"], line["use"])


@given(st.randoms(use_true_random=False))
@settings(max_examples=10)
def test_the_answers_do_not_depend_on_the_order_of_the_rows(rng: Any) -> None:
    noise_of = np.random.default_rng(5)
    cells = {add(name, threads): list(1e7 * np.exp(noise_of.normal(0, 0.1, 8)))
             for name in COUNTERS for threads in (1, 2, 4)}
    selection = selection_of(rows_of(cells), CLASSES)
    before = told(selection)
    rng.shuffle(selection.rows)
    assert told(selection) == before


def test_without_controls_it_is_told() -> None:
    found = of_cells({add("mutex"): [2e7, 2.1e7] * 4, add("fetch_add"): [9e7] * 8})
    assert "a round apart, which is rather wider than in one, half differ by no more than" in plain(found)
    nothing = answers(selection_of(rows_of({add(name): [1e7] * 8 for name in COUNTERS}), CLASSES), [], Noise(False))
    assert nothing.tables == ()
