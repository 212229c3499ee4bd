"""What a post refers to on a WordPress site: categories, tags, and files that are known by the hash of their bytes."""

import hashlib
import html
import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from connectors.contract import MaybePublished, Record, Refused, TryLater
from connectors.files import Form, Item, approved_bytes, approved_file, public_name
from connectors.wordpress_api import Api, Json
from connectors.wordpress_body import plain
from content_queue.package import Image, Video
from language.say import t

_SHORT = 600  # bytes that surely fit an address, percent-encoded too; a longer description follows by itself

_CATEGORIES = "/wp/v2/categories"


class RestLibrary:
    """A site's terms and media library through REST. What an earlier try recorded is believed without asking."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._categories: dict[str, int] = {}
        self._tags: dict[str, int] = {}

    def category(self, name: str) -> int:
        if name not in self._categories:
            self._categories[name] = self._category(name)
        return self._categories[name]

    def _category(self, name: str) -> int:
        """Its number. One empty answer is not believed: a site has at least the category that posts without one fall into."""
        number = _named(name, self._api.list(_CATEGORIES, {"search": name}))
        if number is not None:
            return number
        known, _ = self._api.page(_CATEGORIES, {"orderby": "count", "order": "desc"})
        if not known:
            raise TryLater(t("{site} tidak menunjukkan satu kategori pun; ditanyakan lagi nanti.", site=self._api.site))
        number = _named(name, known)
        if number is not None:
            return number
        raise Refused(
            t(
                "Kategori “{name}” tidak ada di {site}. Buat dahulu di WordPress atau ganti kategori paket.",
                name=name,
                site=self._api.site,
            )
        )

    def tag(self, name: str, kept: Mapping[str, str], keep: Record) -> int:  # noqa: ARG002  # made twice it is still one
        if name not in self._tags:
            self._tags[name] = self._tag(name)
        return self._tags[name]

    def _tag(self, name: str) -> int:
        answer = self._api.ask("POST", "/wp/v2/tags", json={"name": plain(name)}, expected=("term_exists",))
        body = answer.body if isinstance(answer.body, dict) else {}
        number = (body.get("data") or {}).get("term_id") if answer.code else body.get("id")
        if not isinstance(number, int):
            raise MaybePublished(t("{site} tidak menyebut nomor tagar “{name}”.", site=self._api.site, name=name))
        return number

    def upload(self, item: Item, kept: Mapping[str, str], keep: Record) -> tuple[int, str]:
        """The number and address of one file; the same bytes are never kept twice on the site."""
        if known := kept.get(f"media:{item.sha256}"):
            number, _, url = known.partition(" ")
            return int(number), url
        wanted = {"slug": ",".join(_slugs(item)), "context": "edit", "orderby": "id", "order": "asc"}
        there = self._api.list("/wp/v2/media", wanted)
        media = self._described(there[0] if there else self._sent(item), item)
        keep(f"media:{item.sha256}", f"{media['id']} {media['source_url']}")
        return int(media["id"]), str(media["source_url"])

    def _sent(self, item: Item) -> Json:
        if isinstance(item, Video):
            return self._sent_film(item)
        data = approved_bytes(item)
        headers = {
            "Content-Type": item.mime,
            "Content-Disposition": f'attachment; filename="{file_name(item, 12)}"',
            "Content-MD5": hashlib.md5(data, usedforsecurity=False).hexdigest(),
        }
        return self._taken(item, data, headers)

    def _sent_film(self, film: Video) -> Json:
        """As a form: any other body PHP keeps in memory, and it has less than a film is long."""
        with approved_file(film) as file:
            form = Form({}, {"file": (file_name(film, 12), file, film.mime)})
            try:
                return self._taken(film, form, {"Content-Type": form.content_type})
            except Refused as no:
                limits = t("upload_max_filesize dan post_max_size di PHP, client_max_body_size di nginx")
                raise Refused(
                    t(
                        "{no}. Bila film {file} ({size} MB) terlalu besar bagi situs, minta admin situs menaikkan batasnya "
                        "({limits}), atau perkecil film.",
                        no=no,
                        file=film.name,
                        size=film.size // 2**20 + 1,
                        limits=limits,
                    )
                ) from None

    def _taken(self, item: Item, data: bytes | Form, headers: Mapping[str, str]) -> Json:
        told = _description(item)
        if sum(len(text.encode()) for text in told.values()) > _SHORT:
            told = {}
        media = self._api.ask("POST", "/wp/v2/media", params={"slug": item.sha256, **told}, data=data, headers=headers).body
        if not isinstance(media, dict) or media.get("slug") not in _slugs(item) or not media.get("source_url"):
            raise MaybePublished(
                t("{site} tidak menjawab dengan jelas apakah {file} sudah diterima.", site=self._api.site, file=item.name)
            )
        return media

    def _described(self, media: Json, item: Item) -> Json:
        wanted = _description(item)
        if all((raw(media, name) if name != "alt_text" else media.get(name, "")) == text for name, text in wanted.items()):
            return media
        return self._api.post(f"/wp/v2/media/{media['id']}", wanted)


def _slugs(item: Item) -> tuple[str, ...]:
    """What a site may call these bytes: where an account that we cannot look over keeps them already, ours get a number."""
    return (item.sha256, *(f"{item.sha256}-{number}" for number in range(2, 10)))


def _named(name: str, terms: Iterable[Json]) -> int | None:
    for term in terms:
        if html.unescape(str(term.get("name", ""))).casefold() == name.casefold():
            return int(term["id"])
    return None


def _description(item: Item) -> dict[str, str]:
    """What the library says of a file."""
    if isinstance(item, Image):
        return {"title": plain(item.name), "alt_text": plain(item.alt), "caption": plain(item.caption)}
    if isinstance(item, Video):
        return {"title": plain(item.name), "caption": plain(item.caption), "description": plain(item.alt)}
    return {"title": plain(item.title or item.name)}


def file_name(item: Item, digits: int) -> str:
    """A name that any site keeps as it is, with the first digits of the hash of the bytes."""
    name = Path(public_name(item))
    suffix = name.suffix.lower()
    stem = re.sub(r"[^a-z0-9]+", "-", name.stem.lower()).strip("-")[:60] or "berkas"
    return f"{stem}-{item.sha256[:digits]}{suffix}"


def raw(post: Json, name: str) -> str:
    """A field as its author wrote it; empty if the answer does not hold it."""
    value = post.get(name)
    return str(value.get("raw", "")) if isinstance(value, dict) else ""
