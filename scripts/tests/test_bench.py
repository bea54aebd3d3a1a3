"""The driver, against a fake sync_bench: what it measures, what it keeps, and what it refuses."""

from __future__ import annotations

import errno
import os
import re
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE_S, Driver, load, wait_until
from syncbench import cli, files
from syncbench.binary import Binary
from syncbench.errors import UserError
from syncbench.results import load_run
from syncbench.stats import classify_regimes

FEW = ("--preset=smoke", "--filter=counter/.*/work:0/")  # 6 cells, 3 rounds


def only_line(result: subprocess.CompletedProcess[str]) -> str:
    lines = result.stderr.splitlines()
    assert len(lines) == 1, result.stderr
    return lines[0]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_finished_run_has_its_files_its_charts_and_latest(driver: Driver) -> None:
    driver.charts = True
    result = driver.run("--preset=smoke")
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
    assert driver.run("--preset=smoke", "--seed=7").returncode == 0
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
    assert driver.run("--filter=counter/.*/(threads:1/work:0|work:64)/").returncode == 0
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
    assert re.search(r"^6 cells \(6 counter\), 3 rounds of about 0\.\d s: about \d s, then a top-up until 20 s of "
                     r"cells with fewer than 3 samples in one regime$", result.stdout, re.MULTILINE)
    assert sorted(path.name for path in driver.folder.iterdir()) == ["sync_bench"]
    assert "\n1 cell (1 floor), 3 rounds of " in driver.run("--dry-run", "--preset=smoke", "--filter=store").stdout


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


def test_floors_alone_make_a_run_without_charts(driver: Driver) -> None:
    driver.charts = True
    result = driver.run("--preset=smoke", "--filter=floor/")
    assert result.returncode == 0 and "private/store (1)" in result.stdout
    assert result.stderr.splitlines()[-1] == "bench: no charts: only floors were measured"


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


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_during_the_charts_says_how_to_draw_them(driver: Driver, by: int, status: int) -> None:
    driver.env["FAKE_DRAW"] = "(folder / 'drawing').touch(); time.sleep(600)"
    process = driver.start(*FEW)
    wait_until(lambda: list(driver.results.glob("2*/drawing")))
    process.send_signal(by)
    _, errors = process.communicate(timeout=PATIENCE_S)
    run, = driver.runs()
    assert process.returncode == status and load_run(run).complete
    assert errors.splitlines()[-1] == f"bench: measured, in {run}; make charts RUN={run} draws it"


def test_a_reader_that_goes_away_stops_nothing(driver: Driver) -> None:
    process = driver.start(*FEW)
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0 and "Error" not in errors
    assert driver.latest.exists()


@pytest.mark.parametrize("option", ["--dry-run", "--help"])
def test_a_reader_that_goes_away_ends_what_only_prints_quietly(driver: Driver, option: str) -> None:
    process = driver.start(option, "--preset=full")
    assert process.stdout is not None
    process.stdout.close()
    process.stdout = None
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert (process.returncode, errors) == (141, "")


@pytest.mark.parametrize("ending, status, said", [
    (lambda: 1, 1, ""), (UserError("no; mend"), 2, "bench: no; mend\n"), (KeyboardInterrupt(), 130, ""),
    (BrokenPipeError(), 141, ""), (SystemExit(0), 0, ""), (ZeroDivisionError("a bug"), 70, "Traceback"),
], ids=str)
def test_every_way_a_script_can_end_has_its_exit_code(ending: Any, status: int, said: str, capsys: Any,
                                                      monkeypatch: pytest.MonkeyPatch) -> None:
    def main() -> int:
        if isinstance(ending, BaseException):
            raise ending
        return ending()

    monkeypatch.setattr(sys, "argv", ["scripts/bench.py"])
    with pytest.raises(SystemExit) as end:
        cli.run(main)
    errors = capsys.readouterr().err
    assert end.value.code == status and (errors == said if status != 70 else errors.startswith(said))


def test_ctrl_c_during_the_imports_leaves_no_traceback(driver: Driver) -> None:
    slow = driver.folder / "slow"
    slow.mkdir()
    (slow / "numpy.py").write_text(f"import pathlib, time\npathlib.Path({str(slow / 'begun')!r}).touch()\n"
                                   "time.sleep(600)\n")
    driver.env["PYTHONPATH"] = str(slow)
    driver.charts = True  # bench.py itself
    process = driver.start("--dry-run")
    wait_until((slow / "begun").exists)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode in (130, -signal.SIGINT) and errors == ""


def test_a_driver_that_stood_still_takes_the_sample_that_ended_meanwhile(driver: Driver,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FAKE_WINDOW_S", "0.5")
    binary = Binary(driver.binary)
    cell = binary.cells()[0]
    monkeypatch.setattr(binary, "patience_s", lambda threads: 0.05)  # as after Ctrl-Z: it is over when we look
    document = binary.sample(cell)
    assert document["benchmarks"][0]["ops_per_s"] > 0 and "error_occurred" not in document["benchmarks"][0]
    assert document["wall_s"] == 0.05


def test_many_threads_on_a_cpu_get_more_patience(driver: Driver) -> None:
    binary = Binary(driver.binary)
    assert binary.machine()["cpus"] == 2
    assert binary.patience_s(127) == binary.patience_s() < binary.patience_s(128) < binary.patience_s(1024)


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "ten", "1e3", " 7", "٣", "4294967296"])
def test_a_watchdog_that_is_no_number_of_seconds_is_refused_in_one_line(driver: Driver, text: str) -> None:
    driver.env["SYNCBENCH_WATCHDOG_S"] = text
    result = driver.run("--dry-run")
    assert result.returncode == 2
    assert only_line(result) == (f"bench: SYNCBENCH_WATCHDOG_S is '{text}'; give whole seconds, at least 1, or unset "
                                 "it")


def test_a_sample_that_cannot_be_measured_here_stops_the_run(driver: Driver) -> None:
    driver.env["FAKE_COUNTERS"] = "homeless"
    result = driver.run("--preset=smoke", "--filter=counter/")
    assert result.returncode == 2
    assert "cannot measure counter/add/homeless/" in result.stderr and "the mask are gone" in result.stderr
    assert not driver.latest.exists()


@pytest.mark.parametrize("by, status", [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_keeps_what_was_measured_and_marks_it_incomplete(driver: Driver, by: int, status: int) -> None:
    driver.env["FAKE_WINDOW_S"] = "0.1"
    process = driver.run_until_samples(4, "--preset=smoke")
    process.send_signal(by)
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status
    run, = driver.runs()
    loaded = load_run(run)
    assert not loaded.complete and len(loaded.rows) >= 4
    assert len(driver.samples()) - len(loaded.rows) in (0, 1)  # 1: stopped between the two
    assert f"bench: stopped; {len(loaded.rows)} samples kept in {run}, RESUME=1" in errors
    assert not driver.latest.exists()


@pytest.mark.parametrize("by", [signal.SIGKILL, signal.SIGINT])
def test_a_killed_run_is_resumed_to_the_same_cells_each_once(driver: Driver, by: int) -> None:
    run = driver.interrupted(8, "--preset=smoke", "--seed=5", by=by)
    assert load(run / "bench.json")["complete"] is False
    kept = {path: data for path, data in contents(run).items() if path.startswith("samples/") and ".tmp" not in path}
    before = len(driver.measured())
    result = driver.run("--resume=1")
    assert result.returncode == 0, result.stderr
    assert result.stderr.splitlines()[0].endswith(f"into {run}, resumed, {len(kept)} samples kept")
    assert driver.runs() == [run] and driver.latest.resolve() == run.resolve()
    after = contents(run)
    assert {path: after[path] for path in kept} == kept
    assert not [path for path in after if path.endswith(".tmp")]

    plan = load(run / "plan.json")
    samples = sorted(path for path in after if path.startswith("samples/"))
    assert samples == [f"samples/r{round_:02}/{sample:04}.json" for round_ in (1, 2, 3)
                       for sample in range(1, len(plan["cells"]) + 1)]
    # Not only the number: the order of an undisturbed run with this seed.
    assert driver.run("--preset=smoke", "--seed=5").returncode == 0
    undisturbed = [(row.round, row.sample, row.cell.name) for row in load_run(driver.latest).rows]
    assert [(row.round, row.sample, row.cell.name) for row in load_run(run).rows] == undisturbed
    # At most the sample in flight was lost.
    total = len(samples)
    assert len(driver.measured()) - total - before in (total - len(kept), total - len(kept) + 1)


def test_a_failed_cell_is_not_repeated_after_a_resume(driver: Driver) -> None:
    driver.env["FAKE_COUNTERS"] = "liar"
    run = driver.interrupted(6, "--preset=smoke", "--filter=counter/.*/threads:(1|2)/work:0/|floor/")
    result = driver.run("--resume", str(run))
    assert result.returncode == 1
    assert Counter(driver.measured())["counter/add/liar/threads:1/work:0/place:cores"] == 1


def test_resume_is_refused_when_binary_cells_or_machine_differ(driver: Driver) -> None:
    run = driver.interrupted(3, *FEW)
    before = contents(run)
    for arguments, what in ((("--preset=full",), "preset (smoke then, full now)"),
                            (("--filter=queue/",), "filter (counter/.*/work:0/ then, queue/ now)"),
                            (("--threads=1,2",), "threads (None then, [1, 2] now)"),
                            (("--seed=1",), "seed (")):
        result = driver.run("--resume", *arguments)
        assert result.returncode == 2 and what in only_line(result)
    driver.env["FAKE_CPU_MODEL"] = "Other CPU"
    assert "machine: cpu_model (Fake CPU then, Other CPU now)" in only_line(driver.run("--resume"))
    del driver.env["FAKE_CPU_MODEL"]
    driver.env["FAKE_COUNTERS"] = "mutex,cas_loop"
    assert "differs: the cells;" in only_line(driver.run("--resume"))
    del driver.env["FAKE_COUNTERS"]
    with driver.binary.open("a") as binary:
        binary.write("# rebuilt\n")
    result = driver.run("--resume")
    assert result.returncode == 2 and "differs: the binary;" in only_line(result)
    assert contents(run) == before


def test_resume_is_refused_without_an_interrupted_run(driver: Driver) -> None:
    assert driver.run(*FEW).returncode == 0
    result = driver.run("--resume")
    assert result.returncode == 2 and "no interrupted run in" in only_line(result)
    result = driver.run("--resume", str(driver.runs()[0]))
    assert result.returncode == 2 and "is finished" in only_line(result)
    result = driver.run("--resume", str(driver.folder / "nowhere"))
    assert result.returncode == 2 and "bench.json is missing" in only_line(result)


def test_the_folder_to_resume_may_be_the_current_one(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    run = driver.interrupted(3, *FEW)
    monkeypatch.chdir(run)
    assert driver.run("--resume", ".").returncode == 0
    assert driver.latest.resolve() == run.resolve() and load_run(run).complete


def test_a_damaged_run_does_not_keep_another_from_being_resumed(driver: Driver) -> None:
    run = driver.interrupted(3, *FEW)
    damaged = driver.results / "29990101T000000Z-fake-2cpu"
    damaged.mkdir()
    (damaged / "bench.json").write_text("{")
    result = driver.run("--resume")
    assert result.returncode == 0 and load_run(run).complete
    assert result.stderr.startswith(f"bench: passed over: {damaged}/bench.json: ")


def is_gone(pid: int) -> bool:
    try:
        return ") Z " in Path(f"/proc/{pid}/stat").read_text()  # dead too, where no init collects it
    except (FileNotFoundError, ProcessLookupError):
        return True


@pytest.mark.parametrize("by, status", [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_the_child_dies_with_the_driver_however_it_ends(driver: Driver, by: int, status: int) -> None:
    driver.env |= {"FAKE_WINDOW_S": "600", "SYNCBENCH_WATCHDOG_S": "600"}
    process = driver.start(*FEW)
    log = driver.folder / "log"
    wait_until(lambda: log.exists() and log.read_text().endswith("\n"))
    child = int(log.read_text().split()[0])
    assert not is_gone(child)
    assert os.getsid(child) == child, "Ctrl-C in the terminal would reach it too"
    process.send_signal(by)
    process.communicate(timeout=PATIENCE_S)
    assert process.returncode == status
    wait_until(lambda: is_gone(child))


def test_a_second_measurement_is_refused_and_names_the_first(driver: Driver) -> None:
    driver.env["FAKE_WINDOW_S"] = "0.5"
    first = driver.run_until_samples(1, "--preset=smoke")
    second = driver.run(*FEW)
    first.kill()
    first.communicate(timeout=PATIENCE_S)
    assert second.returncode == 2
    assert f"another measurement is running on this machine (process {first.pid}, " in only_line(second)
    assert len(driver.runs()) == 1


def test_checking_the_lock_tells_of_a_measurement_and_needs_no_binary(driver: Driver) -> None:
    driver.binary.rename(driver.folder / "elsewhere")
    free = driver.run("--check-lock")
    assert (free.returncode, free.stdout, free.stderr) == (0, "", "")
    assert sorted(path.name for path in driver.folder.iterdir()) == ["elsewhere"]
    (driver.folder / "elsewhere").rename(driver.binary)
    driver.env["FAKE_WINDOW_S"] = "0.5"
    first = driver.run_until_samples(1, "--preset=smoke")
    checked, second = driver.run("--check-lock"), driver.run(*FEW)
    first.kill()
    first.communicate(timeout=PATIENCE_S)
    assert checked.returncode == 2 and only_line(checked) == only_line(second)


def test_a_binary_that_changes_in_the_middle_stops_the_run(driver: Driver) -> None:
    driver.env["FAKE_WINDOW_S"] = "0.1"
    process = driver.run_until_samples(2, "--preset=smoke")
    with driver.binary.open("a") as binary:
        binary.write("# rebuilt\n")
    _, errors = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 2 and "changed while it was measured" in errors
    assert load(driver.runs()[0] / "bench.json")["complete"] is False


@pytest.mark.parametrize("arguments, message", [
    (("--preset=huge",), "invalid choice: 'huge' (choose from 'smoke', 'default', 'full')"),
    (("--filter=nothing",), "FILTER 'nothing' matches none of the "),
    (("--filter=(",), "FILTER '(' is no regular expression"),
    (("--threads=0",), "'0' is no list of thread counts; write 1,2,4, each 1..1024"),
    (("--threads=100000",), "'100000' is no list of thread counts"),
    (("--threads=abc",), "'abc' is no list of thread counts"),
    (("--threads=",), "'' is no list of thread counts"),
    (("--binary=/nowhere/sync_bench",), "no benchmark program at /nowhere/sync_bench"),
    (("--binary=/dev/null",), "cannot be run"),
    (("--binary=/bin/true",), "--machine: not valid JSON"),
    (("--binary=/bin/false",), "--machine failed: exit code 1"),
])
def test_bad_input_is_refused_in_one_line(driver: Driver, arguments: tuple[str, ...], message: str) -> None:
    result = driver.run(*arguments)
    assert result.returncode == 2
    assert message in only_line(result) and only_line(result).startswith("bench: ")
    assert result.stdout == "" and not driver.results.exists()


def test_a_filter_without_a_match_says_how_many_cells_there_are(driver: Driver) -> None:
    count = len(driver.run("--dry-run", "--preset=full").stdout.splitlines()) - 1
    assert f"matches none of the {count} cells" in only_line(driver.run("--preset=full", "--filter=nothing"))


def test_results_below_a_regular_file_are_refused(driver: Driver) -> None:
    (driver.folder / "file").write_text("mine")
    result = driver.run(*FEW, results=driver.folder / "file" / "results")
    assert result.returncode == 2 and "cannot be written (Not a directory)" in only_line(result)
    assert (driver.folder / "file").read_text() == "mine" and driver.measured() == []


@contextmanager
def read_only(folder: Path):
    """Permission bits do not stop root, a read-only mount does."""
    if os.getuid() != 0:
        folder.chmod(0o555)
        yield
        folder.chmod(0o755)
        return
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        pytest.skip("root may not mount here, and nothing else stops root from writing")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_read_only_results_folder_is_refused(driver: Driver) -> None:
    driver.results.mkdir()
    with read_only(driver.results):
        result = driver.run(*FEW)
        assert result.returncode == 2 and "cannot be written (" in only_line(result)
        assert list(driver.results.iterdir()) == [] and driver.measured() == []


@pytest.fixture
def small_disk(driver: Driver):
    driver.results.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=32m", "tmpfs", str(driver.results)], capture_output=True)
    if done.returncode != 0:
        pytest.skip("no right to mount a small disk; the test with an injected error remains")
    yield driver
    subprocess.run(["umount", str(driver.results)], check=True)


def fill(folder: Path, leave: int) -> None:
    with (folder / "filler").open("wb") as filler:
        try:
            while True:
                os.write(filler.fileno(), bytes(65536))
        except OSError as error:
            assert error.errno == errno.ENOSPC
        filler.truncate(filler.seek(0, os.SEEK_END) - leave)


@pytest.mark.parametrize("leave", [0, 15 * os.sysconf("SC_PAGE_SIZE")])
def test_a_full_disk_ends_the_run_and_leaves_earlier_results_alone(small_disk: Driver, leave: int) -> None:
    driver = small_disk
    assert driver.run(*FEW).returncode == 0
    earlier = driver.latest.resolve()
    before = contents(earlier)
    fill(driver.results, leave)
    result = driver.run("--preset=smoke")
    assert result.returncode == 2
    assert "No space left on device" in result.stderr.splitlines()[-1] and "Traceback" not in result.stderr
    assert driver.latest.resolve() == earlier and contents(earlier) == before
    assert not list(driver.results.rglob("*.tmp"))
    later = [run for run in driver.runs() if run != earlier]
    assert len(later) == (1 if leave else 0)
    for path in driver.samples():
        load(path)
    if leave:  # with space again, the run goes on from what fitted
        assert load(later[0] / "bench.json")["complete"] is False
        (driver.results / "filler").unlink()
        assert driver.run("--resume").returncode == 0
        assert load_run(driver.latest).complete


def test_a_failed_write_leaves_the_old_file_and_no_temporary_one(tmp_path: Path,
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bench.json"
    files.write_json(path, {"old": 1})

    def full_disk(_file: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full_disk)
    with pytest.raises(UserError, match=r"bench\.json cannot be written \(No space left on device\); free space"):
        files.write_json(path, {"new": 1})
    assert contents(tmp_path) == {"bench.json": b'{\n "old": 1\n}\n'}


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []
    for step in ("fsync", "replace"):
        monkeypatch.setattr(os, step, lambda *_arguments, step=step, real=getattr(os, step): steps.append(step) or
                            real(*_arguments))
    files.write_json(tmp_path / "bench.json", {"new": 1})
    assert steps == ["fsync", "replace"] and load(tmp_path / "bench.json") == {"new": 1}


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
