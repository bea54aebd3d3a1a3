"""The driver, against a fake sync_bench: what it measures, and how a run ends that nothing disturbs."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from conftest import FEW, SWEEPS, Driver, contents, load
from syncbench.results import load_run
from syncbench.stats import classify_regimes

def test_a_finished_run_has_its_files_its_charts_and_latest(driver: Driver) -> None:
    driver.charts = True
    result = driver.run("--preset=smoke", SWEEPS)
    assert result.returncode == 0, result.stderr
    run, = driver.runs()
    assert re.fullmatch(r"\d{8}T\d{6}Z-fake-2cpu", run.name)
    assert driver.latest.is_symlink() and driver.latest.resolve() == run.resolve()
    names = {path.name for path in run.iterdir()}
    assert {"plan.json", "machine.json", "catalogue.json", "bench.json", "samples", "scaling-counter.svg",
            "scaling-counter.png", "scaling-queue.svg", "contention-counter.png"} <= names
    assert not list(driver.results.rglob(".*"))
    loaded = load_run(run)
    assert loaded.complete and not loaded.excluded()
    assert Counter(row.cell.name for row in loaded.rows) == dict.fromkeys(load(run / "plan.json")["cells"], 3)
    for part in ("mutex_ring", "linearizable", "105 ns in 100%", str(run)):
        assert part in result.stdout


def test_no_file_names_the_host_or_the_path_of_the_binary(driver: Driver) -> None:
    assert driver.run(*FEW).returncode == 0
    for path, data in contents(driver.runs()[0]).items():
        assert b"secret-host" not in data and str(driver.folder).encode() not in data, path


def test_rounds_take_every_cell_once_and_keep_groups_together(driver: Driver) -> None:
    assert driver.run("--preset=smoke", "--seed=7", SWEEPS).returncode == 0
    cells = load(driver.runs()[0] / "plan.json")["cells"]
    order = driver.measured()
    rounds = [order[start:start + len(cells)] for start in range(0, len(order), len(cells))]
    assert len(rounds) == 3 and all(sorted(one) == sorted(cells) for one in rounds)
    assert len({tuple(one) for one in rounds}) == 3
    for one in rounds:
        groups = [re.sub(r"^(\w+/\w+)/\w+", r"\1", name) for name in one]
        changes = 1 + sum(before != after for before, after in zip(groups, groups[1:]))
        assert changes == len(set(groups))


def test_the_same_seed_gives_the_same_order(driver: Driver) -> None:
    for _ in range(2):
        assert driver.run(*FEW, "--seed=3").returncode == 0
    order = driver.measured()
    assert order[:len(order) // 2] == order[len(order) // 2:]
    assert [load(run / "plan.json")["seed"] for run in driver.runs()] == [3, 3]


def test_default_tops_up_cells_with_few_samples_in_the_dominant_regime(driver: Driver) -> None:
    driver.env["FAKE_FLOORS"] = "105,105,455"
    assert driver.run("--filter=counter/add/.*/(threads:1/work:0|work:64)/").returncode == 0
    taken = Counter(driver.measured())
    assert len(taken) == 4 and all(10 <= count <= 20 for count in taken.values())
    rows = load_run(driver.latest).rows
    assert Counter(row.cell.name for row in rows) == taken
    regimes = classify_regimes(rows)
    assert len(regimes.names) == 2
    good = Counter(row.cell.name for row in rows if regimes.of(row) == regimes.dominant)
    assert all(good[name] >= 6 or taken[name] == 20 for name in taken)


def test_dry_run_lists_the_cells_and_touches_nothing(driver: Driver) -> None:
    result = driver.run("--dry-run", *FEW)
    assert result.returncode == 0 and result.stderr == ""
    assert len(re.findall(r"^counter/add/\w+/threads:\d/work:0/place:cores$", result.stdout, re.MULTILINE)) == 6
    assert re.search(r"^6 cells \(6 counter\), 3 rounds of about 0\.\d s: about \d s, then a top-up until 26 s of "
                     r"cells with fewer than 3 samples in one regime$", result.stdout, re.MULTILINE)
    assert sorted(path.name for path in driver.folder.iterdir()) == ["sync_bench"]
    assert "\n1 cell (1 floor), 3 rounds of " in driver.run("--dry-run", "--preset=smoke", "--filter=store").stdout


def test_a_group_is_asked_alone_recorded_and_kept_when_the_run_goes_on(driver: Driver) -> None:
    told = driver.run("--dry-run", "--group=batch", "--preset=smoke").stdout.splitlines()
    assert all("/batch/" in name for name in told[:-1])
    assert told[-1].startswith("batch, queues that take several tasks in one call, by how many: 6 cells (6 queue), 3 ")
    folder = driver.interrupted(2, "--group=batch", "--preset=smoke")
    assert load(folder / "plan.json")["group"] == "batch"
    other = driver.run("--resume", "--group=payload")
    assert other.returncode == 2 and "group (batch then, payload now)" in other.stderr
    assert driver.run("--resume").returncode == 0
    assert load_run(driver.latest).group == "batch" and all("/batch/" in name for name in driver.measured())


def test_a_group_that_there_is_not_is_refused(driver: Driver) -> None:
    result = driver.run("--group=speed")
    assert result.returncode == 2 and "invalid choice: 'speed'" in result.stderr and not driver.results.exists()


@pytest.mark.parametrize("impl, reason", [
    ("liar", "value() is 41, expected 42"),
    ("quiet_liar", "lost one"),
    ("crasher", "killed by SIGSEGV"),
    ("hanger", "hanger: the window did not end within 10 s"),
    ("deaf_hanger", "hung: no result after 5 s"),
    ("truncator", "its output: not valid JSON"),
    ("mute", "its output: not valid JSON"),
    ("nan", "contains NaN"),
    ("twice", "the key 'threads' is there twice"),
    ("stranger", "its output: lacks 'benchmarks'"),
    ("misplaced", "it measured counter/add/mutex/"),
])
def test_a_cell_that_fails_is_named_once_and_the_round_goes_on(driver: Driver, impl: str, reason: str) -> None:
    driver.env["FAKE_COUNTERS"] = f"mutex,{impl},fetch_add"
    if impl == "deaf_hanger":
        driver.env["SYNCBENCH_WATCHDOG_S"] = "1"
    result = driver.run("--preset=smoke", "--filter=counter/.*/threads:1/work:0/")
    assert result.returncode == 1
    failures = [line for line in result.stderr.splitlines() if " failed in " in line]
    assert len(failures) == 1
    assert failures[0].startswith(f"bench: counter {impl} failed in counter/add/{impl}/threads:1/work:0/place:cores: ")
    assert reason in failures[0] and str(driver.folder) not in failures[0]
    assert Counter(name.split("/")[2] for name in driver.measured()) == {"mutex": 3, "fetch_add": 3, impl: 1}
    run = load_run(driver.latest)
    assert run.complete and list(run.excluded()) == [("counter", impl)]
    assert re.search(rf"{impl}\W+failed", result.stdout)


def test_a_run_in_which_everything_fails_still_ends_with_1(driver: Driver) -> None:
    driver.env["FAKE_COUNTERS"] = "crasher"
    driver.charts = True
    result = driver.run("--preset=smoke", "--filter=counter/.*/work:0/")
    assert result.returncode == 1 and "Traceback" not in result.stderr
    assert "bench: no charts: no strategy was measured without a failure" in result.stderr


def test_of_floors_alone_only_they_are_drawn(driver: Driver) -> None:
    driver.charts = True
    result = driver.run("--preset=smoke", "--filter=floor/")
    assert result.returncode == 0 and "private/store (1)" in result.stdout
    assert result.stderr.splitlines()[-1] == "bench: no charts but of the floors: only floors were measured"
    assert sorted(path.name for path in driver.latest.glob("*.[ps][nv]g")) == ["floors.png", "floors.svg"]


def test_a_run_of_which_every_sample_was_set_aside_says_so_and_has_no_charts(driver: Driver) -> None:
    driver.charts = True
    driver.env["FAKE_THROTTLED"] = "7"
    result = driver.run("--preset=smoke", "--filter=counter/.*/threads:1/work:0/")
    assert result.returncode == 0, result.stderr
    last = result.stderr.splitlines()[-1]
    assert last.startswith("bench: no charts: every sample of a strategy was set aside (throttled: ")
    assert "make doctor" in last
    assert driver.latest.exists()


@pytest.mark.parametrize("impl, status", [("cas_loop", 2), ("crasher", 1)])
def test_charts_that_cannot_be_drawn_hide_neither_a_failed_cell_nor_the_run(driver: Driver, impl: str,
                                                                           status: int) -> None:
    driver.env |= {"FAKE_COUNTERS": f"mutex,{impl}",
                   "FAKE_DRAW": "from syncbench.errors import UserError; raise UserError('no space for charts')"}
    result = driver.run(*FEW)
    assert result.returncode == status and "bench: no space for charts" in result.stderr.splitlines()
    assert driver.latest.resolve() == driver.runs()[0]
    driver.env["FAKE_DRAW"] = "1 / 0"
    result = driver.run(*FEW)
    assert result.returncode == (status if status == 1 else 70) and "ZeroDivisionError" in result.stderr


def test_table_failures_and_charts_come_before_latest(driver: Driver) -> None:
    driver.env |= {"FAKE_COUNTERS": "mutex,crasher",
                   "FAKE_DRAW": "print('drawn', (folder.parent / 'latest').exists(), flush=True)"}
    result = driver.run(*FEW)
    assert "drawn False" in result.stdout and driver.latest.exists()
    assert re.search("linearizable.*drawn.*Results and charts", result.stdout, re.DOTALL)


def test_a_latest_that_cannot_be_moved_is_only_a_warning(driver: Driver) -> None:
    (driver.latest / "mine").mkdir(parents=True)
    result = driver.run(*FEW)
    assert result.returncode == 0 and (driver.latest / "mine").is_dir()
    warning, = (line for line in result.stderr.splitlines() if "warning" in line)
    assert warning.startswith(f"bench: warning: {driver.latest} cannot be made a link to ")
    assert not list(driver.results.glob(".*"))


def compare_py() -> Path | None:
    listed = subprocess.run(["dpkg", "-L", "libbenchmark-tools"], capture_output=True, text=True).stdout.split()
    return next((Path(path) for path in listed if path.endswith("/compare.py")), None)


@pytest.mark.skipif(not Path("/usr/bin/dpkg").exists(), reason="compare.py is found with dpkg")
def test_compare_of_google_benchmark_sees_a_planted_difference(driver: Driver) -> None:
    script = compare_py()
    if script is None:
        pytest.skip("libbenchmark-tools is not installed")
    assert driver.run(*FEW).returncode == 0
    driver.env["FAKE_SPEED"] = "0.8"
    assert driver.run(*FEW).returncode == 0
    old, new = (str(run / "bench.json") for run in driver.runs())
    report = subprocess.run([sys.executable, str(script), "--no-color", "benchmarks", old, new], capture_output=True,
                            text=True)
    assert report.returncode == 0, report.stderr
    mean = re.search(r"^OVERALL_GEOMEAN\s+([+-][\d.]+)", report.stdout, re.MULTILINE)
    assert mean is not None and float(mean[1]) == pytest.approx(0.25, abs=0.07)
    assert "counter/add/mutex/threads:2/work:0/place:cores" in report.stdout


def test_a_run_tells_what_this_machine_could_not_measure(driver: Driver) -> None:
    driver.env["FAKE_ABSENT"] = "absl_mutex"
    result = driver.run(*FEW)
    assert result.returncode == 0, result.stderr
    assert "\nnot measured here: absl_mutex (not built: package absl_mutex-dev is missing)\n" in result.stdout
    assert [absent.name for absent in load_run(driver.latest).absent] == ["absl_mutex"]


def test_even_the_smallest_run_has_the_header_that_was_given(driver: Driver) -> None:
    driver.env |= {"FAKE_COUNTERS": "recursive_mutex,recursive_mutex_nested"}
    assert "recursive_mutex_nested" not in driver.run("--preset=smoke", "--dry-run").stdout
    driver.env |= {"FAKE_EXTRA": "recursive_mutex_nested"}
    assert "/recursive_mutex_nested/" in driver.run("--preset=smoke", "--dry-run").stdout
