"""What a record on Bluesky must be, in the words of a PDS 0.5.35 where it refuses one, and the addresses of records and files."""

import base64
import hashlib
import json
import re
from fnmatch import fnmatch
from typing import Any

import regex

POST = "app.bsky.feed.post"
IMAGES, FILM, CARD = "app.bsky.embed.images", "app.bsky.embed.video", "app.bsky.embed.external"
SIGNS, BYTES, PICTURES, PICTURE_BYTES, FILM_BYTES, LANGUAGES = 300, 3000, 4, 2_000_000, 100_000_000, 3
FIELDS = {"$type", "text", "createdAt", "langs", "facets", "embed"}
TID = re.compile(r"[234567abcdefghij][234567abcdefghijklmnopqrstuvwxyz]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z")
DID_FORM = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]*[A-Za-z0-9._-]")
FEATURES = {"link": "uri", "tag": "tag", "mention": "did"}
Json = dict[str, Any]


def raw_cid(data: bytes) -> str:
    """The address of a file: CID version 1, raw bytes, SHA-256."""
    return _cid(b"\x55", data)


def kind_of(data: bytes) -> str:
    """What a file is by its first bytes, whatever it is said to be; "" where they do not tell."""
    if data.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return "video/mp4" if data[4:8] == b"ftyp" else ""


def record_cid(record: Any) -> str:
    """An address of a record: the same for the same content, another for any other (a PDS hashes its CBOR)."""
    return _cid(b"\x71", json.dumps(record, sort_keys=True).encode())


def _cid(codec: bytes, data: bytes) -> str:
    told = b"\x01" + codec + b"\x12\x20" + hashlib.sha256(data).digest()
    return "b" + base64.b32encode(told).decode().lower().rstrip("=")


def unfit(record: Json) -> str:
    """What of a record is not as the lexicon has it, "" if nothing is. A mark on bytes that the text does not have, which a PDS
    lets pass and readers never see, is none here."""
    if extra := sorted(set(record) - FIELDS):
        return f"unknown key {extra[0]} at $.record"
    if missing := [name for name in ("text", "createdAt") if name not in record]:
        return f'Missing required key "{missing[0]}" at $.record'
    text = record["text"]
    if record.get("$type") != POST or not isinstance(text, str):
        return f'Expected string value type (got "{text}") at $.record.text'
    if (long := len(text.encode())) > BYTES:
        return f"string too big (maximum {BYTES}, got {long}) at $.record.text"
    if (signs := len(regex.findall(r"\X", text))) > SIGNS:
        return f"grapheme too big (maximum {SIGNS}, got {signs}) at $.record.text"
    if not TIME.fullmatch(str(record["createdAt"])):
        return f'Invalid datetime (got "{record["createdAt"]}") at $.record.createdAt'
    if len(record.get("langs", [])) > LANGUAGES:
        return f"array too big (maximum {LANGUAGES}, got {len(record['langs'])}) at $.record.langs"
    return _marks(text, record.get("facets", [])) or _embedded(record.get("embed"))


def _marks(text: str, facets: list[Json]) -> str:
    data, end = text.encode(), 0
    for number, facet in enumerate(facets):
        where = f"$.record.facets[{number}]"
        start, stop = facet["index"]["byteStart"], facet["index"]["byteEnd"]
        if start < end or not start < stop <= len(data):
            return f"byte range {start}-{stop} is not in the text or overlaps at {where}.index"
        end = stop
        try:
            data[start:stop].decode()
        except UnicodeDecodeError:
            return f"byte range {start}-{stop} cuts a letter at {where}.index"
        for feature in facet["features"]:
            kind = str(feature.get("$type", "")).removeprefix("app.bsky.richtext.facet#")
            if kind not in FEATURES or set(feature) != {"$type", FEATURES[kind]}:
                return f"unknown feature {kind} at {where}.features"
            if kind == "mention" and not DID_FORM.fullmatch(str(feature["did"])):
                return f'Invalid DID (got "{feature["did"]}") at {where}.features[0].did'
    return ""


def _embedded(embed: Json | None) -> str:
    if embed is None:
        return ""
    if embed.get("$type") == CARD:
        card = embed.get("external", {})
        if set(card) != {"uri", "title", "description"} or not re.match(r"\w+://\S+$", card["uri"]):
            return f'Invalid uri (got "{card.get("uri")}") at $.record.embed.external.uri'
        return ""
    if embed.get("$type") == FILM:
        if not set(embed) <= {"$type", "video", "alt", "aspectRatio"}:
            return "unknown key at $.record.embed"
        return _file(embed.get("video", {}), "video/mp4", FILM_BYTES, "$.record.embed.video")
    if embed.get("$type") != IMAGES or set(embed) != {"$type", "images"}:
        return f"unknown embed {embed.get('$type')} at $.record.embed"
    if len(embed["images"]) > PICTURES:
        return f"array too big (maximum {PICTURES}, got {len(embed['images'])}) at $.record.embed.images"
    for number, one in enumerate(embed["images"]):
        if not set(one) <= {"image", "alt", "aspectRatio"} or "alt" not in one:
            return f'Missing required key "alt" at $.record.embed.images[{number}]'
        if wrong := _file(one.get("image", {}), "image/*", PICTURE_BYTES, f"$.record.embed.images[{number}].image"):
            return wrong
    return ""


def files_of(record: Json) -> list[Json]:
    """The pictures or the film that a record shows, as it names them."""
    embed = record.get("embed") or {}
    return [one["image"] for one in embed.get("images", ())] + ([embed["video"]] if "video" in embed else [])


def _file(blob: Json, kind: str, most: int, where: str) -> str:
    if blob.get("$type") != "blob" or set(blob) != {"$type", "ref", "mimeType", "size"}:
        return f"Expected blob value type at {where}"
    if not fnmatch(str(blob["mimeType"]), kind):
        return f'Expected "{kind}" (got "{blob["mimeType"]}") at {where}.mimeType'
    return f"blob too big (maximum {most}, got {blob['size']}) at {where}" if blob["size"] > most else ""
