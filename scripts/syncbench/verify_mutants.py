"""Mutants, strategies with one seeded bug each: which layer kills which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .results import ResultsError, parse_json
from .results import field as get
from .verify_layers import NAMES

FEWEST = 25
_EVERY_MUTANT = ("contract", "model", "history", "tsan", "asan")


@dataclass(frozen=True)
class Mutant:
    subject: str  # mutant/strategy/bug
    kind: str
    strategy: str
    bug: str  # in a sentence
    killer: str  # the layer that must kill it


def is_mutant(subject: str) -> bool:
    return subject.startswith("mutant/")


def runs_in(mutant: Mutant, layer: str) -> bool:
    return layer in _EVERY_MUTANT or layer == mutant.killer


def parse_mutants(text: str, where: str) -> list[Mutant]:
    document = parse_json(f'{{"mutants": {text}}}', where, mend="build it again")
    mutants: list[Mutant] = []
    for raw in get(document, "mutants", list, where):
        if not isinstance(raw, dict):
            raise ResultsError(f"{where}: a mutant is no object; build it again")
        mutant = Mutant(*(get(raw, name, str, where) for name in ("subject", "kind", "strategy", "bug", "killer")))
        if mutant.killer not in NAMES:
            raise ResultsError(f"{where}: {mutant.subject} names the layer '{mutant.killer}'; give one of "
                               f"{','.join(NAMES)}")
        mutants.append(mutant)
    if len({mutant.subject for mutant in mutants}) != len(mutants):
        raise ResultsError(f"{where}: a mutant is listed twice; names must be unique")
    return mutants


@dataclass
class Kills:
    mutants: tuple[Mutant, ...]
    layers: tuple[str, ...]  # that were run
    how: dict[tuple[str, str], str] = field(default_factory=dict)  # by (mutant, layer): how it died, "" if it survived

    def record(self, subject: str, layer: str, killed: bool, how: str) -> None:
        self.how[subject, layer] = how if killed else ""

    def verdict(self, mutant: Mutant, layer: str) -> str:
        how = self.how.get((mutant.subject, layer))
        return "–" if how is None else "killed" if how else "survived"

    def columns(self) -> list[str]:
        return [layer for layer in self.layers if any(tried == layer for _, tried in self.how)]

    def failures(self) -> list[str]:
        """Mutants that their own layer did not kill, if it was run."""
        lines = []
        for mutant in self.mutants:
            verdict = self.verdict(mutant, mutant.killer)
            if mutant.killer in self.layers and verdict != "killed":
                lines.append(f"{mutant.subject} survived {mutant.killer}: {mutant.bug}" if verdict == "survived" else
                             f"{mutant.subject}: {mutant.killer} must kill it, but does not know it")
        return lines

    def killed(self) -> int:
        return sum(self.verdict(mutant, mutant.killer) == "killed" for mutant in self.mutants)

    def to_json(self) -> list[dict[str, Any]]:
        return [vars(mutant) | {"layers": {layer: {"verdict": self.verdict(mutant, layer),
                                                   "how": self.how[mutant.subject, layer]}
                                           for layer in self.columns() if (mutant.subject, layer) in self.how}}
                for mutant in self.mutants]


def too_few(mutants: Sequence[Mutant]) -> list[str]:
    return [] if len(mutants) >= FEWEST else [f"there are {len(mutants)} mutants, at least {FEWEST} are wanted"]
