"""Rows for tests, as sync_bench would have measured them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from syncbench.gate.blocks import ARMS, Block
from syncbench.results import Cell, Row, Run, Strategy, parse_cell, parse_row
from syncbench.series import Selection, select

COUNTER = "counter/add/mutex/threads:2/work:0/place:cores"


def counter(impl: str = "mutex", threads: int = 2, work: int = 0, place: str = "cores") -> Cell:
    return parse_cell(f"counter/add/{impl}/threads:{threads}/work:{work}/place:{place}")


def queue(impl: str = "mutex_ring", shape: str = "1x1", work: int = 0, place: str = "cores") -> Cell:
    return parse_cell(f"queue/push_pop/{impl}/shape:{shape}/work:{work}/wait:spin_yield/place:{place}")


def raw_row(name: str = COUNTER, round_: int = 1, sample: int = 1, **changes: Any) -> dict[str, Any]:
    """A row of bench.json; a change to None removes the key."""
    row = {"name": name, "run_name": name, "run_type": "iteration", "repetitions": 1, "repetition_index": 0,
           "threads": 1, "iterations": 1, "real_time": 20.0, "cpu_time": 20.0, "time_unit": "ns", "label": "mutex",
           "ops_per_s": 5e7, "overlap": 0.99, "cpus": 2, "floor_before_ns": 105.0, "floor_after_ns": 106.0,
           "round": round_, "sample": sample} | changes
    return {key: value for key, value in row.items() if value is not None}


def row(before: float | None = 105.0, after: float | None = 105.0, **changes: Any) -> Row:
    return parse_row(raw_row(floor_before_ns=before, floor_after_ns=after, **changes), "a test")


def block(values: dict[str, tuple[float, float]], number: int = 1, name: str = COUNTER, *,
          order: tuple[str, ...] = ARMS, stolen: float | None = 0.0, pressure: float | None = 0.0,
          jain: dict[str, float] | None = None, **changes: Any) -> Block:
    """A block in which each arm had these operations a second, there and back; the same changes for all."""
    places = [(arm, way) for way in (0, 1) for arm in (order if way == 0 else order[::-1])]
    rows = tuple(parse_row(raw_row(name, number, place, ops_per_s=values[arm][way], jain=(jain or {}).get(arm),
                                   **changes), "a test") for place, (arm, way) in enumerate(places, 1))
    return Block(parse_cell(name), number, order, rows, stolen, pressure)


def blocks_of(name: str, ratios: Sequence[float], drifts: Sequence[float] | None = None,
              **changes: Any) -> list[Block]:
    """A block for each ratio of the candidate's rate to the base's; drifts are those of the control's."""
    drifts = drifts or [1.0] * len(ratios)
    return [block({arm: (rate, rate) for arm, rate in zip(ARMS, (5e7, 5e7 * ratio, 5e7 * drift))}, number, name,
                  **changes) for number, (ratio, drift) in enumerate(zip(ratios, drifts), 1)]


def rows_of(cells: Mapping[str, Sequence[float | tuple[float, ...]]], key: str = "ops_per_s",
            **changes: Any) -> list[dict[str, Any]]:
    """Rows of cells, by name without their place: the n-th figure is of round n, or in a tuple all of round n."""
    return [raw_row(f"{name}/place:cores", round_=number, **{"ops_per_s": 5e7, key: figure} | changes)
            for name, figures in cells.items() for number, of_round in enumerate(figures, 1)
            for figure in (of_round if isinstance(of_round, tuple) else (of_round,))]


def selection_of(raws: Sequence[dict[str, Any]], classes: Mapping[tuple[str, str], str], cpus: int = 2) -> Selection:
    """What may be drawn of such rows, in this order in each round; `classes` are those of the strategies, by kind and
    name."""
    rows = [parse_row(raw | {"sample": index}, "a test") for index, raw in enumerate(raws, 1)]
    strategies = {key: Strategy(*key, "atomic", "std", "", "blocking", semantic_class, {})
                  for key, semantic_class in classes.items()}
    machine = {"cpus": cpus, "cpu_model": "any", "compiler": "any"}
    return select(Run(Path("."), rows, strategies, machine, {}, True))
