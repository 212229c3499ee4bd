"""SQLite's own effects on its files, seen from inside: a VFS in front of the one SQLite uses, made with ctypes.

Reads and locks go straight through; what changes a file is told to a `Watcher` first, which carries it out or refuses it.
"""

import _sqlite3
import ctypes
import os
import sqlite3
from collections.abc import Callable
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from pathlib import Path
from typing import Any, Protocol

OK, IOERR, FULL, CANTOPEN = 0, 10, 13, 14
IOERR_WRITE, IOERR_SYNC, IOERR_TRUNCATE, IOERR_DELETE = (IOERR | (n << 8) for n in (3, 4, 6, 10))
_CREATES, _JOURNAL = 0x4, 0x800
_WRITE, _TRUNCATE, _SYNC, _CLOSE = 2, 3, 4, 0  # their places in the table of methods


class Watcher(Protocol):
    """Who is told of every change. Each returns SQLite's code; `act` carries the change out."""

    def minds(self, path: str) -> bool: ...
    def opened(self, path: str, act: Callable[[], int]) -> int: ...
    def written(self, path: str, offset: int, data: bytes, act: Callable[[], int]) -> int: ...
    def truncated(self, path: str, size: int, act: Callable[[], int]) -> int: ...
    def synced(self, path: str, folder_too: bool, act: Callable[[], int]) -> int: ...
    def deleted(self, path: str, folder_too: bool, act: Callable[[], int]) -> int: ...


class _Methods(Structure):
    _fields_ = (("version", c_int), ("entries", c_void_p * 18))


class _File(Structure):
    _fields_ = (("methods", POINTER(_Methods)),)


_Open = CFUNCTYPE(c_int, c_void_p, c_void_p, POINTER(_File), c_int, c_void_p)  # the name must stay where SQLite has it
_Delete = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)
_Close = CFUNCTYPE(c_int, POINTER(_File))
_Write = CFUNCTYPE(c_int, POINTER(_File), c_void_p, c_int, c_int64)
_Truncate = CFUNCTYPE(c_int, POINTER(_File), c_int64)
_Sync = CFUNCTYPE(c_int, POINTER(_File), c_int)


class _Vfs(Structure):
    _fields_ = (
        ("version", c_int), ("size_of_file", c_int), ("longest_path", c_int), ("following", c_void_p), ("name", c_char_p),
        ("data", c_void_p), ("open", _Open), ("delete", _Delete), ("others", c_void_p * 14),
    )  # fmt: skip


class SqliteFiles:
    """Installed, every database that is opened from then on is watched. One for a process; it can be watched by one at a time."""

    def __init__(self) -> None:
        self.watcher: Watcher | None = None
        self._library: Any = ctypes.CDLL(_sqlite3.__file__)
        self._library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._library.sqlite3_vfs_register.argtypes = (POINTER(_Vfs), c_int)
        self._true = self._library.sqlite3_vfs_find(None)
        self._ours = _Vfs.from_buffer_copy(self._true.contents)
        self._ours.name = b"tayang-faults"
        self._ours.open, self._ours.delete = _Open(self._open), _Delete(self._delete)
        self._tables: dict[int, tuple[_Methods, _Methods, list[Any]]] = {}
        self._files: dict[int, tuple[str, bool]] = {}
        self._unsynced: set[str] = set()

    def install(self, watcher: Watcher) -> None:
        """Watch what is opened from now on."""
        self.watcher = watcher
        self._library.sqlite3_vfs_register(ctypes.byref(self._ours), 1)

    def remove(self) -> None:
        """Leave SQLite as it was; connections that are still open go on unwatched."""
        self._library.sqlite3_vfs_register(self._true, 1)
        self.watcher = None

    def _minds(self, path: str) -> Watcher | None:
        return self.watcher if self.watcher is not None and path and self.watcher.minds(path) else None

    def _open(self, _vfs: int, name: int | None, file: Any, flags: int, out: int) -> int:
        path = os.fsdecode(ctypes.string_at(name)) if name else ""

        def act() -> int:
            return int(self._true.contents.open(ctypes.cast(self._true, c_void_p), name, file, flags, out))

        watcher = self._minds(path)
        if watcher is None:
            return act()
        new = bool(flags & _CREATES) and not Path(path).exists()
        code = watcher.opened(path, act) if new else act()
        if code == OK and file.contents.methods:
            journal = bool(flags & _JOURNAL)
            if new and journal:
                self._unsynced.add(path)
            self._files[ctypes.addressof(file.contents)] = (path, journal)
            file.contents.methods = ctypes.pointer(self._table(file.contents.methods.contents)[0])
        elif code != OK:
            file.contents.methods = None
        return code

    def _table(self, true: _Methods) -> tuple[_Methods, _Methods, list[Any]]:
        """Our table of methods in front of one of SQLite's; kept for ever, because files may still use it."""
        address = ctypes.addressof(true)
        if address not in self._tables:
            ours = _Methods.from_buffer_copy(true)
            calls = [_Write(self._write), _Truncate(self._truncate), _Sync(self._sync), _Close(self._close)]
            for at, call in zip((_WRITE, _TRUNCATE, _SYNC, _CLOSE), calls, strict=True):
                ours.entries[at] = ctypes.cast(call, c_void_p)
            kept = (ours, true, [_Write(true.entries[_WRITE]), _Truncate(true.entries[_TRUNCATE]),
                                 _Sync(true.entries[_SYNC]), _Close(true.entries[_CLOSE]), calls])  # fmt: skip
            self._tables[address] = self._tables[ctypes.addressof(ours)] = kept
        return self._tables[address]

    def _true_of(self, file: Any) -> list[Any]:
        return self._tables[ctypes.addressof(file.contents.methods.contents)][2]

    def _write(self, file: Any, buffer: int, size: int, offset: int) -> int:
        path, _ = self._files[ctypes.addressof(file.contents)]
        true = self._true_of(file)[0]
        watcher = self._minds(path)
        if watcher is None:
            return int(true(file, buffer, size, offset))
        return watcher.written(path, offset, ctypes.string_at(buffer, size), lambda: int(true(file, buffer, size, offset)))

    def _truncate(self, file: Any, size: int) -> int:
        path, _ = self._files[ctypes.addressof(file.contents)]
        true = self._true_of(file)[1]
        watcher = self._minds(path)
        return watcher.truncated(path, size, lambda: int(true(file, size))) if watcher else int(true(file, size))

    def _sync(self, file: Any, flags: int) -> int:
        path, journal = self._files[ctypes.addressof(file.contents)]
        true = self._true_of(file)[2]
        watcher = self._minds(path)
        if watcher is None:
            return int(true(file, flags))
        first = journal and path in self._unsynced  # the first sync of a new journal syncs its folder, too
        code = watcher.synced(path, first, lambda: int(true(file, flags)))
        if code == OK:
            self._unsynced.discard(path)
        return code

    def _close(self, file: Any) -> int:
        true = self._true_of(file)[3]
        self._files.pop(ctypes.addressof(file.contents), None)
        return int(true(file))

    def _delete(self, _vfs: int, raw: bytes, folder_too: int) -> int:
        path = os.fsdecode(raw)

        def act() -> int:
            return int(self._true.contents.delete(ctypes.cast(self._true, c_void_p), raw, folder_too))

        watcher = self._minds(path)
        if watcher is None or not Path(path).exists():
            return act()
        return watcher.deleted(path, bool(folder_too), act)


def is_watchable() -> bool:
    """Whether this Python's SQLite lets its files be watched: it must be a library of its own, not built in."""
    try:
        return bool(ctypes.CDLL(_sqlite3.__file__).sqlite3_vfs_find) and sqlite3.sqlite_version_info >= (3, 7)
    except (AttributeError, OSError):
        return False
