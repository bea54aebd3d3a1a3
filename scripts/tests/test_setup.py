"""Set-up on machines that lack something, played with stand-ins for the package manager first on PATH."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import SCRIPTS

NOBODY = 65534


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A folder of stand-ins: everything is installed but libtbb-dev, and apt-get notes its calls."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name, body in {
        "dpkg-query": 'shift 3; for p; do [ "$p" = libtbb-dev ] || echo "installed $p"; done',
        "apt-get": f'echo "$@" >> {tmp_path}/apt.log; [ ! -e {tmp_path}/offline ]',
        "sudo": "exit 1",
        "id": "echo ${FAKE_UID:-0}",
    }.items():
        (folder / name).write_text(f"#!/bin/sh\n{body}\n")
        (folder / name).chmod(0o755)
    return folder


def setup(tools: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["sh", SCRIPTS / "setup.sh"], capture_output=True, text=True,
                          env=os.environ | {"PATH": f"{tools}:{os.environ['PATH']}", "NO_INSTALL": ""} | env)


def calls(tools: Path) -> list[str]:
    log = tools.parent / "apt.log"
    return log.read_text().splitlines() if log.exists() else []


def test_root_installs_what_is_missing_and_is_told_why(tools: Path) -> None:
    result = setup(tools)
    assert result.returncode == 0 and "libtbb-dev" in result.stdout and "oneTBB" in result.stdout
    assert calls(tools) == ["update", "install -y --no-install-recommends libtbb-dev"]


def test_sudo_without_a_password_installs_too(tools: Path) -> None:
    (tools / "sudo").write_text('#!/bin/sh\n[ "$1" = -n ] && shift; exec "$@"\n')
    assert setup(tools, FAKE_UID="1000").returncode == 0
    assert calls(tools) == ["update", "install -y --no-install-recommends libtbb-dev"]


@pytest.mark.parametrize("env, command", [
    ({"NO_INSTALL": "1"}, "apt-get install -y --no-install-recommends libtbb-dev"),
    ({"FAKE_UID": "1000"}, "sudo apt-get install -y --no-install-recommends libtbb-dev"),
])
def test_otherwise_it_gives_the_one_command_and_stops_with_2(tools: Path, env: dict[str, str], command: str) -> None:
    result = setup(tools, **env)
    assert result.returncode == 2 and len(result.stderr.splitlines()) == 1
    assert result.stderr.rstrip().endswith(": " + command)
    assert calls(tools) == []


def test_clang_is_missed_only_where_it_is_wanted(tools: Path) -> None:
    (tools / "dpkg-query").write_text('#!/bin/sh\nshift 3; for p; do case $p in *clang*|llvm*) ;; *) echo "installed '
                                      '$p" ;; esac; done\n')
    assert setup(tools).returncode == 0 and setup(tools, WITH_CLANG="0").returncode == 0 and calls(tools) == []
    assert setup(tools, WITH_CLANG="1").returncode == 0
    assert calls(tools)[-1].endswith(" clang-19 libclang-rt-19-dev llvm-19")


def test_a_failing_package_manager_is_reported_with_2(tools: Path) -> None:
    (tools.parent / "offline").touch()
    result = setup(tools)
    assert result.returncode == 2 and "apt-get failed" in result.stderr


def test_with_everything_there_nothing_is_said_and_nothing_called(tools: Path) -> None:
    (tools / "dpkg-query").write_text('#!/bin/sh\nshift 3; for p; do echo "installed $p"; done\n')
    result = setup(tools)
    assert (result.returncode, result.stdout, result.stderr, calls(tools)) == (0, "", "", [])


def test_a_package_that_was_removed_but_left_its_settings_is_missing(tools: Path) -> None:
    (tools / "dpkg-query").write_text('#!/bin/sh\nshift 3; for p; do [ "$p" = cmake ] && echo "config-files $p" || '
                                      'echo "installed $p"; done\n')
    assert setup(tools).returncode == 0
    assert calls(tools)[-1].endswith(" cmake")


def system_python_has_the_libraries() -> bool:
    try:
        done = subprocess.run(["/usr/bin/python3", "-c", "import sys, numpy, matplotlib, rich, jinja2\n"
                               "sys.exit(sys.version_info < (3, 10))"], capture_output=True)
    except FileNotFoundError:
        return False
    return done.returncode == 0


def test_a_first_python_without_the_libraries_is_passed_over(tmp_path: Path) -> None:
    bare = tmp_path / "python3"
    bare.write_text(f'#!/bin/sh\nexec {sys.executable} -IS "$@"\n')  # -S: no installed libraries
    bare.chmod(0o755)
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}"}
    env.pop("PYTHON", None)
    done = subprocess.run([SCRIPTS / "python.sh", "-c", "import numpy, sys; print(sys.executable)"], env=env,
                          capture_output=True, text=True)
    if system_python_has_the_libraries():
        assert done.returncode == 0 and done.stdout.strip() == "/usr/bin/python3"
    else:
        assert done.returncode == 2 and "setup.sh" in done.stderr
