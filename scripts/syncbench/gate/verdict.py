"""From blocks to a verdict. Stage one suspects, stage two confirms with blocks of its own, or does not.

Stage one judges all cells, each family of metrics by itself, so that at most a share of q of its suspicions is wrong.
A suspicion is a regression only if as many fresh blocks show it again: the luck that made a cell look bad does not
come twice. Each stage is judged by its own blocks alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from ..results import Cell
from .blocks import BASE, CANDIDATE, CONTROL, Block, regimes_of
from .estimate import smallest_visible
from .evidence import Evidence, Key, gather
from .metrics import RATE, metric
from .outcome import Judgement, Outcome, Verdict
from .rules import Rules
from .signflip import least_p, q_values


def suspects(evidence: Mapping[Key, Evidence], rules: Rules) -> dict[Key, float]:
    """What stage two has to look at, with its q. The unstable is neither judged nor counted among the others."""
    judged = {key: one for key, one in evidence.items() if not one.unstable(rules)}
    return {key: q for key, q in _q(judged, lambda one: one.p_worse).items()
            if q <= rules.q and judged[key].worse(rules)}


def confirms(again: Evidence, rules: Rules) -> bool:
    """Whether stage two shows what stage one suspected."""
    return not again.unstable(rules) and again.p_worse <= rules.p and again.worse(rules)


def cells_to_confirm(first: Sequence[Block], rules: Rules = Rules()) -> list[str]:
    """The cells of which stage two wants blocks, each once, in the order of the blocks."""
    return list(dict.fromkeys(cell for cell, _ in suspects(gather(first, regimes_of(first), rules), rules)))


def judge(first: Sequence[Block], second: Sequence[Block], rules: Rules = Rules()) -> Judgement:
    """From all blocks of both stages, those too that do not count. Stage two may hold cells that nobody suspected."""
    regimes = regimes_of(first), regimes_of([*first, *second])  # stage two changes nothing of what stage one said
    evidence, fresh = (gather(blocks, known, rules) for blocks, known in zip((first, second), regimes))
    reasons = [why for blocks, known in zip((first, second), regimes) for block in blocks
               if (why := block.set_aside(known, rules.limits)) is not None]
    verdicts = _failed(first, second) + _never_valid(first, evidence)
    cells = {block.cell.name: block.cell for block in first}
    for verdict in verdicts:
        cells.pop(verdict.cell.name, None)
    verdicts += _judged(cells, evidence, fresh, rules)
    order = list(Outcome)
    verdicts.sort(key=lambda verdict: (order.index(verdict.outcome), verdict.cell.name, verdict.metric.name))
    return Judgement(verdicts, dict(Counter(reasons)), len(first) + len(second), rules)


def _failed(first: Sequence[Block], second: Sequence[Block]) -> list[Verdict]:
    """Of cells in which a sample failed: the candidate's fault if the base never did."""
    errors: dict[Cell, dict[str, str]] = {}
    for block in [*first, *second]:
        if failed := block.failed():
            errors.setdefault(block.cell, {}).update(failed)
    found = []
    for cell, failed in errors.items():
        ours = failed.keys() == {CANDIDATE}
        why = failed[CANDIDATE] if ours else f"the base fails: {failed.get(BASE) or failed.get(CONTROL)}"
        found.append(Verdict(cell, metric(RATE), Outcome.FAILED if ours else Outcome.UNSTABLE, why=why))
    return found


def _never_valid(first: Sequence[Block], evidence: Mapping[Key, Evidence]) -> list[Verdict]:
    known = {name for name, _ in evidence}
    counts = Counter(block.cell for block in first if not block.failed())
    return [Verdict(cell, metric(RATE), Outcome.UNSTABLE, why=f"none of {count} blocks is valid")
            for cell, count in counts.items() if cell.name not in known]


def _judged(cells: Mapping[str, Cell], evidence: Mapping[Key, Evidence], fresh: Mapping[Key, Evidence],
            rules: Rules) -> list[Verdict]:
    """Of what was measured as it should be."""
    judged = {key: one for key, one in evidence.items() if not one.unstable(rules)}
    suspected = suspects(evidence, rules)
    worse, better = _q(judged, lambda one: one.p_worse), _q(judged, lambda one: one.p_better)
    families = Counter(one.metric.family for one in judged.values())
    found = []
    for key, one in evidence.items():
        if key[0] not in cells:
            continue
        outcome, again, why = Outcome.UNSTABLE, None, one.unstable(rules) or ""
        if key in suspected:
            outcome, again, why = _second_look(fresh.get(key), rules)
        elif key in judged:
            outcome = Outcome.IMPROVED if better[key] <= rules.q and one.better(rules) else _passed(one, rules)
        visible = None
        if outcome is Outcome.INCONCLUSIVE:
            visible = _visible(again or one, min(rules.q / families[one.metric.family], rules.p), rules)
        found.append(Verdict(cells[key[0]], one.metric, outcome, one, again, worse.get(key), visible,
                             key in suspected, why))
    return found


def _second_look(again: Evidence | None, rules: Rules) -> tuple[Outcome, Evidence | None, str]:
    """What stage two makes of a suspicion."""
    if again is None:
        return Outcome.INCONCLUSIVE, None, "suspected, and stage two has no valid block"
    if why := again.unstable(rules):
        return Outcome.INCONCLUSIVE, again, f"suspected, and in stage two {why}"
    if confirms(again, rules):
        return Outcome.REGRESSED, again, ""
    return _passed(again, rules), again, "suspected, and not confirmed by stage two"


def _passed(evidence: Evidence, rules: Rules) -> Outcome:
    return Outcome.PASS if evidence.upper < evidence.margin(rules) else Outcome.INCONCLUSIVE


def _visible(evidence: Evidence, p: float, rules: Rules) -> float | None:
    """The smallest effect that both stages would see; p is what a suspicion needs that stands alone."""
    if least_p(evidence.blocks) > p:
        return None
    return smallest_visible(evidence.error, evidence.margin(rules), p, evidence.blocks, stages=2)


def _q(evidence: Mapping[Key, Evidence], p: Callable[[Evidence], float]) -> dict[Key, float]:
    """Of each its q among those of its family of metrics."""
    found: dict[Key, float] = {}
    for family in dict.fromkeys(one.metric.family for one in evidence.values()):
        mine = [key for key, one in evidence.items() if one.metric.family == family]
        found |= zip(mine, q_values([p(evidence[key]) for key in mine]))
    return found
