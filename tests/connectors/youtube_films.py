"""Films of a chosen size and packages with one, for the tests of YouTube."""

import hashlib
from pathlib import Path
from typing import Any

from conformance import package

from content_queue.package import Package, Video
from safety.files import sha256_of


def film_of(folder: Path, name: str = "film.mp4", size: int = 3000) -> Video:
    """A film of so many bytes, as far as a platform's door looks into it; no two of the same name and size alike elsewhere."""
    place = folder / name
    head = b"\x00\x00\x00\x20ftypisom"
    body = b"".join(hashlib.sha256(f"{name}{number}".encode()).digest() for number in range(size // 32 + 1))
    place.write_bytes((head + body)[:size])
    return Video(name, place, sha256_of(place), "video/mp4", 64, 36, size, 3.0, "Ketua membacakan penetapan", "Penetapan")


def filmed(folder: Path, size: int = 3000, **changes: Any) -> Package:
    return package(folder, **({"videos": (film_of(folder, size=size),), "images": ()} | changes))
