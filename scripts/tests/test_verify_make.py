"""What make hands on to verify.py, and what it builds before."""

from __future__ import annotations

import fcntl
import re
import subprocess
from pathlib import Path

import pytest
from conftest import SCRIPTS
from syncbench.verify_layers import BUILDS
from test_make import make, words

BUILD_LOG = SCRIPTS.parent / "build/release.build.log"


@pytest.fixture
def python(tmp_path: Path) -> str:
    """In place of the interpreter: notes its arguments, one a line, and wants the targets in a file built."""
    stub = tmp_path / "python.sh"
    stub.write_text(f"""#!/bin/sh
for word; do printf "%s\\n" "$word" >> "{tmp_path}/words"; done
for word; do [ "$word" != --targets ] || cat "{tmp_path}/targets"; done
""")
    stub.chmod(0o755)
    (tmp_path / "targets").touch()
    return f"python={stub}"


@pytest.mark.parametrize("text", ["queue/.*", "it's (a|b);#c", "-x", "$(HOME) `id`"])
def test_only_reaches_the_script_as_it_was_typed(tmp_path: Path, python: str, text: str) -> None:
    result = make("verify", python, f"ONLY={text}", "LAYERS=contract,model")
    assert result.returncode == 0, result.stderr
    asked, run = " ".join(words(tmp_path)).split("--targets")
    for arguments in (asked, run):
        assert f"--only={text}" in arguments and "--layers=contract,model" in arguments
    assert "--strict" not in words(tmp_path) and "--no-clang" not in words(tmp_path)


def test_clang_can_be_left_out_and_everything_be_asked_for(tmp_path: Path, python: str) -> None:
    assert make("verify", python, "CLANG=0", "STRICT=1").returncode == 0
    assert words(tmp_path).count("--no-clang") == words(tmp_path).count("--strict") == 2
    (tmp_path / "words").unlink()
    assert make("verify", python, "STRICT=0").returncode == 0
    assert not {"--no-clang", "--strict"} & set(words(tmp_path))


@pytest.mark.parametrize("knobs, wanted", [([], ""), (["STRICT=1"], "1"), (["CLANG=1"], "1"), (["CLANG=0"], ""),
                                           (["STRICT=1", "CLANG=0"], ""), (["STRICT=0"], "")])
def test_set_up_gets_clang_only_when_asked(knobs: list[str], wanted: str) -> None:
    result = subprocess.run(["make", "--no-print-directory", "-f", "-", "show", *knobs], cwd=SCRIPTS.parent, text=True,
                            input='include Makefile\nshow: ; @echo "[$$WITH_CLANG]"', capture_output=True)
    assert result.stdout == f"[{wanted}]\n", result.stderr


def test_a_build_that_fails_is_one_line_that_names_its_log(tmp_path: Path, python: str) -> None:
    (tmp_path / "targets").write_text("release no_such_program\n")
    try:
        result = make("verify", python)
        lines = [line for line in result.stderr.splitlines() if not re.match(r"make(\[\d+\])?: \*\*\*", line)]
        assert result.returncode == 2 and len(lines) == 1
        assert "no_such_program" in lines[0] and "all of it: build/release.build.log" in lines[0]
        assert words(tmp_path).count("scripts/verify.py") == 1, "it went on"
    finally:
        BUILD_LOG.unlink(missing_ok=True)


def test_nothing_is_verified_beside_a_measurement(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        result = make("verify", SYNCBENCH_LOCK=str(tmp_path / "lock"))
    assert result.returncode == 2 and "another measurement is running" in result.stderr


def test_the_presets_are_the_builds_of_the_layers() -> None:
    presets = (SCRIPTS.parent / "CMakePresets.json").read_text()
    assert all(f'"configurePreset": "{build}"' in presets for build in BUILDS)
