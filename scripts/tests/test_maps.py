"""The maps of a report: what stands in which cell, what is marked, and that every figure is in the table."""

from __future__ import annotations

import re
import tempfile
import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from synthetic import Synthetic, write_run
from syncbench.report.contention_map import NOISE, contention_maps
from syncbench.report.floor_map import floor_pictures
from syncbench.report.maps import maps
from syncbench.report.noise_strip import ALL, SAME, SECOND, noise_strips, table_name, tiny_strip
from syncbench.report.parts import Case, Entry, Noise, Picture, Standing, Table, Variant
from syncbench.report.shades import colour_of, ink_on, short
from syncbench.report.winner_map import winner_maps
from syncbench.results import Run, Strategy, load_run
from syncbench.series import Selection, select
from syncbench.stats import CONFIDENCE, RANGE, Interval, median_interval, three_digits
from syncbench.style import contrast_on_white

SVG = "{http://www.w3.org/2000/svg}"
REGIME = "105 ns"
COUNTERS = "contention-map-counter-add-linearizable"


@cache
def selection(cpus: int = 2) -> Selection:
    with tempfile.TemporaryDirectory() as folder:
        made = Synthetic(rounds=8, floors=(105.0,), groups=True) if cpus == 2 else Synthetic(
            cpus=cpus, rounds=6, floors=(105.0,), groups=True, one_a_family=True, works=(0,))
        return select(load_run(write_run(Path(folder), made)))


def case(threads: int, work: int = 0, **more: object) -> Case:
    settings = {"kind": "counter", "workload": "add", "semantic_class": "linearizable", "shape": None, "cs": None,
                "burst": None, "batch": None, "payload": None, "wait": None, "place": "cores"}
    return Case(threads=threads, work=work, **(settings | more))


def entry(name: str, slower: float = 1.0, tied: bool = False, judged: bool = True, pairs: int = 9) -> Entry:
    """`slower`: how many times as many the best does; 1.0 without a tie is the best itself."""
    kind = CONFIDENCE if judged else RANGE
    rate = Interval(12e6 / slower, 11e6 / slower, 13e6 / slower, pairs, kind)
    ratio = None if slower == 1.0 and not tied else Interval(1 / slower, 0.9 / slower, 1.1 / slower, pairs, kind)
    return Entry(name, rate, ratio, tied or ratio is None, judged)


def standing(of: Case, *entries: Entry, noise: float | None = 0.04) -> Standing:
    return Standing(of, REGIME, entries, noise)


STANDINGS = [
    standing(case(1), entry("fetch_add"), entry("cas_loop", 1.02, tied=True), entry("mutex", 2.5)),
    standing(case(2), entry("fetch_add"), entry("mutex", 3.5), entry("cas_loop", 0.7, judged=False)),
    standing(case(2, 64), entry("cas_loop"), entry("mutex", 20.0), noise=None),
    standing(case(8), entry("cas_loop", judged=False), entry("fetch_add", 1.1, judged=False)),
]


def drawn(pictures: Sequence[Picture], name: str) -> ET.Element:
    return ET.fromstring(next(picture for picture in pictures if picture.name == name).drawings[Variant(REGIME)])


def texts(element: ET.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def tips(element: ET.Element) -> list[str]:
    return [title.text or "" for group in element.iter(f"{SVG}g") for title in group.findall(f"{SVG}title")]


def rows(svg: ET.Element) -> dict[str, ET.Element]:
    return {group.get("data-s", ""): group for group in svg.iter(f"{SVG}g") if group.get("class") == "s lead"}


def lines(table: Table, **wanted: object) -> list[tuple]:
    """The rows that have these values in these columns."""
    at = {column.key: nth for nth, column in enumerate(table.columns)}
    return [row for row in table.rows if all(row[at[key]] == value for key, value in wanted.items())]


@cache
def contention() -> list[Picture]:
    return contention_maps({REGIME: selection()}, {REGIME: STANDINGS})


@cache
def winners() -> list[Picture]:
    return winner_maps({REGIME: selection()}, {REGIME: STANDINGS})


@cache
def everything(cpus: int = 2) -> list[Picture]:
    """Of an invented run, with standings by the medians alone."""
    of = selection(cpus)
    samples: dict[Case, dict[str, list[float]]] = {}
    for row in of.rows:
        cell = row.cell
        if cell.workload not in ("latency", "memory", "hand_off"):
            at = Case(cell.kind, cell.workload, of.run.strategies[cell.kind, cell.impl].semantic_class, cell.threads,
                      cell.shape, cell.work, cell.cs, cell.burst, cell.batch, cell.payload,
                      None if cell.kind == "lock" else cell.wait, cell.place)
            samples.setdefault(at, {}).setdefault(cell.impl, []).append(row.ops_per_s)
    standings = []
    for at, by_name in samples.items():
        rates = sorted(((median_interval(values), name) for name, values in by_name.items()),
                       key=lambda rate: -rate[0].median)
        best = rates[0][0]
        entries = []
        for rate, name in rates:
            ratios = (value / best.median for value in (rate.median, rate.low, rate.high))
            ratio = None if rate is best else Interval(*ratios, rate.n, rate.kind)
            entries.append(Entry(name, rate, ratio, rate is best, True))
        standings.append(Standing(at, REGIME, tuple(entries), 0.05))
    noise = Noise(True, {("counter", "add", 2): (0.98, 1.0, 1.01, 1.03, 0.99, 1.02, 0.97)})
    return maps({REGIME: of}, {REGIME: standings}, {REGIME: noise})


def test_a_cell_tells_how_far_behind_the_best_a_strategy_is() -> None:
    row = rows(drawn(contention(), COUNTERS))["mutex"]
    assert texts(row) == ["mutex", "2.50", "3.50", "20.0"]
    assert tips(row)[0] == "mutex, 1 thread, work 0 ns: 2.50 [2.27, 2.78], n = 9"


def test_the_best_is_called_so_and_what_cannot_be_told_from_it_has_a_mark() -> None:
    svg = drawn(contention(), COUNTERS)
    assert texts(rows(svg)["fetch_add"])[1:3] == ["best", "best"]
    assert "=1.02" in texts(rows(svg)["cas_loop"])
    assert any(tip.endswith(", as good") for tip in tips(rows(svg)["cas_loop"]))
    assert "cannot be told from the best" in texts(svg)
    assert not any("=" in text for text in texts(rows(svg)["mutex"]))


def test_what_may_not_be_judged_is_hatched_and_has_no_colour() -> None:
    svg = drawn(contention(), COUNTERS)
    (hatch,) = (path for path in rows(svg)["cas_loop"].iter(f"{SVG}path") if "hatch" in path.get("fill", ""))
    assert hatch.get("d", "").count("M") == 2  # with 2 threads, and with 8
    assert [path.get("fill") for path in rows(svg)["cas_loop"].iter(f"{SVG}path")].count("transparent") == 2
    assert not any("hatch" in path.get("fill", "") for path in rows(svg)["mutex"].iter(f"{SVG}path"))


def test_a_case_in_which_a_strategy_was_not_measured_is_empty() -> None:
    assert len(tips(rows(drawn(contention(), COUNTERS))["mutex"])) == 3
    (picture,) = contention()
    assert lines(picture.table, strategy="mutex", position="8 threads, work 0 ns") == []


def test_the_last_row_is_the_noise_where_it_is_known() -> None:
    (picture,) = contention()
    assert [line[2:4] for line in lines(picture.table, strategy=NOISE)] == [
        ("1 thread, work 0 ns", 1.04), ("2 threads, work 0 ns", 1.04), ("8 threads, work 0 ns", 1.04)]
    assert texts(drawn(contention(), COUNTERS)).count("1.04") == 3


def test_columns_are_grouped_by_threads_and_work_is_in_measured_nanoseconds() -> None:
    words = texts(drawn(contention(), COUNTERS))
    assert words[:2] == ["threads", "1"] and words[words.index("private work, ns") + 1:][:4] == ["0", "0", "25", "0"]
    assert "more threads than CPUs" in words


def test_the_best_on_the_whole_stands_on_top() -> None:
    assert list(rows(drawn(contention(), COUNTERS))) == ["cas_loop", "fetch_add", "mutex"]


@pytest.mark.parametrize("factor", [0.9, 1.0, 1.3, 2.0, 3.3, 4.0, 5.0, 8.0, 16.0, 500.0])
def test_figures_can_be_read_on_every_colour_and_in_grey(factor: float) -> None:
    colour = colour_of(factor)
    on_black = 21 / contrast_on_white(colour)
    assert (contrast_on_white(colour) if ink_on(colour) else on_black) >= 4.5
    assert contrast_on_white(colour_of(2 * factor)) >= contrast_on_white(colour)  # darker, or as dark as can be
    assert len(short(factor)) <= 4


def test_a_winner_is_framed_in_its_family_s_colour_and_ties_are_counted() -> None:
    svg = drawn(winners(), "winners-counter-add-linearizable")
    assert "= 1 more" in texts(svg)
    fetch_add, *_ = (group for group in svg.iter(f"{SVG}g") if group.get("data-s") == "fetch_add")
    assert fetch_add.get("style") == "--c: #d55e00"
    assert [path.get("stroke") for path in fetch_add.iter(f"{SVG}path")] == ["#d55e00"]
    tip = "1 thread, work 0 ns: fetch_add (as good: cas_loop); fetch_add 12.0 M ops/s [11.0, 13.0], n = 9"
    assert tip in tips(svg)


def test_one_who_is_as_good_as_the_winner_can_be_found_too() -> None:
    svg = drawn(winners(), "winners-counter-add-linearizable")
    dots = [group for group in svg.iter(f"{SVG}g") if group.find(f".//{SVG}circle") is not None
            and group.get("data-s")]
    assert [group.get("data-s") for group in dots] == ["cas_loop"]


def test_no_winner_is_told_of_a_case_that_may_not_be_judged() -> None:
    (picture,) = winners()
    assert [line[7] for line in lines(picture.table, position="8 threads, work 0 ns")] == ["not judged"]
    assert picture.alt == ("Best in the most cases: fetch_add. In others: cas_loop. "
                           "Where too few pairs were measured, no best is told.")
    tip = "8 threads, work 0 ns: too few pairs to judge, cas_loop has the best median"
    assert any(told.startswith(tip) for told in tips(drawn(winners(), picture.name)))
    assert any("hatch" in path.get("fill", "") for path in drawn(winners(), picture.name).iter(f"{SVG}path"))


def test_a_class_with_a_single_case_has_no_map() -> None:
    assert winner_maps({REGIME: selection()}, {REGIME: STANDINGS[:1]}) == []
    assert contention_maps({REGIME: selection()}, {REGIME: STANDINGS[:1]}) == []


def test_only_queues_that_all_wait_alike_are_in_a_map() -> None:
    def queue(wait: str) -> list[Standing]:
        at = {"kind": "queue", "workload": "push_pop", "semantic_class": "mpmc strict_fifo bounded", "wait": wait}
        return [standing(case(threads, shape=shape, **at), entry("vyukov_ring"), entry("mutex_ring", 2.0))
                for threads, shape in ((2, "1x1"), (4, "2x2"))]

    (picture,) = contention_maps({REGIME: selection()}, {REGIME: queue("spin_yield") + queue("park")})
    assert {line[2] for line in picture.table.rows} == {"1x1", "2x2"}
    assert contention_maps({REGIME: selection()}, {REGIME: queue("park")}) == []


def test_the_same_places_in_every_regime_and_a_drawing_of_each() -> None:
    other = [replace(of, regime="455 ns") for of in STANDINGS[:2]]
    (picture,) = contention_maps({REGIME: selection(), "455 ns": selection()}, {REGIME: STANDINGS, "455 ns": other})
    assert list(picture.drawings) == [Variant(REGIME), Variant("455 ns")]
    assert {line[0] for line in picture.table.rows} == {REGIME, "455 ns"}
    one, two = (ET.fromstring(svg) for svg in picture.drawings.values())
    assert [text for text in texts(one) if text == "8"] == [text for text in texts(two) if text == "8"] != []


def pictures_of_all() -> Iterator[tuple[Picture, ET.Element]]:
    for picture in everything():
        for svg in picture.drawings.values():
            yield picture, ET.fromstring(svg)


def test_drawings_have_a_title_words_and_ids_of_their_own_and_need_nothing_from_elsewhere() -> None:
    ids: Counter[str] = Counter()
    for picture, svg in pictures_of_all():
        ids.update(element.get("id") for element in svg.iter() if element.get("id"))
        assert svg.get("role") == "img" and svg.get("viewBox") and not svg.get("width")
        assert svg.findtext(f"{SVG}title") == picture.title and svg.findtext(f"{SVG}desc")
        named = {element.get("id") for element in svg.iter()}
        assert set(svg.get("aria-labelledby", "").split()) <= named
        for element in svg.iter():
            for value in element.attrib.values():
                assert "http" not in value and (not value.startswith("url(") or value[5:-1] in named)
    assert ids and max(ids.values()) == 1


def test_every_section_that_was_measured_has_its_pictures() -> None:
    names = {picture.name for picture in everything()}
    assert {"winners-counter-add-quiescent", COUNTERS, "contention-map-lock-section-not-reentrant", "floors",
            "contention-map-queue-push-pop-mpmc-strict-fifo-bounded", "noise-counter-add"} <= names
    assert len(names) == len(everything())
    assert all(picture.name == picture.table.name for picture in everything())


def test_every_figure_of_a_map_stands_in_its_table() -> None:
    for picture, svg in pictures_of_all():
        if picture.section == "contention":
            known = {short(line[3]) for line in picture.table.rows if line[3] is not None}
            shown = {text.lstrip("=") for group in svg.iter(f"{SVG}g") if group.get("transform")
                     for text in texts(group) if re.fullmatch(r"=?[\d.]+", text)}
            assert shown and shown <= known
            cells = sum(line[1] != NOISE for line in picture.table.rows)
            assert sum(len(tips(row)) for row in rows(svg).values()) == cells


def test_nothing_reaches_beyond_the_edge() -> None:
    for picture, svg in pictures_of_all():
        width = float(svg.get("viewBox", "").split()[2])
        for text in svg.iter(f"{SVG}text"):
            assert 0 <= float(text.get("x", 0)) <= width, picture.name


def test_a_name_that_looks_like_markup_is_only_a_name() -> None:
    odd = '<script>alert("&")</script>'
    of = selection()
    strategy = Strategy("counter", odd, "mutex", "std", "", "blocking", "linearizable", {})
    other = replace(of, run=Run(**(vars(of.run) | {"strategies": of.run.strategies | {("counter", odd): strategy}})))
    standings = [standing(case(threads), entry(odd), entry("mutex", 2.0)) for threads in (1, 2)]
    for picture in (*contention_maps({REGIME: other}, {REGIME: standings}),
                    *winner_maps({REGIME: other}, {REGIME: standings})):
        assert "<script" not in picture.drawings[Variant(REGIME)]
        assert odd in rows(drawn([picture], picture.name))


def test_a_pair_of_cpus_is_told_in_a_row_and_more_of_them_make_a_map() -> None:
    (bars,) = floor_pictures({REGIME: selection()})
    assert "single pair" in " ".join(bars.notes)
    assert lines(bars.table, floor="shared/core_to_core")[0][5] == 8
    bars, square = floor_pictures({REGIME: selection(4)})
    assert "single pair" not in " ".join(bars.notes) and len(square.table.rows) == 6
    svg = ET.fromstring(square.drawings[Variant(REGIME)])
    assert len(tips(svg)) == 6 and svg.find(f"{SVG}image") is None
    median = lines(square.table, one="CPU 0", other="CPU 3")[0][3]
    assert texts(svg).count(f"{median:.0f}") >= 2  # there and back


def test_a_map_of_many_cpus_is_an_image_that_brings_its_pixels_along() -> None:
    square = floor_pictures({REGIME: selection(32)})[1]
    image = ET.fromstring(square.drawings[Variant(REGIME)]).find(f"{SVG}image")
    assert image is not None and image.get("href", "").startswith("data:image/png;base64,")
    assert len(square.drawings[Variant(REGIME)]) < 40_000 and len(square.table.rows) == 32 * 31 / 2


def test_one_cpu_has_floors_but_no_pair() -> None:
    (bars,) = floor_pictures({REGIME: selection(1)})
    assert not lines(bars.table, floor="shared/core_to_core") and "single pair" not in " ".join(bars.notes)


SAME_RATIOS = (0.98, 1.0, 1.01, 1.03, 0.99, 1.02, 0.97)


def strips(controls: bool) -> list[Picture]:
    noise = Noise(controls, {("counter", "add", 1): SAME_RATIOS, ("counter", "add", 2): SAME_RATIOS[:3]})
    judged = [standing(case(2), entry("fetch_add"), entry("cas_loop", 2.0), entry("mutex", 3.0))]
    return noise_strips({REGIME: selection()}, {REGIME: judged}, {REGIME: noise})


def test_noise_stands_beside_what_the_best_is_ahead_of_the_second() -> None:
    (picture,) = strips(controls=True)
    assert [line[1:3] for line in picture.table.rows] == [
        (SAME, "1 thread"), (SAME, "2 threads"), (SECOND, "2 threads"), (SAME, ALL), (SECOND, ALL)]
    of_one = lines(picture.table, compared=SAME, threads="1 thread")[0]
    assert of_one[3:7] == (1.0, 0.97, 1.03, 7)
    pairs = {name: [row.ops_per_s for row in selection().rows if row.cell.impl == name and row.cell.work == 0
                    and (row.cell.workload, row.cell.threads) == ("add", 2)] for name in ("fetch_add", "cas_loop")}
    ratios = median_interval([a / b for a, b in zip(pairs["fetch_add"], pairs["cas_loop"])])
    assert lines(picture.table, compared=SECOND, threads="2 threads")[0][3] == ratios.median


def test_it_is_told_whether_the_pairs_are_of_one_round() -> None:
    assert "twice in it" in " ".join(strips(controls=True)[0].notes)
    assert "a round apart" in " ".join(strips(controls=False)[0].notes)


def test_a_median_beyond_the_axis_is_told_in_figures() -> None:
    noise = Noise(True, {("counter", "add", 1): SAME_RATIOS, ("counter", "add", 2): (30.0,) * 7})
    (picture,) = noise_strips({REGIME: selection()}, {REGIME: []}, {REGIME: noise})
    assert "30.0" in texts(drawn([picture], picture.name))
    assert len(list(drawn([picture], picture.name).iter(f"{SVG}circle"))) == 1


def test_only_the_first_of_several_alike_says_how_to_read_them() -> None:
    for section in ("winners", "contention"):
        first, *others = (picture for picture in everything() if picture.section == section)
        assert first.notes and not any(picture.notes for picture in others)


def test_what_lies_beyond_the_axis_is_an_arrow_and_no_dot() -> None:
    def marks(ratios: Sequence[float]) -> tuple[int, int]:
        noise = Noise(True, {("counter", "add", 2): tuple(ratios)})
        (picture,) = noise_strips({REGIME: selection()}, {REGIME: []}, {REGIME: noise})
        paths = list(drawn([picture], picture.name).iter(f"{SVG}path"))
        return (sum(path.get("d", "").count("h0") for path in paths if path.get("stroke-opacity")),
                sum(path.get("d", "").endswith("z") and path.get("d", "").count("L") == 2 for path in paths))

    assert marks([1.0] * 60) == (60, 0)
    assert marks([1.0] * 60 + [9.0]) == (60, 1)


def test_the_strip_in_a_line_of_text_tells_its_figures_and_where_they_stand() -> None:
    noise = Noise(True, {("counter", "add", 1): SAME_RATIOS, ("counter", "add", 2): SAME_RATIOS})
    svg = ET.fromstring(tiny_strip(noise, "counter", "add"))
    (picture,) = noise_strips({REGIME: selection()}, {REGIME: []}, {REGIME: noise})
    assert picture.table.name == table_name("counter", "add")
    (line,) = lines(picture.table, compared=SAME, threads=ALL)
    assert texts(svg) == [three_digits(line[7]), three_digits(line[8])]
    assert svg.findtext(f"{SVG}title", "").startswith(f"{SAME}: the median of 14 pairs is {three_digits(line[3])}")
    assert tiny_strip(noise, "queue", "push_pop") == ""
