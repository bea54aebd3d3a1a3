"""Contention maps: strategies by threads, private work and the other settings of a case; how far each is behind."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from .. import style
from ..series import KINDS, Selection
from ..stats import Interval, three_digits
from ..style import Look, looks
from .map_axes import SETTINGS, Axis, Class, Place, axis_of, by_class, loops_of
from .parts import Column, Entry, Picture, Standing, Table, Value, Variant, slug
from .shades import STEPS, colour_of, ink_on, short
from .svg import ONE_COLUMN, Drawing, Key, width_of

NOISE = "same against same"
_COLUMN, _WIDEST, _ROW, _HEAD, _GAP = 34.0, 60.0, 15.0, 14.0, 5.0
_BASE = 10.5  # of a row's text, from its top
_SWATCH = 14.0
_COLUMNS = (Column("regime", "regime"), Column("strategy", "strategy"), Column("position", "case"),
            Column("median_behind", "behind the best by a factor of", "ratio"), Column("low_behind", "low", "ratio"),
            Column("high_behind", "high", "ratio"), Column("pairs", "pairs", "n"))
_NOTES = (
    "The number in a cell, and its colour: the rate of the best of the case divided by that of the strategy, the "
    "median of pairs of one round. Compare within a column; best on top, by the geometric mean of its row.",
    "The last row is what the same strategy differs by from itself: smaller differences mean nothing. Empty: not "
    "measured, or not in this regime.",
)


def contention_maps(selections: Mapping[str, Selection], standings: Mapping[str, list[Standing]]) -> list[Picture]:
    """One a class that was measured in more than one case; the first says how to read them."""
    found: list[Picture] = []
    for of_class, by_regime in by_class(standings).items():
        cases = {standing.case for of_regime in by_regime.values() for standing in of_regime}
        if len(cases) > 1:
            kind, workload, _ = of_class
            axis = axis_of(cases, ("size", *SETTINGS), loops_of(selections, kind, workload))
            notes = () if found else _NOTES
            found.append(_picture(of_class, by_regime, axis, next(iter(selections.values())), notes))
    return found


def behind(standing: Standing, entry: Entry) -> Interval | None:
    """By which factor the best is ahead of an entry that is not the best; None without a pair."""
    ratio = entry.ratio
    return ratio and Interval(1 / ratio.median, 1 / ratio.high, 1 / ratio.low, ratio.n, ratio.kind)


def _picture(of_class: Class, by_regime: Mapping[str, list[Standing]], axis: Axis, selection: Selection,
             notes: tuple[str, ...]) -> Picture:
    kind, _, _ = of_class
    name = slug("contention-map", *of_class)
    title = f"{KINDS[kind]}, {', '.join(of_class[1:])}: how far behind the best"
    look = looks(selection.run.strategies.values())
    drawings, alts = {}, []
    for regime, standings in by_regime.items():
        order = _best_first(standings)
        alts.append(f"A row a strategy, the best on top: {', '.join(order[:3])}{', …' * (len(order) > 3)}; last is "
                    f"{order[-1]}. A column a case, by {' and '.join(map(axis.title, axis.levels))}.")
        drawn = _Map(Drawing(name, Variant(regime), title, alts[-1]), axis, standings, order,
                     {row: look[kind, row] for row in order}, selection.cpus)
        drawings[Variant(regime)] = drawn.svg()
    return Picture(name, "contention", title, alts[0], drawings, Table(name, title, _COLUMNS, _rows(by_regime, axis)),
                   notes)


def _best_first(standings: Sequence[Standing]) -> list[str]:
    """By the geometric mean of how far behind they are, over the cases they have."""
    logs: dict[str, list[float]] = {}
    for standing in standings:
        for entry in standing.entries:
            at = behind(standing, entry)
            known = [math.log(at.median)] if at else [0.0] * (entry is standing.best)
            logs.setdefault(entry.name, []).extend(known)
    return sorted(logs, key=lambda name: (sum(logs[name]) / len(logs[name]) if logs[name] else math.inf, name))


def _rows(by_regime: Mapping[str, list[Standing]], axis: Axis) -> tuple[tuple[Value, ...], ...]:
    rows: list[tuple[Value, ...]] = []
    for regime, standings in by_regime.items():
        at_place = sorted(standings, key=lambda standing: axis.places.index(axis.of(standing.case)))
        for name in [*_best_first(standings), NOISE]:
            for standing in at_place:
                case = axis.words(axis.of(standing.case))
                if name == NOISE:
                    if standing.noise is not None:
                        rows.append((regime, NOISE, case, 1 + standing.noise, None, None, None))
                    continue
                for entry in standing.entries:
                    if entry.name == name:
                        rows.append((regime, name, case, *_figures(standing, entry)))
    return tuple(rows)


def _figures(standing: Standing, entry: Entry) -> tuple[Value, ...]:
    at = behind(standing, entry)
    if at:
        return at.median, at.low, at.high, at.n
    return (1.0 if entry is standing.best else None), None, None, None


class _Map:
    """The drawing of one regime."""

    def __init__(self, drawing: Drawing, axis: Axis, standings: Sequence[Standing], order: Sequence[str],
                 look: Mapping[str, Look], cpus: int) -> None:
        self.drawing, self.axis, self.order, self.look, self.cpus = drawing, axis, order, look, cpus
        self.at = {axis.of(standing.case): standing for standing in standings}
        words = [*order, NOISE, *map(axis.title, axis.levels)]
        self.left = math.ceil(max(map(width_of, words))) + _SWATCH + 8
        self.column = min(_WIDEST, max(_COLUMN, (ONE_COLUMN - self.left) // len(axis.places)))
        self.top = _HEAD * len(axis.levels) + 4
        self.lefts: dict[Place, float] = {}
        x = self.left
        for nth, place in enumerate(axis.places):
            # What differs outermost stands apart, if there is anything within.
            x += _GAP * (nth > 0 and len(place) > 1 and place[0] != axis.places[nth - 1][0])
            self.lefts[place] = x
            x += self.column
        self.right = x

    def svg(self) -> str:
        self._head()
        y = self.top
        for name in self.order:
            self._row(name, y)
            y += _ROW
        y += _GAP
        self._noise(y)
        width = max(self.right, ONE_COLUMN) + 2
        end = self._key(y + _ROW + 6, width)
        return self.drawing.svg(width, end + 2)

    def _head(self) -> None:
        shaded = any(place[0][0] > self.cpus for place in self.axis.places)
        for depth, level in enumerate(self.axis.levels):
            base = _HEAD * depth + 10
            self.drawing.text(self.left - 6, base, self.axis.title(level), "end", colour=style.FAINT_INK)
            for first, last, value in self.axis.spans(depth):
                low, high = self.lefts[self.axis.places[first]], self.lefts[self.axis.places[last]] + self.column
                if depth == 0 and shaded and value[0] > self.cpus:
                    self.drawing.box(low, 0, high - low - 1, self.top - 2, style.SHADE)
                self.drawing.text((low + high) / 2, base, self.axis.label(level, value), "middle", bold=depth == 0)

    def _row(self, name: str, y: float) -> None:
        colour = self.look[name].colour
        found = {place: (standing, entry) for place, standing in self.at.items() for entry in standing.entries
                 if entry.name == name}
        with self.drawing.strategy(name, colour), self.drawing.row(y + _BASE):
            self.drawing.text(self.left - _SWATCH - 4, 0, name, "end", colour=style.text_colour(colour))
            self.drawing.box(self.left - _SWATCH, 3 - _BASE, 8, 8, colour)
            self.drawing.hatched([self.lefts[place] for place, (_, entry) in found.items() if not entry.judged],
                                 -_BASE, self.column - 1, _ROW - 1)
            for place in self.axis.places:
                if place in found:
                    with self.drawing.told(self._tip(*found[place])):
                        self._cell(self.lefts[place], *found[place])

    def _cell(self, x: float, standing: Standing, entry: Entry) -> None:
        at = behind(standing, entry)
        best, tied = entry is standing.best, entry.judged and entry.tied
        fill = colour_of(at.median if at else 1.0) if entry.judged else "transparent"  # which can be pointed at
        self.drawing.box(x, -_BASE, self.column - 1, _ROW - 1, fill)
        words = "best" if best else f"{'=' * tied}{short(at.median)}" if at else ""
        self.drawing.text(x + self.column // 2, 0, words, bold=tied, colour=ink_on(fill) if entry.judged else "")

    def _tip(self, standing: Standing, entry: Entry) -> str:
        where = f"{entry.name}, {self.axis.words(self.axis.of(standing.case))}: "
        at = behind(standing, entry)
        if entry is standing.best:
            return where + ("the best" if entry.judged else "the best of too few samples to judge")
        if at is None:
            return f"{where}no pair with the best to judge"
        figures = f"{three_digits(at.median)} [{three_digits(at.low)}, {three_digits(at.high)}], n = {at.n}"
        return where + figures + (", too few to judge" if not entry.judged else ", as good" if entry.tied else "")

    def _noise(self, y: float) -> None:
        with self.drawing.row(y + _BASE):
            self.drawing.text(self.left - _SWATCH - 4, 0, NOISE, "end", colour=style.FAINT_INK)
            for place in self.axis.places:
                standing = self.at.get(place)
                if standing and standing.noise is not None:
                    x, factor = self.lefts[place], 1 + standing.noise
                    with self.drawing.told(f"{NOISE}, {self.axis.words(place)}: {three_digits(factor)}"):
                        self.drawing.box(x, -_BASE, self.column - 1, _ROW - 1, colour_of(factor))
                        self.drawing.text(x + self.column // 2, 0, short(factor), colour=ink_on(colour_of(factor)))

    def _key(self, y: float, right: float) -> float:
        entries = [entry for of_class in self.at.values() for entry in of_class.entries]
        keys = [Key("behind the best by a factor of"),
                *(Key(f"{step:g}" + " or more" * (step == STEPS[-1]), colour_of(step)) for step in STEPS)]
        if any(entry.tied and entry.judged and entry is not standing.best
               for standing in self.at.values() for entry in standing.entries):
            keys.append(Key("cannot be told from the best", sign="="))
        if not all(entry.judged for entry in entries):
            keys.append(Key("too few pairs to judge", self.drawing.hatch(), style.GRID))
        if any(place[0][0] > self.cpus for place in self.axis.places):
            keys.append(Key("more threads than CPUs", style.SHADE))
        return self.drawing.key(keys, 2, y, right)
