"""One run, told: everything that a page says of it, and what it cannot say."""

from __future__ import annotations

from dataclasses import replace

from ..plan import Plan
from ..results import Run, file_of
from ..series import Selection, select
from ..stats import Regimes, classify_regimes
from ..strict_json import ResultsError
from . import facts, gaps
from .answers import answers
from .curves import curves
from .maps import maps
from .noise import noise
from .parts import RunReport
from .standings import standings

LEAST_SHARE = 0.1  # of the samples, that a regime must have to be shown beside the dominant one


def gather(run: Run, label: str) -> RunReport:
    """Nothing is filled in: what is missing is in `missing`. A run that contradicts itself is a ResultsError."""
    plan = plan_of(run)
    refuse_mixtures(run, plan)
    regimes = classify_regimes(run.rows)
    selections = selections_of(run, regimes)
    first = next(iter(selections))
    noises = {name: noise(selection) for name, selection in selections.items()}
    ranked = {name: standings(selection, noises[name]) for name, selection in selections.items()}
    drawn = curves(selections) if selections[first].rows else []
    pictures = (*drawn, *maps(selections, ranked, noises))
    missing = gaps.of_sections(selections[first], pictures)
    if of_run := gaps.of_run(plan, selections, ranked[first], noises[first]):
        missing = {"run": of_run, **missing}
    return RunReport(label, run, selections, answers(selections[first], ranked[first], noises[first]), pictures,
                     facts.tables(run, plan, regimes), missing)


def plan_of(run: Run) -> Plan | None:
    file = file_of(run.folder, "plan.json")
    return Plan.load(file) if file.exists() else None


def refuse_mixtures(run: Run, plan: Plan | None) -> None:
    """Files of different runs or machines beside one another, as copying by hand leaves them; or nothing at all."""
    bench = file_of(run.folder, "bench.json")
    if not run.rows:
        raise ResultsError(f"{bench}: no sample in it; `make bench RESUME=1` goes on with an interrupted run")
    cpus = run.machine["cpus"]
    other = next((row for row in run.rows if row.counters.get("cpus", cpus) != cpus), None)
    if other:
        raise ResultsError(f"{bench}: {other.cell.name} was measured with {other.counters['cpus']:.0f} usable CPUs, "
                           f"machine.json tells of {cpus}; the two are of different runs, give one that is whole")
    if plan and "machine_id" in run.machine and plan.machine_id != run.machine["machine_id"]:
        raise ResultsError(f"{file_of(run.folder, 'plan.json')} was made on another machine than machine.json tells of; "
                           "the two are of different runs, give one that is whole")


def selections_of(run: Run, regimes: Regimes) -> dict[str, Selection]:
    """By the name of the regime: the dominant one, then those with samples enough; none in which no strategy has any.
    If none has, the dominant one without samples, whose floors can still be shown."""
    order = sorted(range(len(regimes.names)), key=lambda index: (index != regimes.dominant, -regimes.share[index]))
    found = {}
    for index in order:
        if index == regimes.dominant or regimes.share[index] >= LEAST_SHARE:
            try:
                found[regimes.names[index]] = select(run, replace(regimes, chosen=index))
            except ResultsError:  # of strategies there is nothing in it
                continue
    return found or {regimes.names[regimes.dominant]: Selection(run, regimes, [], run.excluded(), run.machine["cpus"])}
