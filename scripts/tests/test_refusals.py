"""The driver, against a fake sync_bench: what it refuses, in one line and without touching what is there."""

from __future__ import annotations

import errno
import os
import subprocess
from contextlib import contextmanager
from pathlib import Path

import pytest
from conftest import FEW, PATIENCE_S, Driver, contents, load, only_line
from syncbench import files
from syncbench.errors import UserError
from syncbench.results import load_run


@pytest.mark.parametrize("text", ["0", "-1", "2.5", "ten", "1e3", " 7", "٣", "4294967296"])
def test_a_watchdog_that_is_no_number_of_seconds_is_refused_in_one_line(driver: Driver, text: str) -> None:
    driver.env["SYNCBENCH_WATCHDOG_S"] = text
    result = driver.run("--dry-run")
    assert result.returncode == 2
    assert only_line(result) == (f"bench: SYNCBENCH_WATCHDOG_S is '{text}'; give whole seconds, at least 1, or unset "
                                 "it")


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
    (("--preset=huge",), "invalid choice: 'huge' (choose from 'smoke', 'default', 'full', 'repeat')"),
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
