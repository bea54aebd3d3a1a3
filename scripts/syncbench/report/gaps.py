"""What a report does not have, and why: a reader must not take what was never measured for what shows no difference."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from ..cli import counted
from ..groups import members
from ..plan import Plan
from ..results import UNRANKED, Cell, Run
from ..series import FEW, Selection
from ..stats import CONFIDENCE, Regimes, median_interval
from .parts import SECTIONS, Noise, Picture, Standing
from .usl import FEWEST_COUNTS

GROUPS_OF = {  # of which the pictures of a section are made; the first measures the most of it
    "winners": ("throughput", "sections", "fairness"), "scaling": ("throughput", "fairness"),
    "efficiency": ("throughput", "fairness"), "usl": ("throughput", "fairness"),
    "contention": ("throughput", "sections"), "latency": ("latency",), "fairness": ("fairness",), "cost": ("cost",),
    "oversubscription": ("oversubscription",), "floors": ("floors",)}


def of_sections(selection: Selection, pictures: Sequence[Picture]) -> dict[str, tuple[str, ...]]:
    """Why a section has no picture."""
    drawn = {picture.section for picture in pictures}
    return {section: (_why(section, selection),) for section in SECTIONS if section not in drawn}


def _why(section: str, selection: Selection) -> str:
    if section == "noise":
        return ("nothing was measured twice that may be held against itself: that takes two rounds in one regime, or "
                "make bench PRESET=full, which measures one strategy of each group twice a round")
    cells = list({row.cell for row in selection.run.rows})
    cpus = selection.cpus
    groups = GROUPS_OF[section]
    mine = {cell for group in groups for cell in members(group, cells, cpus)}
    if section != "floors":
        mine = {cell for cell in mine if cell.kind not in UNRANKED}
    if not mine:
        return f"not measured in this run: make bench GROUP={groups[0]} measures it"
    if section == "floors":
        return "the samples of floors failed or are of a regime that is not shown"
    whole = {cell for cell in mine if (cell.kind, cell.impl) not in selection.excluded}
    if not whole:
        return "measured, but every strategy of it has a cell or a check that failed"
    if not whole & {row.cell for row in selection.rows}:
        return "measured, but no sample of it is of the regime shown"
    counts = sorted({cell.threads for cell in whole if cell.threads <= cpus})
    if section == "usl" and len(counts) < FEWEST_COUNTS:
        return (f"a fit needs {FEWEST_COUNTS} numbers of threads with a CPU for each thread; here there are "
                f"{len(counts)} ({', '.join(map(str, counts))}), on {counted(cpus, 'CPU')}")
    return ("measured, but there is nothing to set side by side: fewer than two strategies of one class, sizes, or "
            "amounts of work")


def of_run(plan: Plan | None, selections: Mapping[str, Selection], standings: Sequence[Standing],
           noise: Noise) -> tuple[str, ...]:
    """What concerns the whole of it, the gravest first."""
    first = next(iter(selections.values()))
    run = first.run
    return (*_nothing_ranked(first), *_rounds(run, plan), *_left_out(run), *_regimes(first.regimes, selections),
            *_few(selections), *_unjudged(standings), *_controls(noise), *_checks(run))


def _nothing_ranked(selection: Selection) -> list[str]:
    if selection.rows:
        return []
    if any(row.cell.kind not in UNRANKED for row in selection.run.rows):
        return ["Nothing can be ranked: no strategy has a sample in a regime that may be shown (tables "
                "samples-by-regime and failures)."]
    return ["No strategy was measured, only floors: make bench measures counters, queues and locks."]


def _rounds(run: Run, plan: Plan | None) -> list[str]:
    of_round: dict[int, set[Cell]] = defaultdict(set)
    for row in run.rows:
        of_round[row.round].add(row.cell)
    numbers = [number for number in of_round if plan is None or number <= plan.rounds]
    last = max(numbers, default=0)
    told = []
    if not run.complete:
        told.append("The run was interrupted: what is told here is of the samples that were saved; make bench "
                    "RESUME=1 goes on.")
    if absent := [number for number in range(1, last) if number not in of_round]:
        told.append(f"Of rounds 1 to {last} there is nothing of {_some(list(map(str, absent)))}.")
    if plan is None:
        return [*told, "There is no plan.json: what was to be measured is not known, nor whether all of it was."]
    if last < plan.rounds:
        why = "the time was up" if run.complete else "it went no further"
        told.append(f"{last} of {plan.rounds} rounds: {why}.")
    failed = {row.cell.name for row in run.rows if row.error is not None}  # which are not tried again
    planned = set(plan.cells) - failed
    holes = {number: lacking for number in sorted(of_round.keys() & set(numbers))
             if (lacking := len(planned - {cell.name for cell in of_round[number]}))}
    if holes:
        parts = [f"round {number} lacks {lacking}" for number, lacking in holes.items()]
        told.append(f"Not every round is whole: of {counted(len(planned), 'cell')} {_some(parts)}.")
    if never := sorted(planned - {row.cell.name for row in run.rows}):
        told.append(f"Planned, but without a sample: {counted(len(never), 'cell')} ({_some(never)}).")
    return told


def _left_out(run: Run) -> list[str]:
    told = []
    if excluded := run.excluded():
        told.append(f"Left out everywhere, because a cell or the check failed: "
                    f"{_some([' '.join(key) for key in excluded], 8)} (table failures).")
    if run.absent:
        told.append(f"Not available on this machine or in this build: "
                    f"{_some([' '.join(strategy.key) for strategy in run.absent], 8)} (table not-available).")
    return told


def _regimes(regimes: Regimes, selections: Mapping[str, Selection]) -> list[str]:
    hidden = [f"{name} ({share:.1%})" for name, share in zip(regimes.names, regimes.share)
              if name not in selections and share > 0]
    aside = sum(regimes.set_aside.values())
    told = [f"Regimes with too few samples to be shown: {', '.join(hidden)}."] if hidden else []
    return told + ([f"{counted(aside, 'sample')} belong to no regime and were set aside (table samples-by-regime)."]
                   if aside else [])


def _few(selections: Mapping[str, Selection]) -> list[str]:
    told = []
    for name, selection in selections.items():
        counts = Counter(row.cell for row in selection.rows)
        ought = {cell for kind in selection.kinds() for cell in selection.measured(kind)}
        few = [cell for cell, number in counts.items() if median_interval([1.0] * number).kind != CONFIDENCE]
        if few or len(ought) > len(counts):
            told.append(f"Regime {name}: of {counted(len(ought), 'cell')} {len(ought - counts.keys())} have no sample, "
                        f"{len(few)} {FEW}, of which there is no interval.")
    return told


def _unjudged(standings: Sequence[Standing]) -> list[str]:
    open_ = sum(any(not entry.judged for entry in standing.entries) for standing in standings)
    return [f"In {open_} of {counted(len(standings), 'case')} a strategy has too few pairs with the best to be judged."
            ] if open_ else []


def _controls(noise: Noise) -> list[str]:
    if noise.controls or not noise.ratios:
        return []
    return ["No strategy was measured twice in a round, as a full run does: same against same is told by neighbouring "
            "rounds, which lie farther apart and so are rather wider."]


def _checks(run: Run) -> list[str]:
    return [] if run.checks else ["The strategies were not checked in this run: make bench PRESET=full does that."]


def _some(names: Sequence[str], most: int = 3) -> str:
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
