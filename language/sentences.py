"""Finds every sentence that the code says and keeps the catalogues in step: `python -m language.sentences` (`make catalogues`).

A new sentence gets an empty place for its English, one that nobody says any more leaves. A room has one catalogue for each
language; a sentence that two rooms say stands with the first of them by the alphabet. The help of commands and the comments of a
new home's files have catalogues of their own.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

from language.say import CATALOGUES, LANGUAGES, OWN, PLACE, in_place

HOUSE = CATALOGUES.parent
ROOMS = (
    "cli", "config", "connectors", "content_queue", "flows", "ledger", "links", "publishing", "readership", "reports", "safety",
)  # fmt: skip
_SAY = {"t": 0, "tn": 0, "tc": 1, "later": 0, "said_in": 1, "many_said_in": 1}
"""The names that say or mark a sentence, and which of their values it is."""
_PLACED = "tc"
"""The one that names the place of its word before it."""
_COUNTED = ("tn", "many_said_in")
_TOLD_BY = {"help": "cli.help_sentences", "home_files": "config.home_sentences"}
"""Sentences that no call in the code says, by their catalogue: the module whose `sentences` tells them with their files."""


@dataclass(frozen=True)
class Sentence:
    """One sentence as the code says it, behind its place if it has one, and the files that do. `counted`: it has a plural."""

    text: str
    counted: bool
    files: tuple[str, ...]


class NotASentence(Exception):
    """A place that says what only a run could know: `t(f"…")`, or a choice inside the brackets."""


def sentences(rooms: Mapping[str, Path] | None = None) -> dict[str, dict[str, Sentence]]:
    """By room, every sentence that its code says; each sentence once. Raises NotASentence."""
    found: dict[str, dict[str, Sentence]] = {}
    seen: set[str] = set()
    for room, folder in sorted((rooms or {name: HOUSE / name for name in ROOMS}).items()):
        own: dict[str, Sentence] = {}
        for file in sorted((*folder.rglob("*.py"), *folder.rglob("*.j2"))):
            name = file.relative_to(folder.parent).as_posix()
            for text, counted in _said_in_code(file) if file.suffix == ".py" else _said_on_page(file):
                before = own.get(text, Sentence(text, counted, ()))
                own[text] = Sentence(text, counted or before.counted, tuple(dict.fromkeys((*before.files, name))))
        found[room] = {text: one for text, one in own.items() if text not in seen}
        seen |= own.keys()
    return found | (_told_by_modules(seen) if rooms is None else {})


def _told_by_modules(seen: set[str]) -> dict[str, dict[str, Sentence]]:
    found: dict[str, dict[str, Sentence]] = {}
    for catalogue, module in _TOLD_BY.items():
        own: dict[str, tuple[str, ...]] = {}
        for text, file in import_module(module).sentences():
            own[text] = (*own.get(text, ()), file)
        found[catalogue] = {
            text: Sentence(text, False, tuple(dict.fromkeys(files))) for text, files in own.items() if text not in seen
        }
        seen |= own.keys()
    return found


def _said_in_code(file: Path) -> Iterator[tuple[str, bool]]:
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        name = _name(node.func) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and name in _SAY and len(node.args) > _SAY[name]:
            said = node.args[_SAY[name]]
            place = node.args[0].value if name == _PLACED and isinstance(node.args[0], ast.Constant) else ""
            if isinstance(said, ast.Constant) and isinstance(said.value, str):
                yield in_place(str(place), said.value), name in _COUNTED
            elif isinstance(said, ast.JoinedStr | ast.BinOp | ast.IfExp):
                raise NotASentence(f"{file}:{said.lineno}: {ast.unparse(said)}")


def _name(called: ast.expr) -> str:
    return called.id if isinstance(called, ast.Name) else called.attr if isinstance(called, ast.Attribute) else ""


def _said_on_page(file: Path) -> Iterator[tuple[str, bool]]:
    with file.open("rb") as page:
        options = {"encoding": "utf-8", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
        for _, name, said, _ in babel_extract(page, ("t", "tn", _PLACED), (), options):
            parts = (said,) if isinstance(said, str) else said or ()
            key = in_place(str(parts[0]), str(parts[1])) if name == _PLACED else parts[0] if parts else ""
            if key:
                yield key, name in _COUNTED


def keep_in_step() -> None:
    """Write every catalogue anew from the code; what was translated stays."""
    for language in (one for one in LANGUAGES if one != OWN):
        old = _told(language)
        for room, own in sentences().items():
            file = CATALOGUES / language / f"{room}.po"
            new = Catalog(locale=language, project="tayang", charset="utf-8", header_comment=f"# {room}")
            for one in own.values():
                before = old.get(one.text)
                string = before.string if before and bool(before.pluralizable) == one.counted else ""
                where, _, words = one.text.rpartition(PLACE)
                key = (words, words) if one.counted else words
                new.add(key, string or None, locations=[(f, 0) for f in one.files], context=where or None)
            if own or file.exists():
                with file.open("wb") as place:
                    write_po(place, new, width=0, omit_header=True, include_lineno=False)


def _told(language: str) -> dict[str, Message]:
    """What is translated, in whichever room's catalogue it stands: a sentence may have moved."""
    told: dict[str, Message] = {}
    for file in sorted((CATALOGUES / language).glob("*.po")):
        with file.open("rb") as lines:
            found = [one for one in read_po(lines, locale=language) if one.id and one.string]
        told |= {in_place(one.context or "", one.id if isinstance(one.id, str) else one.id[0]): one for one in found}
    return told


if __name__ == "__main__":
    keep_in_step()
