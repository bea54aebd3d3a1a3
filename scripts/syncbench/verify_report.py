"""What a verification leaves behind: tables in the terminal, and a folder that appears whole or not at all."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .files import cannot_write, write_json
from .grid import Grid
from .strict_json import SCHEMA
from .verify_contracts import BETTER, BROKEN, COLUMNS, Contract, better
from .verify_findings import Finding
from .verify_layers import Builds
from .verify_mutants import Kills
from .verify_pool import undisturbed

_STYLES = {BROKEN: "bold red", BETTER: "cyan", "survived": "yellow", "survived*": "bold red",
           **dict.fromkeys(("killed*", "hung*", "crashed*"), "green")}


def contract_grid(rows: Sequence[Contract]) -> Grid:
    lines = []
    for row in rows:
        promises = [str(row.promises[column]) if column in row.promises else "–" for column in COLUMNS]
        verified = ", ".join(row.passed) or "–"
        if row.failed:
            verified += f"; {BROKEN} in {', '.join(row.failed)}"
        lines.append([row.kind, row.name, *promises, verified])
    return Grid("Contracts: what is declared, and whether it was observed", ["kind", "name", *COLUMNS, "verified by"],
                lines, _STYLES)


def kill_grid(kills: Kills, *, with_bugs: bool = False) -> Grid:
    columns = kills.columns()
    lines = []
    for mutant in kills.mutants:
        cells = [kills.verdict(mutant, layer) + "*" * (layer in mutant.killers) for layer in columns]
        lines.append([mutant.subject.removeprefix("mutant/"), *([mutant.bug] if with_bugs else []), *cells])
    return Grid("Mutants: which layer kills which seeded bug (* must kill it; hung, crashed: kills too; – not run)",
                ["mutant", *(["bug"] if with_bugs else []), *columns], lines, _STYLES)


def write_report(draft: Path, document: dict[str, Any], rows: Sequence[Contract], kills: Kills,
                 remarks: Sequence[str]) -> None:
    head = _head(document)
    more = better(rows)
    write_json(draft / "verify.json", document)
    write_json(draft / "kill_matrix.json", {"schema": SCHEMA, "layers": kills.columns(), "mutants": kills.to_json()})
    grid = contract_grid(rows)
    text = f"# Contracts\n\n{head}\n\n{grid.title}.\n\n{grid.markdown()}"
    if more:
        text += ("\nBetter than declared in these runs (no promise):\n\n" + "".join(f"- {line}\n" for line in more))
    if remarks:
        text += "\nAccepted, as it is a library's:\n\n" + "".join(f"- {line}\n" for line in remarks)
    _write_text(draft / "contracts.md", text)
    grid = kill_grid(kills, with_bugs=True)
    _write_text(draft / "kill_matrix.md", f"# Kill matrix\n\n{head}\n\n{grid.title}.\n\n{grid.markdown()}")


def write_unfinished(draft: Path, why: str, findings: Sequence[Finding]) -> None:
    """What is known when it cannot go on; the logs are there already."""
    write_json(draft / "verify.json", {"schema": SCHEMA, "complete": False, "failures": [why],
                                       "findings": [vars(finding) for finding in findings]})


def _head(document: dict[str, Any]) -> str:
    machine, git = document["machine"], document["machine"]["git"]
    commit = f"commit {git['commit'][:12]}{' and changes' if git['dirty'] else ''}" if git["commit"] else "no commit"
    compilers = ", ".join(f"{build} {compiler}" for build, compiler in document["compilers"].items())
    return f"{document['verdict']} {document['date']}, {commit}, {machine['cpu_model']}; {compilers}."


def compiler(builds: Builds, build: str) -> str | None:
    """Such as "GNU 12.2.0", as CMake found it."""
    for file in builds.folder(build).glob("CMakeFiles/*/CMakeCXXCompiler.cmake"):
        text = file.read_text(encoding="utf-8", errors="replace")
        found = [re.search(rf'^set\(CMAKE_CXX_COMPILER_{what} "([^"]+)"\)', text, re.MULTILINE)
                 for what in ("ID", "VERSION")]
        if all(found):
            return " ".join(match[1] for match in found if match)
    return None


@contextmanager
def draft_folder(results: Path, name: str) -> Iterator[Path]:
    """A folder beside results/name, to be filled and then put there by put_in_place(); else it vanishes."""
    draft = results / f".{name}.{os.getpid()}.new"
    try:
        results.mkdir(parents=True, exist_ok=True)
        _sweep(results, name)
        draft.mkdir()
    except OSError as error:
        raise cannot_write(results, error) from None
    try:
        yield draft
    finally:
        with undisturbed():
            shutil.rmtree(draft, ignore_errors=True)


def put_in_place(draft: Path, name: str) -> Path:
    """A kill in between leaves the former folder under a hidden name, and the next draft_folder() brings it back."""
    target, former = draft.parent / name, draft.parent / f".{name}.{os.getpid()}.old"
    with undisturbed():
        try:
            if target.exists():
                target.rename(former)
            draft.rename(target)
        except OSError as error:
            if former.exists() and not target.exists():
                former.rename(target)
            raise cannot_write(target, error) from None
        shutil.rmtree(former, ignore_errors=True)
    return target


def _sweep(results: Path, name: str) -> None:
    """Tidies up after runs that were killed."""
    for path in results.glob(f".{name}.[0-9]*.*"):
        if Path("/proc", path.suffixes[-2].lstrip(".")).exists() and path.suffixes[-2] != f".{os.getpid()}":
            continue  # it still works on it
        if path.suffix == ".old" and not (results / name).exists():
            path.rename(results / name)
        else:
            shutil.rmtree(path, ignore_errors=True)


def _write_text(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise cannot_write(path, error) from None
