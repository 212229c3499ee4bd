"""A file system in memory: what a home holds, what was done to it in order, and what of that a power cut leaves."""

import os
import shutil
import stat
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

ROOT = 0


class Op(StrEnum):
    """One effect that outlives the process; `SENT` and `SAID` change no file and mark what the outside world knows."""

    CREATE = "create"
    MKDIR = "mkdir"
    WRITE = "write"
    TRUNCATE = "truncate"
    MODE = "chmod"
    RENAME = "rename"
    LINK = "link"
    UNLINK = "unlink"
    RMDIR = "rmdir"
    SYNC = "sync"
    SYNC_FOLDER = "sync folder"
    SENT = "http"
    SAID = "acknowledged"


CONTENT = frozenset({Op.WRITE, Op.TRUNCATE})
NAMES = frozenset({Op.CREATE, Op.MKDIR, Op.RENAME, Op.LINK, Op.UNLINK, Op.RMDIR})
MARKS = frozenset({Op.SENT, Op.SAID})


@dataclass(frozen=True)
class Effect:
    """One effect. `node` is what it was done to; names stand in folders, given as (node of the folder, name)."""

    op: Op
    node: int = -1
    place: tuple[int, str] = (-1, "")
    target: tuple[int, str] = (-1, "")
    offset: int = 0
    data: bytes = b""
    path: str = ""
    told: Any = None
    """With SENT the platform's state after it; with SAID the entries that the ledger acknowledged."""

    @property
    def where(self) -> str:
        return f"{self.op} {self.path}"


@dataclass
class Node:
    """A folder or a file."""

    folder: bool
    mode: int = 0o644
    mtime_ns: int = 0
    names: dict[str, int] = field(default_factory=dict)
    data: bytearray = field(default_factory=bytearray)


class Tree:
    """All nodes below one root."""

    def __init__(self) -> None:
        self.nodes: dict[int, Node] = {ROOT: Node(folder=True, mode=0o755)}
        self._last = ROOT

    @classmethod
    def read(cls, root: Path) -> "Tree":
        """What lies on the disk now; all of it counts as durable."""
        tree = cls()
        tree._read(root, ROOT)
        return tree

    def _read(self, folder: Path, number: int) -> None:
        for entry in sorted(os.scandir(folder), key=lambda one: one.name):
            status = entry.stat(follow_symlinks=False)
            child = self.fresh()
            is_folder = stat.S_ISDIR(status.st_mode)
            node = Node(is_folder, stat.S_IMODE(status.st_mode), status.st_mtime_ns)
            self.nodes[child] = node
            self.nodes[number].names[entry.name] = child
            if is_folder:
                self._read(Path(entry.path), child)
            else:
                node.data[:] = Path(entry.path).read_bytes()

    def fresh(self) -> int:
        """A number that no node had yet."""
        self._last += 1
        return self._last

    def copy(self) -> "Tree":
        """An independent copy."""
        twin = Tree()
        twin._last = self._last
        twin.nodes = {
            number: Node(node.folder, node.mode, node.mtime_ns, dict(node.names), bytearray(node.data))
            for number, node in self.nodes.items()
        }
        return twin

    def find(self, relative: str) -> int | None:
        """The node at a path below the root."""
        number = ROOT
        for part in Path(relative).parts:
            found = self.nodes[number].names.get(part)
            if found is None:
                return None
            number = found
        return number

    def apply(self, effect: Effect) -> None:
        """Carry one effect out; one whose ground is gone, because an earlier effect was lost, is lost with it."""
        node = self.nodes.get(effect.node)
        match effect.op:
            case Op.CREATE | Op.MKDIR:
                self._enter(effect.place, effect.node, Node(effect.op is Op.MKDIR, effect.offset or 0o644))
            case Op.WRITE if node:
                node.data += b"\0" * (effect.offset - len(node.data))
                node.data[effect.offset : effect.offset + len(effect.data)] = effect.data
            case Op.TRUNCATE if node:
                del node.data[effect.offset :]
                node.data += b"\0" * (effect.offset - len(node.data))
            case Op.MODE if node:
                node.mode = effect.offset
            case Op.RENAME | Op.LINK:
                self._move(effect)
            case Op.UNLINK | Op.RMDIR:
                self._leave(effect.place, effect.node)
            case _:
                pass

    def _enter(self, place: tuple[int, str], number: int, node: Node) -> None:
        folder = self.nodes.get(place[0])
        self.nodes.setdefault(number, node)
        self._last = max(self._last, number)
        if folder is not None:
            folder.names[place[1]] = number

    def _move(self, effect: Effect) -> None:
        source, target = self.nodes.get(effect.place[0]), self.nodes.get(effect.target[0])
        if source is None or target is None or source.names.get(effect.place[1]) != effect.node:
            return
        if effect.op is Op.RENAME:
            del source.names[effect.place[1]]
        target.names[effect.target[1]] = effect.node

    def _leave(self, place: tuple[int, str], number: int) -> None:
        folder = self.nodes.get(place[0])
        if folder is not None and folder.names.get(place[1]) == number:
            del folder.names[place[1]]

    def files(self) -> dict[str, tuple[int, bytes | None]]:
        """Mode and bytes of everything that can be reached, by path; None for a folder."""
        found: dict[str, tuple[int, bytes | None]] = {}
        self._list(ROOT, "", found)
        return found

    def _list(self, number: int, prefix: str, found: dict[str, tuple[int, bytes | None]]) -> None:
        for name, child in sorted(self.nodes[number].names.items()):
            node = self.nodes[child]
            found[prefix + name] = (node.mode, None if node.folder else bytes(node.data))
            if node.folder:
                self._list(child, f"{prefix}{name}/", found)

    def write(self, root: Path) -> None:
        """Make `root` hold exactly this tree."""
        shutil.rmtree(root, ignore_errors=True)
        root.mkdir(parents=True)
        self._write(root, ROOT)

    def _write(self, folder: Path, number: int) -> None:
        for name, child in self.nodes[number].names.items():
            node, path = self.nodes[child], folder / name
            if node.folder:
                path.mkdir()
                self._write(path, child)
            else:
                path.write_bytes(node.data)
                if node.mtime_ns:
                    os.utime(path, ns=(node.mtime_ns, node.mtime_ns))
            path.chmod(node.mode)


def synced(effects: list[Effect]) -> set[int]:
    """The numbers of those effects that a power cut right after the last one cannot undo.

    Bytes are durable once their file was synced afterwards, names once their folder was; a rename is one act, durable with
    either of its folders. Nothing else is taken for granted: not that syncing a new file keeps its name.
    """
    durable: set[int] = set()
    later_nodes: set[int] = set()
    later_folders: set[int] = set()
    for number in range(len(effects) - 1, -1, -1):
        effect = effects[number]
        if effect.op is Op.SYNC:
            later_nodes.add(effect.node)
        elif effect.op is Op.SYNC_FOLDER:
            later_folders.add(effect.node)
        named = effect.op in NAMES and {effect.place[0], effect.target[0]} & later_folders
        written = effect.op in CONTENT and effect.node in later_nodes
        if named or written or effect.op is Op.MODE:  # a mode that is lost makes a file less protected, never wrong
            durable.add(number)
    return durable


def after(base: Tree, effects: Iterable[Effect]) -> Tree:
    """The tree that these effects leave of `base`."""
    tree = base.copy()
    for effect in effects:
        tree.apply(effect)
    return tree
