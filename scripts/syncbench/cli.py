"""Command lines: what the scripts share of them."""

from __future__ import annotations

import argparse
from typing import NoReturn


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{self.prog}: {message}; see {self.prog} --help\n")


def thread_counts(text: str) -> list[int]:
    """1,2,4 → [1, 2, 4], sorted, each once."""
    try:
        counts = sorted({int(part) for part in text.split(",")})
    except ValueError:
        counts = [0]
    if not 1 <= counts[0] <= counts[-1] <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is no list of thread counts; write 1,2,4, each 1..1024")
    return counts
