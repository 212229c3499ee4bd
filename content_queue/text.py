"""The body of a manuscript: Markdown in, sanitised HTML and plain text out, files named only by their digests."""

import posixpath
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token

from content_queue import places
from content_queue.characters import deceiving_letters, each_once, odd_address
from content_queue.problems import PackageProblems, Problem, fail

MAX_BYTES = 256 * 1024
_TAGS = {
    "a", "blockquote", "br", "code", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol",
    "p", "pre", "s", "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul", "video",
}  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt"},
    "ol": {"start"},
    "td": {"colspan", "rowspan"},
    "video": {"src", "aria-label"},
}
FILM_VALUES = {"video": {"controls": {""}, "preload": {"metadata"}}}
"""How a film may be shown: it waits until the reader starts it."""
_SCHEMES = {"http", "https", "mailto", "tel"} | places.SCHEMES
_ITEM = "\0"
"""Stands between the mark of a list's item and its words while a text is put together; no manuscript holds it."""
_BLOCKS = frozenset(["p", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "hr"])


@dataclass(frozen=True)
class Files:
    """What a text may name: relative names to digests, the alt text of each picture and film, the captions of films."""

    media: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    alt: Mapping[str, str] = field(default_factory=dict)
    films: Mapping[str, str] = field(default_factory=dict)
    captions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """One text twice: as sanitised HTML and as plain text."""

    html: str
    text: str


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.silent = False
        self.lists: list[int | None] = []  # the number of the next item of each open list; None for a list without numbers

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent = self.silent or tag == "figcaption"
        if tag in ("ul", "ol"):
            self.lists.append(_first(attrs) if tag == "ol" else None)
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in ("br", "tr"):
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append(f"\n{self._mark()}{_ITEM}")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.silent = self.silent and tag != "figcaption"
        if tag in ("ul", "ol") and self.lists:
            self.lists.pop()
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        if not self.silent:
            self.parts.append(data)

    def _mark(self) -> str:
        """What stands before the next item of the list that is open."""
        number = self.lists[-1] if self.lists else None
        if number is None:
            return "-"
        self.lists[-1] = number + 1
        return f"{number}."


def _first(attrs: list[tuple[str, str | None]]) -> int:
    """The number that an ordered list begins with."""
    told = dict(attrs).get("start") or ""
    return int(told) if told.isdecimal() and len(told) < 6 else 1


def plain_text(html: str) -> str:
    """The words of sanitised HTML, paragraphs parted by an empty line, the items of a list by their number or a dash; what stands
    below a film belongs to the film."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(parser.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return re.sub(rf"{_ITEM}\s*", " ", text).strip()


def sanitise(html: str) -> str:
    """Only the tags, attributes and address schemes that a public page needs."""
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        tag_attribute_values=FILM_VALUES,
        url_schemes=_SCHEMES,
        attribute_filter=_own_films_only,
        link_rel="noopener noreferrer",
    ).strip()


def _own_films_only(tag: str, name: str, value: str) -> str | None:
    return None if (tag, name) == ("video", "src") and not places.named_in(value) else value


def _name(target: str) -> str:
    return unicodedata.normalize("NFC", posixpath.normpath(unquote(target.replace("\\", "/"))))


def resolve_link(target: str, files: Files) -> str | None:
    """The address to write for a link, None if it cannot be used."""
    name = _name(target)
    if name in files.attachments:
        return places.of_attachment(files.attachments[name])
    try:
        parts = urlsplit(target)
    except ValueError:
        return None
    if parts.scheme in ("http", "https"):
        return target if parts.hostname else None
    return target if parts.scheme in ("mailto", "tel") or target.startswith("#") else None


def _link_problem(target: str) -> str:
    return "missing-file" if _name(target).startswith("lampiran/") else "bad-link"


def _image(token: Token, files: Files) -> str | None:
    target = str(token.attrs.get("src", ""))
    name = _name(target)
    if name in files.films:
        _film(token, name, files)
        return None
    if name not in files.media:
        return "missing-file" if name.startswith("media/") else "foreign-image"
    token.attrs["src"] = places.of_picture(files.media[name])
    written = token.content.strip() or files.alt.get(name.removeprefix("media/"), "")
    token.children = [Token("text", "", 0, content=written)]
    return None


def _film(token: Token, name: str, files: Files) -> None:
    short, written = name.removeprefix("media/"), token.content.strip()
    told, caption = files.alt.get(short, "") or written, files.captions.get(short, "") or written
    token.type, token.content = "html_inline", places.film(files.films[name], told, caption)


def _unwrap_films(tokens: list[Token]) -> None:
    """A film that is a paragraph by itself is none: no paragraph may hold a figure, and an empty one would stay behind."""
    for opening, inside, closing in zip(tokens, tokens[1:], tokens[2:], strict=False):
        alone = [t for t in inside.children or [] if t.type != "softbreak"]
        if opening.type == "paragraph_open" and alone and all(t.type == "html_inline" for t in alone):
            opening.hidden = closing.hidden = True


def _inline(tokens: list[Token], files: Files, where: str, line: int) -> list[Problem]:
    problems: list[Problem] = []
    for token in tokens:
        if token.type == "html_inline":
            problems.append(Problem("raw-html", where, line))
        elif token.type == "image":
            target = token.attrs.get("src", "")
            if code := _image(token, files):
                problems.append(Problem(code, where, line, {"target": target}))
        elif token.type == "link_open":
            target = str(token.attrs.get("href", ""))
            address = resolve_link(target, files)
            if address is None:
                problems.append(Problem(_link_problem(target), where, line, {"target": target}))
            else:
                problems += odd_address(address, where, line)
                token.attrs["href"] = address
        if token.type in ("softbreak", "hardbreak"):
            line += 1
    return problems


def render(source: str, files: Files, where: str, first_line: int = 1) -> Body:
    """Markdown as a Body; raises PackageProblems with everything that a public page must not hold."""
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise fail("text-too-long", where, limit=MAX_BYTES)
    problems = list(deceiving_letters(source, where, first_line))
    parser = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    tokens = parser.parse(unicodedata.normalize("NFC", source))
    line = first_line
    for token in tokens:
        line = first_line + token.map[0] if token.map else line
        if token.type == "html_block":
            problems.append(Problem("raw-html", where, line))
        problems += _inline(token.children or [], files, where, line)
    if not source.strip():
        problems.append(Problem("text-empty", where, first_line))
    if problems:
        raise PackageProblems(each_once(problems))
    _unwrap_films(tokens)
    html = sanitise(parser.renderer.render(tokens, parser.options, {}))
    if files.films:
        html = re.sub(r"<p>\s*</p>\s*", "", html)
    return Body(html, plain_text(html))
