"""Pictures for Bluesky: what is too heavy there is made lighter, the same bytes every time; nothing is cut off."""

import hashlib
import io
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from PIL import Image as Pillow
from PIL import ImageOps

from connectors.bluesky_text import NAME
from connectors.contract import Refused
from content_queue.media import Derivative
from content_queue.package import Image, Package
from language.say import t

HEAVIEST = 2_000_000
Picture = TypeVar("Picture", bound=Image)
JPEG = "image/jpeg"
_STEPS = ((2048, 88), (2048, 75), (1600, 75), (1200, 70), (800, 60), (400, 50))
"""Longest side and quality, tried in this order until the picture is light enough."""


def light_enough(package: Package, most: int) -> tuple[Package, list[str]]:
    """The package with its first pictures and its pages as Bluesky takes them, and a note of those that were made anew.
    Raises Refused."""
    heavy = [image.name for image in package.images[:most] if image.size > HEAVIEST]
    notes = [t("{name}: dikecilkan karena lebih dari 2 MB: {files}.", name=NAME, files=", ".join(heavy))] if heavy else []
    images = (*map(_light, package.images[:most]), *package.images[most:])
    return replace(package, images=images, pages=tuple(map(_light, package.pages))), notes


def _light(image: Picture) -> Picture:
    return _lighter(image) if image.size > HEAVIEST else image


def _lighter(image: Picture) -> Picture:
    """A picture as JPEG on white, kept beside the one that it was made from."""
    try:
        with Pillow.open(image.path) as opened:
            picture = ImageOps.exif_transpose(opened).convert("RGBA")
    except (OSError, ValueError) as error:
        raise Refused(
            t("{name}: gambar {file} tidak terbaca. Simpan ulang sebagai JPEG atau PNG.", name=NAME, file=image.name)
        ) from error
    page = Pillow.new("RGB", picture.size, "white")
    page.paste(picture, (0, 0), picture)
    for side, quality in _STEPS:
        made = _made(page, side, quality)
        if len(made.data) <= HEAVIEST:
            return replace(
                image, name=f"{Path(image.name).stem}.jpg", path=made.store(image.path.parent), sha256=made.sha256, mime=JPEG,
                width=made.width, height=made.height, size=len(made.data),
            )  # fmt: skip
    raise Refused(t("{name}: gambar {file} tetap lebih dari 2 MB. Perkecil lalu ajukan lagi.", name=NAME, file=image.name))


def _made(page: Pillow.Image, side: int, quality: int) -> Derivative:
    smaller = page.copy()
    smaller.thumbnail((side, side), Pillow.Resampling.LANCZOS)
    out = io.BytesIO()
    smaller.save(out, "JPEG", quality=quality, subsampling="4:2:0", optimize=True)
    data = out.getvalue()
    return Derivative(data, hashlib.sha256(data).hexdigest(), JPEG, *smaller.size)
