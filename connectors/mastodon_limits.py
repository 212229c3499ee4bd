"""What one Mastodon instance takes, as it says itself, and whether a post stays within it."""

from dataclasses import dataclass, field

from connectors.contract import Refused, Rendering, TryLater
from connectors.mastodon_client import Json, MastodonClient
from connectors.mastodon_text import LENGTH, NAME, PER_ADDRESS, count
from content_queue.package import Image, Video
from language.say import t

ALT = 1500
FILM_BYTES = 99 * 2**20


@dataclass(frozen=True)
class Allowed:
    """An instance's limits; Mastodon's own figures where it says nothing. No `kinds`: it does not say which it takes."""

    characters: int = LENGTH
    per_address: int = PER_ADDRESS
    pictures: int = 4
    picture_bytes: int = 16 * 2**20
    pixels: int = 33_177_600
    film_bytes: int = FILM_BYTES
    film_pixels: int = 8_294_400
    alt: int = ALT
    kinds: frozenset[str] = field(default_factory=frozenset)


def allowed_by(instance: MastodonClient) -> Allowed:
    """Ask the instance; raises TryLater where it does not say."""
    told = instance.get("/api/v2/instance").get("configuration")
    if not isinstance(told, dict):
        raise TryLater(t("{name}: instans tidak menyebut batas-batasnya; dicoba lagi nanti.", name=NAME))
    statuses, media, own = _table(told, "statuses"), _table(told, "media_attachments"), Allowed()
    kinds = media.get("supported_mime_types")
    return Allowed(
        _number(statuses, "max_characters", own.characters),
        _number(statuses, "characters_reserved_per_url", own.per_address),
        _number(statuses, "max_media_attachments", own.pictures),
        _number(media, "image_size_limit", own.picture_bytes),
        _number(media, "image_matrix_limit", own.pixels),
        _number(media, "video_size_limit", own.film_bytes),
        _number(media, "video_matrix_limit", own.film_pixels),
        _number(media, "description_limit", own.alt),
        frozenset(map(str, kinds)) if isinstance(kinds, list) else frozenset(),
    )


def expect_allowed(rendering: Rendering, allowed: Allowed) -> None:
    """Raise Refused for what this instance would not take, before anything is uploaded."""
    length = count(rendering.text, rendering.link, allowed.per_address)
    if length > allowed.characters:
        raise Refused(
            t(
                "{name}: teks {length} aksara, instans ini menerima {most}. Pendekkan lalu ajukan lagi.",
                name=NAME,
                length=length,
                most=allowed.characters,
            )
        )
    if len(rendering.images) > allowed.pictures:
        raise Refused(
            t(
                "{name}: {n} gambar, instans ini menerima {most}. Kurangi lalu ajukan lagi.",
                name=NAME,
                n=len(rendering.images),
                most=allowed.pictures,
            )
        )
    for image in rendering.images:
        _file(image, allowed, t("gambar"), allowed.picture_bytes, allowed.pixels)
    for video in rendering.videos:
        _file(video, allowed, t("video"), allowed.film_bytes, allowed.film_pixels)


def _file(file: Image | Video, allowed: Allowed, called: str, most: int, pixels: int) -> None:
    if file.size > most or file.width * file.height > pixels:
        raise Refused(
            t(
                "{name}: {called} {file} terlalu besar untuk instans ini. Perkecil lalu ajukan lagi.",
                name=NAME,
                called=called,
                file=file.name,
            )
        )
    if len(file.alt) > allowed.alt:
        raise Refused(
            t(
                "{name}: teks alternatif {file} melebihi {most} aksara. Pendekkan lalu ajukan lagi.",
                name=NAME,
                file=file.name,
                most=allowed.alt,
            )
        )
    if allowed.kinds and file.mime not in allowed.kinds:
        raise Refused(
            t(
                "{name}: instans ini tidak menerima {called} jenis {mime} ({file}).",
                name=NAME,
                called=called,
                mime=file.mime,
                file=file.name,
            )
        )


def _table(told: Json, name: str) -> Json:
    found = told.get(name)
    return found if isinstance(found, dict) else {}


def _number(told: Json, name: str, otherwise: int) -> int:
    value = told.get(name)
    return value if isinstance(value, int) and value > 0 else otherwise
