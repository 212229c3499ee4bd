"""Does a file of settings tell a secret? Asked also of one whose TOML has a slip, and of what an editor keeps beside it."""

import re
import tomllib
from collections.abc import Iterator, Mapping

from config.credentials import secrets_written_in

_LINE_ENDS = re.compile(r"[\r\n\0]")  # an editor's swap file ends its lines with a NUL
_QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
_PAIR = re.compile(rf"""(?<![\w.-])([\w.-]++)["']?\s*=\s*(?:{_QUOTED.pattern}|["']?([^\s"'\[{{#][^#]*))""")


def tells_a_secret(text: str) -> bool:
    """Whether a secret itself stands where only its name should. What is not TOML is read by its lines, without comments."""
    try:
        tables: Iterator[Mapping[str, object]] = iter((tomllib.loads(text),))
    except tomllib.TOMLDecodeError:
        tables = _tables_of_lines(text)
    return any(True for table in tables for _ in secrets_written_in(table))


def _tables_of_lines(text: str) -> Iterator[Mapping[str, object]]:
    for line in _LINE_ENDS.split(text):
        if line.lstrip().startswith("#"):
            continue
        for key, double, single, bare in _PAIR.findall(line):
            yield {key: double or single or bare.strip().rstrip("\"',}] \t")}
        yield from ({"-": double or single} for double, single in _QUOTED.findall(line))
