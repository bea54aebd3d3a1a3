"""The catalogue for people: tables of every strategy, in the terminal and in impls/README.md."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from .cli import counted
from .errors import UserError
from .grid import Grid
from .results import Strategy

KINDS = {"lock": "Locks", "counter": "Counters", "queue": "Work queues"}
UPDATE = "make list UPDATE_README=1"

_BEGIN = "<!-- begin of what `{}` writes -->"
_END = "<!-- end of what is written -->"
_HEADERS = ("name", "family", "class", "progress", "bytes", "from", "here")

Catalogue = Mapping[tuple[str, str], Strategy]


def grids(catalogue: Catalogue) -> list[Grid]:
    """A table a kind, with all that is known of this build and this machine."""
    tables = []
    for kind in KINDS:
        mine = [strategy for strategy in catalogue.values() if strategy.kind == kind]
        here = sum(strategy.available for strategy in mine)
        lines = [[strategy.name, strategy.family, _class(strategy), strategy.progress,
                  "" if strategy.bytes is None else f"{strategy.bytes:,}", _origin(strategy),
                  "yes" if strategy.available else f"no: {strategy.why}"] for strategy in mine]
        tables.append(Grid(f"{counted(len(mine), kind)}, {here} available", _HEADERS, lines, {"no:": "yellow"}))
    return tables


def _class(strategy: Strategy) -> str:
    """With what a lock's waiters do in the end, as in the names of its cells: no class of its own."""
    waiting = strategy.raw.get("waiting")
    return f"{strategy.semantic_class}, wait:{waiting}" if waiting else strategy.semantic_class


def _origin(strategy: Strategy) -> str:
    if strategy.extra:
        return "a header outside the tree"
    return strategy.library or strategy.source


def readme_tables(catalogue: Catalogue, impls: Path) -> str:
    """What the page of the strategies has of them: the same on every machine that has all packages.

    Adapters are not in it, since each lock has the same ones, nor is what comes from a header outside the tree.
    """
    mine = [strategy for strategy in catalogue.values()
            if strategy.lock is None and not strategy.extra and strategy.family]
    parts = []
    for kind, heading in KINDS.items():
        lines = [_readme_line(strategy, impls) for strategy in mine if strategy.kind == kind]
        grid = Grid(heading, ["Name", "Family", "Source", "Class", "Progress", "What it is"], lines)
        parts.append(f"### {heading}\n\n{grid.markdown()}")
    return "\n".join(parts)


def _readme_line(strategy: Strategy, impls: Path) -> list[str]:
    header = header_of(strategy, impls)
    name = f"[`{strategy.name}`]({header.relative_to(impls)})"
    return [name, strategy.family, strategy.source, _class(strategy), strategy.progress, summary_of(header)]


def header_of(strategy: Strategy, impls: Path) -> Path:
    """The header whose stem the strategy's name is, or begins with: then it is a variant."""
    words = strategy.name.split("_")
    stems = ("_".join(words[:count]) for count in range(len(words), 0, -1))
    headers = (impls / strategy.kind / f"{stem}.hpp" for stem in stems)
    found = next((header for header in headers if header.exists()), None)
    if found is None:
        raise UserError(f"{strategy.kind} {strategy.name} has no header in {impls / strategy.kind}; its name must "
                        "begin with the stem of the file")
    return found


def summary_of(header: Path) -> str:
    """The first sentence of its head comment."""
    lines = []
    for line in header.read_text(encoding="utf-8").splitlines():
        text = line.removeprefix("//").strip()
        if not line.startswith("//") or not text:
            break
        lines.append(text)
    if not lines:
        raise UserError(f"{header} does not begin with a line of comment that says what it is; write one")
    return re.match(r"(.*?)(\.( |$)|$)", " ".join(lines))[1]


def updated(page: str, tables: str, where: Path, command: str = UPDATE) -> str:
    """The page with these tables between the two marks of the command that writes them."""
    opening = _BEGIN.format(command)
    before, begin, rest = page.partition(opening)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise UserError(f"{where} lacks the line '{_END if begin else opening}'; put it back")
    return f"{before}{begin}\n\n{tables}\n{end}{after}"


def without(page: str, names: Iterable[str]) -> str:
    """The page without the rows of these strategies, of which nothing more is known where they were not built."""
    names = set(names)
    return "".join(line for line in page.splitlines(keepends=True)
                   if (match := re.match(r"\| \[`(\w+)`\]", line)) is None or match[1] not in names)


def not_built(catalogue: Catalogue) -> Sequence[Strategy]:
    return [strategy for strategy in catalogue.values() if not strategy.available and not strategy.family]
