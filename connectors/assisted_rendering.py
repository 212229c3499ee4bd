"""What a person is to post on a known platform: the text in its own length, pictures in its shape, a film that it takes."""

import re
from dataclasses import replace

from connectors._social_cut import Composed, Room, compose
from connectors._social_text import films, pictures
from connectors.article import rendering_of
from connectors.contract import Limits, Refused, Rendering
from connectors.kits import KnownPlatform
from connectors.meta_pictures import for_the_feed
from content_queue.media import MAX_IMAGE_BYTES
from content_queue.package import Image, Package, Video
from language.say import t

_HASHTAG = re.compile(r"(?<![\w&/#])#\w*[^\W\d_]\w*")


def rendering_for(row: KnownPlatform, limits: Limits, package: Package, channel: str, platform: str, link: str = "") -> Rendering:
    """Exactly what is to be posted. Raises Refused for what the platform can never take."""
    images, videos, told = _files(row, limits, package)
    if row.needs_file and not images and not videos:
        raise Refused(
            t("{name} memerlukan gambar atau video; paket ini tidak memuatnya. Tambahkan dahulu.", name=row.spoken_name)
        )
    title, about = _title(row, package.title)
    wanted = package.link_in_post.get(channel, row.link_wanted)
    carried, in_text = link if wanted else "", wanted and not row.button
    composed = _text(row, package, channel, carried if in_text else "", in_text, len(images) + len(videos))
    if row.forbidden and any(sign in title + composed.text for sign in row.forbidden):
        raise Refused(
            t(
                "{name} tidak menerima tanda {signs} pada judul dan teks. Ubah dahulu.",
                name=row.spoken_name,
                signs=" ".join(row.forbidden),
            )
        )
    whole = rendering_of(package, channel, platform, composed.text, carried)
    return replace(
        whole,
        title=title,
        summary="",
        category="",
        tags=(),
        images=images,
        attachments=(),
        videos=videos,
        notes=(*told, *about, *composed.notes, *_too_many(row, composed.text), *_beside(row, wanted, title + composed.text)),
    )


def _files(row: KnownPlatform, limits: Limits, package: Package) -> tuple[tuple[Image, ...], tuple[Video, ...], list[str]]:
    """The pictures and films that go along, and what a person should know of each that does not."""
    videos, told = films(package, limits, row.spoken_name)
    heaviest = replace(limits, image_bytes=MAX_IMAGE_BYTES) if row.shapes else limits  # what is made anew is weighed afterwards
    shown = replace(package, pages=()) if row.needs_film else package  # beside a film a picture is its cover
    shown, small = _large_enough(row, shown)
    images, notes = pictures(shown, heaviest, row.spoken_name)
    if row.one_kind and videos and images:
        notes.append(t("Kiriman di {name} memuat video atau gambar, tidak keduanya; gambar tidak ikut.", name=row.spoken_name))
        images = ()
    if row.shapes and images:
        images, edged = for_the_feed(images, row.spoken_name, row.shapes)
        notes += edged
    if heavy := [image.name for image in images if image.size > limits.image_bytes]:
        raise Refused(
            t(
                "{name}: gambar {files} melebihi {most} MB. Perkecil dahulu.",
                name=row.spoken_name,
                files=", ".join(heavy),
                most=limits.image_bytes // 2**20,
            )
        )
    return images, videos, [*small, *notes, *told]


def _large_enough(row: KnownPlatform, package: Package) -> tuple[Package, list[str]]:
    """The package without the pictures that the platform finds too small, and a note about them."""
    wide, high = row.least
    small = [i for i in package.images if i.width < wide or i.height < high or i.size < row.least_bytes]
    if not small:
        return package, []
    kept = tuple(image for image in package.images if image not in small)
    weight = row.least_bytes // 1024
    pixels = t("{wide} × {high} piksel", wide=wide, high=high)
    least = t("{wide} × {high} piksel dan {weight} KB", wide=wide, high=high, weight=weight) if weight else pixels
    told = t(
        "{name} menerima gambar paling kecil {least}; tidak ikut: {files}.",
        name=row.spoken_name,
        least=least,
        files=", ".join(i.name for i in small),
    )
    return replace(package, images=kept), [told]


def _title(row: KnownPlatform, title: str) -> tuple[str, list[str]]:
    """The title, for a platform with a title of its own cut after a word."""
    if not row.title or len(title) <= row.title:
        return title, []
    short = title[: row.title - 1].rpartition(" ")[0].rstrip(" ,;:–-") or title[: row.title - 1]
    return f"{short}…", [
        t(
            "Judul dipotong sesudah kata yang utuh; {name} memuat paling banyak {most} aksara.",
            name=row.spoken_name,
            most=row.title,
        )
    ]


def _text(row: KnownPlatform, package: Package, channel: str, link: str, wanted: bool, files: int) -> Composed:
    """Title, whole sentences, link and hashtags. A tag that would be one too many is left out before anything is cut for it."""
    written = len(_HASHTAG.findall(f"{package.title} {package.body_text}"))
    kept = replace(package, tags=package.tags[: max(0, row.hashtags - written)], title="" if row.title else package.title)
    room = Room(row.spoken_name, row.most(files), lambda text, _link: row.count(text))
    return compose(kept, channel, link, wanted, room)


def _too_many(row: KnownPlatform, text: str) -> list[str]:
    found = len(_HASHTAG.findall(text))
    if not row.hashtags or found <= row.hashtags:
        return []
    return [
        t(
            "{name} memuat paling banyak {most} tagar, teks ini {found}; tulis teks khusus kanal ini.",
            name=row.spoken_name,
            most=row.hashtags,
            found=found,
        )
    ]


def _beside(row: KnownPlatform, wanted: bool, words: str) -> list[str]:
    """What a person should know of the link's button, and of words for which the platform may turn the post down."""
    notes = (
        [t("Tautan situs tidak di dalam teks: isikan pada tombol “{button}”.", button=t(row.button))]
        if row.button and wanted
        else []
    )
    pattern, told = row.doubtful
    return [*notes, t(told)] if pattern and re.search(pattern, words) else notes
