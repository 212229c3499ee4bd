"""The comments of a TOML text, which explain it to whoever changes it, in the language spoken; not a setting is touched."""

import re
from collections.abc import Iterator

from language.say import t

_SETTING = re.compile(r"""((?:\#\ )?[\w.]+\ =\ .*?\S|\[.*\])(\s+\#\ )(.+)""", re.VERBOSE)
"""A setting, in use or behind #, or the head of a table, with a comment after it."""
_UNSAID = re.compile(r"""\#\ (?:[\w.]+\ =\ .*|\[.*\]|)""", re.VERBOSE)
"""A setting or a table behind #, without a comment."""


def with_comments_said(text: str) -> str:
    """The text with every comment in the language spoken."""
    return "".join(f"{_before(line)}{t(said) if (said := _comment(line)) else ''}{_end(line)}" for line in _lines(text))


def comments_in(text: str) -> Iterator[str]:
    """Every comment of the text."""
    return (said for line in _lines(text) if (said := _comment(line)))


def _lines(text: str) -> list[str]:
    return text.splitlines(keepends=True)


def _end(line: str) -> str:
    return "\n" if line.endswith("\n") else ""


def _before(line: str) -> str:
    """What stands before the comment: all of a line that has none."""
    bare = line.removesuffix("\n")
    return bare.removesuffix(said) if (said := _comment(line)) else bare


def _comment(line: str) -> str:
    bare = line.removesuffix("\n")
    if after := _SETTING.fullmatch(bare):
        return after[3]
    return bare[2:] if bare.startswith("# ") and not _UNSAID.fullmatch(bare) else ""
