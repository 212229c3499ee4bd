"""A field of a declaration whose words are read in the language of the screen: marked by `later`, said whenever it is read."""

from collections.abc import Callable
from typing import Generic, TypeVar, overload

from language.say import t

Written = TypeVar("Written")
Said = TypeVar("Said")


class Spoken(Generic[Written, Said]):
    """For a dataclass: what is written into the field is kept, what is read from it is what `say` makes of that."""

    def __init__(self, say: Callable[[Written], Said], default: Written) -> None:
        self._say = say
        self._default = default

    def __set_name__(self, owner: type, name: str) -> None:
        self._place = f"_{name}"

    @overload
    def __get__(self, declared: None, owner: type) -> Written: ...

    @overload
    def __get__(self, declared: object, owner: type) -> Said: ...

    def __get__(self, declared: object | None, owner: type) -> Written | Said:
        return self._default if declared is None else self._say(declared.__dict__[self._place])

    def __set__(self, declared: object, value: Written) -> None:
        declared.__dict__[self._place] = value


def each(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(t, words))


def joined(parts: str | tuple[str, ...]) -> str:
    """A text, or one that is made of several."""
    return t(parts) if isinstance(parts, str) else "".join(map(t, parts))
