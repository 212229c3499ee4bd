"""A user's rights for a process that runs as root: without them every folder that is shut stays open to the tests."""

import ctypes
import os
from collections.abc import Iterator
from contextlib import contextmanager

_VERSION = 0x20080522
_PAST_PERMISSIONS = 1 << 1 | 1 << 2  # CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH
_Words = ctypes.c_uint32 * 6
_libc = ctypes.CDLL(None, use_errno=True)


def _call(name: str, words: ctypes.Array[ctypes.c_uint32]) -> None:
    head = (ctypes.c_uint32 * 2)(_VERSION, 0)
    if getattr(_libc, name)(head, words):
        raise OSError(ctypes.get_errno(), name)


@contextmanager
def as_an_ordinary_user() -> Iterator[None]:
    """The kernel holds this thread, and those that it starts, to the permissions of files, as it does anybody but root."""
    before = _Words()
    _call("capget", before)
    _call("capset", _Words(before[0] & ~_PAST_PERMISSIONS, *before[1:]))
    try:
        yield
    finally:
        _call("capset", before)


def shut(*folders: os.PathLike[str], mode: int = 0o555) -> None:
    """Only to be read from now on; mode 0: not even that."""
    for folder in folders:
        os.chmod(folder, mode)  # noqa: PTH101
