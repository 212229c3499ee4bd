"""What is wrong with a package, told all at once, in words that say what to write instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from content_queue.expected import EXPECTED, HINT_NEAREST, HINT_NONE
from content_queue.words import WORDS
from language.say import OWN, Language, spoken


def printable(text: str) -> str:
    """A text with whatever cannot be written as UTF-8 spelled out: file names need not be text."""
    return text.encode("utf-8", "backslashreplace").decode()


def _size(value: object, lang: Language) -> str:
    """A number of bytes as people say it: 50 MB, 64 KB."""
    if not isinstance(value, int):
        return str(value)
    for unit, bytes_of in (("MB", 1024 * 1024), ("KB", 1024)):
        if value >= bytes_of:
            return f"{value / bytes_of:.4g} {unit}".replace(".", "," if lang == OWN else ".")
    return f"{value} {('bita', 'bytes')[lang == 'en']}"


def _bounded(value: object) -> str:
    text = str(value)
    return text if len(text) <= 120 else text[:119] + "…"


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong: its code, the file it is in, the line if there is one, and what its sentence needs."""

    code: str
    where: str
    line: int | None = None
    params: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def text(self, language: Language | None = None) -> str:
        """Where it is, what is wrong and what to write instead, in one line: in the language of the process or the named one."""
        lang = language or spoken()
        index = 0 if lang == OWN else 1
        params = {name: _bounded(value) for name, value in self.params.items()}
        nearest = params.get("nearest")
        params["size"] = _size(self.params.get("limit"), lang)
        params["hint"] = HINT_NEAREST[index].format(nearest=nearest) if nearest else HINT_NONE[index]
        params["expected"] = EXPECTED.get(params.get("field", params.get("key", "")), ("…", "…"))[index]
        sentence = WORDS[self.code][index].format(**params)
        place = f"{self.where}, {('baris', 'line')[index]} {self.line}" if self.line else self.where
        return " ".join(printable(f"{place}: {sentence}").split())


class PackageProblems(Exception):
    """Every problem of one package at once."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems: tuple[Problem, ...] = tuple(problems)
        super().__init__("\n".join(problem.text() for problem in self.problems))


def fail(code: str, where: str, line: int | None = None, **params: object) -> PackageProblems:
    """A PackageProblems of one problem, ready to raise."""
    return PackageProblems([Problem(code, where, line, params)])
