"""The text of a post on LinkedIn: written in its "little text format", and read back from it.

An unescaped reserved character refuses nothing: LinkedIn answers that the post was made and drops the rest of the text.
"""

import re
from datetime import UTC, datetime
from typing import Any

from connectors._social_cut import Room
from connectors._social_text import Post

NAME = "LinkedIn"
LENGTH = 3000
RESERVED = "\\|{}@[]()<>#*_~"
_BARE = re.compile(rf"[{re.escape(RESERVED)}]")
_HASHTAG = re.compile(r"(?<![\w&/#])#(\w*[^\W\d_]\w*)")
_ELEMENT = re.compile(
    r"\{hashtag\|\\?(?P<sign>[#＃])\|(?P<tag>(?:\\.|[^\\|{}])*)\}"  # the other sign that the format allows
    r"|@\[(?P<name>(?:\\.|[^\\\]])*)\]\(urn:[^)]*\)"
    r"|\\(?P<plain>.)",
    re.DOTALL,
)
_SHORTENED = re.compile(r"https?://lnkd\.in/[\w-]+", re.IGNORECASE)


def little(text: str) -> str:
    """A text as LinkedIn takes it: hashtags as its template, every other reserved character behind a backslash."""
    parts, at = [], 0
    for match in _HASHTAG.finditer(text):
        parts += [_escaped(text[at : match.start()]), f"{{hashtag|\\#|{_escaped(match[1])}}}"]
        at = match.end()
    return "".join([*parts, _escaped(text[at:])])


def plain(commentary: str) -> str:
    """The text as its readers see it."""
    return _ELEMENT.sub(_shown, commentary)


def _escaped(text: str) -> str:
    return _BARE.sub(lambda match: f"\\{match[0]}", text)


def _shown(match: re.Match[str]) -> str:
    if match["sign"]:
        return match["sign"] + plain(match["tag"])
    return match["plain"] or plain(match["name"])


def count(text: str, _link: str = "") -> int:
    """The length of what is sent, escapes too and in UTF-16: LinkedIn does not say how it counts, and this is never less."""
    return len(little(text).encode("utf-16-le")) // 2


ROOM = Room(NAME, LENGTH, count)


def post_of(body: dict[str, Any], url: str, link: str = "") -> Post:
    """A post as LinkedIn lists it; an address that LinkedIn shortened is taken for the website's `link`, which it hides."""
    said = plain(str(body.get("commentary") or ""))
    text = _SHORTENED.sub(lambda _: link, said) if link else said
    return Post(str(body.get("id", "")), text, images_of(body), url, moment_of(body), films_of(body))


def images_of(body: dict[str, Any]) -> int:
    """How many pictures a post shows; the card of a link is none."""
    content = body.get("content") or {}
    several = (content.get("multiImage") or {}).get("images")
    if isinstance(several, list):
        return len(several)
    return int(_media(body).startswith("urn:li:image:"))


def films_of(body: dict[str, Any]) -> int:
    """How many films a post shows."""
    return int(_media(body).startswith("urn:li:video:"))


def _media(body: dict[str, Any]) -> str:
    return str(((body.get("content") or {}).get("media") or {}).get("id", ""))


def moment_of(body: dict[str, Any], name: str = "publishedAt") -> datetime | None:
    """When a post was published, else made; None if it does not say so."""
    at = body.get(name, body.get("createdAt"))
    return datetime.fromtimestamp(at / 1000, UTC) if isinstance(at, int) else None
