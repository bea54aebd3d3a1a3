"""Beginning a run: what to measure, into which folder, or which interrupted run to go on with."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from . import machine as machines
from .binary import Binary
from .errors import UserError
from .files import RunFolder, write_json
from .plan import Plan
from .presets import DEFAULT, PRESETS, Scope, matching, select
from .results import Cell, available, parse_catalogue
from .strict_json import read_json

CHECKOUT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Wish:
    """What the command line asks for; None where it says nothing."""

    binary: Path
    preset: str | None = None
    filter: str | None = None
    threads: Sequence[int] | None = None
    seed: int | None = None
    group: str | None = None
    minutes: float | None = None  # of measuring, instead of the preset's


@dataclass(frozen=True)
class Session:
    binary: Binary
    folder: RunFolder
    plan: Plan
    machine: dict[str, Any]


def choose(binary: Binary, machine: dict[str, Any], wish: Wish | Plan) -> list[Cell]:
    strategies = available(parse_catalogue(binary.catalogue(), f"{binary.path} --catalogue"))
    scope = Scope(machine["cpus"], strategies, wish.threads or (), wish.group, everyone=wish.filter is not None)
    return matching(select(wish.preset or DEFAULT, binary.cells(), scope), wish.filter)


def start(wish: Wish, results: Path, repeats: Path | None = None) -> Session:
    """A new run; as a repetition of another one it says so in its plan."""
    binary = Binary(wish.binary, wish.threads or ())
    machine = machines.fingerprint(binary.machine(), CHECKOUT)
    name = wish.preset or DEFAULT
    preset = PRESETS[name]
    cells = choose(binary, machine, wish)
    seed = random.SystemRandom().randrange(2**32) if wish.seed is None else wish.seed
    plan = Plan(name, wish.filter, wish.threads and list(wish.threads), seed, preset.rounds, preset.budget_s,
                preset.enough, preset.checks, [cell.name for cell in cells], binary.sha256, machine["machine_id"],
                wish.group, preset.precision, preset.most, preset.rounds_s, repeats and repeats.name,
                preset.controls)
    plan = limited(plan, wish.minutes)
    folder = RunFolder.create(results, machines.slug(machine), {
        "plan.json": plan.to_json(), "machine.json": machine, "catalogue.json": binary.catalogue()})
    return Session(binary, folder, plan, machine)


def resume(wish: Wish, path: Path) -> Session:
    if read_json(path / "bench.json").get("complete") is not False:
        raise UserError(f"{path} is finished, there is nothing to resume; start a new run without RESUME")
    plan = Plan.load(path / "plan.json")
    binary, machine = unchanged(wish, path, plan)
    folder = RunFolder.open(path)
    if wish.minutes is not None:
        plan = limited(plan, wish.minutes)
        write_json(path / "plan.json", plan.to_json())
    return Session(binary, folder, plan, machine)


def limited(plan: Plan, minutes: float | None) -> Plan:
    """With another budget, of which the rounds take as much as they need."""
    return plan if minutes is None else replace(plan, budget_s=60 * minutes, rounds_s=None)


def unchanged(wish: Wish, path: Path, plan: Plan) -> tuple[Binary, dict[str, Any]]:
    """Refuses to mix: what is measured now must be of the same program, cells and machine as the run in `path`."""
    changed = [f"{name} ({getattr(plan, name)} then, {value} now)"
               for name in ("preset", "group", "filter", "threads", "seed")
               if (value := getattr(wish, name)) is not None and value != getattr(plan, name)]
    binary = Binary(wish.binary, plan.threads or ())
    machine = machines.fingerprint(binary.machine(), CHECKOUT)
    if machine["machine_id"] != plan.machine_id:
        before, now = machines.identity(read_json(path / "machine.json")), machines.identity(machine)
        changed += [f"machine: {key} ({before[key]} then, {now[key]} now)" for key in now if before[key] != now[key]]
    if binary.sha256 != plan.binary_sha256:
        changed.append("the binary")
    elif not changed:
        cells = choose(binary, machine, plan)
        changed += ["the cells"] if [cell.name for cell in cells] != plan.cells else []
    if changed:
        raise UserError(f"{path} cannot be resumed, since this differs: {', '.join(changed)}; restore that, or start "
                        "a new run without RESUME")
    return binary, machine
