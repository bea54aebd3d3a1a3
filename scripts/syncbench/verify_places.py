"""Where in the strategies something happened, as reports of sanitizers and stacks of a watchdog tell it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from .session import CHECKOUT

# The code of the strategies, not what runs, records, watches or instruments it.
_POSITION = re.compile(r"(?<![\w.-])(impls/(?!(?:tests|platform|history|watchdog)/)\w+/[\w/]+\.[ch]pp)(?::|\()(\d+)")
_MOST_FRAMES = 300


def position(text: str) -> str | None:
    """The first file:line of a strategy."""
    match = _POSITION.search(text)
    return f"{match[1]}:{match[2]}" if match else None


def located(text: str, program: Path) -> str:
    """Adds file:line, innermost first, to the frames that give only an address, as "(program+0x1a2b)".

    ThreadSanitizer of g++ 12 leaves them so where a function is a template's, which most of ours are."""
    bare = re.compile(rf"^(?!.*\.[ch]pp:\d).*\({re.escape(program.name)}\+(0x[0-9a-f]+)\).*$", re.MULTILINE)
    addresses = list(dict.fromkeys(bare.findall(text)))[:_MOST_FRAMES]
    places = _places(addresses, program) if addresses else {}
    return bare.sub(lambda frame: frame[0] + "".join(f"\n         in {place}" for place in places.get(frame[1], [])),
                    text)


def without_checkout(text: str) -> str:
    return text.replace(f"{CHECKOUT}/", "")


def _places(addresses: list[str], program: Path) -> dict[str, list[str]]:
    try:
        lines = subprocess.run(["addr2line", "--inlines", "--addresses", "--exe", str(program), *addresses], text=True,
                               capture_output=True, errors="replace", timeout=120).stdout.splitlines()
    except (OSError, subprocess.TimeoutExpired):
        return {}
    places: dict[str, list[str]] = {}
    address = ""
    for line in lines:
        if re.fullmatch("0x[0-9a-f]+", line):
            address = hex(int(line, 16))
        elif not line.startswith("??"):
            places.setdefault(address, []).append(without_checkout(line.split(" (")[0]))
    return places
