"""The laws that content rests on ("dasar hukum"): read from the front matter, told at the foot of an article."""

import html
import re
from collections.abc import Iterable
from typing import Annotated, Any

from pydantic import AliasChoices, BaseModel, BeforeValidator, ConfigDict, Field

from content_queue.package import LegalBasis

EXAMPLE = "Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum"
_HEADING = {"id": "Dasar hukum", "en": "Legal basis"}
_LINK = re.compile(r"[\s(]*(https?://[^\s()]+)\)?$")
_SPOKEN = re.compile(
    r"(?P<jenis>.+?)\s+(?:(?:nomor|no\.?|nr\.?)\s*)?(?P<nomor>\S+)\s+(?:tahun|th\.?)\s+(?P<tahun>\d{4})\s+tentang\s+(?P<tentang>.+)",
    re.IGNORECASE,
)
_SHORT = re.compile(
    r"(?P<jenis>.+?)\s+(?:(?:nomor|no\.?|nr\.?)\s*)?(?P<nomor>[^\s/]+)/(?P<tahun>\d{4})\s+tentang\s+(?P<tentang>.+)",
    re.IGNORECASE,
)
Line = Annotated[str, Field(min_length=1, max_length=1000, pattern=r"^[^\n]*$")]
Short = Annotated[str, Field(min_length=1, max_length=100, pattern=r"^[^\n]*$")]


class Basis(BaseModel):
    """One law or decision as the front matter says it."""

    model_config = ConfigDict(extra="forbid", frozen=True, str_strip_whitespace=True)

    jenis: Short
    nomor: Short
    tahun: Annotated[int, Field(ge=1800, le=2100)]
    tentang: Line
    link: Annotated[
        str,
        Field(max_length=500, pattern=r"^(https?://[^\s<>\"]+)?$", validation_alias=AliasChoices("link", "tautan")),
    ] = ""

    def told(self) -> LegalBasis:
        return LegalBasis(self.jenis, self.nomor, self.tahun, self.tentang, self.link)


def spoken(words: str) -> Any:
    """One law as an office writes it, by its parts; the words themselves where they do not name all of them."""
    line = " ".join(words.split()).strip(" ;")
    link = _LINK.search(line)
    said = line[: link.start()].rstrip(" ,;(") if link else line.rstrip(".")
    found = _SPOKEN.fullmatch(said) or _SHORT.fullmatch(said)
    if found is None:
        return words
    return found.groupdict() | ({"link": link[1]} if link else {})


def _each(value: Any) -> Any:
    """A text of several lines is a list of laws; a law in words is read by its parts."""
    listed = [line for line in value.split("\n") if line.strip()] if isinstance(value, str) else value
    return [spoken(item) if isinstance(item, str) else item for item in listed] if isinstance(listed, list) else listed


Bases = Annotated[tuple[Basis, ...], Field(max_length=30), BeforeValidator(_each)]


def at_the_foot(body_html: str, bases: Iterable[LegalBasis], language: str) -> str:
    """An article with the laws that it rests on below it; unchanged where it names none."""
    items = "".join(f"<li>{_item(basis)}</li>" for basis in bases)
    if not items:
        return body_html
    heading = _HEADING.get(language.partition("-")[0], _HEADING["id"])
    return f"{body_html}\n<h2>{heading}</h2>\n<ol>{items}</ol>"


def _item(basis: LegalBasis) -> str:
    words = html.escape(basis.citation)
    return f'<a href="{html.escape(basis.link)}">{words}</a>' if basis.link else words
