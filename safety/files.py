"""Files that are whole or not there: written beside, flushed to disk, then moved into place."""

import hashlib
import os
import threading
from collections.abc import Iterable
from pathlib import Path


def write_durably(path: Path, data: bytes, mode: int = 0o644) -> None:
    """Replace `path` by `data` so that a power cut leaves the old file or the new one, never half of one."""
    write_stream(path, [data], mode)


def write_stream(path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
    """The same for what is too large to be held whole."""
    _write_beside(path, pieces, mode, flush=True)
    sync_directory(path.parent)


def write_whole(path: Path, data: bytes) -> None:
    """Replace `path` by `data` so that nobody reads half of it; after a power cut it may be old, new or empty."""
    _write_beside(path, [data], 0o644, flush=False)


def _write_beside(path: Path, pieces: Iterable[bytes], mode: int, *, flush: bool) -> None:
    make_folder(path.parent)
    beside = path.with_name(f".{path.name}.{threading.get_native_id()}.part")
    descriptor = _new_file(beside, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.writelines(pieces)
            if flush:
                file.flush()
                os.fsync(file.fileno())
        beside.replace(path)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _new_file(place: Path, mode: int) -> int:
    """A descriptor of a file that was not there. What lies in its place is taken away, never written through: in a shared
    folder it may be somebody's link to a file that only tayang can write."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    try:
        return os.open(place, flags, mode)
    except FileExistsError:
        place.unlink()  # a killed writer had left it, or somebody put it there
        return os.open(place, flags, mode)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it that are missing, so that no power cut takes one away with what lies in it."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for one in missing:
        sync_directory(one.parent)


def sync_directory(directory: Path) -> None:
    """Make renames inside `directory` survive a power cut."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Hex SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
