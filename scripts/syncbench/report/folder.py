"""Several files into a folder, all of them or none: they take their places only when each is written whole."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path

from ..files import cannot_write

_DRAFT = ".report-"


def replace_files(folder: Path, files: Mapping[str, str], outdated: Iterable[str] = ()) -> None:
    """Writes files by their path below the folder, which is made if need be, and removes the outdated ones. If that
    fails, all is as it was before, and a UserError tells why."""
    made_folder = not folder.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for leftover in folder.glob(f"{_DRAFT}*"):  # of one that was killed
            shutil.rmtree(leftover, ignore_errors=True)
        draft = Path(tempfile.mkdtemp(prefix=_DRAFT, dir=folder))
        try:
            for name, text in files.items():
                place = draft / "new" / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_text(text, encoding="utf-8")
            _exchange(draft, folder, files.keys(), outdated)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
    except OSError as error:
        if made_folder:
            with suppress(OSError):  # it may have been there before, or never
                folder.rmdir()
        raise cannot_write(folder, error, "OUT=") from None


def _exchange(draft: Path, folder: Path, new: Iterable[str], outdated: Iterable[str]) -> None:
    """What was there lies in the draft until everything new is in its place."""
    undo: list[Callable[[], None]] = []
    try:
        for name in dict.fromkeys([*new, *outdated]):
            place, kept, written = folder / name, draft / "old" / name, draft / "new" / name
            if place.is_dir():
                raise IsADirectoryError(errno.EISDIR, f"{name} is a folder")
            place.parent.mkdir(parents=True, exist_ok=True)
            if os.path.lexists(place):
                kept.parent.mkdir(parents=True, exist_ok=True)
                os.replace(place, kept)
                undo.append(partial(os.replace, kept, place))
            if written.exists():
                os.replace(written, place)
                undo.append(place.unlink)
    except BaseException:
        for step in reversed(undo):
            with suppress(OSError):
                step()
        raise
