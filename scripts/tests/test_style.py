"""The looks of strategies: the same in every chart, and apart for every eye."""

from __future__ import annotations

import itertools
from dataclasses import replace

import numpy as np
import plot_scaling
import pytest
from drawn import RUNS, artists, draw, figures, labels, run
from matplotlib.colors import to_hex, to_rgb
from syncbench import style
from syncbench.series import select


def test_a_strategy_looks_the_same_in_every_chart_of_every_run() -> None:
    looks: dict[str, set] = {}
    for figure in (figure for name in RUNS for figure in figures(name).values()):
        for strategy, points in artists(figure, "points", "few").items():
            looks.setdefault(strategy, set()).update((to_hex(each.get_color()), each.get_marker()) for each in points)
        for strategy, texts in labels(figure).items():
            looks.setdefault(f"label {strategy}", set()).update(to_hex(text.get_color()) for text in texts)
    # The smoke run and the run with one strategy have other catalogues, in which these keep their places.
    assert len(looks) > 80
    assert {strategy: look for strategy, look in looks.items() if len(look) > 1} == {}


def test_colour_is_the_family_and_two_strategies_of_a_family_differ_in_their_marker() -> None:
    strategies = run("forty strategies").strategies
    looks = style.looks(strategies.values())
    for key, look in looks.items():
        assert look.colour == style.family_colour(strategies[key].family)
    shown = [(key[0], look.family, look.marker, str(look.dash)) for key, look in looks.items()]
    assert len(set(shown)) == len(shown)
    assert len({style.family_colour(family) for family in style.FAMILY_COLOURS}) == 8
    assert style.family_colour("a family of tomorrow") == style.OTHER_FAMILY


def test_what_a_run_measured_does_not_change_the_looks() -> None:
    whole = run("two CPUs")
    some = {"tbb_combinable", "recursive_mutex_nested"}
    part = replace(whole, rows=[row for row in whole.rows if row.cell.impl in some])
    looks = [{(strategy, what): [(line.get_color(), line.get_marker(), line.get_linestyle()) for line in lines]
              for what in ("line", "few") for strategy, lines in artists(figure, what).items() if strategy in some}
             for figure in (draw(plot_scaling.chart_of(select(each), "counter")) for each in (whole, part))]
    assert len(looks[0]) == 4 and looks[0] == looks[1]


def oklab(linear_rgb: np.ndarray) -> np.ndarray:
    """Björn Ottosson's perceptual space, in which distances are comparable."""
    lms = np.array([[0.4122214708, 0.5363325363, 0.0514459929], [0.2119034982, 0.6806995451, 0.1073969566],
                    [0.0883024619, 0.2817188376, 0.6299787005]]) @ np.clip(linear_rgb, 0, 1)
    return np.array([[0.2104542553, 0.7936177850, -0.0040720468], [1.9779984951, -2.4285922050, 0.4505937099],
                     [0.0259040371, 0.7827717662, -0.8086757660]]) @ np.cbrt(lms)


# What an eye makes of linear RGB: Machado, Oliveira and Fernandes 2009, severity 1.
EYES = {
    "normal": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}


@pytest.mark.parametrize("eye", EYES)
def test_the_colours_of_two_families_can_be_told_apart_by(eye: str) -> None:
    least = 0.15 if eye == "normal" else 0.07
    seen = {}
    for family, colour in style.FAMILY_COLOURS.items():
        srgb = np.array(to_rgb(colour))
        linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
        seen[family] = oklab(np.array(EYES[eye]) @ linear)
    near = [(a, b) for a, b in itertools.combinations(seen, 2) if np.linalg.norm(seen[a] - seen[b]) < least]
    assert near == []


def test_labels_are_dark_enough_to_read() -> None:
    assert style.contrast_on_white("#ffffff") == pytest.approx(1) and style.contrast_on_white("#000000") == 21
    for colour in (*style.FAMILY_COLOURS.values(), style.OTHER_FAMILY):
        assert style.contrast_on_white(style.text_colour(colour)) >= 4.5
