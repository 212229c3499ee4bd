"""A post on Bluesky: counted as Bluesky counts, its links and hashtags marked by byte, its key the same for ever."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

import regex

from connectors._social_cut import Room
from connectors._social_text import Post, normalised
from connectors.contract import Rendering
from content_queue.package import Image, Video

NAME = "Bluesky"
COLLECTION = "app.bsky.feed.post"
LENGTH = 300
BYTES = 3000
TAG_LENGTH = 64
IMAGES, FILM, CARD = "app.bsky.embed.images", "app.bsky.embed.video", "app.bsky.embed.external"
_LINK, _TAG, _MENTION = (f"app.bsky.richtext.facet#{kind}" for kind in ("link", "tag", "mention"))
_ADDRESS = regex.compile(r"https?://[^\s<>\"]*[^\s<>\".,;:!?'”’)\]]", regex.IGNORECASE)
_HASHTAG = regex.compile(r"(?<![\w\p{M}#&/])#([\w\p{M}]*\p{L}[\w\p{M}]*)")
_ACCOUNT = regex.compile(r"(?<![\w@./])@((?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])?)", regex.IGNORECASE)
_SIGN = regex.compile(r"\X")
_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_OURS_FROM = datetime(2010, 1, 1, tzinfo=UTC)
_OURS_UNTIL = datetime(2020, 1, 1, tzinfo=UTC)
"""Before Bluesky was: no app makes a key of this time, so no post of a person ever lies under one of ours."""


def count(text: str, link: str = "") -> int:  # noqa: ARG001  # an address counts as long as it is
    """The length in the signs that people see; a text of many bytes a sign is as long as its bytes allow."""
    return max(len(_SIGN.findall(text)), ceil(len(text.encode()) * LENGTH / BYTES))


ROOM = Room(NAME, LENGTH, count)


def key_of(marker: str) -> str:
    """The record key of a publication, a TID: by its mark alone, so that one publication can never be two records."""
    dice = int.from_bytes(hashlib.sha256(f"bluesky|{marker}".encode()).digest()[:16])
    micro = timedelta(microseconds=1)
    turn, clock = divmod(dice, 1024)
    number = ((_OURS_FROM - datetime.fromtimestamp(0, UTC)) // micro + turn % ((_OURS_UNTIL - _OURS_FROM) // micro)) << 10 | clock
    return "".join(_LETTERS[number >> 5 * place & 31] for place in range(12, -1, -1))


def time_of_key(key: str) -> datetime | None:
    """The time that a TID says it was made at; None if it is no TID."""
    if len(key) != 13 or any(letter not in _LETTERS for letter in key):
        return None
    number = 0
    for letter in key:
        number = number << 5 | _LETTERS.index(letter)
    return datetime.fromtimestamp(0, UTC) + timedelta(microseconds=number >> 10 & 2**53 - 1)


def is_ours(key: str) -> bool:
    """Whether tayang made this key, for whichever publication."""
    at = time_of_key(key)
    return at is not None and _OURS_FROM <= at < _OURS_UNTIL


def cid_of(sha256: str) -> str:
    """The address of a file on Bluesky, made of its SHA-256: whoever names it names exactly these bytes."""
    return "b" + base64.b32encode(b"\x01\x55\x12\x20" + bytes.fromhex(sha256)).decode().lower().rstrip("=")


@dataclass(frozen=True)
class _Piece:
    """Letters of a text that mean something."""

    start: int
    end: int
    feature: dict[str, str]


def accounts_in(text: str) -> list[str]:
    """The accounts that a text names, outside of its addresses."""
    return [match.group(1).lower() for match in _outside(_ACCOUNT, text)]


def facets_of(text: str, dids: Mapping[str, str]) -> list[dict[str, Any]]:
    """Links, hashtags and those accounts whose number is known, each with the UTF-8 bytes that it takes."""
    pieces = [_Piece(m.start(), m.end(), {"$type": _LINK, "uri": m.group()}) for m in _ADDRESS.finditer(text)]
    for match in _outside(_HASHTAG, text):
        if len(_SIGN.findall(match.group(1))) <= TAG_LENGTH:
            pieces.append(_Piece(match.start(), match.end(), {"$type": _TAG, "tag": match.group(1)}))
    for match in _outside(_ACCOUNT, text):
        if did := dids.get(match.group(1).lower()):
            pieces.append(_Piece(match.start(), match.end(), {"$type": _MENTION, "did": did}))
    return [
        {
            "index": {"byteStart": len(text[: piece.start].encode()), "byteEnd": len(text[: piece.end].encode())},
            "features": [piece.feature],
        }
        for piece in sorted(pieces, key=lambda piece: piece.start)
    ]


def _outside(pattern: "regex.Pattern[str]", text: str) -> Iterator["regex.Match[str]"]:
    taken = [match.span() for match in _ADDRESS.finditer(text)]
    for match in pattern.finditer(text):
        if not any(start < match.end() and match.start() < end for start, end in taken):
            yield match


def record_of(rendering: Rendering, created_at: str, blobs: Mapping[str, Any], dids: Mapping[str, str]) -> dict[str, Any]:
    """The record of a post; `blobs` by the SHA-256 of the picture or film."""
    record: dict[str, Any] = {
        "$type": COLLECTION,
        "text": rendering.text,
        "createdAt": created_at,
        "langs": [rendering.language],
    }
    if facets := facets_of(rendering.text, dids):
        record["facets"] = facets
    if rendering.images:
        shown = [{"image": blobs[image.sha256], "alt": image.alt} | _shape(image) for image in rendering.images]
        record["embed"] = {"$type": IMAGES, "images": shown}
    elif rendering.videos:
        film = rendering.videos[0]
        told = {"alt": film.alt} if film.alt else {}
        record["embed"] = {"$type": FILM, "video": blobs[film.sha256]} | told | _shape(film)
    elif rendering.link:
        card = {"uri": rendering.link, "title": rendering.title, "description": rendering.summary}
        record["embed"] = {"$type": CARD, "external": card}
    return record


def _shape(item: Image | Video) -> dict[str, Any]:
    return {"aspectRatio": {"width": item.width, "height": item.height}} if item.width and item.height else {}


def same_post(record: Mapping[str, Any], ours: Mapping[str, Any]) -> bool:
    """Whether a record says and shows what ours does, whenever either was made."""
    return normalised(str(record.get("text", ""))) == normalised(ours["text"]) and record.get("embed") == ours.get("embed")


def post_of(uri: str, record: Mapping[str, Any], url: str) -> Post:
    """A record as the account's own list shows it."""
    embed = record.get("embed")
    told = embed if isinstance(embed, dict) else {}
    shown = told.get("images")
    images = len(shown) if isinstance(shown, list) else 0
    return Post(uri, str(record.get("text", "")), images, url, moment_of(record), int(told.get("$type") == FILM))


def moment_of(record: Mapping[str, Any]) -> datetime | None:
    """When a record says it was made; None if it does not."""
    try:
        return datetime.fromisoformat(str(record.get("createdAt"))).astimezone(UTC)
    except ValueError:
        return None


def stamp(at: datetime) -> str:
    """A time as Bluesky writes it."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
