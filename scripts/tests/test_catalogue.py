"""Listing the catalogue, and writing it into the page of the strategies."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from conftest import PATIENCE_S, SCRIPTS, Driver, only_line
from syncbench.errors import UserError
from syncbench.listing import grids, header_of, not_built, readme_tables, summary_of, updated, without
from syncbench.results import Strategy, parse_catalogue

BEGIN, END = "<!-- begin of what `make list UPDATE_README=1` writes -->", "<!-- end of what is written -->"


def entry(kind: str, name: str, **changes: Any) -> dict[str, Any]:
    return {"kind": kind, "name": name, "family": "mutex", "source": "std", "library": "libstdc++ 12",
            "progress": "blocking", "class": "any", "bytes": 4096, "available": True} | changes


def absent(kind: str, name: str) -> dict[str, Any]:
    return {"kind": kind, "name": name, "available": False, "why": "not built: package libabsl-dev is not installed"}


def parsed(*entries: dict[str, Any]) -> dict[tuple[str, str], Strategy]:
    return parse_catalogue({"schema": 1, "strategies": list(entries)}, "a test")


SOME = parsed(entry("lock", "mutex", waiting="park"), entry("lock", "ticket", source="syncbench", library="", extra=True),
              absent("lock", "absl_mutex"), entry("counter", "mutex", lock="mutex"),
              entry("counter", "cas_loop", available=False, why="no compare-exchange"))


@pytest.fixture
def impls(tmp_path: Path) -> Path:
    """With two headers."""
    (tmp_path / "lock").mkdir()
    (tmp_path / "lock/mutex.hpp").write_text("// The standard mutex, C++20. A sentence more.\n//\n// Cost: none\n")
    (tmp_path / "counter").mkdir()
    (tmp_path / "counter/cas_loop.hpp").write_text("// Counter that takes\n// two lines\n#pragma once\n")
    return tmp_path


def test_a_table_a_kind_counts_what_is_available() -> None:
    locks, counters, queues = grids(SOME)
    assert [grid.title for grid in (locks, counters, queues)] == [
        "3 locks, 2 available", "2 counters, 1 available", "0 queues, 0 available"]
    assert list(locks.lines) == [
        ["mutex", "mutex", "any, wait:park", "blocking", "4,096", "libstdc++ 12", "yes"],
        ["ticket", "mutex", "any", "blocking", "4,096", "a header outside the tree", "yes"],
        ["absl_mutex", "", "", "", "", "", "no: not built: package libabsl-dev is not installed"]]
    assert counters.lines[1][-1] == "no: no compare-exchange"


def test_the_tables_of_the_page_have_nothing_of_the_machine(impls: Path) -> None:
    assert readme_tables(SOME, impls) == """\
### Locks

| Name | Family | Source | Class | Progress | What it is |
| --- | --- | --- | --- | --- | --- |
| [`mutex`](lock/mutex.hpp) | mutex | std | any, wait:park | blocking | The standard mutex, C++20 |

### Counters

| Name | Family | Source | Class | Progress | What it is |
| --- | --- | --- | --- | --- | --- |
| [`cas_loop`](counter/cas_loop.hpp) | mutex | std | any | blocking | Counter that takes two lines |

### Work queues

| Name | Family | Source | Class | Progress | What it is |
| --- | --- | --- | --- | --- | --- |
"""


def test_a_variant_is_in_the_header_that_its_name_begins_with(impls: Path) -> None:
    mutex, variant, stranger = parsed(*(entry("lock", name) for name in ("mutex", "mutex_twice", "mutexes"))).values()
    assert header_of(mutex, impls) == header_of(variant, impls) == impls / "lock/mutex.hpp"
    with pytest.raises(UserError, match="lock mutexes has no header in"):
        header_of(stranger, impls)


def test_a_header_without_a_summary_is_named(impls: Path) -> None:
    (impls / "lock/mutex.hpp").write_text("#pragma once\n")
    with pytest.raises(UserError, match="mutex.hpp does not begin with a line of comment"):
        summary_of(impls / "lock/mutex.hpp")


def test_the_page_is_changed_between_its_marks_only() -> None:
    page = f"before\n{BEGIN}\n\nold\n\n{END}\nafter\n"
    anew = updated(page, "new\n", Path("page"))
    assert anew == page.replace("old", "new") and updated(anew, "new\n", Path("page")) == anew
    for mark in (BEGIN, END):
        with pytest.raises(UserError, match=f"page lacks the line '{mark}'"):
            updated(page.replace(mark, ""), "new\n", Path("page"))


def test_rows_of_what_was_not_built_can_be_left_out(impls: Path) -> None:
    page = readme_tables(SOME, impls)
    assert without(page, ["mutex"]) == page.replace(
        "| [`mutex`](lock/mutex.hpp) | mutex | std | any, wait:park | blocking | The standard mutex, C++20 |\n", "")
    assert without(page, ["absl_mutex", "cas"]) == page
    assert [strategy.name for strategy in not_built(SOME)] == ["absl_mutex"]


def catalogue(driver: Driver, *arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SCRIPTS / "catalogue.py"), "--binary", str(driver.binary), *arguments]
    return subprocess.run(command, env=os.environ | env, capture_output=True, text=True, timeout=PATIENCE_S)


def test_the_script_lists_every_strategy_and_why_one_is_not_here(driver: Driver) -> None:
    done = catalogue(driver, FAKE_ABSENT="absl_mutex")
    assert done.returncode == 0, done.stderr
    assert "3 locks, 2 available" in done.stdout and "2 counters, 2 available" in done.stdout
    line = next(line for line in done.stdout.splitlines() if "absl_mutex" in line)
    assert "no: not built: package absl_mutex-dev is missing" in line
    assert "no: " not in catalogue(driver).stdout


def test_the_script_prints_and_writes_the_tables_of_the_page(driver: Driver, tmp_path: Path) -> None:
    printed = catalogue(driver, "--format=markdown")
    assert printed.returncode == 0 and printed.stderr == ""
    rows = [line.split("](")[0] for line in printed.stdout.splitlines() if line.startswith("| [")]
    assert rows == ["| [`mutex`", "| [`ttas`", "| [`fetch_add`", "| [`vyukov_ring`"]  # the others are adapters
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    assert "is written anew" in catalogue(driver, "--update-readme", "--readme", str(page)).stdout
    assert page.read_text() == f"before\n{BEGIN}\n\n{printed.stdout}\n{END}\nafter\n"
    assert "is up to date" in catalogue(driver, "--update-readme", "--readme", str(page)).stdout


def test_tables_that_would_lack_a_strategy_are_not_written_and_told_if_printed(driver: Driver, tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    done = catalogue(driver, "--update-readme", "--readme", str(page), FAKE_ABSENT="absl_mutex")
    assert done.returncode == 2 and page.read_text() == f"before\n{BEGIN}\n{END}\nafter\n"
    assert only_line(done).startswith("catalogue: the tables would lack absl_mutex (not built: package absl_mutex-dev")
    printed = catalogue(driver, "--format=markdown", FAKE_ABSENT="absl_mutex")
    assert printed.returncode == 0 and "not in these tables: lock absl_mutex" in only_line(printed)


@pytest.mark.parametrize("page", ["nowhere/page.md", "."])
def test_a_page_that_cannot_be_read_is_one_line(driver: Driver, tmp_path: Path, page: str) -> None:
    done = catalogue(driver, "--update-readme", "--readme", str(tmp_path / page))
    assert done.returncode == 2 and "cannot be read" in only_line(done)
