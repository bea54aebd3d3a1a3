"""The maps of a report: who is best where, how far the others are behind, what the machine allows, what noise is."""

from __future__ import annotations

from collections.abc import Mapping

from ..series import Selection
from .contention_map import contention_maps
from .floor_map import floor_pictures
from .noise_strip import noise_strips
from .parts import Noise, Picture, Standing
from .winner_map import winner_maps


def maps(selections: Mapping[str, Selection], standings: Mapping[str, list[Standing]],
         noise: Mapping[str, Noise]) -> list[Picture]:
    """All by regime, the dominant first; of what was not measured there is no picture."""
    return [*winner_maps(selections, standings), *contention_maps(selections, standings),
            *floor_pictures(selections), *noise_strips(selections, standings, noise)]
