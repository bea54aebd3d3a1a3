"""The fingerprint of the machine: what sync_bench says of it, and what /proc, /sys and git add. No names of it."""

from __future__ import annotations

import hashlib
import json
import platform
import re
import subprocess
from pathlib import Path
from typing import Any

# What may not differ between samples of one run.
IDENTITY = ("cpu_model", "cpus", "cpus_in_mask", "quota_cpus", "kernel", "architecture", "virtual_machine", "container")


def fingerprint(report: dict[str, Any], checkout: Path, root: Path = Path("/")) -> dict[str, Any]:
    """`report` is the output of sync_bench --machine; another root than / is for tests."""
    cpus = root / "sys/devices/system/cpu"
    machine = report | {
        "kernel": platform.release(),
        "architecture": platform.machine(),
        "governor": _text(cpus / "cpu0/cpufreq/scaling_governor"),
        "boost": boost(cpus),
        "memory_gib": _memory_gib(root / "proc/meminfo"),
        "virtual_machine": virtual_machine(root),
        "container": container(root),
        "git": git(checkout),
    }
    return machine | {"machine_id": machine_id(machine)}


def identity(machine: dict[str, Any]) -> dict[str, Any]:
    return {key: machine.get(key) for key in IDENTITY}


def machine_id(machine: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(identity(machine), sort_keys=True).encode()).hexdigest()[:16]


def slug(machine: dict[str, Any]) -> str:
    """For the name of a folder, such as amd-epyc-2cpu."""
    model = re.sub(r"\((r|tm)\)|\bcpu\b|\bprocessor\b|\b\d+-core\b|@.*", " ", machine["cpu_model"].lower())
    words = re.sub(r"[^a-z0-9]+", "-", model)[:40].strip("-") or platform.machine()
    return f"{words}-{machine['cpus']}cpu"


def boost(cpus: Path) -> bool | None:
    """Whether clocks may rise above the nominal one; None where the kernel does not show it."""
    no_turbo = _text(cpus / "intel_pstate/no_turbo")
    if no_turbo is not None:
        return no_turbo == "0"
    allowed = _text(cpus / "cpufreq/boost")
    return None if allowed is None else allowed == "1"


def virtual_machine(root: Path) -> str | None:
    name = _detect_virt("--vm") if root == Path("/") else None
    if name is None and " hypervisor" in (_text(root / "proc/cpuinfo") or ""):
        return "unknown hypervisor"
    return name


def container(root: Path) -> str | None:
    name = _detect_virt("--container") if root == Path("/") else None
    if name is None and (root / ".dockerenv").exists():
        return "docker"
    if name is None and re.search(r"docker|kubepods|lxc|libpod", _text(root / "proc/1/cgroup") or ""):
        return "unknown container"
    return name


def git(checkout: Path) -> dict[str, Any]:
    """Commit of the checkout, and whether files differ from it; both None outside of git."""
    def ask(*arguments: str) -> str | None:
        # The checkout may be another user's: git refuses to read that without being told to.
        return _output("git", "--no-optional-locks", "-c", "safe.directory=*", "-C", str(checkout), *arguments)

    # A checkout without .git may lie inside another repository, whose commit says nothing.
    top = ask("rev-parse", "--show-toplevel")
    if not top or Path(top).resolve() != checkout.resolve():
        return {"commit": None, "dirty": None}
    status = ask("status", "--porcelain")
    return {"commit": ask("rev-parse", "--verify", "--quiet", "HEAD") or None,
            "dirty": None if status is None else bool(status)}


def _detect_virt(kind: str) -> str | None:
    name = _output("systemd-detect-virt", kind, any_status=True)
    return None if name in (None, "", "none") else name


def _memory_gib(meminfo: Path) -> float | None:
    match = re.search(r"^MemTotal:\s+(\d+) kB", _text(meminfo) or "", re.MULTILINE)
    return round(int(match[1]) / 2**20, 1) if match else None


def _text(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return None


def _output(*command: str, any_status: bool = False) -> str | None:
    try:
        done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=10)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if any_status or done.returncode == 0 else None
