"""The layers of `make verify`: which programs of which build make up each, and which of them can run here."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from .errors import UserError
from .results import Strategy

CLANG = "clang++-19"
CLANG_PACKAGES = "clang-19 libclang-rt-19-dev llvm-19"
BUILDS = ("release", "tsan", "tsan-clang", "asan")


@dataclass(frozen=True)
class Layer:
    name: str
    build: str
    programs: tuple[str, ...]
    scale: float = 1.0  # how much of the usual effort: one thread is quick, sanitizers are slow


LAYERS = (
    Layer("contract", "release", ("impls_contract",), scale=10),
    Layer("model", "release", ("impls_model",)),
    Layer("history", "release", ("impls_history",)),
    Layer("progress", "release", ("impls_progress",)),
    Layer("allocation", "release", ("impls_failing_allocation",)),
    Layer("tsan", "tsan", ("impls_history",), scale=0.3),
    Layer("tsan_clang", "tsan-clang", ("impls_history",), scale=0.3),
    Layer("asan", "asan", ("impls_contract", "impls_history", "impls_failing_allocation"), scale=0.3),
)
NAMES = tuple(layer.name for layer in LAYERS)

# With which exit code a sanitizer reports, by layer: none of the programs' own.
REPORTS = {"tsan": 66, "tsan_clang": 66, "asan": 67}
ON_PURPOSE = "left out on purpose (CLANG=0)"

NEEDS_ALL_CPUS = ("impls_history",)  # its threads must overlap, or there is nothing to see


# Adapters over these stand for all in recorded histories: a lock without a Local, one with, one that is entered twice.
# Every lock is recorded under its own name, and what an adapter adds is the same for all.
LOCKS_OF_RECORDED_ADAPTERS = ("mutex", "mcs", "recursive_mutex_nested")


def records(strategy: Strategy | None) -> bool:
    """Whether impls_history is run on a subject, when not on all; `strategy` is what the catalogue knows of it."""
    return strategy is None or strategy.lock in (None, *LOCKS_OF_RECORDED_ADAPTERS)


def owes(program: str, strategy: Strategy) -> bool:
    """Whether a program has to know a strategy of the catalogue."""
    if not strategy.available:
        return False
    if program == "impls_failing_allocation":
        return strategy.kind in ("counter", "queue")
    if program == "impls_progress":  # in a queue all of its threads must be allowed to push and to pop
        one_sided = "one" in (strategy.raw.get("producers"), strategy.raw.get("consumers"))
        return strategy.source == "syncbench" and not one_sided
    if program == "impls_model":  # an adapter's lock is searched under its own name
        return strategy.source == "syncbench" and strategy.lock is None
    return True


@dataclass(frozen=True)
class Choice:
    """The layers to run, and why others are not run, by name."""

    layers: tuple[Layer, ...]
    skipped: dict[str, str] = field(default_factory=dict)  # they cannot be run here
    left_out: dict[str, str] = field(default_factory=dict)
    all: bool = True  # of the suite, but what was left out on purpose or for want of a tool

    @property
    def not_run(self) -> dict[str, str]:
        return self.skipped | self.left_out


def choose(names: Sequence[str], clang: bool) -> Choice:
    unknown = [name for name in names if name not in NAMES]
    if unknown:
        raise UserError(f"there is no layer '{unknown[0]}'; give some of {','.join(NAMES)}")
    wanted = [layer for layer in LAYERS if layer.name in (names or NAMES) and (clang or layer.name != "tsan_clang")]
    reason = why_no_clang() if any(layer.name == "tsan_clang" for layer in wanted) else None
    skipped = {"tsan_clang": reason} if reason else {}
    layers = tuple(layer for layer in wanted if layer.name not in skipped)
    if not layers:
        raise UserError("no layer is left to run" + "".join(f": {why}" for why in skipped.values()))
    left_out = {} if clang or "tsan_clang" not in (names or NAMES) else {"tsan_clang": ON_PURPOSE}
    return Choice(layers, skipped, left_out, all=not names)


def targets(layers: Sequence[Layer]) -> dict[str, list[str]]:
    """What must be built, by build; the catalogue is always needed."""
    needed = {"release": ["sync_bench"]}
    for layer in layers:
        programs = needed.setdefault(layer.build, [])
        programs += [program for program in layer.programs if program not in programs]
    return {build: needed[build] for build in BUILDS if build in needed}


def why_no_clang() -> str | None:
    if shutil.which(CLANG) is None:
        return f"{CLANG} is not installed (apt-get install {CLANG_PACKAGES})"
    try:
        links = subprocess.run([CLANG, "-fsanitize=thread", "-x", "c++", "-", "-o", "/dev/null"], timeout=60,
                               input=b"int main() {}\n", capture_output=True).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        links = False
    return None if links else f"{CLANG} lacks its ThreadSanitizer (apt-get install {CLANG_PACKAGES})"


@dataclass(frozen=True)
class Builds:
    """Where the builds are: <root>/<build><variant>, the variant being that of another compiler or other flags."""

    root: Path
    variant: str = ""

    def folder(self, build: str) -> Path:
        return self.root / (build + self.variant)

    def program(self, build: str, name: str) -> Path:
        return self.folder(build) / ("benchmarks" if name == "sync_bench" else "impls/tests") / name
