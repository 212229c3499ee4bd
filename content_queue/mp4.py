"""The boxes of an MP4 file: which of them playing needs, and the same file with everything else made empty in its place.

Where it was filmed, by which device and by whom stands in boxes that no player needs. Such a box becomes `free`, full of
zeros and as long as it was, so that every other byte stays where it is and nothing is encoded again.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import BinaryIO

CHUNK = 1024 * 1024
MOST_BOXES = 100_000
_HEADER = 8
_LARGE = 16
_FREE = b"free"
_TOP = frozenset({b"ftyp", b"styp", b"moov", b"mdat", b"moof", b"mfra", b"sidx", b"pdin"})
_INSIDE: Mapping[bytes, frozenset[bytes]] = {
    b"moov": frozenset({b"mvhd", b"trak", b"mvex", b"iods"}),
    b"trak": frozenset({b"tkhd", b"tref", b"edts", b"mdia"}),
    b"mdia": frozenset({b"mdhd", b"hdlr", b"elng", b"minf"}),
    b"moof": frozenset({b"mfhd", b"traf"}),
}
"""What playing needs of the boxes that are looked into; deeper ones hold the tables of the samples and stay as they are."""


class Half(Exception):
    """The file ends before its boxes do, or has no table of contents: it was not copied whole."""


class Broken(Exception):
    """The boxes do not lie in one another as they must."""


@dataclass(frozen=True)
class Box:
    """One box: where it begins, how long its header is, where it ends."""

    kind: bytes
    start: int
    header: int
    end: int


@dataclass(frozen=True)
class Boxes:
    """What a walk found: the main brand, the kinds of its tracks, and the boxes that no player needs, in order."""

    size: int
    brand: bytes
    tracks: tuple[bytes, ...]
    needless: tuple[Box, ...]


@dataclass
class _Walk:
    file: BinaryIO
    left: int = MOST_BOXES
    brand: bytes = b""
    tracks: list[bytes] = field(default_factory=list)
    needless: list[Box] = field(default_factory=list)

    def bytes_at(self, place: int, count: int) -> bytes:
        self.file.seek(place)
        return self.file.read(count)

    def inside(self, box: Box, place: int, count: int) -> bytes:
        """What a box says at a place of its content; a box that ends before it says nothing that a player could trust."""
        start = box.start + box.header + place
        if start + count > box.end:
            raise Broken
        return self.bytes_at(start, count)

    def boxes(self, start: int, end: int, *, top: bool) -> Iterator[Box]:
        while end - start >= _HEADER:
            box = self.box(start, end, top=top)
            yield box
            start = box.end
        if top and start != end:
            raise Half

    def box(self, start: int, end: int, *, top: bool) -> Box:
        self.left -= 1
        head = self.bytes_at(start, _LARGE)
        size, kind, header = int.from_bytes(head[:4]), head[4:8], _HEADER
        if size == 1:
            size, header = int.from_bytes(head[8:]), _LARGE
        elif size == 0 and top:
            size = end - start
        if size < header or self.left < 0 or (start + size > end and not top):
            raise Broken
        if start + size > end or len(head) < header:
            raise Half
        return Box(kind, start, header, start + size)

    def look_into(self, box: Box) -> None:
        for inner in self.boxes(box.start + box.header, box.end, top=False):
            if inner.kind not in _INSIDE[box.kind]:
                self.needless.append(inner)
            elif inner.kind in _INSIDE:
                self.look_into(inner)
            elif inner.kind == b"hdlr":
                self.tracks.append(self.inside(inner, 8, 4))


def walk(file: BinaryIO, size: int) -> Boxes:
    """Look through an MP4 of `size` bytes, reading headers only. Raises Half or Broken."""
    found = _Walk(file)
    seen: set[bytes] = set()
    for box in found.boxes(0, size, top=True):
        if not seen and box.kind != b"ftyp":
            raise Broken
        if box.kind == b"ftyp" and not seen:
            found.brand = found.inside(box, 0, 4)
        if box.kind not in _TOP:
            found.needless.append(box)
        elif box.kind in _INSIDE:
            found.look_into(box)
        seen.add(box.kind)
    if not {b"moov", b"mdat"} <= seen:
        raise Half
    return Boxes(size, found.brand, tuple(found.tracks), tuple(found.needless))


def without_needless(file: BinaryIO, boxes: Boxes) -> Iterator[bytes]:
    """The file piece by piece, as long as it was, its needless boxes empty."""
    at = 0
    for box in boxes.needless:
        yield from _copied(file, at, box.start + 4)
        yield _FREE
        yield from _copied(file, box.start + 8, box.start + box.header)
        for start in range(box.start + box.header, box.end, CHUNK):
            yield bytes(min(CHUNK, box.end - start))
        at = box.end
    yield from _copied(file, at, boxes.size)


def _copied(file: BinaryIO, start: int, end: int) -> Iterator[bytes]:
    file.seek(start)
    while start < end and (chunk := file.read(min(CHUNK, end - start))):
        start += len(chunk)
        yield chunk
