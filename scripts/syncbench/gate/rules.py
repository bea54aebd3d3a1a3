"""The numbers by which the gate judges."""

from __future__ import annotations

from dataclasses import dataclass

from .blocks import Limits


@dataclass(frozen=True)
class Rules:
    blocks: int = 12  # valid ones that a cell needs in a stage
    tries: int = 24  # blocks that are measured for them at most
    margin: float = 0.03  # a ratio of 1.03 is the smallest that is called a difference
    widest: float = 0.15  # a cell whose same build differs from itself by more is not judged
    q: float = 0.05  # of what stage one suspects, so large a share may be suspected wrongly
    p: float = 0.01  # of a suspicion, in stage two
    judged: float = 0.50  # a run is inconclusive if fewer of its cells are stable enough to be judged
    undecided: float = 0.10  # or if more of these are inconclusive
    disturbed: float = 0.25  # and contaminated if more of its blocks were set aside because others spoiled them
    limits: Limits = Limits()
