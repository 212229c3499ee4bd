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
from content_queue.characters import hidden_characters
from content_queue.problems import PackageProblems, Problem, fail

MAX_BYTES = 256 * 1024
_TAGS = {
    "a", "blockquote", "br", "code", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p", "pre", "s",
    "strong", "sub", "sup", "table", "tbody", "td", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "img": {"src", "alt"}, "ol": {"start"}, "td": {"colspan", "rowspan"}}
_SCHEMES = {"http", "https", "mailto", "tel"} | places.SCHEMES
_BLOCKS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "ul", "ol", "table", "hr"])


@dataclass(frozen=True)
class Files:
    """What a text may name: relative names to digests, and the alt text of each picture."""

    media: Mapping[str, str] = field(default_factory=dict)
    attachments: Mapping[str, str] = field(default_factory=dict)
    alt: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Body:
    """One text twice: as sanitised HTML and as plain text."""

    html: str
    text: str


class _Plain(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base class's signature
        if tag in _BLOCKS:
            self.parts.append("\n\n")
        elif tag in ("br", "tr"):
            self.parts.append("\n")
        elif tag == "li":
            self.parts.append("\n- ")
        elif tag in ("td", "th"):
            self.parts.append(" ")

    def handle_endtag(self, tag: str) -> None:
        if tag in _BLOCKS:
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def plain_text(html: str) -> str:
    """The words of sanitised HTML, paragraphs parted by an empty line."""
    parser = _Plain()
    parser.feed(html)
    parser.close()
    lines = [re.sub(r"[ \t]+", " ", line).strip() for line in "".join(parser.parts).split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return re.sub(r"(?m)^-\s*\n+", "- ", text)


def sanitise(html: str) -> str:
    """Only the tags, attributes and address schemes that a public page needs."""
    return nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel="noopener noreferrer").strip()


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
    if name not in files.media:
        return "missing-file" if name.startswith("media/") else "foreign-image"
    token.attrs["src"] = places.of_picture(files.media[name])
    written = token.content.strip() or files.alt.get(name.removeprefix("media/"), "")
    token.children = [Token("text", "", 0, content=written)]
    return None


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
                token.attrs["href"] = address
        if token.type in ("softbreak", "hardbreak"):
            line += 1
    return problems


def render(source: str, files: Files, where: str, first_line: int = 1) -> Body:
    """Markdown as a Body; raises PackageProblems with everything that a public page must not hold."""
    if len(source.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise fail("text-too-long", where, limit=MAX_BYTES)
    problems = list(hidden_characters(source, where, first_line))
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
        raise PackageProblems(problems)
    html = sanitise(parser.renderer.render(tokens, parser.options, {}))
    return Body(html, plain_text(html))
