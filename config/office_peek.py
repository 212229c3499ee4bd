"""What a home must know of every office without reading its whole file, and of one whose file is broken."""

import os
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LINE = re.compile(r"""^\s*(folder|time_zone)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')""", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True)
class Peek:
    """Where the office's queue lies, in its plainest form, and its time zone, as far as its file says so; "" is not known."""

    folder: str = ""
    time_zone: str = ""


def peeks(offices: Path, slugs: Iterable[str]) -> dict[str, Peek]:
    """The files of these offices below `offices`, each read again as soon as it is another one; nothing of what cannot be read.

    A sweep asks this for every office of the home: a file that is the same costs a few microseconds.
    """
    folder = os.fspath(offices)
    return {slug: _peek_now(f"{folder}/{slug}.toml") for slug in slugs}


def _peek_now(file: str) -> Peek:
    try:
        status = os.stat(file)  # noqa: PTH116  a Path costs more than the question
        return _peek(file, status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino)
    except OSError:
        return _NOTHING


@lru_cache(maxsize=2048)
def _peek(file: str, *_as_it_is: int) -> Peek:
    text = Path(file).read_text(encoding="utf-8", errors="replace")
    first = _TABLE.search(text)
    told = {name: double or single for name, double, single in _LINE.findall(text[: first.start()] if first else text)}
    return Peek(os.fspath(Path(told.get("folder", "."))), told.get("time_zone", ""))


_NOTHING = Peek()
