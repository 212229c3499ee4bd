"""The signed PDF files of one office's sign-offs: in the folder of the package beside its sheet, and in the store for good."""

import hashlib
import os
import stat
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from content_queue.evidence import FOLDER
from content_queue.listing import EVIDENCE
from content_queue.pdf_signatures import MAX_BYTES
from content_queue.sheet import SignOff
from safety.files import make_folder, write_durably


class Swapped(Exception):
    """What lies under this name is another file than the sign-off names."""


class TooLarge(Swapped):
    """What lies there is larger than any PDF that is looked at."""


@dataclass(frozen=True)
class Evidence:
    """`folder_of`: where a package lies in masuk/ or konsep/ now, None where it lies in neither. A PDF that was given just now
    is `offered` until the sign-off is written."""

    store: Path
    folder_of: Callable[[str], Path | None]
    offered: dict[str, bytes] = field(default_factory=dict)

    def offer(self, data: bytes) -> str:
        """The name by which a sign-off names this PDF: its SHA-256."""
        sha256 = hashlib.sha256(data).hexdigest()
        self.offered[sha256] = data
        return sha256

    def of(self, package: str, sign: SignOff) -> bytes:
        """The PDF of a sign-off. While the package lies in masuk/ or konsep/ it must be there; afterwards the store's counts.

        Raises FileNotFoundError, Swapped, OSError.
        """
        if sign.paper in self.offered:
            return self.offered[sign.paper]
        folder = self.folder_of(package)
        place = folder / EVIDENCE / file_name(sign) if folder else self._kept(sign.paper)
        data = _read(place)
        if hashlib.sha256(data).hexdigest() != sign.paper:
            raise Swapped(place.name)
        return data

    def keep(self, sha256: str, data: bytes) -> None:
        """Write it into the store, unless it lies there whole."""
        place = self._kept(sha256)
        try:
            whole = hashlib.sha256(_read(place)).hexdigest() == sha256
        except (OSError, Swapped):
            whole = False
        if not whole:
            make_folder(place.parent)
            write_durably(place, data, 0o444)

    def lay(self, folder: Path | None, signs: Iterable[SignOff]) -> None:
        """Put the PDF files of these sign-offs into the store and the folder, where they are missing or not what they were."""
        for sign in signs:
            data = self._known(sign.paper) if sign.paper else None
            if data is None:
                continue
            self.keep(sign.paper, data)
            if folder is not None and not self._lies_in(folder, sign):
                (folder / EVIDENCE).mkdir(exist_ok=True)
                write_durably(folder / EVIDENCE / file_name(sign), data)

    def _known(self, sha256: str) -> bytes | None:
        if sha256 in self.offered:
            return self.offered[sha256]
        try:
            data = _read(self._kept(sha256))
        except (OSError, Swapped):
            return None
        return data if hashlib.sha256(data).hexdigest() == sha256 else None

    def _lies_in(self, folder: Path, sign: SignOff) -> bool:
        try:
            return hashlib.sha256(_read(folder / EVIDENCE / file_name(sign))).hexdigest() == sign.paper
        except (OSError, Swapped):
            return False

    def _kept(self, sha256: str) -> Path:
        return self.store / FOLDER / f"{sha256}.pdf"


def file_name(sign: SignOff) -> str:
    """How the PDF of a sign-off is called beside its sheet."""
    return f"langkah-{sign.step}-{sign.paper[:16]}.pdf"


def _read(place: Path) -> bytes:
    """The bytes of an ordinary file that is not too large; raises OSError, Swapped."""
    descriptor = os.open(place, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise Swapped(place.name)
        data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise TooLarge(place.name)
    return data
