#!/usr/bin/env python3
"""Tells what of this machine will hurt the numbers, what that means for them, and how to mend it.

Asks sync_bench and reads /proc and /sys; measures nothing but a second of stolen time. Exit codes: 0 told, 2 it
cannot tell (no sync_bench).
"""

from __future__ import annotations

import argparse
import os
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from syncbench import cli
from syncbench import machine as machines
from syncbench.binary import Binary
from syncbench.cli import Parser, counted
from syncbench.errors import UserError
from syncbench.lock import check_lock
from syncbench.session import CHECKOUT


@dataclass(frozen=True)
class Finding:
    ok: bool
    fact: str
    consequence: str = ""
    mend: str = ""

    def __str__(self) -> str:
        return f"ok    {self.fact}" if self.ok else f"warn  {self.fact}: {self.consequence}. {self.mend}."


def main() -> int:
    parser = Parser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", type=Path, default=CHECKOUT / "build/release/benchmarks/sync_bench",
                        help="the benchmark program")
    options = parser.parse_args()
    machine = machines.fingerprint(Binary(options.binary).machine(), CHECKOUT)
    findings = [other_measurement(), load(os.getloadavg()[0], machine["cpus"]), *of_machine(machine),
                steal(*sampled_ticks(seconds=1))]
    print(f"{machine['cpu_model']}, {counted(machine['cpus'], 'usable CPU')}, kernel {machine['kernel']}")
    for finding in findings:
        print(finding)
    return 0


def of_machine(machine: dict[str, Any]) -> list[Finding]:
    cpus, quota, governor = machine["cpus"], machine.get("quota_cpus"), machine.get("governor")
    boost, smt = machine.get("boost"), machine.get("smt")
    virtual, container = machine.get("virtual_machine"), machine.get("container")
    return [
        Finding(cpus > 1, counted(cpus, "CPU"), "threads only take turns, so nothing here is "
                "contention, and there is no core-to-core floor", "Give the process more CPUs (taskset, cpuset)"),
        Finding(quota is None, "no CPU quota" if quota is None else f"CPU quota of {quota} CPUs", "windows in which "
                "the kernel throttled us are set aside, so samples get few",
                "Lift it (docker run without --cpus, cpu.max = max)"),
        Finding(governor in (None, "performance"), f"frequency governor {governor or 'not visible'}", "the clock "
                "follows the load, so first samples read slow", "cpupower frequency-set -g performance"),
        Finding(not boost, f"turbo {'not visible' if boost is None else 'on' if boost else 'off'}", "clocks fall as "
                "more cores work or get warm, which looks like poor scaling",
                "echo 1 > /sys/devices/system/cpu/intel_pstate/no_turbo, or echo 0 > …/cpufreq/boost"),
        Finding(not smt, f"SMT {'on' if smt else 'off'}", "beyond one thread a core, threads share a core's units",
                "Compare only points with equal place:, or echo off > /sys/devices/system/cpu/smt/control"),
        Finding(virtual is None, f"virtual machine ({virtual})" if virtual else "no virtual machine", "the hypervisor "
                "moves virtual CPUs, so the core-to-core round trip jumps between regimes",
                "Samples of different regimes are kept apart; take more rounds, or bare metal"),
        Finding(True, f"container ({container})" if container else "no container"),
        *meters(machine.get("meters") or {}),
    ]


def meters(told: dict[str, str]) -> list[Finding]:
    """What sync_bench says of hardware counters and energy: "available", or why not."""
    counters, energy = (told.get(key, "not told") for key in ("hardware_counters", "energy"))
    of = told.get("hardware_counters_of")
    return [
        Finding(counters == "available", f"hardware counters {counters}" + (f" ({of})" if of else ""), "rows have no "
                "cycles, instructions and cache misses", "sysctl kernel.perf_event_paranoid=1 where the kernel forbids "
                "them, or bare metal"),
        Finding(energy == "available", f"energy {energy}", "rows have no joules",
                "chmod a+r /sys/class/powercap/intel-rapl:*/energy_uj as root, or bare metal"),
    ]


def load(average: float, cpus: int) -> Finding:
    return Finding(average < 0.25 * cpus, f"load average {average:.2f}", "other work takes CPU from the pinned threads",
                   "Stop it, or wait; the average itself needs a minute to fall")


def steal(before: list[int], after: list[int]) -> Finding:
    """From two `cpu` lines of /proc/stat: user nice system idle iowait irq softirq steal ..."""
    ticks = [late - early for early, late in zip(before[:8], after[:8])]
    share = ticks[7] / max(1, sum(ticks))
    return Finding(share < 0.01, f"{share:.1%} of the CPU time stolen", "the hypervisor gives our CPUs to others, so "
                   "windows contain pauses", "Measure at another hour, or on a machine of your own")


def sampled_ticks(seconds: float) -> tuple[list[int], list[int]]:
    def read() -> list[int]:
        try:
            return [int(tick) for tick in Path("/proc/stat").read_text().split("\n", 1)[0].split()[1:]]
        except OSError as error:
            raise UserError(f"/proc/stat cannot be read ({error.strerror}); mount /proc") from None

    before = read()
    time.sleep(seconds)
    return before, read()


def other_measurement() -> Finding:
    try:
        check_lock()
    except UserError as error:
        fact, _, mend = str(error).partition("; ")
        return Finding(False, fact, "both would read wrong, so a second one is refused", mend[:1].upper() + mend[1:])
    return Finding(True, "no other measurement is running")


if __name__ == "__main__":
    cli.run(main)
