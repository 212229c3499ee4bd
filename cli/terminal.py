"""Whatever is written to the screen, by whomever, commands no terminal and holds no secret: titles, answers of platforms, names
of files, and the last words of a program that failed."""

import sys
from typing import Any, TextIO

from safety.redaction import known_hidden
from safety.visible import for_a_terminal, without_controls


class Shown:
    """A text stream before another one; a pipe or a file gets every letter, only without control characters."""

    def __init__(self, stream: TextIO) -> None:
        self.raw = stream
        self._made_visible = for_a_terminal if stream.isatty() else without_controls

    def write(self, text: str) -> int:
        self.raw.write(self._made_visible(known_hidden(text)))
        return len(text)

    def writelines(self, lines: Any) -> None:
        for line in lines:
            self.write(line)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.raw, name)


def guard_the_screen() -> None:
    """From now on both streams of this process show what they are given."""
    sys.stdout = Shown(sys.stdout)
    sys.stderr = Shown(sys.stderr)


def moving(stream: TextIO) -> TextIO:
    """The stream for bars and spinners, which move the cursor; nothing of others is written there."""
    return stream.raw if isinstance(stream, Shown) else stream
