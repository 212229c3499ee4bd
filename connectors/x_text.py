"""The text of a post on X: counted as X counts, and read back with every shortened address written out."""

import html
import re
from datetime import UTC, datetime
from typing import Any

from twitter_text import extract_urls_with_indices, parse_tweet

from connectors._social_cut import Room
from connectors._social_text import Post

NAME = "X"
LENGTH = 280
STAND_IN = "https://kpu.go.id"
"""Stands for the website's link when counting: X counts every link as 23, whatever its length or its domain."""
PHOTO = "3_"
"""How the key of a picture begins; a film's begins with 7_ or 13_."""
_OWN_MEDIA = re.compile(r"/status/\d+/(photo|video)/\d+$")


def weight(text: str, link: str = "") -> int:
    """The weighted length of a text; the link in it counts as any link on X does."""
    return int(parse_tweet(text.replace(link, STAND_IN) if link else text).weightedLength)


def has_link(text: str) -> bool:
    """True if X will see an address in it, a bare `kpu.go.id` too."""
    return "://" in text or bool(extract_urls_with_indices(text))


ROOM = Room(NAME, LENGTH, weight)


def post_of(body: dict[str, Any], url: str) -> Post:
    """A post as X gives it back: escaped, addresses shortened, its pictures' own address at the end."""
    text = str(body.get("text", ""))
    for entity in (body.get("entities") or {}).get("urls", []):
        expanded = str(entity.get("expanded_url", ""))
        own = "media_key" in entity or _OWN_MEDIA.search(expanded)
        text = text.replace(str(entity["url"]), "" if own else html.escape(expanded, quote=False))
    media = [str(key) for key in (body.get("attachments") or {}).get("media_keys", [])]
    photos = sum(key.startswith(PHOTO) for key in media)
    created = body.get("created_at")
    moment = datetime.fromisoformat(created).astimezone(UTC) if isinstance(created, str) else None
    return Post(str(body.get("id", "")), html.unescape(text), photos, url, moment, len(media) - photos)
