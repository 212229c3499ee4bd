"""A WACZ beside the WARC: the archive with its index and page list, so that any replay tool opens it. Pure."""

import hashlib
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from warcio.archiveiterator import ArchiveIterator

from links.session import USER_AGENT

ARCHIVE = "archive/post.warc.gz"
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]_`{|}~"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wacz(warc: bytes, url: str, title: str, at: datetime) -> bytes:
    """The whole file; the same archive gives the same bytes. Members are stored as they are, as replay tools read ranges."""
    pages = [
        {"format": "json-pages-1.0", "id": "pages", "title": "All Pages"},
        {"id": hashlib.sha256(url.encode()).hexdigest()[:22], "url": url, "ts": _iso(at), "title": title or url},
    ]
    members = {
        ARCHIVE: warc,
        "indexes/index.cdx": "".join(index(warc)).encode(),
        "pages/pages.jsonl": "".join(json.dumps(page, ensure_ascii=False) + "\n" for page in pages).encode(),
    }
    package = {
        "profile": "data-package",
        "wacz_version": "1.1.1",
        "title": title or url,
        "created": _iso(at),
        "software": USER_AGENT,
        "mainPageUrl": url,
        "mainPageDate": _iso(at),
        "resources": [
            {"name": path.rpartition("/")[2], "path": path, "hash": _hash(body), "bytes": len(body)}
            for path, body in members.items()
        ],
    }
    members["datapackage.json"] = json.dumps(package, indent=1, ensure_ascii=False).encode()
    digest = {"path": "datapackage.json", "hash": _hash(members["datapackage.json"])}
    members["datapackage-digest.json"] = json.dumps(digest, indent=1).encode()
    return stored(members)


def stored(members: dict[str, bytes]) -> bytes:
    """A zip without compression and without times of its own."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for path, body in members.items():
            info = zipfile.ZipInfo(path, _EPOCH)
            info.external_attr = 0o644 << 16
            archive.writestr(info, body)
    return out.getvalue()


def index(warc: bytes) -> list[str]:
    """CDXJ lines of every answer in the archive, sorted as replay tools search them."""
    return sorted(_lines(warc))


def _lines(warc: bytes) -> Iterator[str]:
    records = ArchiveIterator(BytesIO(warc))
    for record in records:
        record.content_stream().read()
        if record.rec_type != "response":
            continue
        headers, http = record.rec_headers, record.http_headers
        url = headers.get_header("WARC-Target-URI")
        fields = {
            "url": url,
            "mime": (http.get_header("Content-Type") or "application/octet-stream").split(";")[0].strip(),
            "status": str(http.get_statuscode()),
            "digest": headers.get_header("WARC-Payload-Digest"),
            "length": str(records.get_record_length()),
            "offset": str(records.get_record_offset()),
            "filename": "post.warc.gz",
        }
        stamp = re.sub(r"\D", "", headers.get_header("WARC-Date"))[:14]
        yield f"{sort_key(url)} {stamp} {json.dumps(fields, ensure_ascii=False)}\n"


def sort_key(url: str) -> str:
    """The address as indexes are sorted by: host reversed, path and query folded, parameters in order."""
    parts = urlsplit(url)
    host = re.sub(r"^www\d*\.", "", parts.hostname or "")
    reversed_ = ",".join(reversed(host.split(".")))
    port = f":{parts.port}" if parts.port not in (None, {"http": 80, "https": 443}.get(parts.scheme)) else ""
    path = re.sub(r"/(?:\.?/)+", "/", _folded(parts.path)).rstrip("/") or "/"
    query = "&".join(sorted(_folded(parts.query).split("&"))) if parts.query else ""
    return f"{reversed_}{port}){path}" + (f"?{query}" if query else "")


def _folded(text: str) -> str:
    return quote(unquote_to_bytes(text), safe=_SAFE).lower()


def broken(body: bytes, warc: bytes) -> str:
    """What does not hold in a WACZ, in short; "" if its parts and digests agree and it holds exactly this archive."""
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                return "mampat"
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        package: dict[str, Any] = json.loads(members["datapackage.json"])
        digest: dict[str, Any] = json.loads(members["datapackage-digest.json"])
        if digest["hash"] != _hash(members["datapackage.json"]):
            return "datapackage.json"
        named = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except (zipfile.BadZipFile, KeyError, ValueError, TypeError, OSError) as error:
        return type(error).__name__
    wanted = {*named, "datapackage.json", "datapackage-digest.json", ARCHIVE, "indexes/index.cdx", "pages/pages.jsonl"}
    if wanted != set(members):
        return ", ".join(sorted(wanted ^ set(members)))
    wrong = [path for path, value in named.items() if value != _hash(members[path])]
    return ", ".join(wrong) or ("" if members[ARCHIVE] == warc else ARCHIVE)


def _hash(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
