"""Publishing a run: small, whole, without names, with its report, and listed."""

from __future__ import annotations

import csv
import json
import lzma
import re
import socket
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import publish
import pytest
from conftest import SCRIPTS, contents
from plain_report import COMMIT, SMALL, Called, call, edit, plain, planned_run
from syncbench import listing
from syncbench.errors import UserError
from syncbench.report import index
from syncbench.report import publish as publishing
from syncbench.results import load_run
from syncbench.session import CHECKOUT

Call = Callable[..., Called]
__all__ = ["call", "plain"]  # fixtures

PLACE = "reference/2026-05-04-imaginary-9000-2cpu"
BEGIN, END = "<!-- begin of what `make publish` writes -->", "<!-- end of what is written -->"


@pytest.fixture
def results(tmp_path: Path) -> Path:
    folder = tmp_path / "results"
    (folder / "example").mkdir(parents=True)
    (folder / "example/a.png").touch()
    (folder / "README.md").write_text(f"# Results\n\n{BEGIN}\n{END}\n\nThe rest.\n")
    return folder


def test_a_published_run_is_whole_small_and_listed(tmp_path: Path, results: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path / "run", replace(SMALL, checked=True))
    before = contents(run)
    done = call(publish.main, run, "--results", results)
    assert done.code == 0, done.err
    place = results / PLACE
    assert done.out.startswith(f"{place} (") and contents(run) == before
    kept = {path.name for path in place.iterdir()}
    assert kept == {"plan.json.xz", "machine.json", "catalogue.json", "checks.json", "bench.json.xz", "report.html",
                    "report.md", "csv.zip"}
    original, published = load_run(run), load_run(place)
    assert [row.cell for row in published.rows] == [row.cell for row in original.rows]
    rates, rounded = ([row.ops_per_s for row in run.rows] for run in (original, published))
    assert rounded == pytest.approx(rates, rel=1e-5)
    assert published.checks == original.checks and published.complete
    document = json.loads(lzma.decompress((place / "bench.json.xz").read_bytes()))
    assert document["significant_digits"] == publishing.DIGITS
    page = (results / "README.md").read_text()
    assert page.startswith("# Results\n") and page.endswith("The rest.\n")
    line = next(line for line in page.splitlines() if PLACE in line)
    assert line.startswith(f"| 2026-05-04 | Imaginary Processor 9000 @ 2.60GHz | 2 | full | 7 of 7 | `{COMMIT[:9]}` |")
    targets = re.findall(r"\]\(([^)]+)\)", page)
    assert len(targets) == 4 and all((results / target).exists() for target in targets)
    assert sorted(path.name for path in (results / "reference").iterdir()) == [place.name]


def test_the_report_of_a_published_run_is_made_of_what_is_published(tmp_path: Path, results: Path, plain: None,
                                                                    call: Call) -> None:
    run = planned_run(tmp_path / "run")
    assert call(publish.main, run, "--results", results).code == 0
    with zipfile.ZipFile(results / PLACE / "csv.zip") as tables:
        rate = float(tables.read("csv/answers.csv").decode().split(",")[-1])
        listed = list(csv.DictReader(tables.read("csv/tables.csv").decode().splitlines()))
        assert set(tables.namelist()) == {f"csv/{name}" for name in ("tables.csv", *(row["file"] for row in listed))}
    assert rate == float(f"{rate:.6g}") and rate in {row.ops_per_s for row in load_run(results / PLACE).rows}


def test_publishing_again_changes_nothing_but_the_report_and_another_run_keeps_beside_it(
        tmp_path: Path, results: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path / "run")
    assert call(publish.main, run, "--results", results).code == 0
    data = {name: text for name, text in contents(results / PLACE).items() if not name.startswith("report")}
    assert call(publish.main, run, "--results", results).code == 0
    assert data == {name: text for name, text in contents(results / PLACE).items() if not name.startswith("report")}
    other = planned_run(tmp_path / "other", planned={"seed": 8})
    assert call(publish.main, other, "--results", results).code == 0
    assert sorted(path.name for path in (results / "reference").iterdir()) == [
        "2026-05-04-imaginary-9000-2cpu", "2026-05-04T080000-imaginary-9000-2cpu"]
    third = planned_run(tmp_path / "third", planned={"seed": 9})
    assert "is another run's; remove it first" in call(publish.main, third, "--results", results).line


@pytest.mark.parametrize("stem, change, what", [
    ("bench", {"complete": False}, "is incomplete; finish it first: make bench RESUME=1"),
    ("machine", {"git": {"commit": COMMIT, "dirty": True}}, f"was measured with changes to commit {COMMIT[:9]}"),
    ("machine", {"git": {"commit": COMMIT, "dirty": None}}, f"was measured with changes to commit {COMMIT[:9]}"),
    ("machine", {"git": {"commit": None, "dirty": None}}, "names no commit"),
    ("machine", {"git": None}, "names no commit"),
    ("plan", {"filter": f"/home/{'x' * 9}/|@{socket.gethostname()}:"}, f"would tell the name of this machine, "
                                                                       f"{socket.gethostname()}; measure again"),
])
def test_what_others_could_not_rely_on_is_not_published(tmp_path: Path, results: Path, plain: None, call: Call,
                                                        stem: str, change: dict, what: str) -> None:
    run = planned_run(tmp_path / "run", **{stem: change})
    before = contents(results)
    refused = call(publish.main, run, "--results", results)
    assert refused.code == 2 and what in refused.line
    assert contents(results) == before and not list(results.glob("reference/.*"))


def test_what_the_text_links_to_is_published_too(tmp_path: Path, results: Path, plain: None, call: Call) -> None:
    assert call(publish.main, planned_run(tmp_path / "run"), "--results", results).code == 0
    text = (results / PLACE / "report.md").read_text()
    targets = {target.split("#")[0] for target in re.findall(r"\]\(([^)]+)\)", text)}
    assert "csv.zip" in targets
    assert not [target for target in targets if target and not (results / PLACE / target).exists()]


def test_a_run_without_a_plan_is_not_published(tmp_path: Path, results: Path, plain: None, call: Call) -> None:
    run = planned_run(tmp_path / "run")
    (run / "plan.json").unlink()
    assert "plan.json is missing" in call(publish.main, run, "--results", results).line


def test_a_page_without_the_marks_is_told_before_anything_is_written(tmp_path: Path, results: Path, plain: None,
                                                                     call: Call) -> None:
    (results / "README.md").write_text("# Results\n")
    refused = call(publish.main, planned_run(tmp_path / "run"), "--results", results)
    assert refused.code == 2 and "README.md lacks the line" in refused.line
    assert not (results / "reference").exists()


def test_a_run_that_is_too_large_is_not_published_and_its_parts_are_told(
        tmp_path: Path, results: Path, plain: None, call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "MOST_BYTES", 2000)
    refused = call(publish.main, planned_run(tmp_path / "run"), "--results", results)
    assert refused.code == 2 and "bench.json.xz 0.0" in refused.line and "are allowed" in refused.line
    assert list((results / "reference").iterdir()) == []


def test_a_published_run_that_is_replaced_comes_back_if_the_new_one_cannot_take_its_place(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("place", "new"):
        (tmp_path / name).mkdir()
        (tmp_path / name / name).touch()

    def replace(source: Path, target: Path, really: Callable = publishing.os.replace) -> None:
        if source == tmp_path / "new":
            raise OSError(5, "no")
        really(source, target)

    monkeypatch.setattr(publishing.os, "replace", replace)
    with pytest.raises(OSError):
        publishing._take_place(tmp_path / "new", tmp_path / "place", tmp_path / "old")
    assert (tmp_path / "place/place").exists()


def test_names_are_found_where_a_name_would_stand_and_words_are_not_taken_for_them(
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing.socket, "gethostname", lambda: "mutex")
    monkeypatch.setattr(publishing.getpass, "getuser", lambda: "queue")
    publishing.refuse_names({"plan.json": '"queue/push_pop/mutex/threads:2", "/mutex/queue/", "mutex of a queue"'})
    for text in ("-I/home/queue/include", "queue@mutex", '{"host": "mutex"}'):
        with pytest.raises(UserError, match="would tell"):
            publishing.refuse_names({"machine.json": text})


def test_what_google_benchmark_says_of_the_host_stays_behind(tmp_path: Path) -> None:
    run = planned_run(tmp_path, bench={})
    edit(run / "bench.json", lambda bench: bench["context"].update(host_name="h", executable="/x/sync_bench"))
    document = json.loads(publishing.texts_of(load_run(run))["bench.json.xz"])
    assert set(document["context"]) == {"library_build_type", "date"}


def test_figures_are_rounded_and_counts_are_not() -> None:
    assert publishing.rounded({"a": [59682.332259645744, 3021705802, "text", None, True, 1e-12 / 3]}) == {
        "a": [59682.3, 3021705802, "text", None, True, 3.33333e-13]}


def test_the_list_of_published_runs_is_up_to_date() -> None:
    page = CHECKOUT / "results/README.md"
    anew = listing.updated(page.read_text(), index.section(CHECKOUT / "results"), page, index.COMMAND)
    assert page.read_text() == anew, "results/README.md does not list what lies in reference/ and example/"


def test_every_picture_of_the_example_folder_is_shown_by_a_document() -> None:
    pages = [path.read_text() for path in [CHECKOUT / "README.md", *SCRIPTS.glob("*.md")]]
    assert all(any(f"results/example/{path.name}" in page for page in pages)
               for path in (CHECKOUT / "results/example").iterdir())
