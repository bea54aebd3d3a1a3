"""What the documents say exists and works: links, paths, make targets and their knobs, commands."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from conftest import SCRIPTS
from syncbench import listing
from syncbench.results import parse_catalogue
from test_end_to_end import BUILD, sync_bench

ROOT = SCRIPTS.parent


def pages() -> list[Path]:
    """Those of the project: what git knows, or, outside of git, all that are not built or measured."""
    if (ROOT / ".git").exists():
        listed = subprocess.run(["git", "-c", "safe.directory=*", "-C", ROOT, "ls-files", "*.md"], capture_output=True,
                                text=True, check=True).stdout
        return sorted(ROOT / line for line in listed.splitlines())
    return sorted(path for path in ROOT.rglob("*.md") if not {"build", "local"} & set(path.relative_to(ROOT).parts))


PAGES = pages()
IDS = [str(page.relative_to(ROOT)) for page in PAGES]


def commands(page: Path) -> list[str]:
    """The lines of a page's shell blocks, without their comments."""
    blocks = re.findall(r"^```sh\n(.*?)^```", page.read_text(), re.MULTILINE | re.DOTALL)
    return [line.split("  #")[0].strip() for block in blocks for line in block.splitlines() if line.strip()]


def make_calls() -> list[str]:
    """make … in shell blocks and in the text."""
    inline = [call for page in PAGES for call in re.findall(r"`(make \w+[^`]*)`", page.read_text())]
    shell = [line for page in PAGES for line in commands(page) if line.startswith("make ")]
    return sorted({*inline, *shell})


def test_there_are_documents_to_check() -> None:
    assert {"README.md", "impls/README.md", "benchmarks/README.md", "benchmarks/METHODOLOGY.md", "scripts/README.md",
            "results/README.md"} <= set(IDS)
    assert {"make bench", "make test"} <= set(make_calls())


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_every_link_leads_somewhere(page: Path) -> None:
    targets = [target.split("#")[0] for target in re.findall(r"\]\(([^)\s]+)\)", page.read_text())
               if not re.match(r"[a-z]+:", target)]
    missing = [target for target in targets if not (page.parent / target).exists()]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=IDS)
def test_no_placeholder_is_left(page: Path) -> None:
    assert not re.findall(r"@[A-Z_]+@", page.read_text())


@pytest.mark.parametrize("call", make_calls())
def test_make_knows_the_target_and_the_knobs(call: str) -> None:
    dry = subprocess.run(["sh", "-c", f"make -n {call.removeprefix('make ')}"], cwd=ROOT, capture_output=True,
                         text=True)
    assert dry.returncode == 0, dry.stderr
    makefile = (ROOT / "Makefile").read_text()
    for knob in re.findall(r"\b([A-Z_]+)=", call):
        assert re.search(rf"\((value|call given,|call on,) ?{knob}\)", makefile), f"the Makefile does not use {knob}"


@pytest.mark.parametrize("line", [line for page in PAGES for line in commands(page) if not line.startswith("make ")])
def test_other_commands_run(line: str) -> None:
    assert line.startswith("build/release/")
    program, *arguments = line.split()
    done = subprocess.run([BUILD / program.removeprefix("build/release/"), *arguments], capture_output=True, text=True,
                          timeout=120)
    assert done.returncode == 0, done.stderr


def test_make_help_names_every_target() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split()) - {
        "help", "setup", "idle", "configure", "build"}
    told = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True).stdout
    assert targets == set(re.findall(r"^make ([\w-]+)", told, re.MULTILINE))


def test_every_counter_of_a_row_is_explained() -> None:
    source = (ROOT / "benchmarks/harness/registry.cpp").read_text()
    counters = set(re.findall(r'[{]+"(\w+)", ', source)) | {"ops_per_s", "work_ns", "overhead_ns"}
    page = (ROOT / "benchmarks/README.md").read_text().split("## A row")[1]
    assert len(counters) > 12 and all(f"`{counter}`" in page for counter in counters)


def test_the_tables_of_the_catalogue_page_are_those_of_the_lists() -> None:
    page = ROOT / "impls/README.md"
    strategies = parse_catalogue(json.loads(sync_bench("--catalogue").stdout), "sync_bench --catalogue")
    # Of what was not built here nothing is known but the name: its rows are left as they are.
    text = listing.without(page.read_text(), [absent.name for absent in listing.not_built(strategies)])
    anew = listing.updated(text, listing.readme_tables(strategies, page.parent), page)
    assert text == anew, f"impls/README.md is not what the lists say; this writes it anew: {listing.UPDATE}"


def test_every_script_and_module_is_in_the_page_of_the_scripts() -> None:
    page = (SCRIPTS / "README.md").read_text()
    files = [*SCRIPTS.glob("*.py"), *SCRIPTS.glob("*.sh"), *SCRIPTS.glob("syncbench/*.py")]
    assert not [path.name for path in files if path.name != "__init__.py" and f"[{path.name}]" not in page]
