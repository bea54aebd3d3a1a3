"""The report as one page of HTML that needs nothing but itself: no network, no other file, no script to be readable."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from ..cli import counted
from ..style import looks, text_colour
from .decision import decision
from .parts import SECTIONS, Figure, Picture, RunReport, Table, Text
from .shown import Cell, Shown, csv_name, csv_tables, shown, tables_of
from .written import SIZES, spoken

TEMPLATES = Path(__file__).parent / "templates"
SCRIPTS = ("report.js", "names.js", "told.js", "tables.js")
GLYPHS = {"o": "●", "s": "■", "^": "▲", "D": "◆", "v": "▼", "P": "✚", "X": "✖", "<": "◀", ">": "▶", "p": "⬟", "h": "⬢"}
LINES = 8  # of a table, before the page's script has filled it from its CSV: a page of a full run stays below 5 MB
FACTS = 40  # the same, of tables about the run
WIDE = 600.0  # points: drawings are 446 wide that are made for one of two columns
SAMPLES = "samples-by-regime"  # the table with the shares of the regimes


@dataclass(frozen=True)
class Made:
    """How the report came about."""

    command: str  # makes it again
    when: str
    commit: str  # of syncbench
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Drawing:
    regime: str
    scale: str
    svg: Markup


@dataclass(frozen=True)
class Panel:
    """A picture as it stands on the page."""

    anchor: str
    run: int
    label: str  # whose it is; empty on the page of one run
    picture: Picture
    wide: bool  # too wide to be read in one of two columns
    drawing: Drawing | None  # shown first
    others: tuple[Drawing, ...]  # in other regimes and scales
    table: Shown


@dataclass(frozen=True)
class Regime:
    name: str
    share: Cell
    shown: bool


@dataclass(frozen=True)
class Option:
    """A strategy to choose, with the look it has in the charts."""

    name: str
    kinds: str
    colour: str
    glyph: str


@dataclass(frozen=True)
class Download:
    csv: str
    title: str
    href: str


def html(reports: Sequence[RunReport], made: Made) -> str:
    """One report is told by itself; several side by side, their pictures of one name next to one another."""
    numbers = range(len(reports))
    css, *scripts = (Markup((TEMPLATES / name).read_text(encoding="utf-8")) for name in ("report.css", *SCRIPTS))
    panels = [_panel(reports, number, picture) for number in numbers for picture in reports[number].pictures]
    side_by_side = _side_by_side(panels)
    further = [_further(reports, number) for number in numbers]
    options = _options(reports)
    return environment().get_template("report.html.j2").render(
        reports=reports, alone=len(reports) == 1, made=made, css=css, scripts=scripts, sizes=json.dumps(SIZES),
        policy=policy(css, scripts, (svg for report in reports for picture in report.pictures for svg in picture.drawings.values())),
        present={key: title for key, title in SECTIONS.items() if key in side_by_side
                 or any(key in report.missing for report in reports) or any(key in of for of in further)},
        kept=packed(json.dumps({panel.anchor: {f"{of.regime}|{of.scale}": of.svg for of in panel.others} for panel in panels})),
        side_by_side=side_by_side, further=further, options=options, looks={option.name: option for option in options},
        answers=[(sentence(reports, number, reports[number].answers.paragraph),
                  decision(reports[number].answers.table, csv_name(reports, number, reports[number].answers.table.name),
                           dominant(reports[number]))) for number in numbers],
        targets=[_targets(report) for report in reports], notices=list(dict.fromkeys(filter(None, map(notice, reports)))),
        untold=list(map(untold, reports)), regimes=[_regimes(reports, number) for number in numbers],
        downloads=list(_downloads(csv_tables(reports))), files=_files(reports[0])).lstrip()


def environment() -> Environment:
    made = Environment(loader=FileSystemLoader(TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
                       lstrip_blocks=True, keep_trailing_newline=True)
    made.globals |= {"anchor": anchor, "counted": counted, "SECTIONS": SECTIONS}
    return made


def anchor(number: int, name: str) -> str:
    """The id of something of the run with this number."""
    return name if number == 0 else f"{name}--{number + 1}"


def policy(css: str, scripts: Iterable[str], drawings: Iterable[str]) -> str:
    """A content security policy under which nothing is fetched and no other script runs. Colours of strategies are in
    style attributes; browsers that cannot tell those from style elements allow both."""
    styles = {css, *(style for svg in drawings for style in re.findall(r"<style[^>]*>(.*?)</style>", svg, re.DOTALL))}
    return "; ".join((
        "default-src 'none'", f"script-src {_hashes(scripts)}", "style-src 'unsafe-inline'",
        f"style-src-elem {_hashes(styles)}", "style-src-attr 'unsafe-inline'", "img-src data:", "base-uri 'none'",
        "form-action 'none'"))


def _hashes(texts: Iterable[str]) -> str:
    return " ".join(sorted(f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"
                           for text in texts))


def sentence(reports: Sequence[RunReport], number: int, text: Text) -> list[Cell]:
    """Its words, and its figures as they stand in a CSV."""
    return [Cell(spoken(part.value, part.unit), repr(part.value), csv=csv_name(reports, number, part.table))
            if isinstance(part, Figure) else Cell(part) for part in text]


def notice(report: RunReport) -> str | None:
    """What a reader must know of the machine before any figure."""
    where = [f"{words} ({report.run.machine[key]})" for key, words in (
        ("virtual_machine", "a shared virtual machine"), ("container", "a container")) if report.run.machine.get(key)]
    if not where:
        return None
    return (f"Measured on {', in '.join(where)}. Other guests take caches, clock and CPU time when they like: trust "
            "ratios of what was measured within a second of one another, and none that is nearer to 1 than the same "
            "strategy is to itself.")


def untold(report: RunReport) -> tuple[str, ...]:
    """What is missing that belongs to no section of the page."""
    return tuple(line for key, lines in report.missing.items() if key not in SECTIONS for line in lines)


def dominant(report: RunReport) -> str:
    """The regime shown first; none if nothing may be shown."""
    return next(iter(report.selections), "")


def leads(picture: Picture, regime: str) -> list[str]:
    """The strategies that a picture draws in colour."""
    tags = [tag for of, svg in picture.drawings.items() if of.regime == regime
            for tag in re.findall(r'class="s lead"[^>]*? data-s="([^"]*)"', svg)]
    return list(dict.fromkeys(Markup(tag).unescape() for tag in tags))


def _shown(reports: Sequence[RunReport], number: int, table: Table, first: Sequence[str] = (),
           limit: int = LINES) -> Shown:
    return shown(table, csv_name(reports, number, table.name), dominant(reports[number]), first, limit)


def _panel(reports: Sequence[RunReport], number: int, picture: Picture) -> Panel:
    report = reports[number]
    regime = dominant(report)
    order = sorted(picture.drawings, key=lambda of: (of.regime != regime, of.scale == "linear"))
    drawings = tuple(Drawing(of.regime, of.scale, Markup(_own_ids(picture.drawings[of], number))) for of in order)
    return Panel(anchor(number, picture.name), number, report.label if len(reports) > 1 else "", picture,
                 any(map(_wide, picture.drawings.values())), drawings[0] if drawings else None, drawings[1:],
                 _shown(reports, number, picture.table, leads(picture, regime)))


def _wide(svg: str) -> bool:
    box = re.search(r'viewBox="[-\d.]+ [-\d.]+ ([\d.]+) ', svg)
    return box is not None and float(box[1]) > WIDE


def _own_ids(svg: str, number: int) -> str:
    """Ids that no drawing of the same picture of another run has."""
    if number == 0:
        return svg
    return re.sub(r'(\bid="|\burl\(#|\bhref="#|\baria-labelledby="|\baria-describedby=")', rf"\g<1>r{number + 1}-", svg)


def _side_by_side(panels: Sequence[Panel]) -> dict[str, list[list[Panel]]]:
    """By section: the panels of each picture, of all runs."""
    found: dict[str, dict[str, list[Panel]]] = {}
    for panel in panels:
        found.setdefault(panel.picture.section, {}).setdefault(panel.picture.name, []).append(panel)
    return {section: list(of.values()) for section, of in found.items()}


def _further(reports: Sequence[RunReport], number: int) -> dict[str, list[tuple[str, Shown]]]:
    """The tables without a picture, with their anchors, by section: comparisons are about who is best, others may begin
    with a section's name, and the rest belongs to the machine."""
    report = reports[number]
    found: dict[str, list[tuple[str, Shown]]] = {}
    for table in report.answers.tables:
        found.setdefault("winners", []).append((anchor(number, table.name), _shown(reports, number, table)))
    for table in report.tables:
        named = table.name.split("-")[0]
        found.setdefault(named if named in SECTIONS else "machine", []).append(
            (anchor(number, table.name), _shown(reports, number, table, limit=FACTS)))
    return found


def _targets(report: RunReport) -> dict[str, str]:
    """What a piece of evidence is, by its name."""
    pictures = {picture.name for picture in report.pictures}
    return {table.name: "table" for table in tables_of(report)} | dict.fromkeys(pictures, "chart")


def _regimes(reports: Sequence[RunReport], number: int) -> list[Regime]:
    """The dominant one first; those that are not shown last."""
    report = reports[number]
    if not report.selections:
        return []
    regimes = report.selections[dominant(report)].regimes
    csv = csv_name(reports, number, SAMPLES) if SAMPLES in _targets(report) else ""
    shares = {name: Cell(spoken(share, "share"), repr(share) if csv else None, csv=csv)
              for name, share in zip(regimes.names, regimes.share)}
    return [Regime(name, shares[name], name in report.selections)
            for name in (*report.selections, *(name for name in shares if name not in report.selections))]


def _options(reports: Sequence[RunReport]) -> list[Option]:
    """Every strategy that was measured, once a name."""
    kinds: dict[str, dict[str, None]] = {}
    worn = {}
    for report in reports:
        measured = {(row.cell.kind, row.cell.impl) for row in report.run.rows}
        for key, look in looks(report.run.strategies.values()).items():
            if key in measured:
                kinds.setdefault(key[1], {}).setdefault(key[0])
                worn.setdefault(key[1], look)
    return [Option(name, ", ".join(kinds[name]), text_colour(look.colour), GLYPHS[look.marker])
            for name, look in worn.items()]


def _files(report: RunReport) -> list[str]:
    """Of the run itself, beside the page."""
    return [path.name for path in sorted(report.run.folder.glob("*.json*")) if path.is_file()]


def _downloads(tables: dict[str, Table]) -> Iterator[Download]:
    for name, table in tables.items():
        yield Download(name, table.title, f"data:application/gzip;base64,{packed(table.csv())}")


def packed(text: str) -> str:
    """Compressed, as base64: what is not shown at once would be most of the page. The same text makes the same bytes."""
    return base64.b64encode(gzip.compress(text.encode(), mtime=0)).decode()
