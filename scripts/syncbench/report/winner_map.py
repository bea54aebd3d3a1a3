"""Winner maps: who is best at each size and setting, and how many are as good."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from .. import style
from ..series import KINDS, Selection
from ..stats import Interval, three_digits
from ..style import Look, looks
from .map_axes import SETTINGS, Axis, Class, axis_of, by_class, loops_of
from .parts import Case, Column, Picture, Standing, Table, Value, Variant, slug
from .svg import ONE_COLUMN, Drawing, Key, width_of

_NARROWEST, _WIDEST = 84.0, 146.0  # cells, if the names fit
_LEAST_LINE = 92.0  # that a name has before it is broken
_LEADING, _PAD, _GAP, _HEAD = 11.0, 5.0, 4.0, 14.0
_DOTS = 10  # of strategies that are as good; more are only counted
_COLUMNS = (Column("regime", "regime"), Column("strategy", "strategy"), Column("position", "case"),
            Column("median_ops_per_s", "median", "ops/s"), Column("low_ops_per_s", "low", "ops/s"),
            Column("high_ops_per_s", "high", "ops/s"), Column("samples", "n", "n"), Column("standing", "standing"),
            Column("as_good", "others as good", "n"))
_NOTES = ("Best is who has the greatest median rate. A dot, in the colour of its family, is a strategy that cannot "
          "be told from the best: any of them is as good a choice.",)


def winner_maps(selections: Mapping[str, Selection], standings: Mapping[str, list[Standing]]) -> list[Picture]:
    """One a class that was measured in more than one case; the first says how to read them."""
    found: list[Picture] = []
    for of_class, by_regime in by_class(standings).items():
        cases = {standing.case for of_regime in by_regime.values() for standing in of_regime}
        if len(cases) > 1:
            loops = loops_of(selections, of_class[0], of_class[1])
            axes = axis_of(cases, ["size"], loops), axis_of(cases, SETTINGS, loops)
            notes = () if found else _NOTES
            found.append(_picture(of_class, by_regime, *axes, next(iter(selections.values())), notes))
    return found


def words_of(case: Case, rows: Axis, columns: Axis) -> str:
    return ", ".join(filter(None, (rows.words(rows.of(case)), columns.words(columns.of(case)))))


def _picture(of_class: Class, by_regime: Mapping[str, list[Standing]], rows: Axis, columns: Axis,
             selection: Selection, notes: tuple[str, ...]) -> Picture:
    kind, _, _ = of_class
    name = slug("winners", *of_class)
    title = f"{KINDS[kind]}, {', '.join(of_class[1:])}: who is best"
    look = {name: look for (of, name), look in looks(selection.run.strategies.values()).items() if of == kind}
    drawings, alts = {}, []
    for regime, standings in by_regime.items():
        alts.append(_in_short(standings))
        drawing = Drawing(name, Variant(regime), title, alts[-1])
        drawings[Variant(regime)] = _Map(drawing, rows, columns, standings, look, selection.cpus).svg()
    table = Table(name, title, _COLUMNS, tuple(_rows(by_regime, rows, columns)))
    return Picture(name, "winners", title, alts[0], drawings, table, notes)


def _in_short(standings: Sequence[Standing]) -> str:
    """What is to be seen; the rest is in the table."""
    judged = Counter(standing.best.name for standing in standings if standing.best.judged)
    first, *others = [name for name, _ in judged.most_common()] or [""]
    return " ".join(filter(None, (
        f"Best in the most cases: {first}." if first else "",
        f"In others: {', '.join(others)}." if others else "",
        "Where too few pairs were measured, no best is told." if judged.total() < len(standings) else "")))


def _told(standing: Standing) -> str:
    """In words, for who does not see the map."""
    others = [entry.name for entry in standing.tied if entry is not standing.best]
    if not standing.best.judged:
        return f"too few pairs to judge, {standing.best.name} has the best median"
    return standing.best.name + f" (as good: {', '.join(others)})" * bool(others)


def _rows(by_regime: Mapping[str, list[Standing]], rows: Axis, columns: Axis) -> list[tuple[Value, ...]]:
    """Of each case the best, and those that are as good."""
    told: list[tuple[Value, ...]] = []
    for regime, standings in by_regime.items():
        for standing in standings:
            others = [entry for entry in standing.tied if entry is not standing.best]
            for entry in (standing.best, *others):
                rate, best = entry.rate, entry is standing.best
                told.append((regime, entry.name, words_of(standing.case, rows, columns), rate.median, rate.low,
                             rate.high, rate.n, ("best" if entry.judged else "not judged") if best else "as good",
                             len(others) if best else None))
    return told


class _Map:
    """The drawing of one regime."""

    def __init__(self, drawing: Drawing, rows: Axis, columns: Axis, standings: Sequence[Standing],
                 look: Mapping[str, Look], cpus: int) -> None:
        self.drawing, self.rows, self.columns, self.look, self.cpus = drawing, rows, columns, look, cpus
        self.standings = standings
        titles = [rows.title("size"), *map(columns.title, columns.levels)]
        self.left = max(map(width_of, titles)) + 10
        room = (ONE_COLUMN - self.left) // len(columns.places) - _GAP
        self.line = max(_LEAST_LINE, min(_WIDEST, room) - 4 * _PAD)
        lines = [self._broken(standing.best.name) for standing in standings]
        self.lines = max(map(len, lines))
        widest = max(width_of(line, weight="bold") for of_one in lines for line in of_one)
        self.width = max(_NARROWEST, min(_WIDEST, room), widest + 4 * _PAD)
        self.height = _LEADING * (self.lines + 1) + 2 * _PAD + 2
        self.top = _HEAD * (len(columns.levels) + 1) + 4

    def svg(self) -> str:
        drawing, right = self.drawing, self._x(len(self.columns.places))
        for depth, level in enumerate(self.columns.levels):
            drawing.text(self.left - 8, _HEAD * depth + 10, self.columns.title(level), "end", colour=style.FAINT_INK)
            for first, last, value in self.columns.spans(depth):
                middle = (self._x(first) + self._x(last + 1) - _GAP) / 2
                drawing.text(middle, _HEAD * depth + 10, self.columns.label(level, value), "middle")
        for nth, place in enumerate(self.rows.places):
            top = self._y(nth)
            if place[0][0] > self.cpus:
                drawing.box(0, top - _GAP / 2, right, self.height + _GAP, style.SHADE)
            size = self.rows.label("size", place[0])
            drawing.text(self.left - 8, top + self.height / 2 + 3, size, "end", bold=True)
        bottom = self._y(len(self.rows.places))
        drawing.text(self.left - 8, self.top - 8, self.rows.title("size"), "end", colour=style.FAINT_INK)
        for standing in self.standings:
            self._cell(standing)
        width = max(right, ONE_COLUMN)
        return drawing.svg(width, self._key(bottom + 4, width) + 2)

    def _broken(self, name: str) -> list[str]:
        """A name in lines that fit, broken after underscores."""
        lines = [""]
        for part in name.replace("_", "_\n").split("\n"):
            if lines[-1] and width_of(lines[-1] + part, weight="bold") > self.line:
                lines.append("")
            lines[-1] += part
        return lines

    def _x(self, column: int) -> float:
        return self.left + column * (self.width + _GAP)

    def _y(self, row: int) -> float:
        return self.top + row * (self.height + _GAP)

    def _cell(self, standing: Standing) -> None:
        drawing, best = self.drawing, standing.best
        x = self._x(self.columns.places.index(self.columns.of(standing.case)))
        y = self._y(self.rows.places.index(self.rows.of(standing.case)))
        colour = self.look[best.name].colour
        where = words_of(standing.case, self.rows, self.columns)
        with drawing.strategy(best.name, colour), drawing.told(f"{where}: {_told(standing)}; {best.name} "
                                                               f"{rate_in_words(best.rate)}"):
            drawing.box(x + 1, y + 1, self.width - 2, self.height - 2, "#ffffff", colour, 2)
            if not best.judged:
                drawing.box(x + 2, y + 2, self.width - 4, self.height - 4, drawing.hatch())
            for nth, line in enumerate(self._broken(best.name)):
                drawing.text(x + 2 * _PAD, y + _PAD + _LEADING * (nth + 0.9), line, bold=True,
                             colour=style.text_colour(colour))
        self._others(standing, where, x + 2 * _PAD, y + _PAD + _LEADING * (self.lines + 1))

    def _others(self, standing: Standing, where: str, x: float, base: float) -> None:
        """Those as good: how many, and a dot each."""
        others = [entry for entry in standing.tied if entry is not standing.best]
        if not standing.best.judged or not others:
            return
        words = f"= {len(others)} more"
        with self.drawing.told(f"{where}: as good as {standing.best.name}: {', '.join(e.name for e in others)}"):
            self.drawing.text(x, base, words)
        x += width_of(words) + 6
        room = int((self.width - 4 * _PAD - width_of(words)) / 6)
        for entry in others[:min(_DOTS, room)]:
            colour = self.look[entry.name].colour
            with self.drawing.strategy(entry.name, colour), self.drawing.told(
                    f"{entry.name}, {where}: as good as {standing.best.name}, {rate_in_words(entry.rate)}"):
                self.drawing.dot(x, base - 3, 2.4, colour)
            x += 6

    def _key(self, y: float, right: float) -> float:
        families = dict.fromkeys(self.look[standing.best.name].family for standing in self.standings)
        keys = [Key(family, "#ffffff", style.family_colour(family)) for family in families]
        if not all(standing.best.judged for standing in self.standings):
            keys.append(Key("too few pairs to judge", self.drawing.hatch(), style.GRID))
        if any(place[0][0] > self.cpus for place in self.rows.places):
            keys.append(Key("more threads than CPUs", style.SHADE))
        return self.drawing.key(keys, 2, y, right)


def rate_in_words(rate: Interval) -> str:
    return (f"{three_digits(rate.median / 1e6)} M ops/s [{three_digits(rate.low / 1e6)}, "
            f"{three_digits(rate.high / 1e6)}], n = {rate.n}")
