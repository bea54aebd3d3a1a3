"""From folders of runs to the files of a report: report.html, report.md, and a CSV for each table in csv/."""

from __future__ import annotations

import csv
import re
import shlex
from collections.abc import Callable, Sequence
from datetime import datetime, timezone
from pathlib import Path

from .. import machine as machines
from ..errors import UserError
from ..plan import Plan
from ..presets import PRESETS
from ..results import Run, load_run
from ..session import CHECKOUT
from ..strict_json import field
from .folder import replace_files
from .gather import gather, plan_of
from .markdown import markdown
from .page import Made, html
from .parts import Column, RunReport, Table, slug
from .shown import csv_tables, tables_of

SIDE_BY_SIDE = CHECKOUT / "results" / "local" / "side-by-side"
LIST = "csv/tables.csv"  # of all CSVs: by it the next report knows which are its own
_OURS = re.compile(r"csv/[a-z0-9-]+\.csv")


def make(folders: Sequence[Path], out: Path | None = None) -> Path:
    """Writes the report of the runs into `out`: of one run into its own folder, unless told otherwise. The page."""
    refuse_the_same(folders)
    runs = [load_run(folder) for folder in folders]
    reports = [gather(run, label) for run, label in zip(runs, labels(runs))]
    made = Made(command(runs), f"{datetime.now(timezone.utc):%Y-%m-%d %H:%M} UTC",
                machines.git(CHECKOUT)["commit"] or "unknown")
    if out is None:
        out = runs[0].folder.resolve() if len(runs) == 1 else SIDE_BY_SIDE
    files = files_of(reports, made)
    replace_files(out, files, [name for name in of_earlier_report(out) if name not in files])
    return out / "report.html"


def refuse_the_same(folders: Sequence[Path]) -> None:
    places = [folder.resolve() for folder in folders]
    for folder, place in zip(folders, places):
        if places.count(place) > 1:
            raise UserError(f"{folder} is given twice; put different runs side by side")


def files_of(reports: Sequence[RunReport], made: Made) -> dict[str, str]:
    """Texts by their path below the report's folder."""
    for report in reports:
        names = [table.name for table in tables_of(report)]
        if twice := [name for name in names if names.count(name) > 1]:
            raise ValueError(f"two tables are called {twice[0]}: their CSVs would be one")
    tables = csv_tables(reports)
    listed = Table("tables", "The tables of this report", (
        Column("file", "file"), Column("title", "what it has"), Column("n_rows", "rows", "n")),
        tuple((f"{name}.csv", table.title, len(table.rows)) for name, table in sorted(tables.items())))
    return {"report.html": html(reports, made), "report.md": markdown(reports, made), LIST: listed.csv(),
            **{f"csv/{name}.csv": table.csv() for name, table in tables.items()}}


def of_earlier_report(folder: Path) -> list[str]:
    """The CSVs that lie there from one, by its own list; nothing else in that folder is ours."""
    try:
        with (folder / LIST).open(encoding="utf-8", newline="") as file:
            names = [f"csv/{row.get('file')}" for row in csv.DictReader(file)]
    except (OSError, ValueError, csv.Error):  # none, or a list that is not ours
        return []
    return [name for name in names if _OURS.fullmatch(name) and (folder / name).is_file()]


def labels(runs: Sequence[Run]) -> list[str]:
    """Whose results: machine and date; and only if these are alike also commit, time of day, folder, or a number."""
    ways: list[Callable[[Run], list[str]]] = [
        lambda run: [_machine(run), _day(run)], lambda run: [_machine(run), _day(run), _commit(run)],
        lambda run: [_machine(run), _time(run), _commit(run)],
        lambda run: [_machine(run), _time(run), _commit(run), run.folder.resolve().name]]
    told: list[str] = []
    for way in ways:
        told = [", ".join(filter(None, way(run))) for run in runs]
        if len({slug(label) for label in told}) == len(told):  # of which the names of CSVs are made
            return told
    return [f"{label} ({number})" for number, label in enumerate(told, 1)]


def command(runs: Sequence[Run]) -> str:
    """What measures such runs again, and tells them."""
    calls = dict.fromkeys(make_bench(plan) if (plan := plan_of(run)) else "make bench" for run in runs)
    return "\n".join([*calls, "make report"] if len(runs) == 1 else [*calls, "make report RUN='… …'"])


def make_bench(plan: Plan) -> str:
    knobs = {"PRESET": plan.preset, "GROUP": plan.group, "FILTER": plan.filter,
             "THREADS": plan.threads and ",".join(map(str, plan.threads)), "SEED": plan.seed,
             "MINUTES": None if plan.budget_s == PRESETS[plan.preset].budget_s else f"{plan.budget_s / 60:g}"}
    return " ".join(["make bench", *(f"{knob}={shlex.quote(str(value))}" for knob, value in knobs.items()
                                     if value is not None)])


def began(run: Run) -> datetime | None:
    """When the first sample was taken, in UTC; None if neither the samples nor the name of the folder tell."""
    try:
        return datetime.fromisoformat(str(run.context["date"])).astimezone(timezone.utc)
    except (KeyError, ValueError):
        stamp = re.match(r"\d{8}T\d{6}Z", run.folder.resolve().name)
        return stamp and datetime.strptime(stamp[0], "%Y%m%dT%H%M%SZ").replace(tzinfo=timezone.utc)


def _machine(run: Run) -> str:
    field(run.machine, "cpu_model", str, str(run.folder / "machine.json"))
    return machines.slug(run.machine)


def _day(run: Run) -> str:
    when = began(run)
    return f"{when:%Y-%m-%d}" if when else run.folder.resolve().name


def _time(run: Run) -> str:
    when = began(run)
    return f"{when:%Y-%m-%d %H:%M:%S} UTC" if when else run.folder.resolve().name


def _commit(run: Run) -> str:
    git = run.machine.get("git")
    commit = git.get("commit") if isinstance(git, dict) else None
    return f"commit {str(commit)[:9]}{' with changes' * bool(git.get('dirty'))}" if commit else ""
