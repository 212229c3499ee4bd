"""A grey scan with 16 bits a pixel is published as people see it, not white."""

import io

import pytest
from PIL import Image as Pillow

from content_queue.media import derive

STEPS = 256
CLOSE = 1
"""How far a grey may be from the one that was scanned, of 255."""


def deep_gradient(**more: object) -> bytes:
    """From black to white in 16 bits, a column a step."""
    deep = Pillow.new("I;16", (STEPS, 2))
    for x in range(STEPS):
        for y in range(2):
            deep.putpixel((x, y), x * 257)
    out = io.BytesIO()
    deep.save(out, "PNG", **more)
    return out.getvalue()


def published(data: bytes) -> Pillow.Image:
    picture = Pillow.open(io.BytesIO(derive(data, "media/01.png").data))
    picture.load()
    return picture


def test_a_gradient_keeps_every_one_of_its_greys() -> None:
    picture = published(deep_gradient())
    assert picture.mode == "RGB"
    wanted = bytes(x for x in range(STEPS) for _ in "RGB")
    assert max(abs(one - other) for one, other in zip(picture.tobytes(), wanted * 2, strict=True)) <= CLOSE
    assert (picture.getpixel((0, 0)), picture.getpixel((STEPS - 1, 0))) == ((0, 0, 0), (255, 255, 255))


def test_the_same_scan_in_8_and_in_16_bits_gives_the_same_picture() -> None:
    out = io.BytesIO()
    Pillow.frombytes("L", (STEPS, 2), bytes(range(STEPS)) * 2).save(out, "PNG")
    plain, deep = published(out.getvalue()).tobytes(), published(deep_gradient()).tobytes()
    assert max(abs(one - other) for one, other in zip(plain, deep, strict=True)) <= CLOSE


@pytest.mark.parametrize("hidden", [0, 128, 255])
def test_what_is_transparent_in_16_bits_stays_so_and_its_neighbours_do_not(hidden: int) -> None:
    picture = published(deep_gradient(transparency=hidden * 257))
    assert picture.mode == "RGBA"
    seen = picture.getchannel("A").tobytes()[:STEPS]
    assert seen == bytes(0 if x == hidden else 255 for x in range(STEPS))


def test_a_scan_that_is_turned_stands_upright() -> None:
    exif = Pillow.Exif()
    exif[0x0112] = 3  # upside down
    picture = published(deep_gradient(exif=exif))
    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert picture.getpixel((STEPS - 1, 0)) == (0, 0, 0)
