"""The text of a social post: how it is put together from a package, and how our own is recognised in a feed."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from difflib import SequenceMatcher

from connectors.contract import Absent, CannotTell, Finding, Fingerprint, Found, Limits, Refused
from content_queue.package import Image, Package, Page, Video
from language.say import t, tn

ALIKE = 0.85
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


@dataclass(frozen=True)
class Post:
    """One post as the platform's feed shows it, with every shortened address written out."""

    remote_id: str
    text: str
    images: int
    url: str
    published_at: datetime | None
    videos: int = 0


def with_link(text: str, link: str) -> str:
    """The text with the website's link below it, once."""
    return text if not link or link in text else f"{text}\n\n{link}".strip()


def own_text(package: Package, channel: str) -> str:
    """The text that the package itself gives for this channel, empty if it gives none."""
    return package.channel_text.get(channel, "").strip()


def pictures(package: Package, limits: Limits, name: str) -> tuple[tuple[Image, ...], list[str]]:
    """The package's own pictures, then pages of its attachments while there is room, and notes about everything that stays
    behind. Raises Refused for a picture that is too heavy."""
    kept, left = package.images[: limits.images], package.images[limits.images :]
    if heavy := [i.name for i in kept if i.size > limits.image_bytes]:
        raise Refused(
            t(
                "{name}: gambar {files} melebihi {most} MB. Perkecil lalu ajukan lagi.",
                name=name,
                files=", ".join(heavy),
                most=limits.image_bytes // 2**20,
            )
        )
    notes = []
    if left:
        files = ", ".join(i.name for i in left)
        notes.append(tn("{name} memuat paling banyak {n} gambar; tidak ikut: {files}.", limits.images, name=name, files=files))
    pages, told = pages_beside(package, limits, name, limits.images - len(kept))
    notes += told if limits.videos else [*told, *films(package, limits, name)[1]]
    return (*kept, *pages), notes


def pages_beside(package: Package, limits: Limits, name: str, room: int) -> tuple[tuple[Page, ...], list[str]]:
    """Pictures of as many pages of the attachments as there is room for, the first page of each before any second page; and
    notes about every attachment, none of which comes along itself."""
    able = limits.takes_pages and (package.on_website or not limits.fetches_pictures)
    light = [page for page in package.pages if able and page.size <= limits.image_bytes]
    chosen = sorted(light, key=lambda page: page.number)[: max(0, room)]
    pages = tuple(page for page in light if page in chosen)
    notes, bare = [], []
    for paper in package.attachments:
        if numbers := [page.number for page in pages if page.document == paper.name]:
            notes.append(
                t(
                    "{name}: lampiran {file} tidak ikut; halaman {pages} ikut sebagai gambar.",
                    name=name,
                    file=paper.name,
                    pages=_span(numbers),
                )
            )
        else:
            bare.append(paper.name)
    if bare:
        notes.append(t("{name} tidak memuat lampiran; tidak ikut: {files}.", name=name, files=", ".join(bare)))
    return pages, notes + (unseen(package) if limits.takes_pages else [])


def unseen(package: Package) -> list[str]:
    """What a person can do about each PDF whose pages could not be drawn."""
    return [
        t("Halaman {name} tidak dapat dijadikan gambar: {why}.", name=name, why=t(why)) for name, why in package.unseen.items()
    ]


def _span(numbers: Sequence[int]) -> str:
    one_after_another = list(range(numbers[0], numbers[-1] + 1)) == list(numbers)
    if len(numbers) > 1 and one_after_another:
        return f"{numbers[0]}–{numbers[-1]}"
    return ", ".join(map(str, numbers))


def films(package: Package, limits: Limits, name: str) -> tuple[tuple[Video, ...], list[str]]:
    """The films that go along, and why each other one stays behind; `pictures` tells it for who takes no film at all."""
    if not limits.videos:
        return (), [
            t("{name} tidak memuat video; tidak ikut: {files}.", name=name, files=_names(package.videos))
        ] if package.videos else []
    heavy = [v for v in package.videos if v.size > limits.video_bytes]
    most = limits.video_seconds
    long = [v for v in package.videos if v not in heavy and most is not None and v.seconds > most]
    fit = [v for v in package.videos if v not in heavy and v not in long]
    kept, left = fit[: limits.videos], fit[limits.videos :]
    told = (
        (heavy, t("{name} memuat video paling besar {most} MB", name=name, most=limits.video_bytes // 2**20)),
        (long, t("{name} memuat video paling lama {most} detik", name=name, most=most)),
        (left, tn("{name} memuat paling banyak {n} video", limits.videos, name=name)),
    )
    return tuple(kept), [t("{why}; tidak ikut: {files}.", why=why, files=_names(videos)) for videos, why in told if videos]


def film_or_pictures(
    package: Package, limits: Limits, name: str, least: float = 0.0
) -> tuple[tuple[Image, ...], tuple[Video, ...], list[str]]:
    """For a post that holds pictures or films, never both: a film of at least so many seconds goes before pictures. Raises
    Refused as `pictures` does."""
    short = [video for video in package.videos if video.seconds < least]
    videos, told = films(replace(package, videos=tuple(v for v in package.videos if v not in short)), limits, name)
    if short:
        told.append(
            t(
                "{name} memuat video paling singkat {least} detik; tidak ikut: {files}.",
                name=name,
                least=f"{least:g}",
                files=_names(short),
            )
        )
    if not videos:
        images, notes = pictures(package, limits, name)
        return images, (), [*notes, *told] if limits.videos else notes
    left = [image.name for image in package.images]
    if left:
        told.append(
            t(
                "Satu kiriman {name} memuat gambar atau video, tidak keduanya; tidak ikut: {files}.",
                name=name,
                files=", ".join(left),
            )
        )
    return (), videos, told + pages_beside(package, limits, name, 0)[1]


def _names(videos: Iterable[Video]) -> str:
    return ", ".join(video.name for video in videos)


def described(images: Iterable[Image | Video], name: str, most: int) -> None:
    """Raises Refused for a description that is longer than the platform keeps."""
    if long := [image.name for image in images if len(image.alt) > most]:
        raise Refused(t("{name}: teks alternatif {files} melebihi {most} aksara.", name=name, files=", ".join(long), most=most))


def normalised(text: str) -> str:
    """What is left of a text when everything that platforms change by themselves is taken away."""
    return " ".join(_SCHEME.sub("", unicodedata.normalize("NFC", text)).split())


def recognise(name: str, posts: Iterable[Post], fingerprint: Fingerprint) -> Finding:
    """Judge a complete feed: exactly ours, surely not there, or something so alike that a person must look."""
    wanted = normalised(fingerprint.text)
    ours: list[Post] = []
    alike: list[Post] = []
    for post in posts:
        text = normalised(post.text)
        known = bool(fingerprint.remote_id) and post.remote_id == fingerprint.remote_id
        same_files = (post.images, post.videos) == (fingerprint.images, fingerprint.videos)
        if known or (text == wanted and same_files):
            ours.append(post)
        elif _alike(text, wanted, normalised(fingerprint.link)):
            alike.append(post)
    if ours:
        first = ours[-1]
        return Found(first.remote_id, True, first.url, first.published_at, len(ours))
    if alike:
        return CannotTell(
            t(
                "{name}: ada kiriman yang mirip tetapi tidak sama ({url}). Periksa apakah itu kiriman ini.",
                name=name,
                url=alike[0].url,
            )
        )
    return Absent()


def too_many(name: str, since: datetime) -> CannotTell:
    """A feed that goes on beyond what is read of it: what is not seen in it may be there all the same."""
    return CannotTell(
        t("{name}: terlalu banyak kiriman sejak {since} UTC untuk dibaca semuanya.", name=name, since=as_told(since))
    )


def as_told(at: datetime) -> str:
    """An instant as a note of ours names it."""
    return at.strftime(t("%d-%m-%Y %H:%M"))


def _alike(text: str, wanted: str, link: str) -> bool:
    if link and link in text:
        return True
    matcher = SequenceMatcher(None, text, wanted, autojunk=False)
    return bool(wanted) and matcher.real_quick_ratio() >= ALIKE and matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE
