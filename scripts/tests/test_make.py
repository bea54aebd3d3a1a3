"""What make hands on: knobs with any character in them, compiler flags that win."""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import SCRIPTS

ROOT = SCRIPTS.parent


def make(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", "--no-print-directory", *arguments], cwd=ROOT, capture_output=True, text=True,
                          env=os.environ | {"NO_INSTALL": "1"} | env)


@pytest.fixture
def echo(tmp_path: Path) -> str:
    """In place of the interpreter: notes its arguments, one a line."""
    stub = tmp_path / "echo.sh"
    stub.write_text(f'#!/bin/sh\nfor word; do printf "%s\\n" "$word" >> "{tmp_path}/words"; done\n')
    stub.chmod(0o755)
    return f"python={stub}"


def words(tmp_path: Path) -> list[str]:
    return (tmp_path / "words").read_text().splitlines()


@pytest.mark.parametrize("text", ["queue/.*", "it's", "cores$|zzz", "(a|b);#c", "-x", "a b", '"', "$(HOME)", "`id`"])
def test_a_filter_reaches_the_driver_as_it_was_typed(tmp_path: Path, echo: str, text: str) -> None:
    result = make("bench", echo, f"FILTER={text}", "PRESET=smoke")
    assert result.returncode == 0, result.stderr
    assert f"--filter={text}" in words(tmp_path) and "--preset=smoke" in words(tmp_path)
    assert "--dry-run" not in words(tmp_path)


def test_a_group_reaches_the_driver_and_a_regime_the_table(tmp_path: Path, echo: str) -> None:
    assert make("bench", echo, "GROUP=latency").returncode == 0
    assert "--group=latency" in words(tmp_path)
    (tmp_path / "words").unlink()
    assert make("table", echo, "RUN=a folder's name", "REGIME=105 ns").returncode == 0
    assert words(tmp_path) == ["scripts/table.py", "--regime=105 ns", "--", "a folder's name"]
    (tmp_path / "words").unlink()
    assert make("table", echo).returncode == 0
    assert words(tmp_path) == ["scripts/table.py", "--", "results/local/latest"]


def test_a_knob_that_is_0_is_off(tmp_path: Path, echo: str) -> None:
    assert make("bench", echo, "DRY_RUN=0", "RESUME=0").returncode == 0
    assert not {word for word in words(tmp_path) if "dry-run" in word or "resume" in word}
    assert make("bench", echo, "DRY_RUN=1", "RESUME=1").returncode == 0
    assert {"--dry-run", "--resume=1"} <= set(words(tmp_path))


def test_a_repetition_has_the_knobs_of_a_measurement_or_two_runs_to_compare(tmp_path: Path, echo: str) -> None:
    assert make("repeat", echo, "FILTER=it's", "THREADS=1,2", "RESUME=a run").returncode == 0
    assert {"--filter=it's", "--threads=1,2", "--resume=a run"} <= set(words(tmp_path))
    assert "--of" not in words(tmp_path)
    assert make("repeat", echo, "OF=one run", "RUN=another").returncode == 0
    assert words(tmp_path)[-3:] == ["--of", "one run", "another"]


def test_charts_take_the_folder_as_it_was_typed(tmp_path: Path, echo: str) -> None:
    assert make("charts", echo, "RUN=a folder's name").returncode == 0
    assert words(tmp_path).count("a folder's name") == 3


def test_a_report_takes_several_folders_and_publishing_one_as_it_was_typed(tmp_path: Path, echo: str) -> None:
    assert make("report", echo, "RUN=one -x *", "OUT=a folder").returncode == 0
    assert words(tmp_path) == ["scripts/report.py", "--out=a folder", "--", "one", "-x", "*"]
    (tmp_path / "words").unlink()
    assert make("report", echo).returncode == 0
    assert words(tmp_path) == ["scripts/report.py", "--", "results/local/latest"]
    (tmp_path / "words").unlink()
    assert make("publish", echo, "RUN=a folder's name").returncode == 0
    assert words(tmp_path) == ["scripts/publish.py", "--", "a folder's name"]


def test_the_listing_is_printed_or_written_as_it_is_asked_for(tmp_path: Path, echo: str) -> None:
    assert make("list", echo, "FORMAT=markdown", "UPDATE_README=0").returncode == 0
    assert "--format=markdown" in words(tmp_path) and "--update-readme" not in words(tmp_path)
    assert make("list", echo, "UPDATE_README=1").returncode == 0
    assert "--update-readme" in words(tmp_path)


def test_flags_of_the_user_come_last_and_are_recorded(echo: str) -> None:
    folders = set((ROOT / "build").iterdir())
    try:
        result = make("configure", echo, "CXXFLAGS=-O1 -DNAME='a b'")
        assert result.returncode == 0, result.stderr
        folder, = {path for path in set((ROOT / "build").iterdir()) - folders if path.is_dir()}
        compiled = (folder / "benchmarks/CMakeFiles/sync_bench.dir/flags.make").read_text()
        assert [flag for flag in compiled.split() if flag.startswith("-O")] == ["-O2", "-O1"]
        assert '"-DNAME=a b"' in compiled
        assert "-O2 -g -DNDEBUG -O1 -DNAME='a b'" in (folder / "benchmarks/include/benchmarks/harness/build_info.hpp"
                                                      ).read_text()
    finally:
        for path in set((ROOT / "build").iterdir()) - folders:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_compiler_that_is_not_there_is_one_line(echo: str) -> None:
    folders = set((ROOT / "build").iterdir())
    try:
        result = make("configure", echo, "CXX=no-such-compiler")
        lines = [line for line in result.stderr.splitlines() if not re.match(r"make(\[\d+\])?: \*\*\*", line)]
        assert result.returncode == 2 and len(lines) == 1 and "no-such-compiler" in lines[0]
    finally:
        for path in set((ROOT / "build").iterdir()) - folders:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_nothing_is_built_while_another_measurement_runs(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = make("build", SYNCBENCH_LOCK=str(tmp_path / "lock"))
    assert result.returncode == 2 and "another measurement is running" in result.stderr
