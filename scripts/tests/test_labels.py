"""The text of charts can be read: nothing overlaps, is cut off or goes unnamed, and labels move no more than needed."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from drawn import LOOK, RUNS, artists, boxes, draw, draw_panels, figures, labels, point, words
from hypothesis import given
from hypothesis import strategies as st
from syncbench import chart
from syncbench.labels import spread, wrap
from syncbench.axes import Chain, XAxis, rate
from syncbench.panel import Panel
from syncbench.series import Line


@pytest.mark.parametrize("name", RUNS)
def test_no_two_texts_of_a_chart_overlap(name: str) -> None:
    for about, figure in figures(name).items():
        texts, extents = boxes(figure)
        # The bounding boxes of slanted texts overlap where the texts do not.
        upright = np.array([text.get_rotation() in (0, 90) for text in texts])
        left, bottom, right, top = extents[upright].T
        overlap = ((left[:, None] < right) & (left < right[:, None])
                   & (bottom[:, None] < top) & (bottom < top[:, None]))
        np.fill_diagonal(overlap, False)
        shown = [text.get_text() for text, keep in zip(texts, upright) if keep]
        assert not [(shown[a], shown[b], about) for a, b in zip(*np.nonzero(overlap))]


@pytest.mark.parametrize("name", RUNS)
def test_nothing_is_cut_off_at_the_edge_of_a_chart(name: str) -> None:
    for figure in figures(name).values():
        texts, extents = boxes(figure)
        width, height = figure.get_size_inches() * figure.dpi
        outside = (extents[:, :2] < 0).any(axis=1) | (extents[:, 2] > width) | (extents[:, 3] > height)
        assert not [text.get_text() for text, out in zip(texts, outside) if out]


@pytest.mark.parametrize("name", RUNS)
def test_every_strategy_is_labelled_once_beside_each_panel_that_shows_it_and_no_panel_shows_more_than_eight(
        name: str) -> None:
    for figure in figures(name).values():
        panels = {strategy: {id(artist.axes) for artist in drawn}
                  for strategy, drawn in artists(figure, "points", "few").items()}
        assert {strategy: len(texts) for strategy, texts in labels(figure).items()} == {
            strategy: len(axes) for strategy, axes in panels.items()}
        assert max(sum(id(axes) in of for of in panels.values()) for axes in figure.axes) <= 8


def test_eight_lines_that_end_in_one_point_still_have_labels_that_do_not_touch() -> None:
    axis = XAxis("threads", {0.0: "1"}, (-1.0, 1.0), (Chain((0.0,)),))
    lines = [Line(f"a_strategy_with_a_long_name_{i}", LOOK, {0.0: point(1e6)}) for i in range(8)]
    texts, extents = boxes(draw_panels(Panel("A panel", "class", axis, lines)))
    tops = sorted((bottom, top) for text, (_, bottom, _, top) in zip(texts, extents) if "strategy" in text.get_text())
    assert len(tops) == 8
    assert all(below[1] <= above[0] for below, above in itertools.pairwise(tops))


def test_long_titles_and_notes_are_broken_into_lines_that_fit() -> None:
    axis = XAxis("threads", {0.0: "1"}, (-1.0, 1.0), (Chain((0.0,)),), marks={0.5: "2 CPUs"})
    lines = [Line("mutex", LOOK, {0.0: point(1e6)})]
    panels = [Panel("a very long title of a panel · " * 9, group, axis, lines) for group in "ab"]
    figure = draw(chart.Chart("Title and " * 40, panels, ["Costs $1 and $2, " * 9, "x" * 300]))
    _, extents = boxes(figure)
    width, height = figure.get_size_inches() * figure.dpi
    assert extents[:, :2].min() >= 0 and extents[:, 2].max() <= width and extents[:, 3].max() <= height
    assert "$1 and $2" in words(figure).replace(r"\$", "$")


def test_rates_are_written_as_a_person_would() -> None:
    assert [rate(value) for value in (7, 5e2, 1e3, 2.5e5, 1e6, 1.5e9, 2e10)] == [
        "7", "500", "1 k", "250 k", "1 M", "1.5 G", "20 G"]


def best_by_brute_force(wanted: list[float], gap: float, low: float, high: float) -> float:
    """The least sum of squared displacements: in the optimum, labels form blocks that touch inside, each about its
    mean or against a bound; so the best of all divisions into blocks is the optimum."""
    least = math.inf
    n = len(wanted)
    for cuts in itertools.product((False, True), repeat=n - 1):
        edges = [0, *(i + 1 for i, cut in enumerate(cuts) if cut), n]
        places: list[float] = []
        for start, end in itertools.pairwise(edges):
            first = sum(wanted[i] - (i - start) * gap for i in range(start, end)) / (end - start)
            first = min(max(first, low + start * gap), high - (n - 1 - start) * gap)
            places += [first + i * gap for i in range(end - start)]
        if all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(places)):
            least = min(least, sum((a - b) ** 2 for a, b in zip(wanted, places)))
    return least


@given(st.lists(st.floats(-20, 120), min_size=1, max_size=7).map(sorted), st.floats(0, 30))
def test_labels_keep_order_gaps_and_bounds_and_move_as_little_as_possible(wanted: list[float], gap: float) -> None:
    placed = spread(wanted, gap, 0, 100)
    assert len(placed) == len(wanted)
    assert all(b - a >= gap - 1e-9 for a, b in itertools.pairwise(placed))
    if gap * (len(wanted) - 1) <= 100:
        assert placed[0] >= -1e-9 and placed[-1] <= 100 + 1e-9
        moved = sum((a - b) ** 2 for a, b in zip(wanted, placed))
        assert moved == pytest.approx(best_by_brute_force(wanted, gap, 0, 100), abs=1e-6)
    else:
        assert placed[0] + placed[-1] == pytest.approx(100)


def test_labels_that_have_room_do_not_move() -> None:
    assert spread([10, 30, 50], 20, 0, 100) == [10, 30, 50]
    assert spread([], 20, 0, 100) == []
    with pytest.raises(ValueError):
        spread([2, 1], 1, 0, 10)


@given(st.text("ab ", max_size=60), st.integers(1, 12))
def test_broken_text_fits_and_loses_nothing(text: str, width: int) -> None:
    lines = wrap(text, width, len)
    assert all(0 < len(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
