"""The fingerprint, the lock and the doctor, on machines that are folders of files."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import doctor
import pytest
from conftest import SCRIPTS, Driver
from syncbench import machine as machines
from syncbench.errors import UserError
from syncbench.lock import check_lock, lock_path, machine_lock

REPORT = {"schema": 1, "cpus": 2, "cpus_in_mask": 2, "quota_cpus": None, "smt": False,
          "cpu_model": "Intel(R) Xeon(R) Platinum 8272CL CPU @ 2.60GHz"}


def write(root: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text)
    return root


def test_a_bare_machine_is_read_from_its_files(tmp_path: Path) -> None:
    root = write(tmp_path, {
        "proc/cpuinfo": "flags\t: fpu vme\n", "proc/meminfo": "MemTotal:       16777216 kB\n",
        "proc/1/cgroup": "0::/init.scope\n", "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "powersave\n",
        "sys/devices/system/cpu/intel_pstate/no_turbo": "0\n"})
    machine = machines.fingerprint(REPORT, tmp_path, root)
    assert (machine["governor"], machine["boost"], machine["memory_gib"]) == ("powersave", True, 16.0)
    assert machine["virtual_machine"] is None and machine["container"] is None
    assert machine["git"] == {"commit": None, "dirty": None}
    assert REPORT.items() <= machine.items()


@pytest.mark.parametrize("files, key, value", [
    ({"proc/cpuinfo": "flags\t: fpu hypervisor lahf_lm\n"}, "virtual_machine", "unknown hypervisor"),
    ({".dockerenv": ""}, "container", "docker"),
    ({"proc/1/cgroup": "0::/kubepods/besteffort/pod1\n"}, "container", "unknown container"),
    ({"sys/devices/system/cpu/cpufreq/boost": "0\n"}, "boost", False),
    ({}, "governor", None), ({}, "boost", None), ({}, "memory_gib", None),
])
def test_what_a_machine_shows_is_told_and_what_it_hides_is_not_guessed(tmp_path: Path, files: dict[str, str], key: str,
                                                                      value: Any) -> None:
    assert machines.fingerprint(REPORT, tmp_path, write(tmp_path, files))[key] == value


def test_the_machine_id_follows_the_machine_and_not_the_commit(tmp_path: Path) -> None:
    machine = machines.fingerprint(REPORT, tmp_path, tmp_path)
    same = machine | {"git": {"commit": "0" * 40, "dirty": True}, "governor": "performance"}
    assert machines.machine_id(same) == machine["machine_id"]
    for change in ({"cpus": 4}, {"quota_cpus": 1.5}, {"kernel": "6.0"}, {"cpu_model": "x"}, {"virtual_machine": "kvm"}):
        assert machines.machine_id(machine | change) != machine["machine_id"]


@pytest.mark.parametrize("model, slug", [
    ("AMD EPYC", "amd-epyc-2cpu"), (REPORT["cpu_model"], "intel-xeon-platinum-8272cl-2cpu"),
    ("AMD Ryzen 9 7950X 16-Core Processor", "amd-ryzen-9-7950x-2cpu"),
    ("x" * 99, f"{'x' * 40}-2cpu"), ("../../etc", "etc-2cpu"),
])
def test_a_slug_is_fit_for_the_name_of_a_folder(model: str, slug: str) -> None:
    assert machines.slug({"cpu_model": model, "cpus": 2}) == slug
    assert machines.slug({"cpu_model": "", "cpus": 1}).endswith("-1cpu")


def test_git_tells_commit_and_changes(tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        subprocess.run(["git", "-C", str(tmp_path), "-c", "user.name=a", "-c", "user.email=a@b", *arguments],
                       check=True, capture_output=True)

    git("init")
    git("commit", "--allow-empty", "--message=first")
    told = machines.git(tmp_path)
    assert len(told["commit"]) == 40 and told["dirty"] is False
    (tmp_path / "new").touch()
    assert machines.git(tmp_path) == told | {"dirty": True}


def test_git_is_read_in_a_checkout_of_another_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    subprocess.run(["git", "-C", str(tmp_path), "init"], check=True, capture_output=True)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    assert subprocess.run(["git", "-C", str(tmp_path), "status"], capture_output=True).returncode != 0
    assert machines.git(tmp_path) == {"commit": None, "dirty": False}


def test_the_commit_of_a_repository_around_the_checkout_is_not_ours(tmp_path: Path) -> None:
    subprocess.run(["git", "-C", str(tmp_path), "init"], check=True, capture_output=True)
    checkout = tmp_path / "vendored"
    checkout.mkdir()
    assert machines.git(checkout) == {"commit": None, "dirty": None}
    assert machines.git(tmp_path)["dirty"] is not None


@pytest.fixture
def lock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SYNCBENCH_LOCK", str(tmp_path / "lock"))
    return lock_path()


def test_the_lock_is_held_once_and_free_again_after(lock: Path) -> None:
    for _ in range(2):
        with machine_lock():
            with pytest.raises(UserError, match=rf"another measurement .*process {os.getpid()}, lock {lock}"):
                with machine_lock():
                    pass


def test_the_lock_of_another_user_is_taken_even_if_it_cannot_be_written(lock: Path,
                                                                        monkeypatch: pytest.MonkeyPatch) -> None:
    lock.write_text("1\n")
    real_open = os.open

    def not_ours(path: Path, flags: int, *mode: int) -> int:
        if flags & (os.O_RDWR | os.O_CREAT):
            raise PermissionError(13, "Permission denied")
        return real_open(path, flags, *mode)

    monkeypatch.setattr(os, "open", not_ours)
    with machine_lock(), pytest.raises(UserError, match="another measurement"), machine_lock():
        pass
    assert lock.read_text() == "1\n"


def test_the_lock_is_one_for_all_folders_of_temporary_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SYNCBENCH_LOCK", raising=False)
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)  # where Python remembers it
    assert lock_path() == Path("/tmp/syncbench.lock")


def test_checking_the_lock_refuses_like_taking_it_and_leaves_nothing(lock: Path) -> None:
    check_lock()
    assert not lock.exists()
    with machine_lock():
        with pytest.raises(UserError) as checked:
            check_lock()
        with pytest.raises(UserError) as taken, machine_lock():
            pass
        assert str(checked.value) == str(taken.value)
    check_lock()
    with machine_lock():
        pass


def test_every_user_may_write_the_lock(lock: Path) -> None:
    with machine_lock():
        assert lock.stat().st_mode & 0o777 == 0o666


def test_a_lock_that_is_a_link_is_refused_and_its_target_left_alone(lock: Path, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("mine")
    lock.symlink_to(tmp_path / "precious")
    with pytest.raises(UserError, match="the lock .* cannot be opened"), machine_lock():
        pass
    assert (tmp_path / "precious").read_text() == "mine"


GOOD = REPORT | {"governor": "performance", "boost": False, "virtual_machine": None, "container": None,
                 "meters": {"hardware_counters": "available", "energy": "available"}}


def test_the_doctor_has_nothing_to_say_about_a_good_machine() -> None:
    assert all(finding.ok for finding in doctor.of_machine(GOOD))


@pytest.mark.parametrize("change, fact", [
    ({"cpus": 1}, "1 CPU"), ({"quota_cpus": 1.5}, "CPU quota of 1.5 CPUs"),
    ({"governor": "powersave"}, "frequency governor powersave"), ({"boost": True}, "turbo on"),
    ({"smt": True}, "SMT on"), ({"virtual_machine": "kvm"}, "virtual machine (kvm)"),
    ({"meters": GOOD["meters"] | {"hardware_counters": "forbidden"}}, "hardware counters forbidden"),
    ({"meters": GOOD["meters"] | {"energy": "hidden"}}, "energy hidden"),
])
def test_the_doctor_warns_of_one_thing_with_consequence_and_mend(change: dict[str, Any], fact: str) -> None:
    warning, = (finding for finding in doctor.of_machine(GOOD | change) if not finding.ok)
    assert warning.fact == fact and warning.consequence and warning.mend
    assert str(warning).startswith(f"warn  {fact}: ") and "\n" not in str(warning)


def test_the_doctor_tells_what_the_hardware_counters_cover_and_guesses_nothing_of_an_older_program() -> None:
    counters, energy = doctor.meters(GOOD["meters"] | {"hardware_counters_of": "user space"})
    assert str(counters) == "ok    hardware counters available (user space)" and energy.ok
    assert [finding.fact for finding in doctor.meters({})] == ["hardware counters not told", "energy not told"]


def test_the_doctor_warns_of_stolen_time_and_load() -> None:
    idle = [0, 0, 0, 1000, 0, 0, 0, 0, 0, 0]
    assert doctor.steal([0] * 10, idle).ok
    stolen = doctor.steal([0] * 10, [0, 0, 0, 900, 0, 0, 0, 100, 0, 0])
    assert not stolen.ok and stolen.fact == "10.0% of the CPU time stolen"
    assert doctor.load(0.1, 2).ok and not doctor.load(1.2, 2).ok


def test_the_doctor_tells_of_a_running_measurement(lock: Path) -> None:
    assert doctor.other_measurement().ok
    with machine_lock():
        assert "another measurement is running" in str(doctor.other_measurement())


def run_doctor(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(SCRIPTS / "doctor.py"), *arguments], capture_output=True, text=True)


def test_the_doctor_ends_with_0_and_without_a_binary_with_2(driver: Driver, lock: Path) -> None:
    told = run_doctor("--binary", str(driver.binary))
    assert told.returncode == 0 and told.stderr == ""
    first, *findings = told.stdout.splitlines()
    assert first.startswith("Fake CPU, 2 usable CPUs, kernel ")
    assert len(findings) == 12 and all(line.startswith(("ok    ", "warn  ")) for line in findings)
    missing = run_doctor("--binary", str(driver.folder / "nowhere"))
    assert missing.returncode == 2 and missing.stdout == ""
    assert missing.stderr.startswith("doctor: ") and len(missing.stderr.splitlines()) == 1
