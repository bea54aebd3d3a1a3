"""Cases on the axes of a map: what differs between them, in which order they stand, how they are told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby

from ..cli import counted
from ..groups import WAIT
from ..positions import nanoseconds, written
from ..series import Selection
from .parts import Case, Standing

Class = tuple[str, str, str]  # kind, workload, semantic class: within it strategies are compared
Loops = Mapping[str, Mapping[int, float]]  # work and cs: ns by steps
Place = tuple  # the values of a case on the levels of an axis

_TITLES = {"wait": "waiting", "place": "place", "cs": "critical section, ns", "burst": "tasks in a burst",
           "batch": "tasks in a call", "payload": "bytes of a task", "work": "private work, ns"}
_WORDS = {"wait": "wait {}", "place": "place {}", "cs": "section {} ns", "burst": "bursts of {}",
          "batch": "{} a call", "payload": "{} B", "work": "work {} ns"}
SETTINGS = tuple(_TITLES)  # outermost first


@dataclass(frozen=True)
class Axis:
    """`levels` are the fields of Case that differ, outermost first, with "size" for threads or shape."""

    levels: tuple[str, ...]
    places: tuple[Place, ...]
    shaped: bool
    loops: Loops

    def of(self, case: Case) -> Place:
        return tuple(_value(case, level) for level in self.levels)

    def title(self, level: str) -> str:
        return _TITLES.get(level) or ("producers x consumers" if self.shaped else "threads")

    def label(self, level: str, value: object) -> str:
        """A value as it stands on the axis."""
        if level == "size":
            return str(value[2])
        return written(self.loops[level][value or 0]) if level in self.loops else str(value)

    def words(self, place: Place) -> str:
        """A place as it stands in a sentence: 2 threads, work 25.0 ns."""
        return ", ".join(self._word(level, value) for level, value in zip(self.levels, place))

    def _word(self, level: str, value: object) -> str:
        if level != "size":
            return _WORDS[level].format(self.label(level, value))
        threads, producers, size = value
        return str(size) if producers else counted(threads, "thread")

    def spans(self, depth: int) -> list[tuple[int, int, object]]:
        """On the level so deep: first and last place of each stretch of equal values, and the value."""
        found, first = [], 0
        for prefix, alike in groupby(self.places, key=lambda place: place[:depth + 1]):
            count = len(list(alike))
            found.append((first, first + count - 1, prefix[-1]))
            first += count
        return found


def axis_of(cases: Iterable[Case], levels: Iterable[str], loops: Loops) -> Axis:
    """Of the levels those on which the cases differ, and the size wherever it is asked for."""
    cases = list(cases)
    kept = tuple(level for level in levels
                 if level == "size" or len({_value(case, level) for case in cases}) > 1)
    places = {tuple(_value(case, level) for level in kept) for case in cases}
    in_order = sorted(places, key=lambda place: [(value is not None, value) for value in place])
    return Axis(kept, tuple(in_order), any(case.shape for case in cases), loops)


def _value(case: Case, level: str) -> object:
    if level == "size":
        return case.threads, int(case.shape.split("x")[0]) if case.shape else 0, case.size
    return getattr(case, level)


def loops_of(selections: Mapping[str, Selection], kind: str, workload: str) -> Loops:
    """How long the loops of a workload took: the median over all regimes, which they do not depend on."""
    rows = [row for selection in selections.values() for row in selection.rows
            if (row.cell.kind, row.cell.workload) == (kind, workload)]
    run = next(iter(selections.values())).run
    return {loop: nanoseconds([row for row in rows if getattr(row.cell, loop) is not None], run, loop)
            for loop in ("work", "cs")}


def by_class(standings: Mapping[str, list[Standing]]) -> dict[Class, dict[str, list[Standing]]]:
    """By class and regime, without what only asks how to wait: of queues those cases in which all wait alike."""
    grouped: dict[Class, dict[str, list[Standing]]] = defaultdict(lambda: defaultdict(list))
    for regime, of_regime in standings.items():
        for standing in of_regime:
            if standing.entries and standing.case.wait in (None, WAIT):
                case = standing.case
                grouped[case.kind, case.workload, case.semantic_class][regime].append(standing)
    return {key: dict(found) for key, found in grouped.items()}
