"""A Word manuscript: the small table at its top is the front matter, the rest the text, its pictures become media."""

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import TypeVar

import docx
import mammoth
from docx.document import Document as WordDocument

from content_queue import places
from content_queue.characters import deceiving_letters, each_once, odd_address
from content_queue.problems import PackageProblems, Problem, fail
from content_queue.strict_yaml import Document
from content_queue.text import Body, Files, plain_text, resolve_link, sanitise
from content_queue.word_form import Form, form_of
from content_queue.word_table import first_table, is_table, rows_of, words_of
from language.say import t

MAX_UNPACKED = 64 * 1024 * 1024
MAX_PARTS = 1000
T = TypeVar("T")
_DOCTYPES = tuple(word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be"))


@dataclass(frozen=True)
class Manuscript:
    """What a Word file holds. `html` names its pictures as `media/NAME`; `images` are their bytes by that name."""

    form: Form
    html: str
    images: Mapping[str, bytes] = field(default_factory=dict)
    alt: Mapping[str, str] = field(default_factory=dict)


def _unpack_bounded(data: bytes, where: str) -> None:
    """Raise unless the archive is small when unpacked and its XML declares no entities."""
    left = MAX_UNPACKED
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = archive.infolist()
        if len(parts) > MAX_PARTS or len({part.filename for part in parts}) != len(parts):
            raise fail("docx-unreadable", where, detail=t("susunan arsip tidak wajar"))
        for part in parts:
            with archive.open(part) as file:
                content = file.read(left + 1)
            left -= len(content)
            if left < 0:
                raise fail("docx-too-large", where, limit=MAX_UNPACKED)
            is_xml = part.filename.lower().endswith((".xml", ".rels")) or content.lstrip()[:5] == b"<?xml"
            if is_xml and any(word in content for word in _DOCTYPES):
                raise fail("docx-unreadable", where, detail=t("XML berisi DOCTYPE"))


def _take_table(document: WordDocument, where: str, channels: Mapping[str, str]) -> Form:
    """The form in the table that the document begins with, which is taken out of it."""
    first = next((e for e in document.element.body if is_table(e) or words_of(e).strip()), None)
    table = None if first is None else first_table(first)
    form = form_of(rows_of(table), where, channels) if table is not None else Form(Document())
    if first is None or table is None or not (form.labels or form.problems):
        raise fail("no-table", where, 1)
    table.getparent().remove(table)
    return form


def read_form(data: bytes, where: str, channels: Mapping[str, str]) -> Form:
    """The form alone; raises PackageProblems and nothing else."""
    return _guarded(lambda: _take_table(_opened(data, where), where, channels), where)


def _opened(data: bytes, where: str) -> WordDocument:
    _unpack_bounded(data, where)
    return docx.Document(io.BytesIO(data))


def _parse(data: bytes, where: str, channels: Mapping[str, str]) -> Manuscript:
    document = _opened(data, where)
    form = _take_table(document, where, channels)
    without_table = io.BytesIO()
    document.save(without_table)
    images: dict[str, bytes] = {}
    alt: dict[str, str] = {}

    def take(image: "mammoth.documents.Image") -> dict[str, str]:
        suffix = re.sub(r"[^a-z]", "", image.content_type.partition("/")[2].lower()) or "bin"
        name = f"word-{len(images) + 1:02}.{suffix}"
        with image.open() as file:
            images[name] = file.read()
        alt[name] = image.alt_text or ""
        return {"src": f"media/{name}"}

    without_table.seek(0)
    result = mammoth.convert_to_html(without_table, convert_image=mammoth.images.img_element(take))
    return Manuscript(form, result.value, images, alt)


def open_docx(data: bytes, where: str, channels: Mapping[str, str]) -> Manuscript:
    """The manuscript in a Word file; raises PackageProblems and nothing else."""
    return _guarded(lambda: _parse(data, where, channels), where)


def _guarded(work: Callable[[], T], where: str) -> T:
    try:
        return work()
    except PackageProblems:
        raise
    except (
        Exception
    ) as error:  # a hostile or broken archive fails anywhere inside three parsers; each way means the same to an office
        raise fail("docx-unreadable", where, detail=type(error).__name__) from error


def finish(manuscript: Manuscript, files: Files, where: str) -> Body:
    """The text with its pictures and links named by digests; raises PackageProblems."""
    problems: list[Problem] = []

    def image(match: re.Match[str]) -> str:
        name = match.group(1)
        return f'src="{places.of_picture(files.media[name])}"' if name in files.media else 'src=""'

    def link(match: re.Match[str]) -> str:
        target = match.group(1).replace("&amp;", "&").replace("&quot;", '"')
        address = resolve_link(target, files)
        if address is None:
            problems.append(Problem("bad-link", where, None, {"target": target}))
        problems.extend(odd_address(address or "", where))
        return f'href="{escape(address or "")}"'

    html = re.sub(r'(?<= )src="(media/[^"]*)"', image, manuscript.html)
    html = sanitise(re.sub(r'(?<= )href="([^"]*)"', link, html))
    body = Body(html, plain_text(html))
    problems += [Problem(p.code, where, None, p.params) for p in deceiving_letters(body.text, where)]
    if not body.text and "<img" not in html:
        problems.append(Problem("text-empty", where))
    if problems:
        raise PackageProblems(each_once(problems))
    return body
