"""A run made fit to be kept under version control: as small as it gets without losing what figures are made of, with
its report, and without what it could tell of a person."""

from __future__ import annotations

import getpass
import json
import lzma
import os
import re
import shutil
import socket
import tempfile
import zipfile
from collections import Counter
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from .. import machine as machines
from ..errors import UserError
from ..files import cannot_write
from ..plan import Plan
from ..results import Run, file_of, load_run
from ..strict_json import PACKED, read_json
from . import index
from .making import began, make

DIGITS = 6  # significant ones of a figure, of which samples of one cell agree in two or three
MOST_BYTES = 8_000_000  # of a published run with its report
KEPT = ("machine.json", "catalogue.json", "checks.json")
NAMES_THE_HOST = ("host_name", "executable")  # which Google Benchmark puts into its context unless told not to


def publish(folder: Path, results: Path) -> Path:
    """Writes results/reference/<date>-<machine>, whole or not at all, and the index in results/README.md; its path."""
    run = load_run(folder)
    plan = refuse_unfit(run)
    index.check(results)
    texts = texts_of(run)
    refuse_names(texts)
    reference = results / "reference"
    try:
        reference.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".draft-", dir=reference) as draft:
            place = place_of(run, plan, reference)
            whole = Path(draft) / place.name
            whole.mkdir()
            for name, text in texts.items():
                (whole / name).write_bytes(packed(text) if name.endswith(PACKED) else text.encode())
            make([whole])
            pack_tables(whole)
            refuse_large(whole)
            _take_place(whole, place, Path(draft) / "old")
    except OSError as error:
        raise cannot_write(reference, error) from None
    index.update(results)
    return place


def refuse_unfit(run: Run) -> Plan:
    """What others may rely on was measured to its end, of a commit that they can look at."""
    plan = Plan.load(file_of(run.folder, "plan.json"))
    if not run.complete:
        raise UserError(f"{run.folder} is incomplete; finish it first: make bench RESUME=1")
    git = run.machine.get("git")
    git = git if isinstance(git, dict) else {}
    if not git.get("commit"):
        raise UserError(f"{run.folder / 'machine.json'} names no commit, so nobody could look up what was measured; "
                        "measure in a checkout of git")
    if git.get("dirty") is not False:
        raise UserError(f"{run.folder} was measured with changes to commit {git['commit'][:9]}, so nobody could look "
                        "up what was measured; commit them and measure again")
    return plan


def place_of(run: Run, plan: Plan, reference: Path) -> Path:
    """Named by date and machine, and by the time of day where another run has that name. The same run keeps its own."""
    when = began(run)
    if when is None:
        raise UserError(f"{run.folder}: neither its samples nor its name tell when it was measured; measure again")
    for stamp in (f"{when:%Y-%m-%d}", f"{when:%Y-%m-%dT%H%M%S}"):
        place = reference / f"{stamp}-{machines.slug(run.machine)}"
        if not place.exists() or Plan.load(file_of(place, "plan.json")) == plan:
            return place
    raise UserError(f"{place} is another run's; remove it first if it is to be replaced")


def texts_of(run: Run) -> dict[str, str]:
    """What is kept of a run, by the name of the file. Single samples and charts are not: bench.json has the ones, the
    report the others."""
    kept = {name: (run.folder / name).read_text(encoding="utf-8") for name in KEPT if (run.folder / name).exists()}
    bench, plan = (read_json(file_of(run.folder, name)) for name in ("bench.json", "plan.json"))
    context = {key: value for key, value in bench["context"].items() if key not in NAMES_THE_HOST}
    document = {"significant_digits": DIGITS} | rounded(bench | {"context": context})
    return kept | {f"{name}{PACKED}": json.dumps(of, separators=(",", ":"), allow_nan=False)
                   for name, of in (("bench.json", document), ("plan.json", plan))}


def rounded(value: Any) -> Any:
    """The same with its floats rounded; integers, which count or name, as they are."""
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}")
    if isinstance(value, dict):
        return {key: rounded(inner) for key, inner in value.items()}
    return [rounded(inner) for inner in value] if isinstance(value, list) else value


def packed(text: str) -> bytes:
    return lzma.compress(text.encode())  # a higher preset takes thrice the time for some percent


def pack_tables(folder: Path) -> None:
    """The CSVs of a report become one file: they are as large as all samples together, and half of that is in the page
    already. The same CSVs make the same file."""
    with zipfile.ZipFile(folder / index.TABLES, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed_tables:
        for file in sorted((folder / "csv").iterdir()):
            packed_tables.writestr(zipfile.ZipInfo(f"csv/{file.name}"), file.read_bytes(), zipfile.ZIP_DEFLATED)
    shutil.rmtree(folder / "csv")
    text = folder / "report.md"
    text.write_text(re.sub(r"\]\(csv/[a-z0-9-]+\.csv\)", f"]({index.TABLES})", text.read_text(encoding="utf-8")),
                    encoding="utf-8")


def refuse_names(texts: Mapping[str, str]) -> None:
    """What tells of a person or of their machine comes in by a filter, a flag, or the path of a header."""
    for what, name, pattern in _names_of_here():
        for file, text in texts.items():
            if re.search(pattern, text):
                raise UserError(f"{file.removesuffix(PACKED)} would tell {what}, {name}; measure again without it (in "
                                "FILTER, CXXFLAGS, or the path of EXTRA)")


def _names_of_here() -> list[tuple[str, str, str]]:
    """What, the name, and a pattern: names are often ordinary words, and are searched where a name would stand."""
    host = socket.gethostname()
    found = [("the name of this machine", host, rf'["@]{re.escape(host)}[".:]|://{re.escape(host)}\b')]
    with suppress(KeyError, OSError, ImportError):  # a user whom the system does not know
        user = getpass.getuser()
        found.append(("the user's name", user, rf"/(home|Users)/{re.escape(user)}\b|\b{re.escape(user)}@"))
    return found


def refuse_large(folder: Path) -> None:
    sizes: Counter[str] = Counter()
    for path in folder.rglob("*"):
        if path.is_file():
            sizes[path.relative_to(folder).parts[0]] += path.stat().st_size
    if sizes.total() > MOST_BYTES:
        parts = ", ".join(f"{name} {size / 1e6:.1f}" for name, size in sizes.most_common())
        raise UserError(f"{folder.name} would have {sizes.total() / 1e6:.1f} MB ({parts}), {MOST_BYTES / 1e6:.0f} are "
                        "allowed; publish a run of fewer cells or rounds")


def _take_place(whole: Path, place: Path, old: Path) -> None:
    """What was there before is kept until the new one is in its place."""
    if place.exists():
        os.replace(place, old)
    try:
        os.replace(whole, place)
    except OSError:
        if old.exists():
            os.replace(old, place)
        raise
