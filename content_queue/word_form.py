"""The small table at the top of a Word file, read as front matter, with everything that is wrong in its cells."""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from zoneinfo import ZoneInfo

from content_queue.frontmatter import FrontMatter, validate
from content_queue.package import Kind
from content_queue.problems import PackageProblems, Problem
from content_queue.strict_yaml import Document, Value
from content_queue.word_labels import LABELS, Field, approves, channel_of, field_of, plain, printed
from content_queue.word_table import Row

HEADS = frozenset({"isian", "nama isian", "label"})
"""What the first cell of a row says that only names the columns."""
HINTS = frozenset({"petunjuk", "contoh", "keterangan pengisian"})
"""What the last cell of such a row says where the last column only helps to fill the form in."""
_NUMBERED = frozenset({"no", "nomor"})
_KINDS = frozenset(kind.value for kind in Kind)
_LEGAL = frozenset({Field("nomor"), Field("tahun"), Field("tentang")})
_SEVERAL_LINES = frozenset({"summary", "text", "alt", "captions", "legal_basis"})
_LISTS = frozenset({"channels", "tags"})
_QUOTES = "\"'“”„‘’‚«»"


@dataclass(frozen=True)
class Form:
    """What a table says: the fields with the row of each, the label by which each was written, and what is wrong."""

    document: Document
    labels: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


@dataclass(frozen=True)
class _Line:
    """One field as the table has it; a label that is merged over several rows is one line."""

    number: int
    label: str
    words: str


def form_of(rows: Sequence[Row], where: str, channels: Mapping[str, str]) -> Form:
    """The form in the rows of a table; `channels`: the office's own names of its channels, as `plain` gives them."""
    problems: list[Problem] = []
    lines = list(_lines(rows, where, problems))
    values: dict[str, Value] = {}
    numbers: dict[str, int] = {}
    labels: dict[str, str] = {}
    for line in lines:
        known = field_of(line.label, channels)
        if known is None:
            problems += _unknown(line, where)
            continue
        known = _kind_of_package(known, line, lines, channels)
        name = f"{known.key}.{known.part}" if known.part else known.key
        if name in labels:
            problems.append(Problem("duplicate-key", where, line.number, {"key": line.label}))
            continue
        labels[name] = line.label
        numbers.setdefault(known.key, line.number)
        if known.part:
            inner = values.setdefault(known.key, {})
            if isinstance(inner, dict) and line.words:
                inner[known.part] = _value(known.key, line.words, channels)
        elif line.words and not isinstance(values.get(known.key), dict):
            values[known.key] = _value(known.key, line.words, channels)
    return Form(Document(values, numbers), labels, tuple(problems))


def validate_form(form: Form, where: str, zone: ZoneInfo) -> FrontMatter:
    """The front matter if all of it is right; raises PackageProblems with everything that is not, each by its label and row."""
    try:
        front = validate(form.document, where, zone)
    except PackageProblems as error:
        told = [*form.problems, *(_labelled(problem, form) for problem in error.problems)]
        raise PackageProblems(sorted(told, key=lambda problem: problem.line or 0)) from error
    if form.problems:
        raise PackageProblems(form.problems)
    return front


def _labelled(problem: Problem, form: Form) -> Problem:
    """The problem with the label that the office wrote or would write, instead of the field's name."""
    key = str(problem.params.get("key", ""))
    if key not in FrontMatter.model_fields or problem.code == "basis-bad":
        return problem
    label = form.labels.get(key) or next((text for name, text in form.labels.items() if name.startswith(f"{key}.")), printed(key))
    return replace(problem, params={**problem.params, "key": label, "field": key})


def _lines(rows: Sequence[Row], where: str, problems: list[Problem]) -> Iterator[_Line]:
    """The rows that hold a field: heads and rules left out, cells that go on joined, everything else told."""
    held: list[_Line] = []
    hinted = 0
    for row in rows:
        cells = [cell for cell in row.cells if cell.text != ":"]
        texts = [_clean(cell.text) for cell in cells]
        if texts and re.fullmatch(r"\d{1,2}\.?", texts[0]) and len(texts) > 2:
            del cells[0], texts[0]  # rows that are numbered
        if len(texts) > 2 and plain(texts[0]) in _NUMBERED and plain(texts[1]) in HEADS:
            del cells[0], texts[0]
        if not any(texts) or len(texts) == 1:
            continue  # empty, or a heading over the whole width
        if plain(texts[0]) in HEADS:
            hinted = len(texts) if plain(texts[-1]) in HINTS else 0
            continue
        told = texts[: hinted - 1] if hinted and len(texts) >= hinted else texts
        label, words, *more = (*told, "")[: max(len(told), 2)]
        if any(more):
            problems.append(Problem("form-extra-cell", where, row.number, {"text": next(filter(None, more))}))
        if held and cells[0].goes_on:
            held[-1] = replace(held[-1], words=f"{held[-1].words}\n{words}".strip("\n"))
        elif label:
            held.append(_Line(row.number, label, words))
        elif words:
            problems.append(Problem("form-no-label", where, row.number, {"text": words}))
    yield from held


def _clean(text: str) -> str:
    """Words without the spaces that only a word processor tells apart."""
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return "\n".join(lines).strip("\n")


def _unknown(line: _Line, where: str) -> Iterator[Problem]:
    """What is wrong with a row that is no field; nothing where it was left empty."""
    if not line.words:
        return
    if approves(line.label):
        yield Problem("claims-approval", where, line.number, {"key": line.label})
        return
    known = {plain(label): label for labels in LABELS.values() for label in labels}
    nearest = difflib.get_close_matches(plain(line.label), known, 1, 0.6)
    yield Problem("unknown-key", where, line.number, {"key": line.label, "nearest": known[nearest[0]] if nearest else ""})


def _kind_of_package(known: Field, line: _Line, lines: Iterable[_Line], channels: Mapping[str, str]) -> Field:
    """“Jenis” is the type of a legal document; where nothing else says what kind of package it is, and this row does or nothing
    speaks of a legal document, it is that kind."""
    if plain(line.label) != "jenis":
        return known
    others = {field_of(other.label, channels) for other in lines if other.words}
    legal = not others.isdisjoint(_LEGAL) and _kind(line.words) not in _KINDS
    return known if legal or Field("kind") in others else Field("kind")


def _value(key: str, words: str, channels: Mapping[str, str]) -> Value:
    if key in _LISTS:
        return _listed(key, words, channels)
    if key == "legal_basis":
        return [line.lstrip("-•–0123456789.) ") if _is_numbered(line) else line for line in words.split("\n") if line.strip()]
    told = words if key in _SEVERAL_LINES else " ".join(words.split())
    if key == "kind":
        return _kind(told)
    if key == "tahun":
        return told.casefold().removeprefix("tahun").strip(f" {_QUOTES}")
    if key in ("publish_at", "expires_at", "link_in_post", "made_with_ai", "pdf_pages", "language", "slug", "nomor", "jenis"):
        return told.strip(f" {_QUOTES}") or None
    return told


def _listed(key: str, words: str, channels: Mapping[str, str]) -> Value:
    marks = r"[,;\n]|\s+dan\s+" if key == "channels" else r"[,;\n]"
    bare = [word.strip().strip(f"{_QUOTES}[]#-•– ") for word in re.split(marks, words)]
    found = [word for word in bare if word]
    return [channel_of(word, channels) for word in found] if key == "channels" else list(found)


def _is_numbered(line: str) -> bool:
    return re.match(r"\s*(?:[-•–]|\d{1,2}[.)])\s", line) is not None


def _kind(words: str) -> str:
    name = plain(words).replace(" ", "-").replace("_", "-")
    return name if name in _KINDS else words
