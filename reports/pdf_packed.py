"""Writes a PDF file object by object: tags are many and small, so they are packed into compressed streams (PDF 1.5)."""

import zlib

_TOGETHER = 500
_PLACE = 1 + 4 + 2
"""Bytes by which the table of the file says where an object stands."""
_HEAD = b"%PDF-1.7\n%\x80\x80\x80\x80\n\n"


class PackedFile:
    """A PDF that grows; `close` gives its bytes. An object's number is taken first, so that others can point to it."""

    def __init__(self) -> None:
        self._bytes = bytearray(_HEAD)
        self._table = bytearray(b"\0\0\0\0\0\xff\xff")
        self._waiting: list[tuple[int, bytes]] = []
        self._last = 0

    def number(self) -> int:
        """The number of an object that is still to come."""
        self._last += 1
        self._table += bytes(_PLACE)
        return self._last

    def add(self, number: int, content: bytes) -> None:
        """An object that is no stream."""
        self._waiting.append((number, content))
        if len(self._waiting) == _TOGETHER:
            self._pack()

    def add_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """A stream; `entries` are those of its dictionary, its length among them."""
        self._put(number, 1, len(self._bytes), 0)
        self._bytes += b"%d 0 obj\n<<%b>>\nstream\n%b\nendstream\nendobj\n" % (number, entries, data)

    def close(self, trailer: bytes) -> bytes:
        """The whole file; `trailer` are the entries that name its root."""
        self._pack()
        number, start = self.number(), len(self._bytes)
        self._put(number, 1, start, 0)
        packed = zlib.compress(self._table)
        about = b"/Type/XRef/Size %d/W[1 4 2]%b/Filter/FlateDecode/Length %d" % (number + 1, trailer, len(packed))
        self.add_stream(number, about, packed)
        self._bytes += b"startxref\n%d\n%%%%EOF" % start
        return bytes(self._bytes)

    def _put(self, number: int, kind: int, at: int, nth: int) -> None:
        place = kind.to_bytes(1, "big") + at.to_bytes(4, "big") + nth.to_bytes(2, "big")
        self._table[number * _PLACE : (number + 1) * _PLACE] = place

    def _pack(self) -> None:
        if not self._waiting:
            return
        inside, number = self._waiting, self.number()
        self._waiting, index, at = [], [], 0
        for nth, (each, content) in enumerate(inside):
            self._put(each, 2, number, nth)
            index.append(b"%d %d" % (each, at))
            at += len(content) + 1
        head = b" ".join(index) + b"\n"
        packed = zlib.compress(head + b"\n".join(content for _, content in inside))
        about = b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode/Length %d" % (len(inside), len(head), len(packed))
        self.add_stream(number, about, packed)
