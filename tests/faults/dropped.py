"""The packages that the laboratory drops: one picture, and the sheet that approves exactly their bytes."""

from collections.abc import Iterable
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image

from content_queue.profile import Covers, Step
from content_queue.seal import digest_of, hashes
from content_queue.sheet import Decision, Sheet, SignOff, write_sheet


def picture(shade: int = 120) -> bytes:
    """A small photograph; another shade is another picture."""
    out = BytesIO()
    Image.new("RGB", (64, 36), (shade, 30, 30)).save(out, "JPEG")
    return out.getvalue()


def sign(place: Path, steps: Iterable[Step], at: datetime) -> str:
    """Lay the sheet into a package: every step that must be signed is, over what lies there now; its digest."""
    files = hashes(place)
    digest = digest_of(files)
    signs = tuple(
        SignOff(step=step.nr, decision=Decision.YES, person="ketua", role="Ketua", at=at, covers=step.covers,
                digest=digest if step.covers is Covers.CONTENT else "")
        for step in steps
    )  # fmt: skip
    write_sheet(place / "disposisi.yaml", Sheet(digest=digest, files=files, sign_offs=signs))
    return digest
