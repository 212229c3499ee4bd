"""Pictures that Meta fetches from the office's website: brought into a shape that the feed takes, and seen there as Meta will.

Nothing of a picture is ever cut off: what is too narrow or too wide gets a white edge.
"""

import hashlib
import io
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests
from PIL import Image as Pillow

from connectors._social_errors import Step, send
from connectors.contract import NeedsHuman, Refused, TryLater
from content_queue.media import Derivative
from content_queue.package import Image
from language.say import t

Shapes = tuple[float, float]
"""The narrowest and the widest that a picture may be, width by height."""
FEED: Shapes = (4 / 5, 1.91)
ALIKE = 0.01
ALT_LENGTH = 1000
JPEG = "image/jpeg"


def form_of(image: Image, addresses: Mapping[str, str]) -> dict[str, Any]:
    """What is sent of one picture: where it lies, and what it shows. Its address is looked at before it is sent."""
    return {"image_url": addresses.get(image.sha256, "")} | ({"alt_text": image.alt} if image.alt else {})


def for_the_feed(images: Sequence[Image], name: str, shapes: Shapes = FEED) -> tuple[tuple[Image, ...], list[str]]:
    """The pictures as JPEG in one of these shapes, all of an album in the shape of its first; and a note on what was done."""
    if not images:
        return (), []
    target = min(max(_ratio(images[0]), shapes[0]), shapes[1])
    shown = tuple(image if _fits(image, target, shapes) else _framed(image, target, name, shapes) for image in images)
    edged = [image.name for image in images if abs(_ratio(image) - target) > ALIKE * target]
    notes = [t("{name}: diberi tepi putih agar tampil utuh: {files}.", name=name, files=", ".join(edged))] if edged else []
    return shown, notes


def seen_in_public(
    session: requests.Session, name: str, images: Sequence[Image], addresses: Mapping[str, str], *, plain: bool = False
) -> None:
    """Look at every picture without credentials, as Meta will. `plain`: http will do, for a stand-in on this computer."""
    if images and not addresses:
        raise Refused(
            t(
                "{name} mengambil gambar dari situs kantor, dan alamat gambar paket ini di situs tidak diketahui. "
                "Tayangkan paket ini juga di situs (channels).",
                name=name,
            )
        )
    for image in images:
        url = addresses.get(image.sha256, "")
        if not url:
            raise NeedsHuman(
                t("{name}: alamat {file} di situs tidak diketahui. Lihat pustaka media situs.", name=name, file=image.name)
            )
        if urlsplit(url).scheme != "https" and not plain:
            raise NeedsHuman(
                t(
                    "{name}: alamat {file} di situs bukan https ({url}). Pasang https di situs.",
                    name=name,
                    file=image.name,
                    url=url,
                )
            )
        _seen(session, name, image, url)


def _seen(session: requests.Session, name: str, image: Image, url: str) -> None:
    answer = send(session, name, Step.LOOK, "GET", url)
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TryLater(
            t(
                "{name}: {file} belum dapat diambil dari situs (HTTP {status}); belum ada yang terkirim.",
                name=name,
                file=image.name,
                status=answer.status_code,
            )
        )
    kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if answer.status_code != 200 or kind != image.mime:
        told = f"HTTP {answer.status_code}, {kind or t('tanpa jenis')}"
        raise NeedsHuman(
            t(
                "{name}: {file} di situs tidak terbuka untuk umum sebagai {mime} ({told}): {url}",
                name=name,
                file=image.name,
                mime=image.mime,
                told=told,
                url=url,
            )
        )
    if hashlib.sha256(answer.content).hexdigest() != image.sha256:
        raise NeedsHuman(
            t(
                "{name}: {file} di situs bukan gambar yang disetujui; matikan pengubah gambar di situs: {url}",
                name=name,
                file=image.name,
                url=url,
            )
        )


def _ratio(image: Image) -> float:
    return image.width / max(1, image.height)


def _fits(image: Image, target: float, shapes: Shapes) -> bool:
    inside = shapes[0] <= _ratio(image) <= shapes[1]
    return image.mime == JPEG and inside and abs(_ratio(image) - target) <= ALIKE * target


def _framed(image: Image, target: float, name: str, shapes: Shapes) -> Image:
    """The whole picture on white, as JPEG; the same bytes every time, kept beside the picture that it was made from."""
    try:
        with Pillow.open(image.path) as opened:
            picture = opened.convert("RGBA")
    except (OSError, ValueError) as error:
        raise Refused(
            t("{name}: gambar {file} tidak terbaca. Simpan ulang sebagai JPEG atau PNG.", name=name, file=image.name)
        ) from error
    width, height = picture.size
    if abs(width / height - target) <= ALIKE * target and shapes[0] <= width / height <= shapes[1]:
        size = (width, height)
    elif width / height < target:
        size = (math.ceil(height * target), height)
    else:
        size = (width, math.ceil(width / target))
    if size[0] / size[1] > shapes[1]:  # rounded up to whole pixels
        size = (size[0], size[1] + 1)
    page = Pillow.new("RGB", size, "white")
    page.paste(picture, ((size[0] - width) // 2, (size[1] - height) // 2), picture)
    out = io.BytesIO()
    page.save(out, "JPEG", quality=88, subsampling="4:2:0", optimize=True)
    data = out.getvalue()
    made = Derivative(data, hashlib.sha256(data).hexdigest(), JPEG, *size)
    return replace(
        image, name=f"{Path(image.name).stem}.jpg", path=made.store(image.path.parent), sha256=made.sha256, mime=JPEG,
        width=size[0], height=size[1], size=len(data),
    )  # fmt: skip
