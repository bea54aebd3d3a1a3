"""A full run, against a fake sync_bench: each strategy is checked before its first sample, and what comes of it."""

from __future__ import annotations

import re
import signal
from collections import Counter
from typing import Any

import pytest
from conftest import FEW, PATIENCE_S, Driver, load
from syncbench.results import Check, Strategy, load_run
from syncbench.series import select, verdict

# A cell each of the fake's four strategies.
FULL = ("--preset=full", "--filter=(/add/.*threads:1|push_pop/.*shape:1x1)/work:0/(place|wait:spin_yield)")
STRATEGIES = {("counter", "mutex"), ("counter", "fetch_add"), ("queue", "mutex_ring"), ("queue", "vyukov_ring")}


def checks_of(driver: Driver) -> list[tuple[str, ...]]:
    """The strategies of all checks that were begun."""
    return [tuple(what.removeprefix("check:").split("/")) for what in driver.started() if what.startswith("check:")]


def test_each_strategy_is_checked_once_before_the_first_sample_of_its_group(driver: Driver) -> None:
    assert driver.run(*FULL).returncode == 0
    started = driver.started()
    assert Counter(checks_of(driver)) == dict.fromkeys(STRATEGIES, 1)
    for kind, group in (("counter", {"mutex", "fetch_add"}), ("queue", {"mutex_ring", "vyukov_ring"})):
        first = next(at for at, what in enumerate(started) if what.startswith(f"{kind}/"))
        assert {f"check:{kind}/{name}" for name in group} <= set(started[:first])


def test_the_verdicts_are_in_the_run(driver: Driver) -> None:
    assert driver.run(*FULL).returncode == 0
    run = driver.latest.resolve()
    document = load(run / "checks.json")
    assert document["schema"] == 1
    assert {(one["kind"], one["name"]) for one in document["checks"]} == STRATEGIES
    for one in document["checks"]:
        assert one == {"kind": one["kind"], "name": one["name"], "passed": True, "operations": 1000, "detail": "",
                       "observed": {"order": "fifo"}}
        assert load(run / "checks" / f"{one['kind']}-{one['name']}.json") == one
    loaded = load_run(run)
    assert loaded.checks["queue", "vyukov_ring"] == Check("queue", "vyukov_ring", True, 1000, "", {"order": "fifo"})
    assert not loaded.excluded()


def test_other_presets_and_floors_are_not_checked(driver: Driver) -> None:
    assert driver.run(*FEW).returncode == 0
    assert driver.run("--preset=default", "--filter=mutex/threads:1/work:0/").returncode == 0
    assert driver.run("--preset=full", "--filter=floor/private").returncode == 0
    assert driver.measured() and checks_of(driver) == []
    for run in driver.runs():
        assert load_run(run).checks == {} and not list(run.glob("checks*"))


@pytest.mark.parametrize("how, reason", [
    ("fails", "plain 2x2: is not what it says"),
    ("crashes", "killed by SIGSEGV"),
    ("hangs", "counter/mutex plain 2 threads: hung in phase 'run'"),
    ("hangs_deaf", "hung: no result after 9 s"),
    ("passes_with_1", "exit code 1, but by its output it passed"),
    ("mute", "its output: not valid JSON"),
    ("idle", "passed without an operation"),
    ("another", "it checked counter somebody_else instead"),
])
def test_a_strategy_that_fails_its_check_is_named_and_not_measured(driver: Driver, how: str, reason: str) -> None:
    driver.env["FAKE_UNSOUND"] = f"counter/mutex={how}"
    if how == "hangs_deaf":
        driver.env["SYNCBENCH_WATCHDOG_S"] = "1"
    result = driver.run("--preset=full", "--filter=counter/.*/threads:[12]/work:0/")
    assert result.returncode == 1, result.stderr
    failures = [line for line in result.stderr.splitlines() if " failed in " in line]
    assert len(failures) == 1 and reason in failures[0]
    assert failures[0].startswith("bench: counter mutex failed in its check, so it was not measured: ")
    assert {name.split("/")[2] for name in driver.measured()} == {"fetch_add"}
    assert Counter(checks_of(driver)) == {("counter", "mutex"): 1, ("counter", "fetch_add"): 1}
    run = load_run(driver.latest)
    rows = {row.cell.threads: row for row in run.rows if row.cell.impl == "mutex"}
    assert set(rows) == {1, 2} and all(reason in str(row.error) for row in rows.values())
    assert list(run.excluded()) == [("counter", "mutex")]
    assert {row.cell.impl for row in select(run).rows} == {"fetch_add"}
    assert re.search(r"mutex\W+failed", result.stdout)


def test_a_machine_on_which_nothing_can_be_checked_ends_the_run_and_says_what_helps(driver: Driver) -> None:
    driver.env["FAKE_UNSOUND"] = "counter/mutex=stamps"
    result = driver.run("--preset=full", "--filter=counter/add/mutex/threads:1/work:0/")
    assert result.returncode == 2 and driver.measured() == []
    assert result.stderr.splitlines()[-1] == (
        "bench: sync_bench cannot check counter mutex: sync_bench: the time stamps of this machine's CPUs disagree; "
        "PRESET=default measures without checks")


def test_resuming_repeats_no_check_and_measures_nothing_that_failed_one(driver: Driver) -> None:
    driver.env["FAKE_UNSOUND"] = "counter/mutex=fails"
    folder = driver.interrupted(5, *FULL)
    saved = [tuple(path.stem.split("-")) for path in folder.glob("checks/*.json")]
    assert saved and load(folder / "bench.json")["complete"] is False
    del driver.env["FAKE_UNSOUND"]
    assert driver.run("--resume").returncode == (1 if ("counter", "mutex") in saved else 0)
    begun = Counter(checks_of(driver))
    assert set(begun) == STRATEGIES and all(begun[strategy] == 1 for strategy in saved)
    run = load_run(driver.latest)
    assert run.complete and set(run.checks) == STRATEGIES
    if ("counter", "mutex") in saved:
        assert not run.checks["counter", "mutex"].passed
        assert not [name for name in driver.measured() if "/mutex/" in name]


def test_a_run_that_is_stopped_has_the_verdicts_so_far(driver: Driver) -> None:
    driver.env["FAKE_WINDOW_S"] = "0.1"
    process = driver.run_until_samples(1, *FULL)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE_S)
    run, = driver.runs()
    loaded = load_run(run)
    assert not loaded.complete and loaded.checks
    assert {(row.cell.kind, row.cell.impl) for row in loaded.rows} <= set(loaded.checks)


def test_a_damaged_check_is_refused_when_the_run_is_resumed(driver: Driver) -> None:
    folder = driver.interrupted(1, *FULL)
    check = next(folder.glob("checks/*.json"))
    check.write_text("{")
    result = driver.run("--resume")
    assert result.returncode == 2
    assert f"{check}: not valid JSON" in result.stderr and "remove the file and resume" in result.stderr
    check.unlink()
    assert driver.run("--resume").returncode == 0
    assert set(load_run(driver.latest).checks) == STRATEGIES


def test_a_dry_run_counts_the_checks(driver: Driver) -> None:
    last = driver.run("--dry-run", *FULL).stdout.splitlines()[-1]
    found = re.search(r"^4 cells \(2 counter, 2 queue\), 4 checks of strategies, about 3 s, and 20 rounds of about "
                      r"\d\.\d s: about (\d+) s, then a top-up", last)
    assert found is not None and int(found[1]) >= 3, last
    assert "check" not in driver.run("--dry-run", *FEW).stdout.splitlines()[-1]
    assert driver.started() == []


@pytest.mark.parametrize("kind, declared, words", [
    ("counter", {"consistency": "linearizable"}, "linearizable"),
    ("counter", {"consistency": "quiescent"}, "quiescent"),
    ("lock", {"reentrant": False}, "mutual exclusion"),
    ("lock", {"reentrant": True}, "mutual exclusion, reentrant"),
    ("queue", {"order": "strict_fifo", "bounded": True, "strict_empty": True, "strict_full": True},
     "strict_fifo, empty strict, full strict"),
    ("queue", {"order": "strict_fifo", "bounded": False, "strict_empty": True, "strict_full": True},
     "strict_fifo, empty strict, never full"),
    ("queue", {"order": "per_producer_fifo", "bounded": True, "strict_empty": False, "strict_full": False},
     "per_producer_fifo"),
])
def test_a_verdict_claims_no_more_than_the_strategy_declares(kind: str, declared: dict[str, Any], words: str) -> None:
    strategy = Strategy(kind, "any", "any", "std", "", "blocking", "any", declared)
    assert verdict(strategy, Check(kind, "any", True, 240_000, "", {})) == f"checked: {words}; 240,000 operations"
    assert verdict(strategy, Check(kind, "any", False, 9, "lost one", {})) == "check failed: lost one"
