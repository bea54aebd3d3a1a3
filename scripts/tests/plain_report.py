"""For tests of what surrounds a report: runs with a plan and a history, scripts called in this process, and plain
stand-ins for pictures and comparisons, which take seconds and have tests of their own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from syncbench import cli
from syncbench.plan import Plan
from syncbench.report import gather
from syncbench.report.parts import Answers, Column, Figure, Noise, Picture, Standing, Table, Variant
from syncbench.series import Selection
from synthetic import Synthetic, write_run

COMMIT = "0123456789abcdef0123456789abcdef01234567"
SMALL = Synthetic(rounds=7, one_a_family=True, works=(0,), floors=(105.0,))
MACHINE_ID = "imaginary"


@dataclass(frozen=True)
class Called:
    code: int
    out: str
    err: str

    @property
    def line(self) -> str:
        """What it said on stderr, which must be one line."""
        lines = self.err.splitlines()
        assert len(lines) == 1, self.err
        return lines[0]


@pytest.fixture
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, made in (("noise", lambda _: Noise(False)), ("standings", lambda *_: []), ("answers", plain_answers),
                       ("curves", plain_curves), ("maps", lambda *_: [])):
        monkeypatch.setattr(gather, name, made)


def plain_answers(selection: Selection, _standings: Sequence[Standing], _noise: Noise) -> Answers:
    table = Table("answers", "Which to use", (Column("use", "use"), Column("best_ops_per_s", "rate", "ops/s")),
                  tuple((row.cell.impl, row.ops_per_s) for row in selection.rows[:1]))
    figures = [Figure(value, "ops/s", table.name) for _, value in table.rows]
    return Answers(["Use it: ", *figures, "."], table, ())


def plain_curves(selections: dict[str, Selection]) -> list[Picture]:
    """One of a dot."""
    table = Table("scaling-plain", "A dot", (Column("regime", "regime"), Column("strategy", "strategy")),
                  tuple((name, selection.rows[0].cell.impl) for name, selection in selections.items()))
    drawings = {Variant(name): '<svg viewBox="0 0 1 1" role="img" aria-labelledby="t"><title id="t">A dot</title>'
                               "</svg>" for name in selections}
    return [Picture(table.name, "scaling", "A dot", "A dot.", drawings, table)]


def planned_run(folder: Path, made: Synthetic = SMALL, planned: dict[str, Any] | None = None,
                **changes: dict[str, Any]) -> Path:
    """A synthetic run with a plan of just its cells, a commit and a date; `changes` by the stem of a file."""
    write_run(folder, made)
    bench = json.loads((folder / "bench.json").read_text())
    cells = list(dict.fromkeys(row["name"].removesuffix("/iterations:1/manual_time") for row in bench["benchmarks"]))
    bench["context"]["date"] = "2026-05-04T10:00:00+02:00"
    machine = json.loads((folder / "machine.json").read_text()) | {
        "machine_id": MACHINE_ID, "git": {"commit": COMMIT, "dirty": False}, "virtual_machine": None, "container": None}
    plan = Plan("full", None, None, 7, made.rounds, 5400, 6, True, cells, "a sum", MACHINE_ID).to_json()
    for stem, document in (("bench", bench), ("machine", machine), ("plan", plan | (planned or {}))):
        (folder / f"{stem}.json").write_text(json.dumps(document | changes.get(stem, {})))
    return folder


def edit(file: Path, change: Callable[[dict[str, Any]], None]) -> None:
    document = json.loads(file.read_text())
    change(document)
    file.write_text(json.dumps(document))


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Callable[..., Called]:
    """A script's main with these arguments, as its command line would run it."""
    def calling(main: Callable[[], int], *arguments: object) -> Called:
        name = Path(sys.modules[main.__module__].__file__ or "").name
        monkeypatch.setattr(sys, "argv", [name, *map(str, arguments)])
        capsys.readouterr()
        with pytest.raises(SystemExit) as ended:
            cli.run(main)
        captured = capsys.readouterr()
        return Called(ended.value.code or 0, captured.out, captured.err)

    return calling
