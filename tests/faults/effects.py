"""Everything that is done to one folder's files and to a platform: entered in order, carried out or refused."""

import errno
import os
from collections.abc import Callable
from pathlib import Path
from threading import RLock
from typing import Any

from tests.faults import sqlite_files
from tests.faults.tree import Effect, Op, Tree

Rule = Callable[[Effect, int], int]
"""What is to happen to the effect with that number: 0 to go on, or an errno."""
_CODES = {
    Op.CREATE: sqlite_files.CANTOPEN, Op.WRITE: sqlite_files.IOERR_WRITE, Op.TRUNCATE: sqlite_files.IOERR_TRUNCATE,
    Op.SYNC: sqlite_files.IOERR_SYNC, Op.UNLINK: sqlite_files.IOERR_DELETE,
}  # fmt: skip


class Recorder:
    """What was done below `root`, in order; `tree` is what lies there now. `state` tells what the platform holds."""

    def __init__(self, root: Path, base: Tree, rule: Rule | None = None, state: Callable[[], Any] = lambda: None) -> None:
        self.root = str(root)
        self.base = base
        self.tree = base.copy()
        self.rule = rule
        self.state = state
        self.effects: list[Effect] = []
        self.times: list[Any] = []
        self.now: Callable[[], Any] = lambda: None
        self.sweeps = 0
        self._lock = RLock()

    def minds(self, path: str) -> bool:
        return path.startswith(self.root + "/")

    def relative(self, path: str) -> str:
        return os.path.normpath(path)[len(self.root) :].strip("/")

    def place(self, path: str) -> tuple[int, str]:
        folder, _, name = self.relative(path).rpartition("/")
        number = self.tree.find(folder)
        return (-1 if number is None else number, name)

    def node(self, path: str) -> int:
        number = self.tree.find(self.relative(path))
        return -1 if number is None else number

    def do(self, make: Callable[[], Effect], act: Callable[[], Any], refuse: Callable[[Effect, int], Any]) -> Any:
        """Carry out one effect and enter it, unless the rule refuses it."""
        with self._lock:
            effect = make()
            code = self.rule(effect, len(self.effects)) if self.rule else 0
            if code:
                self.enter(Effect(effect.op, path=f"{effect.path} ({errno.errorcode[code]})"))
                return refuse(effect, code)
            done = act()
            self.enter(effect)
            return done

    def enter(self, effect: Effect) -> None:
        with self._lock:
            self.effects.append(effect)
            self.times.append(self.now())
            self.tree.apply(effect)

    def of_file(self, op: Op, path: str, **more: Any) -> Effect:
        """An effect on what lies at `path`, or on what will lie there."""
        number = self.tree.fresh() if op in (Op.CREATE, Op.MKDIR) else self.node(path)
        return Effect(op, number, self.place(path), path=self.relative(path), **more)

    # What SQLite is about to do.

    def _in_sqlite(self, effect: Effect, act: Callable[[], int]) -> int:
        code: int = self.do(lambda: effect, act, _sqlite_code)
        return code

    def opened(self, path: str, act: Callable[[], int]) -> int:
        with self._lock:
            return self._in_sqlite(self.of_file(Op.CREATE, path, offset=0o644), act)

    def written(self, path: str, offset: int, data: bytes, act: Callable[[], int]) -> int:
        return self._in_sqlite(self.of_file(Op.WRITE, path, offset=offset, data=data), act)

    def truncated(self, path: str, size: int, act: Callable[[], int]) -> int:
        return self._in_sqlite(self.of_file(Op.TRUNCATE, path, offset=size), act)

    def synced(self, path: str, folder_too: bool, act: Callable[[], int]) -> int:
        code = self._in_sqlite(self.of_file(Op.SYNC, path), act)
        if folder_too and code == 0:
            self.enter(self._of_folder(path))
        return code

    def deleted(self, path: str, folder_too: bool, act: Callable[[], int]) -> int:
        code = self._in_sqlite(self.of_file(Op.UNLINK, path), act)
        if folder_too and code == 0:
            self.enter(self._of_folder(path))
        return code

    def _of_folder(self, path: str) -> Effect:
        folder = os.path.dirname(path)  # noqa: PTH120  pathlib's own calls are watched here
        return Effect(Op.SYNC_FOLDER, self.node(folder), path=self.relative(folder))


def _sqlite_code(effect: Effect, code: int) -> int:
    return sqlite_files.FULL if code == errno.ENOSPC and effect.op is Op.WRITE else _CODES[effect.op]


def refused(path: str = "") -> Callable[[Effect, int], Any]:
    """The error as the system raises it: with the path, if the call was given one."""

    def refuse(effect: Effect, code: int) -> Any:
        raise OSError(code, os.strerror(code), path) if path else OSError(code, os.strerror(code))

    return refuse
