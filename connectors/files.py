"""The files of a package as they leave the house: the approved bytes or none, and large ones never whole in memory."""

import hashlib
import io
import os
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from io import BufferedReader
from typing import BinaryIO

from connectors.contract import Refused
from content_queue.package import Attachment, Image, Video
from language.say import t

CHUNK = 1024 * 1024
Item = Image | Attachment | Video
File = tuple[str, bytes | BinaryIO, str]
"""A file in a form: its name, its bytes, its kind."""


def public_name(item: Item) -> str:
    """The name of the file where the public gets it."""
    return (item.public_name if isinstance(item, Attachment) else "") or item.name


def approved_bytes(item: Item) -> bytes:
    """The file's bytes, which must still be those that were approved. Raises Refused."""
    data = item.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != item.sha256:
        raise _changed(item)
    return data


@contextmanager
def approved_file(item: Item) -> Iterator[BufferedReader]:
    """The file, open at its beginning, proved to be what was approved before the first byte is given away. Raises Refused.

    It stays the same file while it is open, whatever is put in its place meanwhile.
    """
    with item.path.open("rb") as file:
        if os.fstat(file.fileno()).st_size != item.size or hashlib.file_digest(file, "sha256").hexdigest() != item.sha256:
            raise _changed(item)
        file.seek(0)
        yield file


class Pieces:
    """Bytes and open files one after the other, as one body of a request whose length is known."""

    def __init__(self, parts: Sequence[bytes | BinaryIO]) -> None:
        self._parts: list[BinaryIO] = [io.BytesIO(part) if isinstance(part, bytes) else part for part in parts]
        self._size = sum(_left(part) for part in self._parts)

    def __len__(self) -> int:
        return self._size

    def __iter__(self) -> Iterator[bytes]:
        return iter(lambda: self.read(), b"")

    def read(self, size: int = -1) -> bytes:
        while self._parts:
            if data := self._parts[0].read(CHUNK if size < 0 else size):
                return data
            self._parts.pop(0)
        return b""


class Form(Pieces):
    """A form with files (`multipart/form-data`) that is read while it is sent; `content_type` goes into the headers."""

    def __init__(self, fields: Mapping[str, str], files: Mapping[str, File]) -> None:
        border = uuid.uuid4().hex
        self.content_type = f"multipart/form-data; boundary={border}"
        parts: list[bytes | BinaryIO] = []
        for name, value in fields.items():
            parts.append(f'--{border}\r\nContent-Disposition: form-data; name="{_quoted(name)}"\r\n\r\n{value}\r\n'.encode())
        for name, (file_name, body, mime) in files.items():
            told = f'name="{_quoted(name)}"; filename="{_quoted(file_name)}"\r\nContent-Type: {mime}'
            parts += [f"--{border}\r\nContent-Disposition: form-data; {told}\r\n\r\n".encode(), body, b"\r\n"]
        super().__init__([*parts, f"--{border}--\r\n".encode()])


@contextmanager
def approved_files(items: Mapping[str, Item]) -> Iterator[dict[str, File]]:
    """Several files open at once, for a form: by the name of their field their own name, their bytes and their kind."""
    with ExitStack() as open_files:
        yield {field: (public_name(i), open_files.enter_context(approved_file(i)), i.mime) for field, i in items.items()}


def _left(part: BinaryIO) -> int:
    here = part.tell()
    end = part.seek(0, os.SEEK_END)
    part.seek(here)
    return end - here


def _quoted(text: str) -> str:
    """As browsers write it in a form."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")


def _changed(item: Item) -> Refused:
    return Refused(t("Berkas {file} di penyimpanan bukan lagi berkas yang disetujui.", file=item.name))
