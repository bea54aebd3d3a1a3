"""The list of published runs in results/README.md, written anew from what lies there."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from .. import listing
from ..errors import UserError
from ..files import write_text
from ..grid import Grid
from ..plan import Plan
from ..results import file_of
from ..strict_json import check_schema, field, read_json
from .facts import ROUND

COMMAND = "make publish"
TABLES = "csv.zip"  # of a published run
_HEADERS = ("Measured", "Machine", "CPUs", "Preset", "Rounds", "Commit", "Report")


def update(results: Path) -> None:
    page = results / "README.md"
    write_text(page, listing.updated(_text(page), section(results), page, COMMAND))


def check(results: Path) -> None:
    """Whether it could be updated."""
    page = results / "README.md"
    listing.updated(_text(page), "", page, COMMAND)


def section(results: Path) -> str:
    """All published runs, the newest first, and the pictures of documents."""
    lines = [list(_line(results, folder)) for folder in published(results)]
    table = Grid("", _HEADERS, lines).markdown() if lines else (
        "None yet. `make publish RUN=results/local/latest` makes one.\n")
    pictures = [f"[{path.name}](example/{path.name})" for path in sorted((results / "example").glob("*"))]
    return table + (f"\n`example/`: {', '.join(pictures)}\n" if pictures else "")


def published(results: Path) -> list[Path]:
    return sorted((path.parent for path in results.glob("reference/[0-9]*/machine.json")), reverse=True)


def _line(results: Path, folder: Path) -> Iterator[str]:
    where = str(folder / "machine.json")
    machine = check_schema(read_json(folder / "machine.json"), where)
    plan = Plan.load(file_of(folder, "plan.json"))
    host = next((words for key, words in (("container", "in a container"), ("virtual_machine", "a virtual machine"))
                 if machine.get(key)), "")
    place = folder.relative_to(results)
    yield folder.name[:10]
    yield ", ".join(filter(None, [field(machine, "cpu_model", str, where).strip(), host]))
    yield str(field(machine, "cpus", int, where))
    yield " ".join(filter(None, [plan.preset, plan.group, plan.filter and "filtered"]))
    yield f"{_rounds(folder)} of {plan.rounds}"
    yield f"`{field(field(machine, 'git', dict, where), 'commit', str, where)[:9]}`"
    yield f"[page]({place}/report.html), [text]({place}/report.md), [files]({place})"


def _rounds(folder: Path) -> int:
    """How many were measured, by the report: the samples themselves take seconds to read."""
    file = folder / TABLES
    try:
        with zipfile.ZipFile(file) as tables, tables.open("csv/rounds.csv") as lines:
            return sum(row["what"] == ROUND for row in csv.DictReader(io.TextIOWrapper(lines, "utf-8", newline="")))
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise UserError(f"{file} cannot be read ({error}); publish this run again") from None


def _text(page: Path) -> str:
    try:
        return page.read_text(encoding="utf-8")
    except OSError as error:
        raise UserError(f"{page} cannot be read ({error.strerror}); restore it, it has the list of runs") from None
