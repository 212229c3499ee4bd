"""What a film says of itself on YouTube: title, description and tags, each in YouTube's own counting."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from connectors._social_cut import Composed, Room, compose
from connectors._social_text import normalised
from connectors.contract import Refused, Rendering
from connectors.youtube_errors import NAME
from content_queue.package import Package, Video
from language.say import t

TITLE, DESCRIPTION, TAGS = 100, 5000, 500
MARKED = re.compile(r"tayang-[0-9a-z-]{12,}")
"""Every mark of ours; a package's own tag never looks like one."""
UNVERIFIED = 15 * 60
"""Longer films, in seconds, are taken only from channels whose owner is verified by telephone."""
_ROOM = Room(NAME, DESCRIPTION, lambda text, _link: len(text.encode("utf-8")))


def one_film(package: Package, most_bytes: int, most_seconds: int) -> Video:
    """The package's one film. Raises Refused."""
    if len(package.videos) != 1:
        told = t("memuat {n}", n=len(package.videos)) if package.videos else t("tidak memuat film")
        raise Refused(
            t(
                "{name} menayangkan tepat satu film per paket; paket ini {told}. Sertakan satu film, atau lepas kanal ini.",
                name=NAME,
                told=told,
            )
        )
    film = package.videos[0]
    if not 0 < film.size <= most_bytes:
        raise Refused(
            t("{name}: film {file} kosong atau melebihi {most} GB.", name=NAME, file=film.name, most=most_bytes // 2**30)
        )
    if film.seconds > most_seconds:
        raise Refused(
            t("{name}: film {file} lebih panjang dari {most} jam.", name=NAME, file=film.name, most=most_seconds // 3600)
        )
    return film


def title_of(package: Package) -> str:
    """The title as YouTube takes it: cut after a whole word where it is too long. Raises Refused."""
    title = " ".join(package.title.split())
    _expect_plain(title, t("judul"))
    if not title:
        raise Refused(t("{name}: paket tidak berjudul; film tanpa judul tidak diterima.", name=NAME))
    if length(title) <= TITLE:
        return title
    words = title.split(" ")
    while len(words) > 1 and length(" ".join(words)) > TITLE - 1:
        words.pop()
    kept = " ".join(words)
    while length(kept) > TITLE - 1:
        kept = kept[:-1]
    return f"{kept.rstrip(',;:–- ')}…"


def length(text: str) -> int:
    """How many characters YouTube may count: what lies beyond the common ones counts as two."""
    return len(text.encode("utf-16-le")) // 2


def description_of(package: Package, channel: str, link: str, wanted: bool, title: str) -> Composed:
    """The package's own text for this channel, else as many whole sentences as fit; above them the title where that was cut."""
    above = "" if title == " ".join(package.title.split()) else package.title
    composed = compose(replace(package, title=above, tags=()), channel, link, wanted, _ROOM)
    _expect_plain(composed.text, t("keterangan"))
    return composed


def _expect_plain(text: str, what: str) -> None:
    if "<" in text or ">" in text:
        raise Refused(
            t(
                "{name}: {what} memuat < atau >, yang tidak diterima YouTube. Tulis dengan kata, lalu ajukan lagi.",
                name=NAME,
                what=what,
            )
        )


def tags_of(package: Package) -> tuple[str, ...]:
    """The package's tags as far as there is room for them beside our mark, in their order, none twice."""
    kept: list[str] = []
    for tag in _clean(package.tags):
        if tag.lower() not in {one.lower() for one in kept} and tags_length([*kept, tag, mark_of("x" * 16)]) <= TAGS:
            kept.append(tag)
    return tuple(kept)


def _clean(tags: Iterable[str]) -> Iterator[str]:
    """A comma or a quotation mark would make two tags of one."""
    for tag in tags:
        plain = " ".join("".join(" " if c in '<>,"' else c for c in tag.removeprefix("#")).split())
        if plain and not MARKED.fullmatch(plain.lower()):
            yield plain


def tags_length(tags: Iterable[str]) -> int:
    """As YouTube counts: the commas between them, and the quotation marks that a tag with a space gets."""
    counted = [length(tag) + (2 if " " in tag else 0) for tag in tags]
    return sum(counted) + max(0, len(counted) - 1)


def mark_of(marker: str) -> str:
    """The tag by which our film is found again."""
    return f"tayang-{marker.lower()}"


def left_out(package: Package, kept: tuple[str, ...], film: Video, title: str) -> Iterator[str]:
    """What a person should know before approving."""
    stay = [*(image.name for image in package.images), *(paper.name for paper in package.attachments)]
    if stay:
        yield t("{name} hanya memuat filmnya; tidak ikut: {files}.", name=NAME, files=", ".join(stay))
    if lost := [tag for tag in _clean(package.tags) if tag.lower() not in {one.lower() for one in kept}]:
        yield t("Tagar yang tidak muat: {tags}.", tags=", ".join(lost))
    if title != " ".join(package.title.split()):
        yield t("Judul dipotong menjadi {most} aksara; judul utuh berada di atas keterangan.", most=TITLE)
    if film.seconds > UNVERIFIED:
        yield t("Film lebih dari 15 menit hanya diterima bila pemilik kanal sudah diverifikasi dengan nomor telepon.")


def snippet_of(rendering: Rendering, marks: Iterable[str]) -> dict[str, Any]:
    """The film's words as the API takes them; `marks` are tags of ours beside the package's."""
    return {
        "title": rendering.title,
        "description": rendering.text,
        "tags": [*rendering.tags, *marks],
        "categoryId": rendering.category,
        "defaultLanguage": rendering.language,
    }


def status_of(rendering: Rendering, privacy: str) -> dict[str, Any]:
    """Everything of the film's standing that can be set: what is left out of an update falls back to a default."""
    return {
        "privacyStatus": privacy,
        "embeddable": True,
        "license": "youtube",
        "publicStatsViewable": True,
        "selfDeclaredMadeForKids": False,
        "containsSyntheticMedia": rendering.made_with_ai,
    }


def says_the_same(snippet: Mapping[str, Any], rendering: Rendering) -> bool:
    """Whether a film still says what was approved, whatever YouTube made of its spaces."""
    told = (str(snippet.get("title", "")), str(snippet.get("description", "")))
    return [normalised(one) for one in told] == [normalised(rendering.title), normalised(rendering.text)]
