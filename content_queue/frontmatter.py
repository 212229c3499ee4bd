"""The closed schema of the front matter: what a manuscript may say about itself. It claims; it never approves."""

import difflib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from content_queue.characters import deceiving_letters
from content_queue.legal_basis import EXAMPLE, Bases
from content_queue.office_dates import WRONG_DAY, iso_moment
from content_queue.package import Kind
from content_queue.problems import PackageProblems, Problem, fail
from content_queue.strict_yaml import Document, Value, load
from language.say import t

LEGAL_KEYS = ("jenis", "nomor", "tahun", "tentang")
"""What a legal document must say of itself."""
APPROVING = frozenset(
    [
        "approved",
        "approve",
        "approval",
        "disetujui",
        "persetujuan",
        "setuju",
        "acc",
        "signed",
        "sign_off",
        "sign_offs",
        "ttd",
        "tanda_tangan",
        "disposisi",
    ]
)
"""Fields that would give an approval, which no manuscript can."""
_BOOLEANS = {"ya": True, "true": True, "yes": True, "tidak": False, "false": False, "no": False}


def _boolean(value: Any) -> Any:
    return _BOOLEANS.get(value.strip().lower(), value) if isinstance(value, str) else value


def _boolean_or_mapping(value: Any) -> Any:
    return {k: _boolean(v) for k, v in value.items()} if isinstance(value, dict) else _boolean(value)


def _words(value: Any) -> Any:
    if isinstance(value, str):
        return [word.strip() for word in value.strip("[]").split(",") if word.strip()]
    return value


def _moment(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    text = re.sub(r"(?<=\d)\.(?=\d\d$)", ":", iso_moment(value.strip()))
    if not re.match(r"\d{4}-\d\d-\d\d[ T]\d", text):
        raise ValueError("date and time")
    moment = datetime.fromisoformat(text)
    if not 2000 <= moment.year <= 2100:
        raise ValueError("year")
    return moment


Word = Annotated[str, Field(min_length=1, max_length=100)]
Words = Annotated[tuple[Word, ...], Field(max_length=30), BeforeValidator(_words)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Boolean = Annotated[bool, BeforeValidator(_boolean)]
Texts = Annotated[dict[str, Annotated[str, Field(max_length=10_000)]], Field(max_length=100)]


class FrontMatter(BaseModel):
    """One manuscript's front matter, valid and complete. Times may still be without a zone."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    title: Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\n]*$")]
    kind: Kind
    channels: Annotated[Words, Field(min_length=1)]
    slug: Annotated[str, Field(max_length=100, pattern=r"^([a-z0-9]+(-[a-z0-9]+)*)?$")] = ""
    summary: Annotated[str, Field(max_length=500)] = ""
    category: Annotated[str, Field(max_length=100)] = ""
    tags: Words = ()
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")] = "id"
    jenis: Annotated[str, Field(max_length=100)] = ""
    nomor: Annotated[str, Field(max_length=100)] = ""
    tahun: Annotated[int, Field(ge=1945, le=2100)] | None = None
    tentang: Annotated[str, Field(max_length=1000)] = ""
    legal_basis: Bases = ()
    publish_at: Moment | None = None
    expires_at: Moment | None = None
    text: Texts = Field(default_factory=dict)
    link_in_post: Annotated[bool | dict[str, bool], BeforeValidator(_boolean_or_mapping)] = Field(default_factory=dict)
    made_with_ai: Boolean = False
    pdf_pages: Boolean = True
    nota_dinas: Annotated[str, Field(max_length=200)] = ""
    unit: Annotated[str, Field(max_length=200, pattern=r"^[^\n]*$")] = ""
    correction: Annotated[str, Field(max_length=500, pattern=r"^[^\n]*$")] = ""
    alt: Texts = Field(default_factory=dict)
    captions: Texts = Field(default_factory=dict)

    def links(self) -> dict[str, bool]:
        """Which channels carry the website's link, named one by one where the manuscript said it for all."""
        if isinstance(self.link_in_post, bool):
            return dict.fromkeys(self.channels, self.link_in_post)
        return dict(self.link_in_post)


def in_utc(moment: datetime | None, zone: ZoneInfo) -> datetime | None:
    """The instant that was meant; a time without an offset is the office's own."""
    if moment is None:
        return None
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def slugify(title: str) -> str:
    """An address part made of small letters, digits and hyphens."""
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain)[:80].strip("-")


def split(source: str, where: str) -> tuple[Document, str, int]:
    """The front matter, the body below it, and the line where the body begins."""
    lines = source.split("\n")
    if lines[0].rstrip() != "---":
        raise fail("no-front-matter", where, 1)
    end = next((i for i, line in enumerate(lines) if i and line.rstrip() == "---"), None)
    if end is None:
        raise fail("no-front-matter", where, 1)
    return load("\n".join(lines[1:end]), where, 2), "\n".join(lines[end + 1 :]), end + 2


def _strings(value: Value) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def _normal(value: Value) -> Value:
    if isinstance(value, str):
        return unicodedata.normalize("NFC", value)
    if isinstance(value, dict):
        return {unicodedata.normalize("NFC", key): _normal(item) for key, item in value.items()}
    return [_normal(item) for item in value] if isinstance(value, list) else value


def _hidden(document: Document, where: str) -> Iterator[Problem]:
    for key, value in document.values.items():
        line = document.lines.get(key)
        for string in (key, *_strings(value)):
            for problem in deceiving_letters(string, where):
                yield Problem(problem.code, where, line, problem.params)


def _schema_problem(key: str, kind: str, where: str, lines: Mapping[str, int]) -> Problem:
    if kind == "extra_forbidden":
        if key.strip().lower().replace("-", "_") in APPROVING:
            return Problem("claims-approval", where, lines.get(key), {"key": key})
        nearest = difflib.get_close_matches(key.lower(), FrontMatter.model_fields, 1, 0.6)
        return Problem("unknown-key", where, lines.get(key), {"key": key, "nearest": nearest[0] if nearest else ""})
    code = {"missing": "missing-key", WRONG_DAY: WRONG_DAY}.get(kind, "bad-value")
    return Problem(code, where, lines.get(key), {"key": key})


def _basis_problems(error: ValidationError, where: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    """One problem for each law that is not written as it should be."""
    for fault in error.errors():
        if fault["loc"][:1] == ("legal_basis",) and len(fault["loc"]) > 1:
            part = str(fault["loc"][2]) if len(fault["loc"]) > 2 else t("susunannya")
            params = {"number": int(fault["loc"][1]) + 1, "key": part, "example": EXAMPLE}
            yield Problem("basis-bad", where, lines.get("legal_basis"), params)


def _claims(values: Mapping[str, Value], where: str, lines: Mapping[str, int]) -> Iterator[Problem]:
    if values.get("kind") == Kind.LEGAL:
        for key in LEGAL_KEYS:
            if not values.get(key):
                yield Problem("legal-missing", where, lines.get("kind"), {"key": key})
    if "channels" not in values:
        return
    listed = _words(values["channels"])
    for key in ("text", "link_in_post"):
        mapping = values.get(key)
        if not isinstance(mapping, dict) or not isinstance(listed, list):
            continue
        for channel in (name for name in mapping if name not in listed):
            yield Problem("channel-not-listed", where, lines.get(key), {"key": key, "channel": channel})


def validate(document: Document, where: str, zone: ZoneInfo) -> FrontMatter:
    """The front matter if all of it is right; raises PackageProblems with everything that is not."""
    hidden = list(_hidden(document, where))
    values = {key: _normal(value) for key, value in document.values.items() if value is not None}
    problems = hidden + list(_claims(values, where, document.lines))
    try:
        front = FrontMatter.model_validate(values)
    except ValidationError as error:
        basis = list(_basis_problems(error, where, document.lines))
        faults = {str(fault["loc"][0]): fault["type"] for fault in error.errors() if fault["loc"]}
        if basis:
            del faults["legal_basis"]
        problems += basis
        problems += [_schema_problem(key, kind, where, document.lines) for key, kind in faults.items()]
        raise PackageProblems(problems) from error
    start, end = in_utc(front.publish_at, zone), in_utc(front.expires_at, zone)
    if start and end and end <= start:
        problems.append(Problem("expires-first", where, document.lines.get("expires_at")))
    if problems:
        raise PackageProblems(problems)
    return front
