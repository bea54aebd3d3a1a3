"""The folder of a run: what lies where, and how it is written so that a kill at any moment leaves nothing broken."""

from __future__ import annotations

import json
import os
import shutil
import time
from dataclasses import asdict, dataclass, field
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .cli import tell
from .errors import UserError
from .results import Check, Row, parse_check, parse_row
from .strict_json import SCHEMA, ResultsError, read_json
from .strict_json import field as get


def cannot_write(path: Path, error: OSError, elsewhere: str = "--results") -> UserError:
    return UserError(f"{path} cannot be written ({error.strerror}); free space, or make the folder writable, "
                     f"or choose another with {elsewhere}")


def write_json(path: Path, document: dict[str, Any]) -> None:
    write_text(path, json.dumps(document, indent=1, allow_nan=False) + "\n")


def write_text(path: Path, text: str) -> None:
    """Writes all of the file or nothing: to a temporary name in the same folder, then renamed."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        try:
            with temporary.open("w", encoding="utf-8") as file:
                file.write(text)
                file.flush()
                os.fsync(file.fileno())  # or a power cut could leave the new name with nothing behind it
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise cannot_write(path, error) from None


def point_latest(folder: Path) -> None:
    """Makes `latest` beside the folder a link to it, in one step."""
    link = folder.parent / "latest"
    temporary = folder.parent / f".latest.{os.getpid()}.tmp"
    try:
        temporary.unlink(missing_ok=True)
        temporary.symlink_to(folder.name)
        os.replace(temporary, link)
    except OSError as error:
        raise UserError(f"{link} cannot be made a link to {folder.name} ({error.strerror}); remove what is there, or "
                        "name the folder itself") from None
    finally:
        try:
            temporary.unlink(missing_ok=True)
        except OSError:
            pass


@dataclass
class RunFolder:
    """A run on disk, with its samples also in memory, so that merging them reads nothing again."""

    path: Path
    context: dict[str, Any] = field(default_factory=dict)
    raws: dict[tuple[int, int], dict[str, Any]] = field(default_factory=dict)  # by (round, sample)
    rows: dict[tuple[int, int], Row] = field(default_factory=dict)
    walls_s: dict[tuple[int, int], float] = field(default_factory=dict)  # how long each sample's process ran
    checks: dict[tuple[str, str], Check] = field(default_factory=dict)  # by (kind, name)

    @classmethod
    def create(cls, results: Path, machine_slug: str, files: dict[str, dict[str, Any]]) -> RunFolder:
        """A new run with these files and an empty bench.json. It appears whole or not at all. Under the lock: a draft
        that is there is no one's."""
        for leftover in results.glob(".[0-9]*T[0-9]*Z-*.tmp"):
            shutil.rmtree(leftover, ignore_errors=True)
        while True:
            name = datetime.now(timezone.utc).strftime("%Y%m%dT%H%M%SZ-") + machine_slug
            if not (results / name).exists():
                break
            time.sleep(0.1)  # two runs in one second
        draft = results / f".{name}.{os.getpid()}.tmp"
        try:
            draft.mkdir(parents=True)
            run = cls(draft)
            for file, document in files.items():
                write_json(draft / file, document)
            run.write_bench(complete=False)
            run.path = draft.rename(results / name)
        except OSError as error:
            raise cannot_write(results, error) from None
        finally:
            shutil.rmtree(draft, ignore_errors=True)  # there only if something failed
        return run

    @classmethod
    def open(cls, path: Path) -> RunFolder:
        """An interrupted run, with every sample and every check that was saved."""
        run = cls(path)
        for leftover in path.rglob(".*.tmp"):  # of a write that a kill cut short
            leftover.unlink(missing_ok=True)
        for file in sorted(path.glob("samples/r*/*.json")):
            try:
                position = int(file.parent.name[1:]), int(file.stem)
            except ValueError:
                raise ResultsError(f"{file} is no sample of a run; remove it") from None
            run._add(*position, read_json(file, mend="remove the file and resume"), str(file))
        for file in sorted(path.glob("checks/*.json")):
            check = parse_check(read_json(file, mend="remove the file and resume"), str(file))
            run.checks[check.kind, check.name] = check
        return run

    @staticmethod
    def newest_incomplete(results: Path) -> Path:
        for bench in sorted(results.glob("[0-9]*/bench.json"), reverse=True):
            try:
                if read_json(bench).get("complete") is False:
                    return bench.parent
            except ResultsError as error:
                tell(f"passed over: {error}")
        raise UserError(f"no interrupted run in {results}; start a new one without RESUME")

    def save_sample(self, round_: int, sample: int, document: dict[str, Any]) -> Row:
        file = self.path / "samples" / f"r{round_:02}" / f"{sample:04}.json"
        self._write_below(file, document)
        return self._add(round_, sample, document, str(file))

    def save_check(self, check: Check) -> None:
        self._write_below(self.path / "checks" / f"{check.kind}-{check.name}.json", asdict(check))
        self.checks[check.kind, check.name] = check

    def write_bench(self, *, complete: bool) -> None:
        """And checks.json before it, if there are checks."""
        if self.checks:
            checks = [asdict(self.checks[key]) for key in sorted(self.checks)]
            write_json(self.path / "checks.json", {"schema": SCHEMA, "checks": checks})
        rows = [self.raws[position] for position in sorted(self.raws)]
        write_json(self.path / "bench.json", {"context": self.context, "complete": complete, "benchmarks": rows})

    @staticmethod
    def _write_below(file: Path, document: dict[str, Any]) -> None:
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise cannot_write(file, error) from None
        write_json(file, document)

    def _add(self, round_: int, sample: int, document: dict[str, Any], where: str) -> Row:
        rows = get(document, "benchmarks", list, where)
        if len(rows) != 1 or not isinstance(rows[0], dict):
            raise ResultsError(f"{where}: a sample has exactly one row; remove the file and resume")
        raw = rows[0] | {"round": round_, "sample": sample}
        row = parse_row(raw, where)
        raw["name"] = raw["run_name"] = row.cell.name  # the suffixes only say that manual time was used
        self.walls_s[round_, sample] = get(document, "wall_s", (int, float), where)
        self.context = self.context or get(document, "context", dict, where)
        self.raws[round_, sample] = raw
        self.rows[round_, sample] = row
        return row
