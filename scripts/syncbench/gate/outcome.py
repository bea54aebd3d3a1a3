"""What comes of the gate, for one metric of a cell and for a whole run, in words and as an exit code."""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass
from enum import Enum

from ..results import Cell
from .blocks import DISTURBED
from .evidence import Evidence
from .metrics import RATE, Metric
from .rules import Rules

PASSED, REGRESSION, UNDECIDED = 0, 1, 3  # exit codes


class Outcome(Enum):
    FAILED = "FAILED"  # the candidate crashed, hung or was wrong where the base was right
    REGRESSED = "REGRESSED"
    INCONCLUSIVE = "INCONCLUSIVE"
    UNSTABLE = "UNSTABLE"  # not judged
    IMPROVED = "IMPROVED"
    PASS = "PASS"


@dataclass(frozen=True)
class Verdict:
    """Of one metric of a cell."""

    cell: Cell
    metric: Metric
    outcome: Outcome
    first: Evidence | None = None  # of stage one
    second: Evidence | None = None  # of stage two, if stage one suspected it and it has valid blocks
    q: float | None = None  # of stage one, of its being worse
    visible: float | None = None  # the smallest effect that would have been seen in most cases; None if none would
    suspected: bool = False
    why: str = ""  # in words, where the evidence does not say it

    @property
    def evidence(self) -> Evidence | None:
        """That by which it was judged."""
        return self.second or self.first

    def words(self, rules: Rules) -> str:
        """One line: what, by how much, how sure, and beyond which margin it would count."""
        what = f"{self.outcome.value} {self.cell.name}: {self.metric.words}"
        if self.evidence is None or self.outcome is Outcome.UNSTABLE:
            return f"{what}: {self.why}"
        effects = self.evidence.estimate, *self.evidence.interval
        change, *ends = (100 * self.metric.change(effect) for effect in effects)
        low, high = sorted(ends)
        text = f"{what} {change:+.1f} % [{low:+.1f}, {high:+.1f}], margin {_percent(self.evidence.margin(rules))}"
        if self.outcome is Outcome.INCONCLUSIVE:
            text += "; none would be seen" if self.visible is None else f"; {_percent(self.visible)} would be seen"
        return f"{text}; {self.why}" if self.why else text


@dataclass(frozen=True)
class Judgement:
    """Of a whole run; the worst first."""

    verdicts: list[Verdict]
    set_aside: dict[str, int]  # why, and how many blocks
    blocks: int  # measured in all, these included
    rules: Rules

    def having(self, *outcomes: Outcome) -> list[Verdict]:
        return [verdict for verdict in self.verdicts if verdict.outcome in outcomes]

    @property
    def contaminated(self) -> bool:
        return sum(self.set_aside.get(why, 0) for why in DISTURBED) > self.rules.disturbed * self.blocks

    @property
    def undecided(self) -> str | None:
        """Why a run without a regression does not pass either; None if it passes. No suspicion may be left. Else the
        rates alone count, one a cell: tails and fairness are seldom as sure."""
        cells = Counter(verdict.outcome for verdict in self.verdicts if verdict.metric.name == RATE)
        judged = cells.total() - cells[Outcome.UNSTABLE]
        if self.contaminated:
            return "contaminated: other work on the machine spoiled too many blocks"
        if suspected := sum(verdict.suspected for verdict in self.having(Outcome.INCONCLUSIVE)):
            return f"inconclusive: {suspected} suspected, and neither confirmed nor dispelled"
        if judged < self.rules.judged * cells.total() or not judged:
            return f"inconclusive: of {cells.total()} cells only {judged} are stable enough to be judged"
        if cells[Outcome.INCONCLUSIVE] > self.rules.undecided * judged:
            return f"inconclusive: {cells[Outcome.INCONCLUSIVE]} of {judged} cells"
        return None

    @property
    def code(self) -> int:
        """The exit code. What disturbs a run disturbs both builds alike, so that a confirmed regression stands."""
        if self.having(Outcome.REGRESSED, Outcome.FAILED):
            return REGRESSION
        return PASSED if self.undecided is None else UNDECIDED


def _percent(effect: float) -> str:
    return f"{100 * math.expm1(effect):.1f} %"
