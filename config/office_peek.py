"""What a home must know of every office without reading its whole file, and of one whose file is broken."""

import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_LINE = re.compile(r"""^\s*(folder|time_zone)\s*=\s*(?:"([^"\n]*)"|'([^'\n]*)')""", re.MULTILINE)
_TABLE = re.compile(r"^\s*\[", re.MULTILINE)


@dataclass(frozen=True)
class Peek:
    """Where the office's queue lies and its time zone, as far as its file says so; "" is not known."""

    folder: str = ""
    time_zone: str = ""


def peek(file: Path) -> Peek:
    """Read again as soon as the file is another one; nothing of one that cannot be read."""
    try:
        status = file.stat()
        return _peek(os.fspath(file), (status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino))
    except OSError:
        return Peek()


@lru_cache(maxsize=2048)
def _peek(file: str, _as_it_is: tuple[int, ...]) -> Peek:
    text = Path(file).read_text(encoding="utf-8", errors="replace")
    first = _TABLE.search(text)
    told = {name: double or single for name, double, single in _LINE.findall(text[: first.start()] if first else text)}
    return Peek(told.get("folder", "."), told.get("time_zone", ""))
