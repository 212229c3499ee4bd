"""How the town's YouTube channel tells of its videos: to programs as the Data API v3 does, to people on a watch page."""

from datetime import UTC, datetime
from html import escape
from typing import Any

from practice import pages
from practice.store import Thing

CHANNEL = "UCLatihanKPUContoh000000"
NAME = "Kanal YouTube Latihan (PRAKTIK)"


def name_of(thing: Thing) -> str:
    """A video's number as YouTube writes them: eleven letters, digits, - and _."""
    return f"tY{int(thing.id):09d}"


def stamp(at: float) -> str:
    """An instant as Google writes it."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def listing(kind: str, items: list[dict[str, Any]], total: int) -> dict[str, Any]:
    """A list's answer."""
    return {"kind": f"youtube#{kind}", "items": items, "pageInfo": {"totalResults": total, "resultsPerPage": len(items)}}


def view(thing: Thing, parts: set[str], size: int) -> dict[str, Any]:
    """These parts of one video; its file of `size` bytes came without a name, as through the API."""
    body = thing.body
    known: dict[str, Any] = {
        "snippet": {"publishedAt": stamp(thing.created), "channelId": CHANNEL, "channelTitle": NAME, **body["snippet"]},
        "status": {name: value for name, value in body["status"].items() if value is not None},
        "statistics": {"viewCount": str(body["readers"]), "likeCount": "0", "favoriteCount": "0", "commentCount": "0"},
        "contentDetails": {"definition": "sd", "caption": "false"},
        "fileDetails": {"fileName": "unknown", "fileSize": str(size)},
    }
    head = {"kind": "youtube#video", "etag": "latihan", "id": name_of(thing)}
    return head | {part: known[part] for part in sorted(parts & set(known))}


def watch_page(thing: Thing) -> str:
    """The page on which people see the film; its tags stand in its head, as on YouTube."""
    snippet = thing.body["snippet"]
    day = pages.day(datetime.fromtimestamp(thing.created, UTC))
    info = f"{escape(NAME)} · {day} · {thing.body['readers']} kali ditonton"
    body = (
        f'<article><video controls src="/film/{name_of(thing)}" style="width:100%"></video>'
        f'<h1>{escape(snippet["title"])}</h1><p class="info">{info}</p>'
        f'<p class="kiriman">{escape(snippet.get("description", ""))}</p></article>'
    )
    head = f'<meta name="keywords" content="{escape(", ".join(snippet.get("tags", [])))}">'
    return pages.frame(NAME, f"PRAKTIK – {snippet['title']}", head, body)


def nothing_there() -> str:
    """What is shown where nobody may see a film, or there is none."""
    return pages.frame(NAME, f"PRAKTIK – {NAME}", "", "<h1>Video tidak tersedia</h1>")
