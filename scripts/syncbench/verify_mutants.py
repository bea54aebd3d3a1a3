"""Mutants, strategies with one seeded bug each: which layer kills which."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from .strict_json import ResultsError, objects, parse_json
from .strict_json import field as get
from .verify_layers import NAMES

FEWEST = 25
_EVERY_MUTANT = ("contract", "model", "history", "tsan", "asan")


@dataclass(frozen=True)
class Mutant:
    subject: str  # mutant/strategy/bug
    kind: str
    strategy: str
    bug: str  # in a sentence
    killer: str  # the layer that must kill it; several, with commas between

    @property
    def killers(self) -> list[str]:
        return self.killer.split(",")


def is_mutant(subject: str) -> bool:
    return subject.startswith("mutant/")


def runs_in(mutant: Mutant, layer: str, thorough: bool) -> bool:
    return layer in mutant.killers or thorough and layer in _EVERY_MUTANT


def parse_mutants(text: str, where: str) -> list[Mutant]:
    document = parse_json(f'{{"mutants": {text}}}', where, mend="build it again")
    mutants: list[Mutant] = []
    for raw in objects(get(document, "mutants", list, where), where, "a mutant", "build it again"):
        mutant = Mutant(*(get(raw, name, str, where) for name in ("subject", "kind", "strategy", "bug", "killer")))
        if unknown := [layer for layer in mutant.killers if layer not in NAMES]:
            raise ResultsError(f"{where}: {mutant.subject} names the layer '{unknown[0]}'; give one of "
                               f"{','.join(NAMES)}")
        mutants.append(mutant)
    if len({mutant.subject for mutant in mutants}) != len(mutants):
        raise ResultsError(f"{where}: a mutant is listed twice; names must be unique")
    return mutants


@dataclass
class Kills:
    mutants: tuple[Mutant, ...]
    layers: tuple[str, ...]  # that were run
    # By (mutant, layer): "killed", "hung", "crashed" (all three are kills) or "survived", and what was told of it.
    ends: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)

    def verdict(self, mutant: Mutant, layer: str) -> str:
        return self.ends.get((mutant.subject, layer), ("–", ""))[0]

    def killed_by(self, mutant: Mutant, layer: str) -> bool:
        return self.verdict(mutant, layer) in ("killed", "hung", "crashed")

    def columns(self) -> list[str]:
        return [layer for layer in self.layers if any(tried == layer for _, tried in self.ends)]

    def judged(self, mutant: Mutant) -> list[str]:
        """The layers that must kill it and were run."""
        return [layer for layer in mutant.killers if layer in self.layers]

    def failures(self) -> list[str]:
        """Mutants that a layer named for them did not kill, if it was run."""
        lines = []
        for mutant in self.mutants:
            for layer in self.judged(mutant):
                if self.verdict(mutant, layer) == "survived":
                    lines.append(f"{mutant.subject} survived {layer}: {mutant.bug}")
                elif not self.killed_by(mutant, layer):
                    lines.append(f"{mutant.subject}: {layer} must kill it, but does not know it")
        return lines

    def killed(self) -> int:
        return sum(all(self.killed_by(mutant, layer) for layer in layers)
                   for mutant in self.mutants if (layers := self.judged(mutant)))

    def to_json(self) -> list[dict[str, Any]]:
        return [vars(mutant) | {"layers": {layer: dict(zip(("verdict", "how"), self.ends[mutant.subject, layer]))
                                           for layer in self.columns() if (mutant.subject, layer) in self.ends}}
                for mutant in self.mutants]


def too_few(mutants: Sequence[Mutant]) -> list[str]:
    return [] if len(mutants) >= FEWEST else [f"there are {len(mutants)} mutants, at least {FEWEST} are wanted"]
