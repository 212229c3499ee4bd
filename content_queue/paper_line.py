"""The one line of a printed disposition sheet that says what it is about: read by people, by a QR reader, and in a signed PDF."""

from urllib.parse import quote

from content_queue.profile import Covers
from content_queue.sheet import Decision

FORMAT = "TAYANG-DISPOSISI/1"
EMERGENCY = "DARURAT"
"""In the place of the answer, an order to publish before the procedure is gone through."""
OPEN = "…"
"""In the place of the answer, on paper where somebody ticks it by hand: such a line answers nothing."""


def paper_line(
    office: str, package: str, step: int, covers: Covers, digest: str, decision: Decision | None, *, emergency: bool = False
) -> str:
    """What a sheet of paper is about and, where it says so, the answer: one line of words that a space parts.

    `digest` is the SHA-256 of the package's content in 64 hex digits, "" for a request. No word holds a space: offices
    and packages are named by slugs and folder names, whose spaces are written as in an address, so that no two are alike.
    """
    about = f"SHA-256:{digest}" if covers is Covers.CONTENT else "KEBUTUHAN"
    answer = EMERGENCY if emergency else decision.value.upper() if decision else OPEN
    named = "PAKET:" + "".join(quote(letter) if letter.isspace() or letter == "%" else letter for letter in package)
    return " ".join((FORMAT, f"SATKER:{office}", named, f"LANGKAH:{step}", f"JAWABAN:{answer}", about))


def holds_line(text: str, line: str) -> bool:
    """Whether the text of a page contains the line, however the page broke and spaced it."""
    return "".join(line.split()) in "".join(text.split())
