"""Drawings of lines for the page: their structure, whose everything is, what a pointer is told, who is in colour."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import replace
from xml.etree import ElementTree

import pytest
from drawn import LOOK, point
from hypothesis import given
from hypothesis import strategies as st
from syncbench import style
from syncbench.axes import RATE, Chain, XAxis
from syncbench.panel import Panel, Reference
from syncbench.report.frame import linear_steps
from syncbench.report.markers import SHAPES
from syncbench.report.parts import Picture, Variant
from syncbench.report.pictures import Subject, chosen, name_of, picture, ranked
from syncbench.series import Line

SVG = "{http://www.w3.org/2000/svg}"
AXIS = XAxis("threads (log2)", {0.0: "1", 1.0: "2", 2.0: "4"}, (-0.5, 2.5), (Chain((0.0, 1.0)), Chain((2.0,), True)),
             ((1.0, 2.5),), {1.0: "2 CPUs"})
ENOUGH = (0.9, 1.0, 1.0, 1.0, 1.1, 1.1, 1.2)


def line(name: str, *rates: float, samples: Sequence[float] = ENOUGH) -> Line:
    return Line(name, LOOK, {float(x): point(*(rate * sample for sample in samples)) for x, rate in enumerate(rates)})


def drawn(*lines: Line, regimes: Sequence[str] = ("455 ns",), references: tuple[Reference, ...] = ()) -> Picture:
    panel = Panel("add", "add", AXIS, list(lines), RATE, references)
    return picture(Subject("scaling-counter-add", "scaling", "Counter: add", "counter", "operations per second",
                           "ops/s", dict.fromkeys(regimes, panel), both_scales=True))


def groups(svg: str) -> dict[str, ElementTree.Element]:
    """What is drawn of each strategy, by its name."""
    found = [group for group in ElementTree.fromstring(svg).iter(f"{SVG}g") if group.get("data-s") is not None]
    assert len({group.get("data-s") for group in found}) == len(found)
    return {group.get("data-s"): group for group in found}


def many(count: int) -> list[Line]:
    return [line(f"s{nth:02}", 1e6 * (nth + 1), 2e6 * (nth + 1), 1e6 * (nth + 1)) for nth in range(count)]


def test_an_svg_has_a_box_but_no_size_and_says_what_it_is() -> None:
    made = drawn(*many(3))
    for svg in made.drawings.values():
        root = ElementTree.fromstring(svg)
        assert root.tag == f"{SVG}svg" and root.get("role") == "img"
        assert root.get("viewBox") and root.get("width") is None and root.get("height") is None
        by_id = {element.get("id"): element.text for element in root.iter() if element.get("id")}
        told = [by_id[name] for name in root.get("aria-labelledby").split()]
        assert told == ["Counter: add", made.alt]
        assert re.findall(r"(?:href|src)=|url\(|https?://(?!www\.w3\.org/2000/svg)", svg) == []


def test_the_best_eight_and_the_usual_choice_are_in_colour_with_a_label_and_the_others_are_there_in_grey() -> None:
    made = drawn(*many(20), line("mutex", 1e5, 1e5, 1e5))
    found = groups(made.drawings[Variant("455 ns", "log")])
    leads = {name for name, group in found.items() if "lead" in group.get("class").split()}
    assert leads == {"mutex", *(f"s{nth:02}" for nth in range(13, 20))}
    assert len(found) == 21
    for name, group in found.items():
        assert group.get("class").split()[0] == "s" and group.get("style") == f"--c: {LOOK.colour}"
        labels = [text.text for text in group.iter(f"{SVG}text")]
        titles = [title.text for title in group.iter(f"{SVG}title")]
        if name in leads:
            assert labels == [name]
            assert [title.split(":")[0] for title in titles] == [f"{name}, {size}"
                                                                 for size in ("1 thread", "2 threads", "4 threads")]
        else:
            assert (labels, titles) == ([], [name])
            assert group.get("stroke") != LOOK.colour


def test_a_mark_tells_its_figure_with_interval_and_n_as_the_table_has_them() -> None:
    made = drawn(line("mutex", 12.3e6, 1e6))
    title = next(groups(made.drawings[Variant("455 ns", "log")])["mutex"].iter(f"{SVG}title")).text
    assert title.replace("\u202f", " ") == "mutex, 1 thread: 12.3 M ops/s [11.1, 14.8], n = 7"
    (row, _) = made.table.rows
    assert row[:3] == ("455 ns", "mutex", "1 thread") and row[-1] == 7
    assert row[3:6] == pytest.approx((12.3e6, 11.07e6, 14.76e6))


def test_points_past_the_cpus_are_hollow_and_joined_to_no_others_and_few_samples_have_no_band() -> None:
    svg = drawn(line("mutex", 3e6, 2e6, 1e6), line("other", 5e6, 4e6, 3e6, samples=(1.0, 1.1))).drawings
    sure, few = (groups(svg[Variant("455 ns", "log")])[name] for name in ("mutex", "other"))
    marks = [path for path in sure.iter(f"{SVG}path") if path.find(f"{SVG}title") is not None]
    assert [mark.get("fill") == "white" for mark in marks] == [False, False, True]
    assert [mark.get("fill") for mark in few.iter(f"{SVG}path") if mark.find(f"{SVG}title") is not None] == [
        style.pale(LOOK.colour), style.pale(LOOK.colour), "white"]
    bands = [[path for path in group.iter(f"{SVG}path") if path.get("opacity") == "0.16"] for group in (sure, few)]
    assert list(map(len, bands)) == [1, 0]
    places = [float(re.match(r"M(\S+) ", mark.get("d"))[1]) for mark in marks]
    assert max(float(x) for x in re.findall(r"(\S+) \S+", bands[0][0].get("d").strip("Mz").replace("L", " "))
               ) == pytest.approx(places[1], abs=0.1)


def test_coordinates_are_rounded_and_a_drawing_is_small() -> None:
    lines = [line(f"s{nth:02}", *(1e6 * (nth + math.pi) / size for size in (1, 2, 3))) for nth in range(60)]
    for svg in drawn(*lines).drawings.values():
        assert not re.search(r"\d\.\d\d", " ".join(re.findall(r' (?:d|x|y|x1|y1|width|height)="([^"]*)"', svg)))
        assert len(svg) < 40_000


def test_a_name_that_is_html_is_text() -> None:
    name = '<b onclick="x">&\'bold'
    made = drawn(line(name, 2e6, 1e6), *many(8), line("<i>", 1.0, 1.0, 1.0))
    for svg in made.drawings.values():
        assert {name, "<i>"} <= groups(svg).keys()
        assert not list(ElementTree.fromstring(svg).iter(f"{SVG}b"))
        assert "<b " not in svg and "<i>" not in svg


def test_ids_differ_between_the_drawings_of_a_picture() -> None:
    ids = [name for svg in drawn(*many(3), regimes=("455 ns", "105 ns")).drawings.values()
           for name in re.findall(r' id="([^"]*)"', svg)]
    assert len(ids) == len(set(ids)) == 8


def test_labels_stand_apart_and_inside_and_none_is_lost() -> None:
    lines = [line(f"s{nth}", 1e6, 1e6, 1e6) for nth in range(8)]
    svg = drawn(*lines, references=(Reference("the floor", {0.0: 1e6, 1.0: 1e6}),)).drawings[Variant("455 ns", "log")]
    root = ElementTree.fromstring(svg)
    height = float(root.get("viewBox").split()[3])
    names = {line.name for line in lines} | {"the floor"}
    heights = sorted(float(text.get("y")) for text in root.iter(f"{SVG}text") if text.text in names)
    assert len(heights) == 9
    assert min(b - a for a, b in zip(heights, heights[1:])) >= 11
    assert 0 < heights[0] and heights[-1] < height


def test_every_marker_has_a_shape_of_its_own() -> None:
    assert SHAPES.keys() == set(style.MARKERS)
    assert len(set(SHAPES.values())) == len(SHAPES)


def test_a_picture_is_the_same_each_time() -> None:
    assert drawn(*many(12)) == drawn(*many(12))


def test_who_misses_a_position_is_ranked_there_as_the_worst() -> None:
    partial = replace(line("partial", 9e6), points={0.0: point(9e6)})
    lines = [line("steady", 8e6, 8e6, 8e6), partial, line("poor", 1e6, 1e6, 1e6)]
    assert ranked(lines, less_is_better=False) == ["steady", "partial", "poor"]
    assert ranked(lines, less_is_better=True)[0] == "poor"


def test_the_usual_choice_takes_the_last_place_only_where_it_has_none() -> None:
    names = [f"s{nth}" for nth in range(12)]
    assert chosen([*names, "mutex"], "mutex") == [*names[:7], "mutex"]
    assert chosen(["mutex", *names], "mutex") == ["mutex", *names[:7]]
    assert chosen(names, "mutex") == names[:8]


@given(st.floats(1e-9, 1e12))
def test_a_linear_axis_has_a_few_round_ticks_from_zero(top: float) -> None:
    steps = linear_steps((0.0, top))
    assert steps[0] == 0 and 4 <= len(steps) <= 10
    assert steps[-1] <= top * 1.000001


def test_a_name_leaves_out_the_usual_settings() -> None:
    task = ("push_pop", "mpmc strict_fifo bounded", "wait: spin_yield", "place: cores")
    assert name_of("scaling", "queue", task) == "scaling-queue-push-pop-mpmc-strict-fifo-bounded"
    assert name_of("oversubscription", "queue", task).endswith("bounded-wait-spin-yield")
    assert name_of("scaling", "queue", (*task[:3], "place: compact")).endswith("bounded-place-compact")
