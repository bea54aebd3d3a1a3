"""What impls/README.md says of adding a strategy, done as it says: inside the tree, and as a header outside of it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from conftest import PATIENCE_S, SCRIPTS
from test_end_to_end import BUILD

ROOT = SCRIPTS.parent
PAGE = (ROOT / "impls/README.md").read_text()
FILE = "impls/counter/halves.hpp"

# Says whether the counter is listed once and keeps its contract.
DRIVER = """
#include <cstdio>

#include "impls/counter.hpp"
#include "impls/tests/contract/counter_contract.hpp"

int main() {
  using namespace syncbench;
  for_each_type(Counters{}, []<class C>(std::type_identity<C>) {
    if constexpr (C::info.name == "halves") {
      const auto finding = counter_contract(tested<AnyCounter, C>(), "counter/halves", 1);
      std::printf("%s, %s\\n", finding.passed ? "right" : finding.detail.c_str(), counter_class(C::info).c_str());
    }
  });
}
"""


def blocks(heading: str) -> list[str]:
    section = PAGE.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```cpp\n(.*?)^```", section, re.MULTILINE | re.DOTALL)


HEADER, LINES = blocks("Add a strategy")
EXTRA_LINES, = blocks("Measure a header of your own")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-c", "safe.directory=*", "-c", "user.name=a test", "-c", "user.email=", "-C", str(folder)]
    return subprocess.run([*command, *arguments], capture_output=True, text=True, check=True).stdout


def copy_impls(tree: Path) -> None:
    if not (ROOT / ".git").exists():
        shutil.copytree(ROOT / "impls", tree / "impls")
        return
    for name in git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "impls").splitlines():
        (tree / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tree / name)


def ran(source_tree: Path, folder: Path, includes: Sequence[Path] = ()) -> str:
    """What the driver says, compiled and linked as the build does it, but quicker."""
    made = BUILD / "benchmarks/CMakeFiles/sync_bench.dir"
    cache = (BUILD / "CMakeCache.txt").read_text()
    compiler = re.search(r"^CMAKE_CXX_COMPILER:\w+=(.+)$", cache, re.MULTILINE)[1]
    of_libraries = re.search(r"^CXX_INCLUDES = (.*)$", (made / "flags.make").read_text(), re.MULTILINE)[1].split()
    libraries = [word for word in (made / "link.txt").read_text().split() if re.match(r"/.*\.(so[.\d]*|a)$|-l", word)]
    (folder / "driver.cpp").write_text(DRIVER)
    ours = [str(library) for library in sorted((BUILD / "impls").rglob("*.a"))]
    command = [compiler, "-std=c++20", "-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Wconversion", "-Werror",
               *(f"-I{path}" for path in (*includes, source_tree)),
               *(flag for flag in of_libraries if flag not in (f"-I{ROOT}", f"-I{BUILD}/benchmarks/include")),
               "driver.cpp", "-o", "driver", "-Wl,--start-group", *ours, "-Wl,--end-group", *libraries,
               "-pthread", "-rdynamic", "-ldl"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S)
    assert done.returncode == 0, done.stderr
    return subprocess.run(["./driver"], cwd=folder, capture_output=True, text=True, timeout=PATIENCE_S).stdout


def appended(door: str, include: str, entry: str, type_list: str) -> str:
    """The door with an include among the others of its folder, and an entry at the end of a list."""
    folder = include[:include.rindex("/") + 1]
    lines = door.splitlines()
    last = max(number for number, line in enumerate(lines) if line.startswith(folder))
    lines.insert(last + 1, include)
    begin = next(number for number, line in enumerate(lines) if re.match(rf"using {type_list} =", line))
    end = next(number for number in range(begin, len(lines)) if lines[number].lstrip().startswith(">"))
    lines[end - 1] = re.sub(r"(\S)(\s*//|$)", r"\1,\2", lines[end - 1], count=1)
    lines.insert(end, re.match(r" *", lines[end - 1])[0] + entry)
    return "\n".join(lines) + "\n"


def test_the_example_of_the_page_is_one_new_file_and_one_entry_in_a_list(tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    copy_impls(tree)
    git(tmp_path, "init", "-q", str(tree))
    git(tree, "add", "-A")
    git(tree, "commit", "-q", "-m", "before")
    (tree / FILE).write_text(HEADER)
    include, entry = (line for line in LINES.splitlines() if line)
    door = tree / "impls/counter.hpp"
    door.write_text(appended(door.read_text(), include, entry, "SuiteCounters"))
    git(tree, "add", "-A")
    changed = [line.split() for line in git(tree, "diff", "--cached", "--numstat").splitlines()]
    # In the list, a comma behind what was the last entry.
    assert changed == [["3", "1", "impls/counter.hpp"], [str(len(HEADER.splitlines())), "0", FILE]]
    assert ran(tree, tmp_path) == "right, quiescent\n"


def configure(header: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(["make", "--no-print-directory", "configure", "python=true", f"EXTRA={header}"], cwd=ROOT,
                          capture_output=True, text=True, env=os.environ | {"NO_INSTALL": "1"})


@pytest.fixture
def builds() -> Iterator[set[Path]]:
    """What is in the folder of the builds; what is added is removed."""
    folder = ROOT / "build"
    before = set(folder.iterdir())
    yield before
    for path in set(folder.iterdir()) - before:
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def test_a_header_outside_the_tree_joins_the_list_or_is_refused_in_one_line(tmp_path: Path, builds: set[Path]) -> None:
    header = tmp_path / "my halves.hpp"
    header.write_text(HEADER + EXTRA_LINES)
    done = configure(header)
    assert done.returncode == 0, done.stderr
    build, = {path for path in (ROOT / "build").iterdir() if path.is_dir()} - builds
    assert ran(ROOT, tmp_path, [build / "impls/extra"]) == "right, quiescent\n"

    for text, words in [
        (HEADER, "syncbench: the header adds nothing; end it with"),
        (HEADER.replace('"halves"', '"cas_loop"') + EXTRA_LINES, "syncbench: the suite has a counter of that name"),
        (HEADER.replace("void add", "int add(") + EXTRA_LINES, f"{header}:"),
        (HEADER.replace("Consistency::quiescent", "Consistency::linearizable") + EXTRA_LINES, "give it fetch_add(n)"),
    ]:
        header.write_text(text)
        done = configure(header)
        told, = (line for line in done.stderr.splitlines() if line.startswith("make: ") and "***" not in line)
        assert done.returncode == 2 and told.startswith("make: EXTRA: ") and words in told, done.stderr
        assert len([line for line in done.stderr.splitlines() if "***" not in line]) == 1


def test_a_header_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    done = configure(tmp_path / "nowhere.hpp")
    line, *_ = done.stderr.splitlines()
    assert done.returncode == 2 and line == f"make: EXTRA: there is no file {tmp_path}/nowhere.hpp"
