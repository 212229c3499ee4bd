"""Signed papers that are kept as evidence: a scanned disposition sheet or a signed PDF, in the store under its digest, never
published and never changed."""

import hashlib
import io
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
from PIL import Image as Pillow

from content_queue.media import MAX_PIXELS, check_pdf
from content_queue.problems import fail
from safety.files import write_durably

FOLDER = "bukti"
"""Where a store keeps them, beside the sealed packages."""
MAX_BYTES = 20 * 1024 * 1024
MAX_PAGES = 20
_PICTURES = {"JPEG": "jpg", "PNG": "png"}


@dataclass(frozen=True)
class Paper:
    """One paper as it was given: its bytes and what kind of file they are."""

    data: bytes
    suffix: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()

    def keep(self, store: Path) -> Path:
        """Where the bytes lie, named by their digest; written again if something else lies there."""
        place = store / FOLDER / f"{self.sha256}.{self.suffix}"
        if not place.exists() or place.read_bytes() != self.data:
            write_durably(place, self.data, 0o444)
        return place


def read_paper(file: Path) -> Paper:
    """The paper in a file; raises PackageProblems for what is no PDF, JPEG or PNG that can be looked at, or is too large."""
    try:
        with file.open("rb") as source:
            data = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise fail("not-readable", file.name, detail=error.strerror) from error
    if len(data) > MAX_BYTES:
        raise fail("file-too-large", file.name, limit=MAX_BYTES)
    suffix = _pdf(data) if data.startswith(b"%PDF-") else _picture(data)
    if suffix is None:
        raise fail("paper-unreadable", file.name, pages=MAX_PAGES)
    return Paper(data, suffix)


def kept(store: Path, sha256: str) -> Path | None:
    """Where the paper of this digest lies; None where it is not kept, or is not what it was."""
    for place in (store / FOLDER).glob(f"{sha256}.*"):
        if hashlib.sha256(place.read_bytes()).hexdigest() == sha256:
            return place
    return None


def _pdf(data: bytes) -> str | None:
    if check_pdf(data, ""):
        return None
    try:
        with pypdfium2.PdfDocument(data) as document:
            return "pdf" if 1 <= len(document) <= MAX_PAGES else None
    except pypdfium2.PdfiumError:
        return None


def _picture(data: bytes) -> str | None:
    try:
        with Pillow.open(io.BytesIO(data), formats=tuple(_PICTURES)) as image:
            if image.width * image.height > 2 * MAX_PIXELS:
                return None
            kind = image.format or ""
            image.load()
            return _PICTURES[kind]
    except Exception:  # decoders raise whatever a damaged file drives them to, and every such file is refused
        return None
