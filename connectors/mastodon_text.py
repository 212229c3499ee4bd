"""The text of a post on Mastodon: counted as Mastodon counts, and read back from the HTML that it makes of it."""

import re
import unicodedata
from datetime import UTC, datetime
from html.parser import HTMLParser
from typing import Any

from connectors._social_cut import Room
from connectors._social_text import Post

NAME = "Mastodon"
LENGTH = 500
PER_ADDRESS = 23
FILMS = ("video", "gifv")
"""What a film becomes; without sound it is shown like a moving picture."""
_ADDRESS = re.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'”’)\]]", re.IGNORECASE)
_MENTION = re.compile(r"(@\w+)@[\w.-]+\w")
_JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_TONES = range(0x1F3FB, 0x1F400)


def count(text: str, link: str = "", per_address: int = PER_ADDRESS) -> int:
    """The length in the signs that people see; every address counts as 23, an account on another server without its server."""
    stand_in = "x" * per_address
    whole = text.replace(link, stand_in) if link else text
    return _signs(_MENTION.sub(r"\1", _ADDRESS.sub(stand_in, whole)))


def room_of(length: int) -> Room:
    return Room(NAME, length, count)


def _signs(text: str) -> int:
    """How many signs a text shows: marks, joiners and skin tones belong to the sign before them, two flag letters are a flag."""
    signs, joined, flag = 0, False, False
    for letter in unicodedata.normalize("NFC", text):
        code = ord(letter)
        if letter == _JOINER or code in _TONES or unicodedata.category(letter) in ("Mn", "Me"):
            joined = letter == _JOINER
            continue
        second = flag and code in _FLAGS
        signs += not (joined or second)
        flag, joined = code in _FLAGS and not second, False
    return signs


class _Words(HTMLParser):
    """What Mastodon made of a text, taken back: addresses stand whole in it, split over spans that are partly hidden."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002  # the base class's signature
        if tag == "br":
            self.parts.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "p":
            self.parts.append("\n\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def words_of(content: str) -> str:
    """The plain text of a status's HTML."""
    words = _Words()
    words.feed(content)
    words.close()
    return "".join(words.parts).strip()


def post_of(status: dict[str, Any]) -> Post:
    """A status as the account's own list shows it."""
    media = status.get("media_attachments") or []
    videos = sum(isinstance(one, dict) and one.get("type") in FILMS for one in media)
    return Post(
        str(status["id"]),
        words_of(str(status.get("content", ""))),
        len(media) - videos,
        str(status.get("url") or ""),
        moment_of(status),
        videos,
    )


def moment_of(status: dict[str, Any]) -> datetime | None:
    """When a status was made; None if it does not say so."""
    try:
        return datetime.fromisoformat(str(status.get("created_at"))).astimezone(UTC)
    except ValueError:
        return None
