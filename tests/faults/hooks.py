"""The places where this process touches files and platforms, replaced so that a recorder sees every effect.

The product knows nothing of it: what is replaced are functions of `os` and `io`, SQLite's own file layer and the connectors'
HTTP session.
"""

import builtins
import errno
import io
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import cache, partial
from typing import Any
from unittest.mock import patch

import requests

from connectors.http import READS, Session
from ledger.store import Ledger
from tests.faults.effects import Recorder, refused
from tests.faults.sqlite_files import SqliteFiles
from tests.faults.tree import Effect, Op

_WRITING = os.O_WRONLY | os.O_RDWR
_true_open, _true_os_open = io.open, os.open


@cache
def _files() -> SqliteFiles:
    return SqliteFiles()


class _Raw(io.FileIO):
    """A file whose every write goes through the recorder."""

    recorder: Recorder
    path: str
    node: int

    def write(self, data: Any, /) -> int:
        raw = bytes(data)
        offset = self.seek(0, os.SEEK_END) if "a" in self.mode else self.tell()

        def make(some: bytes = raw) -> Effect:
            return Effect(Op.WRITE, self.node, offset=offset, data=some, path=self.recorder.relative(self.path))

        def refuse(effect: Effect, code: int) -> int:
            if code == errno.ENOSPC:  # a full disk takes what still fits
                half = raw[: len(raw) // 2]
                io.FileIO.write(self, half)
                self.recorder.enter(make(half))
            raise OSError(code, os.strerror(code))

        done: int = self.recorder.do(make, lambda: io.FileIO.write(self, raw), refuse)
        return done


def _path_of(descriptor: int) -> str:
    try:
        return os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115
    except OSError:
        return ""


def _whole(path: Any, dir_fd: int | None = None) -> str:
    """The whole path that a call means; "" for what is no path."""
    if isinstance(path, int):
        return _path_of(path)
    text = os.fsdecode(path)
    if text.startswith("/"):
        return text
    return f"{_path_of(dir_fd) if dir_fd is not None else os.getcwd()}/{text}"  # noqa: PTH109


def _patched(recorder: Recorder) -> Iterator[Any]:
    """One patch for every way of changing a file."""
    yield patch.object(os, "open", _opener(recorder))
    for name in ("open",):
        yield patch.object(io, name, _file_opener(recorder))
        yield patch.object(builtins, name, _file_opener(recorder))
    for name, op in (("mkdir", Op.MKDIR), ("unlink", Op.UNLINK), ("remove", Op.UNLINK), ("rmdir", Op.RMDIR)):
        yield patch.object(os, name, _simple(recorder, op, getattr(os, name)))
    for name in ("rename", "replace"):
        yield patch.object(os, name, _renamer(recorder, getattr(os, name)))
    yield patch.object(os, "link", _renamer(recorder, os.link, Op.LINK))
    yield patch.object(os, "chmod", _chmod(recorder, os.chmod))
    for name in ("fsync", "fdatasync"):
        yield patch.object(os, name, _syncer(recorder, getattr(os, name)))
    yield patch.object(Session, "send", _sender(recorder, Session.send))
    yield patch.object(Ledger, "append", _appender(recorder, Ledger.append))


def _opener(recorder: Recorder) -> Callable[..., int]:
    def open_(path: Any, flags: int, mode: int = 0o777, *, dir_fd: int | None = None) -> int:
        whole = _whole(path, dir_fd)
        if not recorder.minds(whole) or not flags & (_WRITING | os.O_CREAT):
            return _true_os_open(path, flags, mode, dir_fd=dir_fd)
        return int(_opened(recorder, whole, flags, mode, lambda: _true_os_open(path, flags, mode, dir_fd=dir_fd)))

    return open_


def _opened(recorder: Recorder, path: str, flags: int, mode: int, act: Callable[[], Any]) -> Any:
    there = os.path.lexists(path)
    if not there and flags & os.O_CREAT:
        return recorder.do(lambda: recorder.of_file(Op.CREATE, path, offset=mode & ~_UMASK), act, refused(path))
    if there and flags & os.O_TRUNC:
        return recorder.do(lambda: recorder.of_file(Op.TRUNCATE, path), act, refused(path))
    return act()


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


_UMASK = _umask()
_FLAGS = {"w": os.O_CREAT | os.O_TRUNC, "x": os.O_CREAT | os.O_EXCL, "a": os.O_CREAT, "r": 0}


def _file_opener(recorder: Recorder) -> Callable[..., Any]:
    def open_(
        file: Any, mode: str = "r", buffering: int = -1, encoding: Any = None, errors: Any = None, newline: Any = None,
        closefd: bool = True, opener: Any = None,
    ) -> Any:  # fmt: skip
        writes = any(letter in mode for letter in "wxa+")
        whole = _whole(file) if writes and opener is None else ""
        if not whole or not recorder.minds(whole):
            return _true_open(file, mode, buffering, encoding, errors, newline, closefd, opener)
        plain = mode.replace("b", "").replace("t", "")
        if isinstance(file, int):
            raw = _Raw(file, plain, closefd)
        else:
            flags = next(_FLAGS[letter] for letter in mode if letter in _FLAGS)
            raw = _opened(recorder, whole, flags, 0o666, lambda: _Raw(file, plain))
        raw.recorder, raw.path, raw.node = recorder, whole, recorder.node(whole)
        if "b" in mode and buffering == 0:
            return raw
        buffered: Any = io.BufferedRandom(raw) if "+" in mode else io.BufferedWriter(raw)
        return buffered if "b" in mode else io.TextIOWrapper(buffered, encoding, errors, newline)

    return open_


def _simple(recorder: Recorder, op: Op, true: Callable[..., Any]) -> Callable[..., Any]:
    def call(path: Any, *args: Any, dir_fd: int | None = None, **kwargs: Any) -> Any:
        whole = _whole(path, dir_fd)
        if dir_fd is not None:
            kwargs["dir_fd"] = dir_fd
        if not recorder.minds(whole) or (op is Op.MKDIR) == os.path.lexists(whole):
            return true(path, *args, **kwargs)
        mode = (kwargs.get("mode", args[0] if args else 0o777) & ~_UMASK) if op is Op.MKDIR else 0
        return recorder.do(lambda: recorder.of_file(op, whole, offset=mode), lambda: true(path, *args, **kwargs), refused(whole))

    return call


def _renamer(recorder: Recorder, true: Callable[..., Any], op: Op = Op.RENAME) -> Callable[..., Any]:
    def rename(source: Any, target: Any, **kwargs: Any) -> Any:
        old, new = _whole(source), _whole(target)
        if not recorder.minds(old) or not recorder.minds(new):
            return true(source, target, **kwargs)

        def make() -> Effect:
            named = f"{recorder.relative(old)} -> {recorder.relative(new)}"
            return Effect(op, recorder.node(old), recorder.place(old), recorder.place(new), path=named)

        return recorder.do(make, lambda: true(source, target, **kwargs), refused(old))

    return rename


def _chmod(recorder: Recorder, true: Callable[..., Any]) -> Callable[..., Any]:
    def chmod(path: Any, mode: int, **kwargs: Any) -> Any:
        whole = _whole(path, kwargs.get("dir_fd"))
        if not recorder.minds(whole):
            return true(path, mode, **kwargs)
        make = partial(recorder.of_file, Op.MODE, whole, offset=mode)
        return recorder.do(make, lambda: true(path, mode, **kwargs), refused(whole))

    return chmod


def _syncer(recorder: Recorder, true: Callable[[Any], None]) -> Callable[[Any], None]:
    def sync(file: Any) -> None:
        whole = _path_of(file if isinstance(file, int) else file.fileno())
        if not recorder.minds(whole) and whole != recorder.root:
            true(file)
            return
        op = Op.SYNC_FOLDER if os.path.isdir(whole) else Op.SYNC  # noqa: PTH112
        recorder.do(lambda: recorder.of_file(op, whole), lambda: true(file), refused())

    return sync


def _sender(recorder: Recorder, true: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
    def send(self: Session, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        try:
            return true(self, request, **kwargs)
        finally:
            if (request.method or "GET").upper() not in READS:
                what = f"{request.method} {(request.path_url or '').split('?')[0]}"
                recorder.enter(Effect(Op.SENT, path=what, told=recorder.state()))

    return send


def _appender(recorder: Recorder, true: Callable[..., Any]) -> Callable[..., Any]:
    def append(self: Ledger, office: str, entries: Iterable[Any], **kwargs: Any) -> Any:
        recorded = true(self, office, entries, **kwargs)
        what = ", ".join(f"{one.entry.kind} {one.entry.event}" for one in recorded)
        recorder.enter(Effect(Op.SAID, path=what, told=tuple(recorded)))
        return recorded

    return append


@contextmanager
def recording(recorder: Recorder) -> Iterator[Recorder]:
    """Everything that happens below the recorder's root while the block runs is entered there."""
    patches = list(_patched(recorder))
    _files().install(recorder)
    for one in patches:
        one.start()
    try:
        yield recorder
    finally:
        for one in reversed(patches):
            one.stop()
        _files().remove()
