"""The page of a report as text: everything is told, linked, escaped and inside the file. A browser has its own tests."""

from __future__ import annotations

import base64
import csv
import gzip
import io
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from xml.etree import ElementTree

import pytest
import told
from hypothesis import given
from hypothesis import strategies as st
from syncbench.report import page
from syncbench.report.decision import decision
from syncbench.report.parts import SECTIONS, Column, Table, Variant
from syncbench.report.shown import csv_tables, shown
from syncbench.report.written import THIN, interval, spoken, written

TWO = (told.report(), told.report("Another, 2026-02-02", 0.5))


class Page(HTMLParser):
    """Elements with their attributes, and figures with their text."""

    VOID = {"meta", "input"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.figures: list[tuple[str, str, str]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert not self.open, f"not closed: {self.open}"

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))
        if tag not in self.VOID:
            self.open.append(tag)
        if tag == "data":
            self.figures.append((dict(attributes)["value"], dict(attributes)["data-csv"], ""))

    def handle_startendtag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attributes)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open and self.open[-1] == tag, f"</{tag}> closes {self.open[-3:]}"
        self.open.pop()

    def handle_data(self, text: str) -> None:
        if not {"script", "style"} & set(self.open[-1:]):
            self.text += text

    def all(self, name: str) -> list[str]:
        """The values of an attribute."""
        return [attributes[name] for _, attributes in self.elements if attributes.get(name) is not None]


@pytest.fixture(scope="module")
def text() -> str:
    return page.html([told.report()], told.MADE)


@pytest.fixture(scope="module")
def parsed(text: str) -> Page:
    return Page(text)


@pytest.fixture(scope="module")
def both() -> Page:
    return Page(page.html(TWO, told.MADE))


def test_the_page_tells_in_the_order_of_questions(text: str) -> None:
    parts = ["<h1>", "Measured on a shared virtual machine (bhyve), in a container (docker)", "2 of 9 rounds", 'id="part-answer"',
             'id="answers"', 'class="bar"', *(f'id="part-{key}"' for key in ("winners", "scaling", "usl", "cost")),
             'id="part-method"', 'id="part-limits"', 'id="part-machine"', 'id="part-again"', 'id="part-data"']
    places = [text.index(part) for part in parts]
    assert places == sorted(places)


def test_sections_without_anything_to_tell_are_left_out_and_missing_ones_say_why(parsed: Page) -> None:
    ids = parsed.all("id")
    assert [key for key in SECTIONS if f"part-{key}" in ids] == ["winners", "scaling", "usl", "cost"]
    assert "too few points to fit it" in parsed.text


def test_every_figure_stands_in_its_csv_as_it_is_written_there(parsed: Page) -> None:
    tables = csv_tables([told.report()])
    fields = {name: {field for row in csv.reader(io.StringIO(table.csv())) for field in row}
              for name, table in tables.items()}
    assert len(parsed.figures) > 100
    assert [figure for figure in parsed.figures if figure[0] not in fields[figure[1]]] == []


def test_every_csv_is_in_the_page_whole(parsed: Page) -> None:
    links = {attributes["download"]: attributes["href"] for tag, attributes in parsed.elements
             if tag == "a" and "download" in attributes}
    told_there = {name.removesuffix(".csv.gz"): gzip.decompress(base64.b64decode(href.split(",")[1])).decode()
                  for name, href in links.items()}
    assert told_there == {name: table.csv() for name, table in csv_tables([told.report()]).items()}


def test_of_several_runs_each_figure_says_whose_it_is(both: Page) -> None:
    tables = csv_tables(TWO)
    assert len(tables) == 2 * len(csv_tables(TWO[:1]))
    fields = {name: table.csv() for name, table in tables.items()}
    assert [figure for figure in both.figures if figure[0] not in fields[figure[1]]] == []
    assert all(both.text.count(report.label) > 5 for report in TWO)


@pytest.mark.parametrize("which", ["parsed", "both"])
def test_ids_are_unique_and_every_inner_link_and_reference_leads_to_one(which: str, request: pytest.FixtureRequest) -> None:
    of: Page = request.getfixturevalue(which)
    ids = of.all("id")
    assert len(ids) == len(set(ids))
    referred = [href[1:] for href in of.all("href") if href.startswith("#")]
    referred += [*of.all("aria-labelledby"), *of.all("aria-describedby"), *of.all("aria-controls"), *of.all("for")]
    referred += [re.search(r"url\(#(.*?)\)", path)[1] for path in of.all("clip-path")]
    assert set(referred) <= set(ids)


def test_pictures_of_one_name_stand_side_by_side(both: Page) -> None:
    panels = [(attributes["id"], attributes["data-run"]) for tag, attributes in both.elements if tag == "figure"]
    assert panels[:4] == [("winners-counter-best", "0"), ("winners-counter-best--2", "1"),
                          ("scaling-counter-add", "0"), ("scaling-counter-add--2", "1")]


def test_html_in_names_is_text(text: str, parsed: Page) -> None:
    assert "<b>" not in text and told.HTML in parsed.all("data-name") and told.HTML in parsed.text
    hostile = replace(told.report(), label="<script>alert(1)</script>", missing={"run": ("</main><img src=x>",)})
    made = replace(told.MADE, command="make report RUN='<i>'", notes=("<u>",))
    anew = Page(page.html([hostile], made))
    assert {tag for tag, _ in anew.elements} == {tag for tag, _ in parsed.elements}


def test_nothing_is_fetched(parsed: Page) -> None:
    hrefs = [href for href in (*parsed.all("href"), *parsed.all("src")) if not href.startswith(("#", "data:"))]
    assert all(re.fullmatch(r"[\w.]+\.json(\.xz)?", href) for href in hrefs)
    policy = next(attributes["content"] for _, attributes in parsed.elements if "http-equiv" in attributes)
    assert policy.startswith("default-src 'none'") and not re.search(r"https?:|\*|script-src[^;]*unsafe", policy)


def test_the_policy_allows_exactly_the_scripts_and_styles_of_the_page(text: str) -> None:
    policy = re.search(r'Security-Policy" content="(.*?)"', text)[1].replace("&#39;", "'")
    for tag, rule in (("script", "script-src"), ("style", "style-src-elem")):
        bodies = re.findall(rf"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        allowed = re.search(rf"{rule} ([^;]*)", policy)[1].split()
        assert bodies and page._hashes(bodies).split() == allowed


def test_a_style_element_of_a_drawing_is_allowed_too() -> None:
    with_style = page.policy("a", ["b"], ['<svg><style type="text/css">*{stroke-linecap: butt}</style></svg>'])
    assert page._hashes(["*{stroke-linecap: butt}"]) in with_style


def test_the_dominant_regime_and_log_are_shown_and_all_other_variants_are_kept(text: str, parsed: Page) -> None:
    shown_first = [(a["data-regime"], a["data-scale"]) for _, a in parsed.elements if a.get("class") == "card"]
    assert shown_first == [(told.FAR, ""), (told.FAR, "log"), (told.FAR, "log")]
    kept = json.loads(gzip.decompress(base64.b64decode(re.search(r'<template id="drawings">(.*?)<', text)[1])))
    assert [(of, variant) for of, variants in kept.items() for variant in variants] == [
        ("winners-counter-best", f"{told.NEAR}|"), ("scaling-counter-add", f"{told.FAR}|linear"),
        ("scaling-counter-add", f"{told.NEAR}|log"), ("scaling-counter-add", f"{told.NEAR}|linear")]
    assert kept["winners-counter-best"][f"{told.NEAR}|"] == told.report().pictures[0].drawings[Variant(told.NEAR)]


def test_every_drawing_has_a_title_and_every_picture_says_what_is_to_be_seen(text: str) -> None:
    svgs = re.findall(r"<svg.*?</svg>", text, re.DOTALL)
    assert len(svgs) == 3
    for svg in svgs:
        root = ElementTree.fromstring(svg)
        assert root.get("role") == "img" and root[0].tag == "title" and root[0].get("id") == root.get("aria-labelledby")
    assert text.count(told.report().pictures[0].alt) >= 3


def test_evidence_is_a_link_to_the_picture_or_the_table(text: str) -> None:
    assert text.count('<a href="#scaling-counter-add">chart</a>') == 2
    assert text.count('<a href="#standings-counter-add">table</a>') == 2


def test_ties_are_told_as_ties_and_an_absent_ratio_as_absent(parsed: Page) -> None:
    assert "tbb_combinable" in parsed.text and "cas_loop, " + told.HTML in parsed.text
    last = decision(told.report().answers.table, "answers", told.FAR).lines[-1]
    assert [entry.cell.text for entry in last][4:6] == ["–", "–"] and not last[5].beneath


def test_a_report_with_nothing_measured_is_still_a_page() -> None:
    empty = replace(told.report(), selections={}, pictures=(), missing={"run": ("No strategy was measured.",)})
    empty = replace(empty, answers=replace(empty.answers, paragraph=("Nothing can be said.",), tables=(),
                                           table=replace(empty.answers.table, rows=())))
    parsed = Page(page.html([empty], told.MADE))
    assert "No strategy was measured." in parsed.text and "Nothing can be said." in parsed.text


def test_a_drawing_made_wider_than_a_column_has_the_whole_width() -> None:
    drawings = {of: svg.replace("0 0 560", "0 0 806") for of, svg in told.report().pictures[0].drawings.items()}
    wide = replace(told.report().pictures[0], drawings=drawings)
    text = page.html([replace(told.report(), pictures=(wide, *told.report().pictures[1:]))], told.MADE)
    assert text.count('class="panel wide"') == 1 and text.count('class="panel"') == 2


def test_a_picture_without_a_drawing_says_so() -> None:
    bare = replace(told.report().pictures[0], drawings={})
    assert "There is no drawing of this." in Page(page.html([replace(told.report(), pictures=(bare,))], told.MADE)).text


def test_a_long_table_stands_in_the_csv_whole_and_says_so(text: str) -> None:
    assert "20 more lines: in the CSV." in text


# Tables


def test_a_table_of_strategies_by_positions_is_shown_as_a_pivot_with_the_coloured_ones_first() -> None:
    picture = told.report().pictures[1]
    found = shown(picture.table, "x", told.NEAR, page.leads(picture, told.FAR), limit=5)
    assert [head.words for head in found.heads] == ["strategy", "1 threads", "2 threads", "4 threads"]
    assert found.caption == "median, ops/s [low, high] n"
    assert [line.strategy for line in found.lines][:4] == ["mutex", "fetch_add", "sharded", "tbb_combinable"]
    assert set(page.leads(picture, told.FAR)) == set(told.LEADS) and found.left_out == 3
    row = next(row for row in picture.table.rows if row[:3] == (told.NEAR, "mutex", "2 threads"))
    cell = found.lines[0].cells[2]
    assert cell.value == repr(row[3]) and cell.beside.endswith(" 3") and cell.text.endswith(f"{THIN}M")


def test_a_position_that_was_not_measured_is_absent_in_the_pivot() -> None:
    columns = (Column("regime", ""), Column("strategy", ""), Column("position", ""), Column("median_ns", "", "ns"),
               Column("low_ns", "", "ns"), Column("high_ns", "", "ns"), Column("n", "n", "n"))
    table = Table("t", "t", columns, (("r", "a", "p50", 1.0, 1.0, 1.0, 6), ("r", "b", "max", 2e4, None, None, 1)))
    lines = shown(table, "t", "r").lines
    assert [[cell.text for cell in line.cells] for line in lines] == [["a", f"1.00{THIN}ns", "–"],
                                                                      ["b", "–", f"20.0{THIN}µs"]]
    assert lines[1].cells[2].beside == "1"


def test_the_decision_shows_together_what_belongs_together_and_leaves_out_nothing_but_what_the_csv_has() -> None:
    found = decision(told.report().answers.table, "answers", told.FAR)
    assert [head.key for head in found.heads] == ["case", "contention", "team", "use", "as_good", "ratio", "evidence"]
    first, second, third, fourth = found.lines
    assert [[cell.text for cell in entry.beneath] for entry in first] == [
        ["quiescent"], [], ["1 thread"], [f"240{THIN}M{THIN}ops/s"], [], ["than mutex"], []]
    assert [cell.text for entry in fourth for cell in entry.beneath if entry.key in ("contention", "team")] == [
        f"399{THIN}ns", "4 threads"]
    assert found.heads[5].beside == "[from, to] pairs" and first[5].cell.beside == "[3.31, 3.52] 9"
    assert [[entry.again for entry in line].count(True) for line in found.lines] == [0, 1, 0, 1]


@pytest.mark.parametrize("value, unit, expected", [
    (12_345_678.9, "ops/s", "12.3 M"), (999.96e3, "ops/s", "1.00 M"), (950.0, "ops/s", "950"), (0.0, "ops/s", "0"),
    (4.56, "ns", "4.56 ns"), (20_000.0, "ns", "20.0 µs"), (3e9, "ns", "3.00 s"), (64, "B", "64 B"), (4096, "B", "4.00 KiB"),
    (0.625, "share", "62.5 %"), (1.2345, "ratio", "1.23"), (12345, "n", "12 345"), (9, "n", "9"), (None, "ns", "–"),
    ("by hand", "", "by hand"), (0.5, "us", "0.500")])
def test_figures_are_written_with_three_digits_in_a_unit_of_their_size(value: object, unit: str, expected: str) -> None:
    assert written(value, unit).replace(THIN, " ") == expected


def test_in_a_sentence_the_unit_is_said_too() -> None:
    assert spoken(12.3e6, "ops/s").replace(THIN, " ") == "12.3 M ops/s" and spoken(1.5, "ratio") == "1.50"


def test_the_ends_of_an_interval_are_in_the_size_of_their_figure() -> None:
    assert interval(1.01e6, 0.9e6, 1.2e6, "ops/s") == "[0.900, 1.20]" and interval(1.0, None, 2.0, "ops/s") == ""


@given(st.floats(1e-3, 1e12), st.sampled_from(["ops/s", "ns", "B", "ratio"]))
def test_what_is_written_is_within_half_a_percent_of_the_value(value: float, unit: str) -> None:
    sizes = {"k": 1e3, "M": 1e6, "G": 1e9, "µs": 1e3, "ms": 1e6, "s": 1e9, "KiB": 2**10, "MiB": 2**20, "GiB": 2**30}
    figure, _, size = written(value, unit).rpartition(THIN) if unit in ("ns", "B") or value >= 1e3 and unit == "ops/s" else (
        written(value, unit), "", "")
    assert float(figure.replace(THIN, "")) * sizes.get(size, 1.0) == pytest.approx(value, rel=0.006, abs=6e-4)
