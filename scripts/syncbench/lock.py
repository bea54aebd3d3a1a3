"""One measurement a machine: a second one beside it would spoil both, and so would a verification."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .errors import UserError

LOCK = Path("/tmp/syncbench.lock")  # of the machine: the same for every user, whatever TMPDIR says


def lock_path() -> Path:
    return Path(os.environ.get("SYNCBENCH_LOCK") or LOCK)


@contextmanager
def machine_lock() -> Iterator[None]:
    """Holds the lock; a UserError if another process does. The kernel frees it however its holder ends."""
    with _opened(lock_path()) as handle:
        _take(handle, fcntl.LOCK_EX)
        try:
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        except OSError:
            pass  # another user's file, or a full disk: the lock holds, only its holder is not named
        yield


@contextmanager
def shared_lock() -> Iterator[None]:
    """Holds the lock together with others that do not measure, but would disturb what does; a UserError if a
    measurement is running."""
    with _opened(lock_path()) as handle:
        _take(handle, fcntl.LOCK_SH)
        yield


def check_lock() -> None:
    """A UserError if a measurement is running."""
    if os.path.lexists(lock_path()):
        with _opened(lock_path()) as handle:
            _take(handle, fcntl.LOCK_SH)


def _take(handle: int, how: int) -> None:
    for last in (False, True):
        try:
            return fcntl.flock(handle, how | fcntl.LOCK_NB)
        except BlockingIOError:
            if last:
                raise UserError(f"{_what_runs(handle)}, lock {lock_path()}); wait for it or stop it") from None
        time.sleep(0.05)  # someone's check_lock() has it too, for an instant


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    try:
        handle = _open(path)
    except OSError as error:
        raise UserError(f"the lock {path} cannot be opened ({error.strerror}); remove it, or name another file in "
                        "SYNCBENCH_LOCK") from None
    try:
        yield handle
    finally:
        os.close(handle)


def _open(path: Path) -> int:
    # Never through a link: the folder is everyone's. Without O_CREAT where the file exists, since Linux refuses that
    # for files of others in a sticky folder (fs.protected_regular).
    try:
        return os.open(path, os.O_RDWR | os.O_NOFOLLOW)
    except PermissionError:
        return os.open(path, os.O_RDONLY | os.O_NOFOLLOW)
    except FileNotFoundError:
        pass
    try:
        handle = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o666)
        os.fchmod(handle, 0o666)  # whatever the umask: other users must be able to write their pid
        return handle
    except FileExistsError:  # another measurement was quicker
        return os.open(path, os.O_RDWR | os.O_NOFOLLOW)


def _what_runs(handle: int) -> str:
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        return "a verification is running on this machine (make verify"  # what measures shares with nobody
    except BlockingIOError:
        pass
    text = os.pread(handle, 32, 0).decode(errors="replace").strip()
    holder = text if text.isdigit() and Path("/proc", text).exists() else "unknown"
    return f"another measurement is running on this machine (process {holder}"
