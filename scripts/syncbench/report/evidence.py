"""The standings as tables: all cases of a workload and semantic class, which is what the answers stand on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from ..series import KINDS
from .asked import RATE, Measure
from .parts import Case, Column, Entry, Standing, Table, Value, fields

SETTINGS = {"work": Column("work_steps", "work between", "n"), "cs": Column("cs_steps", "critical section", "n"),
            "burst": Column("burst_tasks", "burst", "n"), "batch": Column("batch_tasks", "batch", "n"),
            "payload": Column("payload_bytes", "payload", "B"), "wait": Column("wait", "wait"),
            "place": Column("place", "place")}  # of a case; a column each if a case of the table has it


def tables(standings: Sequence[Standing], words: str = RATE, key: str | None = None) -> list[Table]:
    """One a (kind, workload, class), a row a (case, strategy), the best of a case first. By operations a second, or
    by the counter `key` of a time, which is told in `words`."""
    grouped: dict[tuple[str, str, str], list[Standing]] = defaultdict(list)
    for standing in standings:
        grouped[standing.case.kind, standing.case.workload, standing.case.semantic_class].append(standing)
    return [_table(Measure(kind, workload, words, key), semantic_class, mine)
            for (kind, workload, semantic_class), mine in grouped.items()]


def rank(standing: Standing, entry: Entry) -> str:
    """best, tied, behind, or not judged."""
    if not entry.judged:
        return "not judged"
    return "best" if entry is standing.best else "tied" if entry.tied else "behind"


def _table(measure: Measure, semantic_class: str, standings: Sequence[Standing]) -> Table:
    settings = [name for name in SETTINGS if any(getattr(one.case, name) is not None for one in standings)]
    stem, unit = ("ops_per_s", "ops/s") if measure.key is None else (measure.key, "ns")
    columns = (
        Column("regime", "regime"), Column("threads", "threads", "n"), Column("shape", "producers x consumers"),
        *(SETTINGS[name] for name in settings), Column("strategy", "strategy"),
        Column(f"median_{stem}", "median", unit), Column(f"low_{stem}", "from", unit),
        Column(f"high_{stem}", "to", unit), Column("n", "n", "n"), Column("ratio", "to the best", "ratio"),
        Column("ratio_low", "from", "ratio"), Column("ratio_high", "to", "ratio"), Column("pairs", "pairs", "n"),
        Column("standing", "standing"), Column("noise", "same against same", "share"))
    rows = [(one.regime, one.case.threads, one.case.shape, *_settings(one.case, settings), entry.name,
             *fields(entry.rate), *fields(entry.ratio), rank(one, entry), one.noise)
            for one in standings for entry in one.entries]
    title = f"{KINDS[measure.kind]}, {measure.workload}, {semantic_class}: who stands where, by {measure.words}"
    return Table(measure.table(semantic_class), title, columns, tuple(rows))


def _settings(case: Case, names: Sequence[str]) -> list[Value]:
    return [getattr(case, name) for name in names]
