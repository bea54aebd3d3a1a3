"""Command lines: what the scripts share of them."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn, TextIO

from .errors import UserError


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line, without the usage above it."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"{script()}: {message}; see {self.prog} --help\n")


def run(main: Callable[[], int]) -> NoReturn:
    """A script's main, whatever ends it: an exit code that says which, and a traceback only for what is a bug."""
    try:
        status = _status(main)
        sys.stdout.flush()
    except BrokenPipeError:  # nobody reads what it says: as if SIGPIPE had ended it
        status = 141
    drop_unread()
    sys.exit(status)


def _status(main: Callable[[], int]) -> int | str | None:
    try:
        return main()
    except SystemExit as end:  # such as argparse's, after --help or a bad option
        return end.code
    except UserError as error:
        tell(str(error))
        return 2
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        raise
    except Exception:
        traceback.print_exc()
        return 70  # not 1, which is a measured failure


def tell(message: str) -> None:
    """One line on stderr, beginning with the script's name."""
    print(f"{script()}: {message}", file=sys.stderr)


def script() -> str:
    return Path(sys.argv[0]).stem


def say(text: str) -> None:
    """Prints to stdout. A reader that has gone (| head) does not keep the script from what it does next."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        drop_unread()


def drop_unread() -> None:
    """Sends what a broken pipe did not take to /dev/null: Python would try again at exit, and fail with a message."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, stream.fileno())
            os.close(null)
        except OSError:
            pass


def counted(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def terminal_width(stream: TextIO) -> int | None:
    """The columns of the terminal behind a stream; None if it is none."""
    if not stream.isatty():
        return None
    try:
        return os.get_terminal_size(stream.fileno()).columns or 80
    except OSError:
        return 80


def thread_counts(text: str) -> list[int]:
    """1,2,4 → [1, 2, 4], sorted, each once."""
    try:
        counts = sorted({int(part) for part in text.split(",")})
    except ValueError:
        counts = [0]
    if not 1 <= counts[0] <= counts[-1] <= 1024:
        raise argparse.ArgumentTypeError(f"'{text}' is no list of thread counts; write 1,2,4, each 1..1024")
    return counts


def minutes(text: str) -> float:
    try:
        number = float(text)
    except ValueError:
        number = 0.0
    if not 0 < number <= 10_000:  # a week, and no infinity
        raise argparse.ArgumentTypeError(f"'{text}' is no number of minutes; write one above 0, such as 30")
    return number
