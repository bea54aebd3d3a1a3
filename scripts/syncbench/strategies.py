"""What a catalogue says of strategies, and what came of checking them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from .strict_json import ResultsError, check_schema, field, objects


@dataclass(frozen=True)
class Strategy:
    kind: str
    name: str
    family: str
    source: str
    library: str
    progress: str
    semantic_class: str
    raw: dict[str, Any]
    available: bool = True
    why: str = ""  # not available: a reason. Then all texts above may be empty, since it may not even have been built
    bytes: int | None = None  # of an instance, without what it allocates
    lock: str | None = None  # of an adapter: the lock that it is made of
    waiting: str | None = None  # of a lock: what one who waits long does (spin, spin_yield, park)
    extra: bool = False  # of a header outside the tree

    @property
    def key(self) -> tuple[str, str]:
        return self.kind, self.name


@dataclass(frozen=True)
class Check:
    """What came of recording a strategy's calls and judging the histories by what it declares."""

    kind: str
    name: str
    passed: bool
    operations: int  # that were recorded and judged
    detail: str  # if not passed: which promise broke, and where
    observed: dict[str, Any]


def parse_catalogue(document: dict[str, Any], where: str) -> dict[tuple[str, str], Strategy]:
    """All strategies by (kind, name), in the order in which the binary lists them; see available()."""
    strategies: dict[tuple[str, str], Strategy] = {}
    for raw in objects(field(check_schema(document, where), "strategies", list, where), where, "a strategy",
                       "the file is damaged"):
        strategy = _parse_strategy(raw, where)
        if strategies.setdefault(strategy.key, strategy) is not strategy:
            raise ResultsError(f"{where}: {strategy.kind} {strategy.name} is listed twice; names must be unique in a "
                               "kind")
    return strategies


def available(catalogue: dict[tuple[str, str], Strategy]) -> dict[tuple[str, str], Strategy]:
    return {key: strategy for key, strategy in catalogue.items() if strategy.available}


def _parse_strategy(raw: dict[str, Any], where: str) -> Strategy:
    kind, name = field(raw, "kind", str, where), field(raw, "name", str, where)
    where = f"{where}: {name}"

    def optional(key: str, kind: type, otherwise: Any) -> Any:
        return field(raw, key, kind, where) if key in raw else otherwise

    here = field(raw, "available", bool, where)
    texts = [field(raw, key, str, where) if here else optional(key, str, "")
             for key in ("family", "source", "library", "progress", "class")]
    return Strategy(kind, name, *texts, raw, available=here, why="" if here else field(raw, "why", str, where),
                    bytes=field(raw, "bytes", int, where) if here else optional("bytes", int, None),
                    lock=optional("lock", str, None), waiting=optional("waiting", str, None),
                    extra=optional("extra", bool, False))


def parse_check(raw: dict[str, Any], where: str) -> Check:
    """One check of checks.json, or what sync_bench --check printed."""
    check = Check(*(field(raw, name, kind, where) for name, kind in (
        ("kind", str), ("name", str), ("passed", bool), ("operations", int), ("detail", str), ("observed", dict))))
    if check.passed and check.operations < 1:
        raise ResultsError(f"{where}: {check.kind} {check.name} passed without an operation; check it again")
    return check


def parse_checks(document: dict[str, Any], where: str) -> dict[tuple[str, str], Check]:
    checks: dict[tuple[str, str], Check] = {}
    for raw in objects(field(check_schema(document, where), "checks", list, where), where, "a check"):
        check = parse_check(raw, where)
        if checks.setdefault((check.kind, check.name), check) is not check:
            raise ResultsError(f"{where}: {check.kind} {check.name} is there twice; measure again")
    return checks
