"""The name of a cell, which is its key everywhere, and what it says."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .strict_json import ResultsError

UNRANKED = ("floor", "exhibit")  # kinds measured beside the strategies: in no catalogue, compared with nothing


@dataclass(frozen=True)
class Cell:
    """One thing that is measured: a strategy in a workload, at one setting. Its name is the key everywhere."""

    name: str
    kind: str  # counter, queue, lock, floor or exhibit
    workload: str
    impl: str
    threads: int  # all threads: of a shape, producers and consumers together
    shape: str | None
    work: int  # loop steps between two operations
    cs: int | None
    wait: str | None
    place: str
    burst: int | None = None  # tasks that a producer puts in one after another before it works
    batch: int | None = None  # tasks in one call
    payload: int | None = None  # bytes of a task

    def __hash__(self) -> int:
        """By what all the rest is made from: cells are looked up a million times for a report."""
        return hash(self.name)

    @property
    def group(self) -> tuple:
        """Equal for the cells that are compared with one another, and so are measured close together. How a lock waits
        is its own affair, and no setting."""
        wait = None if self.kind == "lock" else self.wait
        return (self.kind, self.workload, self.threads, self.shape, self.cs, self.work, self.burst, self.batch,
                self.payload, wait, self.place)


# Google Benchmark appends how it ran a benchmark to the name.
_GB_SUFFIX = re.compile(
    r"(/(min_time:[\d.]+|min_warmup_time:[\d.]+|iterations:\d+|repeats:\d+|process_time|manual_time|real_time))*$")
_NAME = re.compile(
    r"(?P<kind>counter|queue|lock|floor|exhibit)/(?P<workload>\w+)/(?P<impl>\w+)"
    r"/(?:threads:(?P<threads>[1-9]\d*)|shape:(?P<shape>1|[1-9]\d*x[1-9]\d*))"
    r"(?:/cs:(?P<cs>\d+))?(?:/work:(?P<work>\d+))?(?:/burst:(?P<burst>[1-9]\d*))?"
    r"(?:/batch:(?P<batch>[1-9]\d*))?(?:/payload:(?P<payload>[1-9]\d*))?"
    r"(?:/wait:(?P<wait>\w+))?/place:(?P<place>cores|compact)")
_REQUIRED = {"counter": ("threads", "work"), "queue": ("shape", "work", "wait"),
             "lock": ("threads", "cs", "work", "wait"), "floor": ("threads",), "exhibit": ("threads",),
             "queue/memory": ("shape", "work"),  # which fills a queue with one thread: nobody waits
             "queue/bursts": ("shape", "work", "burst", "wait"), "queue/batch": ("shape", "work", "batch", "wait"),
             "queue/payload": ("shape", "work", "payload", "wait")}


def _required(kind: str, workload: str) -> tuple[str, ...]:
    return _REQUIRED.get(f"{kind}/{workload}", _REQUIRED[kind])


@cache  # a run has many rows of each
def parse_cell(name: str) -> Cell:
    """The cell that a name of sync_bench, with or without Google Benchmark's suffixes, stands for."""
    stripped = _GB_SUFFIX.sub("", name)
    match = _NAME.fullmatch(stripped)
    if match is None or any(match[part] is None for part in _required(match["kind"], match["workload"])):
        raise ResultsError(f"'{name}' is no cell name of this version (kind/workload/impl/threads:T or shape:PxC/…); "
                           "use the scripts and sync_bench of one commit")
    shape = match["shape"]
    threads = int(match["threads"]) if shape is None else sum(map(int, shape.split("x")))
    cs, burst, batch, payload = (None if match[part] is None else int(match[part])
                                 for part in ("cs", "burst", "batch", "payload"))
    return Cell(stripped, match["kind"], match["workload"], match["impl"], threads, shape, int(match["work"] or 0), cs,
                match["wait"], match["place"], burst, batch, payload)
