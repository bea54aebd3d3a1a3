"""Blocks: what the gate measures of a cell at a time, so close together that the machine hardly changes meanwhile.

A block is a palindrome of three arms: the base, the candidate, and the base again as a control, in random order, and
then back. What grows or shrinks steadily in a block cancels, as both values of an arm lie about the same middle. An
arm's level is the geometric mean of its two values, and what counts is the logarithm of the ratio of two levels: of
the candidate and the base, and of the control and the base, which do the same.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..results import Cell, Row, parse_cell, parse_row
from ..stats import Regimes, classify_regimes
from ..strict_json import SCHEMA, ResultsError, check_schema, field, objects
from .metrics import figures, metric

BASE, CANDIDATE, CONTROL = ARMS = ("base", "candidate", "control")
SAMPLES = 2 * len(ARMS)
DISTURBED = ("throttled", "preempted", "stolen", "pressure")  # why a block is set aside that others spoiled
_FIELDS = {"cell", "number", "order", "stolen", "pressure", "samples"}
_CONDITIONS = {"floor_before_ns", "floor_after_ns", "throttled_us", "preempted_us", "window_s", "team", "cpus"}


@dataclass(frozen=True)
class Limits:
    """How much others may have of the machine during a block."""

    stolen: float = 0.02  # of the CPUs' time, by the hypervisor
    pressure: float = 0.10  # of the time, in which some program waited for a CPU; unless our threads themselves must


@dataclass(frozen=True)
class Block:
    """Six fresh processes in the order in which they ran. ValueError if they are no palindrome of one cell."""

    cell: Cell
    number: int  # of the cell's blocks, from 1
    order: tuple[str, ...]  # of the arms, on the way there
    samples: tuple[Row, ...]
    stolen: float | None  # part of the CPUs' time that the hypervisor took; None where it does not say
    pressure: float | None  # part of the time in which some program waited for a CPU; None where it is not told

    def __post_init__(self) -> None:
        if sorted(self.order) != sorted(ARMS) or len(self.samples) != SAMPLES:
            raise ValueError(f"a block is {SAMPLES} samples of {', '.join(ARMS)} and back")
        if any(row.cell != self.cell for row in self.samples):
            raise ValueError(f"a block holds samples of one cell, {self.cell.name}")

    def of(self, arm: str) -> tuple[Row, Row]:
        """Both samples of an arm, on the way there and on the way back."""
        place = self.order.index(arm)
        return self.samples[place], self.samples[-1 - place]

    def failed(self) -> dict[str, str]:
        """The arms of which a sample failed, and its error."""
        errors = {arm: next((row.error for row in self.of(arm) if row.error is not None), None) for arm in ARMS}
        return {arm: error for arm, error in errors.items() if error is not None}

    def metrics(self) -> list[str]:
        """Those that all six samples have."""
        found = [figures(self.cell, row) for row in self.samples]
        return [name for name in found[0] if all(name in one for one in found)]

    def logs(self, name: str) -> np.ndarray:
        """Logarithms of a metric's values: a row an arm, in the order of ARMS. Shape (3, 2)."""
        return np.log([[figures(self.cell, row)[name] for row in self.of(arm)] for arm in ARMS])

    def log_ratio(self, name: str, arm: str = CANDIDATE) -> float:
        """Of an arm's level to the base's."""
        levels = self.logs(name).mean(axis=1)
        return float(levels[ARMS.index(arm)] - levels[ARMS.index(BASE)])

    def regime(self, regimes: Regimes) -> str | None:
        """The regime in which all of it was measured; None if there is none."""
        found = {regimes.of(row) for row in self.samples}
        return None if None in found or len(found) > 1 else regimes.names[found.pop()]

    def set_aside(self, regimes: Regimes, limits: Limits = Limits()) -> str | None:
        """Why the block counts for nothing; None if it counts."""
        if self.failed():
            return "failed"
        if self.stolen is not None and self.stolen > limits.stolen:
            return "stolen"
        roomy = self.cell.threads <= self.samples[0].counters.get("cpus", math.inf)
        if self.pressure is not None and self.pressure > limits.pressure and roomy:
            return "pressure"
        for row in self.samples:
            if regimes.of(row) is None:
                return regimes.where(row)
        return None if self.regime(regimes) is not None else "regime changed"

    def to_json(self) -> dict[str, Any]:
        return {"cell": self.cell.name, "number": self.number, "order": list(self.order), "stolen": self.stolen,
                "pressure": self.pressure, "samples": [_sample_to_json(row) for row in self.samples]}

    @classmethod
    def from_json(cls, raw: dict[str, Any], where: str) -> Block:
        _only(raw, _FIELDS, where)
        cell, number = parse_cell(field(raw, "cell", str, where)), field(raw, "number", int, where)
        where = f"{where}: block {number} of {cell.name}"
        order, samples = field(raw, "order", list, where), field(raw, "samples", list, where)
        rows = tuple(_sample_from_json(sample, cell, number, place, where) for place, sample in enumerate(samples, 1))
        try:
            return cls(cell, number, tuple(map(str, order)), rows, *(_share(raw, name, where)
                                                                     for name in ("stolen", "pressure")))
        except ValueError as error:
            raise ResultsError(f"{where}: {error}; measure again") from None


def regimes_of(blocks: Sequence[Block]) -> Regimes:
    """The regimes that the floors of all samples fall into: of both stages together, so that they mean the same."""
    return classify_regimes([row for block in blocks for row in block.samples])


def to_document(blocks: Sequence[Block]) -> dict[str, Any]:
    return {"schema": SCHEMA, "blocks": [block.to_json() for block in blocks]}


def from_document(document: dict[str, Any], where: str) -> list[Block]:
    blocks: dict[tuple[str, int], Block] = {}
    _only(check_schema(document, where), {"schema", "blocks"}, where)
    for raw in objects(field(document, "blocks", list, where), where, "a block"):
        block = Block.from_json(raw, where)
        if blocks.setdefault((block.cell.name, block.number), block) is not block:
            raise ResultsError(f"{where}: block {block.number} of {block.cell.name} is there twice; measure again")
    return list(blocks.values())


def _sample_to_json(row: Row) -> dict[str, Any]:
    if row.error is not None:
        return {"error": row.error}
    return {"ops_per_s": row.ops_per_s, "real_time": row.ns_per_op} | {
        name: value for name, value in row.counters.items() if _kept(name)}


def _sample_from_json(sample: Any, cell: Cell, number: int, place: int, where: str) -> Row:
    where = f"{where}: sample {place}"
    if not isinstance(sample, dict):
        raise ResultsError(f"{where} is no object; the file is damaged, measure again")
    common = {"name": cell.name, "run_type": "iteration", "time_unit": "ns", "round": number, "sample": place}
    if "error" in sample:
        _only(sample, {"error"}, where)
        error = field(sample, "error", str, where)
        return parse_row({"error_occurred": True, "error_message": error} | common, where)
    _only(sample, {"ops_per_s", "real_time", *(name for name in sample if _kept(name))}, where)
    for name in sample:
        field(sample, name, (int, float), where)
    return parse_row(sample | common, where)


def _kept(name: str) -> bool:
    """Whether a counter is kept: what is judged, and by what a sample is set aside."""
    return name in _CONDITIONS or metric(name) is not None


def _only(raw: dict[str, Any], known: set[str], where: str) -> None:
    for name in raw.keys() - known:
        raise ResultsError(f"{where}: '{name}' is unknown here; use the scripts of the commit that wrote it")


def _share(raw: dict[str, Any], name: str, where: str) -> float | None:
    if name in raw and raw[name] is None:
        return None
    share = float(field(raw, name, (int, float), where))
    if not 0 <= share <= 1:
        raise ResultsError(f"{where}: '{name}' is {share}, no part of the time; measure again")
    return share
