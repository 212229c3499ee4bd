"""What goes into a post on Telegram: its words, counted as Telegram counts, and which files go along."""

from dataclasses import dataclass

from connectors._social_cut import Room
from connectors._social_text import films
from connectors.contract import Limits, Refused, Rendering
from connectors.telegram_client import NAME
from content_queue.package import Attachment, Image, Kind, Package, Video
from language.say import t

TEXT = 4096
CAPTION = 1024
ALBUM = 10
PHOTO_BYTES = 10 * 2**20
FILE_BYTES = 50 * 2**20
HEAVY = 20 * 2**20
SIDES = 10_000
RATIO = 20


@dataclass(frozen=True)
class Media:
    """The files of one post: photos and films, or documents; one album cannot hold documents beside the others."""

    images: tuple[Image, ...]
    videos: tuple[Video, ...]
    attachments: tuple[Attachment, ...]
    notes: tuple[str, ...]


def count(text: str, link: str = "") -> int:  # noqa: ARG001  # a link counts as it is written
    """The length in UTF-16 units, as Telegram measures texts: an emoji is 2."""
    return len(text.encode("utf-16-le")) // 2


def room_of(with_files: bool) -> Room:
    """How much fits: a caption below files is shorter than a message."""
    return Room(NAME, CAPTION if with_files else TEXT, count)


def length(rendering: Rendering) -> tuple[int, int]:
    """How long a rendering's text is, and how long it may be."""
    return count(rendering.text), room_of(bool(rendering.images or rendering.videos or rendering.attachments)).length


def media_of(package: Package, limits: Limits) -> Media:
    """What goes along: the documents of a legal product, else the pictures and films, else the documents. Raises Refused."""
    fit, told = films(package, limits, NAME)
    papers_first = bool(package.attachments) and (package.kind is Kind.LEGAL or not (package.images or fit))
    videos = () if papers_first else fit
    images = () if papers_first else package.images[: ALBUM - len(videos)]
    attachments = package.attachments[:ALBUM] if papers_first else ()
    for image in images:
        _fits(image)
    if heavy := [a.name for a in attachments if a.size > FILE_BYTES]:
        raise Refused(t("{name}: berkas {files} melebihi 50 MB. Perkecil lalu ajukan lagi.", name=NAME, files=", ".join(heavy)))
    left = [i.name for i in package.images if i not in images] + [v.name for v in fit if v not in videos]
    left += [a.name for a in package.attachments if a not in attachments]
    most = t("Satu kiriman {name} memuat paling banyak {most} foto dan video, atau {most} berkas", name=NAME, most=ALBUM)
    notes = [*told, t("{most}; tidak ikut: {files}.", most=most, files=", ".join(left))] if left else told
    total = sum(i.size for i in images) + sum(v.size for v in videos) + sum(a.size for a in attachments)
    if total > HEAVY:
        notes.append(t("Kiriman memuat {size} MB yang diunggah sekaligus; pastikan jaringan kantor kuat.", size=total // 2**20))
    return Media(images, videos, attachments, tuple(notes))


def _fits(image: Image) -> None:
    if image.size > PHOTO_BYTES:
        raise Refused(t("{name}: gambar {file} melebihi 10 MB. Perkecil lalu ajukan lagi.", name=NAME, file=image.name))
    if image.width + image.height > SIDES or max(image.width, image.height) > RATIO * min(image.width, image.height):
        raise Refused(
            t(
                "{name}: gambar {file} ({width} × {height}) terlalu besar atau terlalu panjang; lebar ditambah "
                "tinggi paling banyak {sides}, perbandingan sisinya paling banyak {ratio}.",
                name=NAME,
                file=image.name,
                width=image.width,
                height=image.height,
                sides=SIDES,
                ratio=RATIO,
            )
        )
