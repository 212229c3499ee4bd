"""A WACZ beside the WARC: the archive with its index and page list, so that any replay tool opens it. Pure."""

import hashlib
import json
import re
import zipfile
from collections.abc import Collection, Iterator
from datetime import datetime
from io import BytesIO
from typing import Any
from urllib.parse import quote, unquote_to_bytes, urlsplit

from warcio.archiveiterator import ArchiveIterator

from language.say import t
from links.session import USER_AGENT
from links.warc import as_asked
from safety.home_key import HomeKey, fingerprint_of, signed

ARCHIVE = "archive/post.warc.gz"
_SAFE = "!\"$&'()*+,-./:;<=>?@[\\]_`{|}~"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def wacz(warc: bytes, url: str, title: str, at: datetime, key: HomeKey | None = None) -> bytes:
    """The whole file; the same archive gives the same members. They are stored as they are, as replay tools read ranges.

    With a key it is signed as wacz-auth 0.1.0 says: anonymous, the public key beside the signature.
    """
    url = as_asked(url)
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
    digest: dict[str, Any] = {"path": "datapackage.json", "hash": _hash(members["datapackage.json"])}
    if key is not None:
        digest["signedData"] = {
            "hash": digest["hash"],
            "created": _iso(at),
            "software": USER_AGENT,
            "version": "0.1.0",
            "signature": key.sign(digest["hash"].encode()),
            "publicKey": key.public,
        }
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
        if record.rec_type not in ("response", "resource"):
            continue
        headers, http = record.rec_headers, record.http_headers
        url = headers.get_header("WARC-Target-URI")
        kind = http.get_header("Content-Type") if http else headers.get_header("Content-Type")
        fields = {
            "url": url,
            "mime": (kind or "application/octet-stream").split(";")[0].strip(),
            "status": str(http.get_statuscode()) if http else "200",
            "digest": headers.get_header("WARC-Payload-Digest") or headers.get_header("WARC-Block-Digest"),
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


def broken(body: bytes, warc: bytes, keys: Collection[str] = (), *, must: bool = False) -> str:
    """What does not hold in a WACZ, in short; "" if its parts and digests agree and it holds exactly this archive.

    A signature that is there must be good and by one of `keys`, where any is named; `must`: there must be one.
    """
    try:
        with zipfile.ZipFile(BytesIO(body)) as archive:
            if any(info.compress_type != zipfile.ZIP_STORED for info in archive.infolist()):
                return t("mampat")
            if len({info.filename for info in archive.infolist()}) != len(archive.infolist()):
                return t("nama ganda")
            members = {info.filename: archive.read(info) for info in archive.infolist()}
        package: dict[str, Any] = json.loads(members["datapackage.json"])
        digest: dict[str, Any] = json.loads(members["datapackage-digest.json"])
        if digest["hash"] != _hash(members["datapackage.json"]):
            return "datapackage.json"
        if what := _unsigned(digest, keys, must):
            return what
        named = {resource["path"]: resource["hash"] for resource in package["resources"]}
    except Exception as error:  # whatever somebody made of it, it is no archive of ours any more
        return type(error).__name__
    wanted = {*named, "datapackage.json", "datapackage-digest.json", ARCHIVE, "indexes/index.cdx", "pages/pages.jsonl"}
    if wanted != set(members):
        return ", ".join(sorted(wanted ^ set(members)))
    wrong = [path for path, value in named.items() if value != _hash(members[path])]
    try:
        return ", ".join(wrong) or _beside_the_archive(members, warc)
    except Exception as error:
        return t("indeks atau daftar halaman: {kind}", kind=type(error).__name__)


def _unsigned(digest: dict[str, Any], keys: Collection[str], must: bool) -> str:
    """Why the signature does not count; "" if it does, or none is there and none need be."""
    if "signedData" not in digest:
        return t("tanda tangan hilang") if must else ""
    said = digest["signedData"]
    if said["hash"] != digest["hash"]:
        return t("tanda tangan atas isi lain")
    if not signed(said["publicKey"], said["signature"], said["hash"].encode()):
        return t("tanda tangan tidak cocok")
    if keys and fingerprint_of(said["publicKey"]) not in keys:
        return t("ditandatangani kunci lain")
    return ""


def _beside_the_archive(members: dict[str, bytes], warc: bytes) -> str:
    """An index or a list of pages that does not belong to the archive would replay something else, with every digest right."""
    if members[ARCHIVE] != warc:
        return ARCHIVE
    held = {_place(line) for line in index(warc)}
    if {_place(line) for line in members["indexes/index.cdx"].decode().splitlines()} != held:
        return "indexes/index.cdx"
    urls = {as_asked(url) for url, *_ in held}  # the list of pages once had the page's own spelling
    pages = [json.loads(line) for line in members["pages/pages.jsonl"].splitlines()[1:]]
    return "" if pages and all(as_asked(page.get("url")) in urls for page in pages) else "pages/pages.jsonl"


def _place(line: str) -> tuple[str, ...]:
    """Where a line of the index says that an answer lies."""
    told = json.loads(line.split(" ", 2)[2])
    return str(told["url"]), str(told["filename"]), str(told["offset"]), str(told["length"]), str(told["digest"])


def _hash(body: bytes) -> str:
    return f"sha256:{hashlib.sha256(body).hexdigest()}"


def _iso(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%SZ")
