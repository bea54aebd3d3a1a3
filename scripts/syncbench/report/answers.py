"""Which should I use? Computed: a row for each case that readers ask for, and the same in a few sentences."""

from __future__ import annotations

from collections.abc import Sequence

from ..series import Selection
from .asked import RATE, TIMES, Answer, answered, waits
from .evidence import tables
from .paragraph import ANSWERS, paragraph
from .parts import Answers, Column, Noise, Standing, Table, Value, fields

NAMES = 6  # of those that are as good; the others are counted

COLUMNS = (
    Column("case", "your case"), Column("class", "semantic class"), Column("by", "by"),
    Column("contention", "contention"), Column("work_ns", "own work between two calls", "ns"),
    Column("team", "who works on it"), Column("threads", "threads", "n"), Column("shape", "producers x consumers"),
    Column("cpus", "CPUs", "n"), Column("use", "use"), Column("best_ops_per_s", "which does", "ops/s"),
    Column("best_ns", "which takes", "ns"), Column("as_good", "as good"), Column("as_good_n", "as good", "n"),
    Column("usual", "usual choice"), Column("ratio", "better than that", "ratio"),
    Column("ratio_low", "from", "ratio"), Column("ratio_high", "to", "ratio"), Column("pairs", "pairs", "n"),
    Column("verdict", "verdict"), Column("not_judged", "not judged", "n"),
    Column("noise", "same against same", "share"), Column("evidence", "evidence"))


def answers(selection: Selection, standings: Sequence[Standing], noise: Noise) -> Answers:
    """Of one regime, with the tables of all its standings, also by times of single calls where those were taken."""
    found = answered(selection, standings)
    evidence = tables(standings)
    for measure in TIMES:
        by_time, of_time = waits(selection, measure)
        evidence += tables(by_time, measure.words, measure.key)
        found += of_time
    found.sort(key=lambda answer: (answer.case.kind, answer.alone))
    rows = tuple(_row(answer, selection.cpus) for answer in found)
    return Answers(paragraph(found, noise, selection), Table(ANSWERS, "Which should I use?", COLUMNS, rows),
                   tuple(evidence))


def _row(answer: Answer, cpus: int) -> tuple[Value, ...]:
    case, best = answer.case, answer.standing.best
    rate, time = (best.rate.median, None) if answer.measure.words == RATE else (None, best.rate.median)
    ratio, usual = answer.against_usual, answer.usual
    return (answer.job, case.semantic_class, answer.measure.words, answer.contention, answer.work_ns, answer.team,
            case.threads, case.shape, cpus, best.name, rate, time, _names(answer.equals), len(answer.equals),
            None if usual is None else usual.name, *fields(ratio), _verdict(answer), answer.not_judged,
            answer.standing.noise, None if answer.alone else answer.measure.table(case.semantic_class))


def _verdict(answer: Answer) -> str:
    if answer.alone:
        return "the only one measured"
    if not answer.standing.best.judged:
        return "best median, too few samples to judge"
    return ("tie" if answer.equals else "best") + " of those judged" * (answer.not_judged > 0)


def _names(names: Sequence[str]) -> str:
    more = len(names) - NAMES
    return ", ".join(names[:NAMES]) + f" and {more} more" * (more > 0)
