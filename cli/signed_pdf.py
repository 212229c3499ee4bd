"""A sign-off by a PDF that the person signed electronically: which one it is, and when it was signed, the PDF says itself."""

from pathlib import Path
from typing import Annotated

import typer

from content_queue.pdf_signatures import MAX_BYTES
from content_queue.sheet import SignOff
from flows.wiring import Workroom
from language.say import later, t
from publishing.approval import CannotApprove
from publishing.pdf_signatures import PdfSignatures

PdfOption = Annotated[
    Path | None, typer.Option("--pdf", help="Lembar disposisi (PDF) yang ditandatangani elektronik, misalnya lewat BSrE.")
]
NEEDS_PDF = later(
    "satuan kerja ini meminta PDF bertanda tangan elektronik: cetak lembarnya dengan tayang sheet, tandatangani (BSrE), lalu "
    "catat dengan --pdf BERKAS-PDF"
)
NO_PDF = later(
    'satuan kerja ini tidak memakai PDF bertanda tangan; isi strength = "pdf" pada [sop] di berkasnya, atau tanpa --pdf'
)


def with_pdf(room: Workroom, sign: SignOff, file: Path) -> SignOff:
    """The sign-off that names this PDF and the time at which it was signed. Whether it holds is judged when it is entered.

    Raises CannotApprove, NoAnswer.
    """
    judge = room.signatures
    if not isinstance(judge, PdfSignatures):
        raise CannotApprove(t(NO_PDF))
    paper = judge.evidence.offer(_bytes(file))
    at = judge.signed_at(sign.person, paper) or sign.at
    if at > room.clock.now():
        clocks = f"{at.astimezone(room.office.zone):%d-%m-%Y %H:%M:%S}"
        raise CannotApprove(
            t(
                "{name} bertanggal di masa depan ({clocks}); samakan jam kedua komputer. Bila selisihnya hanya beberapa "
                "menit, ulangi sesudah waktunya lewat",
                name=file.name,
                clocks=clocks,
            )
        )
    return sign.model_copy(update={"paper": paper, "at": at})


def _bytes(file: Path) -> bytes:
    try:
        with file.open("rb") as source:
            data = source.read(MAX_BYTES + 1)
    except OSError as error:
        raise CannotApprove(t("{file} tidak dapat dibaca ({strerror})", file=file, strerror=error.strerror)) from error
    if len(data) > MAX_BYTES:
        raise CannotApprove(
            t(
                "{name} lebih dari {most} MB; tandatangani lembar yang dicetak tayang sheet",
                name=file.name,
                most=MAX_BYTES // 2**20,
            )
        )
    return data
