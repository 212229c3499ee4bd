"""Content on its way to the check and back: handed in from konsep/, or sent back there to be mended."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, PackageArgument, open_room, refuse
from cli.proposing import ByOption, KeyOption
from cli.signed_pdf import PdfOption
from cli.signing import Means, ScanOption, expect_keys_as_agreed, person_of
from content_queue.sheet import SignOff
from flows import answering
from flows.answering import Draft, led_back_to
from flows.board import write_board
from language.say import t
from publishing import requests
from publishing.approval import Answer, CannotApprove
from safety.ssh_keygen import NoAnswer


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(submit)
    app.command("return")(send_back)


def submit(
    package: PackageArgument,
    by: ByOption,
    key: KeyOption = None,
    pdf: PdfOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mengajukan isi yang sudah siap: diperiksa seluruhnya, ditandatangani, dan mapnya pindah utuh dari konsep/ ke masuk/."""
    with open_room(home, office) as room:
        person, desk = person_of(room, by), room.desk
        means = Means(key, pdf=pdf)

        def sign(draft: Draft, answer: Answer) -> tuple[SignOff, ...] | None:
            expect_keys_as_agreed(room, means)
            return means.signs(room, package, person, answer, draft)

        if key or room.office.sop.strength != "pdf":  # there may be nothing to sign, and then there is no PDF
            expect_keys_as_agreed(room, means)
        if not requests.lies_in_drafts(desk, package):
            refuse(t("tidak ada paket {package} di konsep/; lihat `tayang status`", package=package), NEEDS_PERSON)
        try:
            step = answering.hand_in(room, package, person, sign)
        except (CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        write_board(room)
    check = desk.check
    awaits = t(
        "Sesudah disegel menunggu langkah {nr} ({activity}) oleh {who}.",
        nr=check.nr,
        activity=check.activity,
        who=", ".join(desk.may_sign(check.nr)),
    )
    told = [t("{package} diajukan dan sekarang di masuk/.", package=package)]
    if step:
        told.append(t("Langkah {nr} ({activity}) ditandatangani {by}.", nr=step.nr, activity=step.activity, by=by))
    typer.echo(" ".join((*told, awaits)))


def send_back(
    package: PackageArgument,
    by: ByOption,
    note: Annotated[str, typer.Option("--note", help="Apa yang harus diperbaiki.")],
    key: KeyOption = None,
    scan: ScanOption = None,
    pdf: PdfOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mengembalikan isi untuk diperbaiki: pemeriksaan menjawab Tidak, dan mapnya kembali ke konsep/ dengan catatannya."""
    if not note.strip():
        refuse(t("sebutkan apa yang harus diperbaiki dengan --note"))
    with open_room(home, office) as room:
        person = person_of(room, by)

        def sign(draft: Draft, answer: Answer) -> tuple[SignOff, ...] | None:
            means = Means(key, scan=scan, pdf=pdf)
            means.expect_one(said=False)
            expect_keys_as_agreed(room, means)
            return means.signs(room, package, person, answer, draft)

        try:
            back = answering.send_back(room, package, person, note, sign)
        except (CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        write_board(room)
        check, step = room.desk.check, led_back_to(room)
    typer.echo(
        t(
            "Tercatat: Tidak pada langkah {nr} oleh {person}. {package} kembali ke langkah {step}.\nPerbaiki di {place}",
            nr=check.nr,
            person=back.said.person,
            package=package,
            step=step,
            place=back.place,
        )
    )
