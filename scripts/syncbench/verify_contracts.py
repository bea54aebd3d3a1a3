"""What the strategies declare, set against what the layers observed: the table of contracts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from .results import Strategy
from .strict_json import ResultsError
from .verify_findings import Finding
from .verify_layers import NAMES

# Of each promise what may be declared or observed, from the weakest on; what promises the same is on one level.
_LEVELS: dict[str, tuple[tuple[Any, ...], ...]] = {
    "order": (("unordered",), ("per_producer_fifo", "k_fifo", "lifo", "priority"), ("strict_fifo",)),
    "fifo": ((False,), (True,)),
    "strict_empty": ((False,), (True,)),
    "strict_full": ((False,), (True,)),
    "progress": (("blocking",), ("obstruction_free", "lock_free", "non_blocking"), ("wait_free",)),
    "consistency": (("quiescent",), ("linearizable",)),
    "exclusive": ((False,), (True,)),
    "reentrant": ((False,), (True,)),
}
_YES = {"fifo": "fifo", "strict_empty": "strict", "strict_full": "strict", "exclusive": "exclusive",
        "reentrant": "reentrant"}
# Columns of the table, and which promise stands there, whichever a strategy's kind makes.
COLUMNS = {"order": ("order", "fifo"), "empty": ("strict_empty",), "full": ("strict_full",), "progress": ("progress",),
           "exactness": ("consistency", "exclusive"), "reentrancy": ("reentrant",)}

OK, BROKEN, BETTER, DECLARED = "ok", "BROKEN", "better", "declared"


@dataclass(frozen=True)
class Promise:
    name: str
    declared: Any
    observed: Any  # None: no layer can tell
    mark: str
    lateness: int = 0  # by how many tasks an observed pop was late at most

    def __str__(self) -> str:
        seen = f" ({_word(self.name, self.observed)})" if self.mark in (BROKEN, BETTER) else ""
        late = f" (k = {self.lateness})" if self.lateness else ""
        return f"{_word(self.name, self.declared)}{late} {self.mark}{seen}"


@dataclass(frozen=True)
class Contract:
    """One row of the table. Only promises that the strategy's kind makes are there."""

    kind: str
    name: str
    promises: dict[str, Promise] = field(default_factory=dict)  # by column
    passed: tuple[str, ...] = ()  # layers
    failed: tuple[str, ...] = ()

    @property
    def subject(self) -> str:
        return f"{self.kind}/{self.name}"

    def marked(self, mark: str) -> list[str]:
        return [f"{self.subject}: {column} is declared {_word(promise.name, promise.declared)}, observed "
                f"{_word(promise.name, promise.observed)}"
                for column, promise in self.promises.items() if promise.mark == mark]

    def failures(self) -> list[str]:
        """What no layer has reported by itself."""
        return [] if self.failed else self.marked(BROKEN)

    def to_json(self) -> dict[str, Any]:
        return {"kind": self.kind, "name": self.name, "verified_by": list(self.passed), "failed_in": list(self.failed),
                **{column: {"declared": promise.declared, "observed": promise.observed, "mark": promise.mark}
                   | ({"k": promise.lateness} if promise.lateness else {})
                   for column, promise in self.promises.items()}}


def contracts(strategies: Mapping[tuple[str, str], Strategy], findings: Sequence[Finding]) -> list[Contract]:
    """In the order of the catalogue; then what is verified but not measured, such as reclamation."""
    keys = list(strategies)
    keys += sorted({_key(finding) for finding in findings} - set(keys))
    rows = []
    for key in keys:
        mine = [finding for finding in findings if _key(finding) == key]
        failed = {finding.layer for finding in mine if not finding.passed}
        passed = {finding.layer for finding in mine} - failed
        promises = _promises(strategies[key], mine) if key in strategies else {}
        rows.append(Contract(*key, promises, *(tuple(name for name in NAMES if name in some)
                                               for some in (passed, failed))))
    return rows


def _promises(strategy: Strategy, findings: Sequence[Finding]) -> dict[str, Promise]:
    declared = {name: strategy.raw[name] for name in _LEVELS if name in strategy.raw}
    if strategy.kind == "lock":
        declared["exclusive"] = True
    where = f"{strategy.kind}/{strategy.name}"
    promises = {}
    for column, names in COLUMNS.items():
        for name in names:
            if name not in declared or name == "strict_full" and strategy.raw.get("bounded") is False:
                continue
            seen = [finding.observed[name] for finding in findings if name in finding.observed]
            # One observation of less is enough, however many others saw more.
            observed = min(seen, key=lambda value: _level(name, value, where), default=None)
            late = max((finding.observed.get("k", 0) for finding in findings), default=0) if name == "order" else 0
            promises[column] = Promise(name, declared[name], observed, _mark(name, declared[name], observed, where),
                                       late)
    return promises


def _mark(name: str, declared: Any, observed: Any, where: str) -> str:
    claim = _level(name, declared, where)
    if observed is None:
        return DECLARED
    seen = _level(name, observed, where)
    return OK if seen == claim else BROKEN if seen < claim else BETTER


def _level(name: str, value: Any, where: str) -> int:
    for level, values in enumerate(_LEVELS[name]):
        if any(value is known or isinstance(value, str) and value == known for known in values):
            return level
    raise ResultsError(f"{where}: its {name} '{value}' is not known here; rank it in verify_contracts.py")


def _word(name: str, value: Any) -> str:
    return str(value) if name not in _YES else _YES[name] if value else f"not {_YES[name]}"


def _key(finding: Finding) -> tuple[str, str]:
    kind, name = finding.subject.split("/")
    return kind, name


def better(rows: Iterable[Contract]) -> list[str]:
    return [line for row in rows for line in row.marked(BETTER)]
