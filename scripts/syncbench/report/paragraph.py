"""The first paragraph of the page. It claims a difference only where those compared are no tie, tells ties as ties,
and says so where nothing can be said."""

from __future__ import annotations

from collections.abc import Sequence

from ..positions import lopsided
from ..series import Selection
from .asked import RATE, Answer
from .parts import Figure, Noise, Text
from .words import listed

ANSWERS = "answers"  # the table in whose CSV its figures stand
BETWEEN = {"full": " and no work between two calls", "some": " and some work between two calls",
           "little": " and much work between two calls"}
NAMED = 3  # of those in a tie


def paragraph(found: Sequence[Answer], noise: Noise, selection: Selection) -> Text:
    """One sentence a kind, for the class with the most strategies under the most contention; then what changes with
    less contention and with more threads; then what a difference is worth."""
    leading = [_lead([answer for answer in found if answer.case.kind == kind])
               for kind in dict.fromkeys(answer.case.kind for answer in found)]
    if not leading:
        return ["No strategy was measured in a way that answers which to use: that takes operations a second, or "
                "times of single calls, under the usual conditions."]
    told: list[str | Figure] = ["On this machine with ", _figure(selection.cpus, "n"),
                                f" CPU{'s' * (selection.cpus != 1)}{_regime(selection)}, for "]
    for nth, answer in enumerate(leading):
        told += ["For " * (nth > 0) + answer.job, *_conditions(answer), ", ", *_sentence(answer), ". "]
    told += _less_contention(found, leading)
    told += _more_threads(found, leading)
    return _joined([*told, *_worth(leading, noise)])


def _lead(found: Sequence[Answer]) -> Answer:
    """Of a kind's answers, which are in order of the classes and from few threads to many."""
    rates = [answer for answer in found if answer.measure.words == RATE and not answer.alone]
    worst = [answer for answer in rates if answer.contention == "full"]
    return (worst or rates or found)[0]


def _conditions(answer: Answer) -> Text:
    if answer.alone:
        return []
    by = "" if answer.measure.words == RATE else f", judged by {answer.measure.words}"
    return [f", with {answer.team}{BETWEEN.get(answer.contention, '')}{by}"]


def _sentence(answer: Answer) -> Text:
    best, usual, equals = answer.standing.best, answer.usual, answer.equals
    if answer.alone:
        return [f"only {best.name} was measured"]
    if not best.judged:
        return [f"too few samples were taken to tell the strategies apart; {best.name} has the best median"]
    value = _figure(best.rate.median, "ops/s" if answer.measure.words == RATE else "ns")
    if not equals:
        start = [f"use {best.name} (", value, ")"]
    elif len(equals) <= NAMED:
        start = [f"use {best.name} (", value, f") or {listed(equals)}, which cannot be told from it"]
    else:
        start = [f"{best.name} has the best median (", value, "), but ", _figure(len(equals), "n"),
                 f" others cannot be told from it, such as {listed(equals[:NAMED])}"]
    if usual is not None:
        start += _against_usual(answer, usual.name)
    if answer.not_judged:
        start += ["; ", _figure(answer.not_judged, "n"), " more had too few pairs of samples to be judged"]
    return start


def _against_usual(answer: Answer, usual: str) -> Text:
    """How the best stands to the usual choice, if that can be said."""
    best, ratio, equals = answer.standing.best, answer.against_usual, answer.equals
    if usual == best.name:
        return ["; it is the usual choice" if equals else ", the usual choice; the others are behind"]
    if usual in equals:
        return [f"; {usual} is the usual choice" if len(equals) <= NAMED
                else f"; the usual choice, {usual}, is one of them"]
    if ratio is None:
        return []
    figures = [_figure(ratio.median, "ratio"), " [", _figure(ratio.low, "ratio"), ", ", _figure(ratio.high, "ratio"),
               "]"]
    if answer.measure.words == RATE:
        return [f"; {best.name} does ", *figures, f" times what {usual}, the usual choice, does"]
    return [f"; {usual}, the usual choice, takes ", *figures, f" times as long as {best.name}"]


def _less_contention(found: Sequence[Answer], leading: Sequence[Answer]) -> Text:
    """For which kinds the usual choice is as good as any when threads do something else most of the time."""
    calm = [answer for lead in leading for answer in _siblings(lead, found)
            if answer.contention == "little" and answer.case.threads == lead.case.threads
            and answer.usual is not None and answer.usual.judged and answer.usual.tied]
    if not calm:
        return []
    work = max((answer.work_ns for answer in calm if answer.work_ns is not None), default=None)
    how = [] if work is None else [" (", _figure(work, "ns"), ")"]
    kinds = listed([f"a {answer.case.kind}" for answer in calm])
    return ["With much work between two calls", *how, f" the usual choice is as good as any for {kinds}. "]


def _more_threads(found: Sequence[Answer], leading: Sequence[Answer]) -> Text:
    """Where the advice changes: what is best with a thread a CPU is behind when threads outnumber the CPUs."""
    changed = []
    for lead in leading:
        crowded = next((answer for answer in _siblings(lead, found) if answer.contention == lead.contention
                        and not lopsided(answer.case.size)
                        and answer.case.threads > max(answer.cpus, lead.case.threads)), None)
        if crowded is None or not lead.standing.best.judged:
            continue
        then = {entry.name: entry for entry in crowded.standing.entries}.get(lead.standing.best.name)
        if then is not None and then.judged and not then.tied:
            changed.append(f"{crowded.standing.best.name} for a {crowded.case.kind}")
    return [f"With more threads than CPUs use {listed(changed)} instead. "] if changed else []


def _siblings(lead: Answer, found: Sequence[Answer]) -> list[Answer]:
    """The same job by the same figure, under other conditions."""
    return [answer for answer in found
            if (answer.measure, answer.job) == (lead.measure, lead.job) and not answer.alone]


def _worth(leading: Sequence[Answer], noise: Noise) -> Text:
    known = [answer.standing.noise for answer in leading if answer.standing.noise is not None]
    if not any(answer.standing.best.judged for answer in leading):
        return []
    if not known:
        return ["A tie is a ratio whose 95 % interval contains 1; how far the same strategy lies from itself is not "
                "known from this run."]
    apart = "in one round" if noise.controls else "a round apart, which is rather wider than in one,"
    return [f"Of pairs of samples of the same strategy {apart} half differ by no more than ",
            _figure(max(known), "share"),
            "; what is no farther apart, or has a 95 % interval that contains 1, is a tie."]


def _joined(text: Text) -> Text:
    """Neighbouring words as one, without the blank at the end."""
    joined: list[str | Figure] = []
    for part in text:
        if isinstance(part, str) and joined and isinstance(joined[-1], str):
            joined[-1] += part
        else:
            joined.append(part)
    return [*joined[:-1], joined[-1].rstrip() if isinstance(joined[-1], str) else joined[-1]]


def _regime(selection: Selection) -> str:
    name = selection.regimes.names[selection.regimes.shown]
    return "" if name == "no floor" else f" and a core-to-core round trip of {name}"


def _figure(value: float, unit: str) -> Figure:
    return Figure(value, unit, ANSWERS)
