"""The disposition sheet on paper: printed to be signed by hand and scanned, or to be signed as a PDF."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, PackageArgument, open_room, refuse
from cli.signing import person_of
from content_queue.sheet import Decision
from flows.paper_sheet import Asked, disposition_of
from language.say import t
from publishing.approval import CannotApprove
from reports.disposition import Disposition, Unprintable, disposition_pdf
from reports.disposition_docx import disposition_docx
from safety.files import write_durably

BESIDE = ".LEMBAR-DISPOSISI-LANGKAH"


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(sheet)


def sheet(
    package: PackageArgument,
    step: Annotated[int, typer.Option("--step", help="Langkah SOP; kosong: yang sedang ditunggu.")] = 0,
    by: Annotated[str, typer.Option("--by", help="id orang yang akan menandatangani.")] = "",
    answer: Annotated[
        bool | None,
        typer.Option("--yes/--no", help="Jawaban dicetak pasti, untuk PDF yang ditandatangani; kosong: dicentang tangan."),
    ] = None,
    later: Annotated[
        datetime | None, typer.Option("--later", formats=["%Y-%m-%d"], help="Bila ditunda: dilihat lagi kapan.")
    ] = None,
    emergency: Annotated[
        bool, typer.Option("--emergency", help="Perintah tayang darurat sebelum SOP selesai; dengan --yes.")
    ] = False,
    as_docx: Annotated[bool, typer.Option("--docx", help="Sebagai dokumen Word, bukan PDF.")] = False,
    out: Annotated[Path | None, typer.Option("--out", help="Berkas yang ditulis; kosong: di konsep/.")] = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mencetak lembar disposisi satu paket untuk satu langkah SOP, dengan tempat tanda tangan dan kode QR."""
    if later and answer is not False:
        refuse(t("--later hanya bersama --no"))
    decision = None if answer is None else Decision.YES if answer else Decision.NO
    asked = Asked(step, by, decision, later.date() if later else None, emergency)
    with open_room(home, office) as room:
        if by:
            person_of(room, by)
        try:
            made = disposition_of(room, package, asked)
            data = disposition_docx(made) if as_docx else disposition_pdf(made)
        except (CannotApprove, Unprintable) as error:
            refuse(str(error), NEEDS_PERSON)
        place = out or room.desk.queue.drafts / f"{package}{BESIDE}-{made.step}.{'docx' if as_docx else 'pdf'}"
    try:
        write_durably(place, data)
    except OSError as error:
        refuse(t("{place} tidak dapat ditulis: {strerror}", place=place, strerror=error.strerror))
    typer.echo(f"{t('Lembar disposisi: {place}', place=place)}\n{_next(made, package)}")


def _next(made: Disposition, package: str) -> str:
    who = made.signer.role or t("yang berhak")
    if made.decision is not None:
        return t(
            "Untuk ditandatangani {who} sebagai PDF, langkah {step} ({activity}). Sesudahnya catat: tayang sign "
            "{package} --step {step} --by ID --pdf BERKAS-YANG-DITANDATANGANI.pdf",
            who=who,
            step=made.step,
            activity=made.activity,
            package=package,
        )
    return t(
        "Cetak, minta {who} mencentang dan menandatangani langkah {step} ({activity}), pindai, lalu catat: tayang sign "
        "{package} --step {step} --by ID --scan PINDAIAN.pdf",
        who=who,
        step=made.step,
        activity=made.activity,
        package=package,
    )
