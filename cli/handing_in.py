"""Content on its way to the check and back: handed in from konsep/, or sent back there to be mended."""

import os
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, open_room, refuse
from cli.proposing import ByOption, KeyOption, signed_for, step_of, today
from cli.signing import Means, expect_keys_as_agreed, person_of
from content_queue.profile import Step
from content_queue.sheet import Decision, SignOff
from flows.board import write_board
from flows.preview import PreviewDesk, check_package
from flows.wiring import Workroom
from publishing import approval, requests
from publishing.approval import Answer, CannotApprove
from reports.words import moment
from safety.ssh_keygen import NoAnswer

_MEND = """Paket ini dikembalikan untuk diperbaiki dan BELUM ditayangkan.

Langkah {step} ({activity}) dijawab Tidak oleh {person}, {at}.
Catatan: {note}

Kembali ke langkah {back}.
Perbaiki isi paket di map ini, lalu ajukan lagi: tayang submit {name} --by ID
"""


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(submit)
    app.command("return")(send_back)


def submit(package: str, by: ByOption, key: KeyOption = None, home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Mengajukan isi yang sudah siap: diperiksa seluruhnya, ditandatangani, dan mapnya pindah utuh dari konsep/ ke masuk/."""
    with open_room(home, office) as room:
        person, desk = person_of(room, by), room.desk
        expect_keys_as_agreed(room, given=key is not None)
        if not requests.lies_in_drafts(desk, package):
            refuse(f"tidak ada paket {package} di konsep/; lihat `tayang status`", NEEDS_PERSON)
        try:
            step = requests.submission(room.ledger, desk, package, by)
            _expect_sound(room, package)
            signs: tuple[SignOff, ...] = ()
            if step is not None:
                signs = signed_for(room, package, Answer(by, person.role, (step.nr,)), Means(key)) or ()
            requests.submit(room.ledger, desk, package, signs, today(room))
        except (CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        write_board(room)
    signed = f" Langkah {step.nr} ({step.activity}) ditandatangani {by}." if step else ""
    check = f"langkah {desk.check.nr} ({desk.check.activity}) oleh {', '.join(desk.may_sign(desk.check.nr))}"
    typer.echo(f"{package} diajukan dan sekarang di masuk/.{signed} Sesudah disegel menunggu {check}.")


def send_back(
    package: str,
    by: ByOption,
    note: Annotated[str, typer.Option("--note", help="Apa yang harus diperbaiki.")],
    key: KeyOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Mengembalikan isi untuk diperbaiki: pemeriksaan menjawab Tidak, dan mapnya kembali ke konsep/ dengan catatannya."""
    if not note.strip():
        refuse("sebutkan apa yang harus diperbaiki dengan --note")
    with open_room(home, office) as room:
        person, desk = person_of(room, by), room.desk
        check = desk.check
        try:
            row = requests.returned(room.ledger, desk, package) or approval.waiting(room.ledger, desk, package)
            requests.expect_room_in_drafts(desk, package)
            said = requests.refused(room.ledger, desk, row)
            if said is None:
                expect_keys_as_agreed(room, given=key is not None)
                answer = Answer(by, person.role, (check.nr,), note.strip(), Decision.NO)
                signs = Means(key).signs(room, package, person, answer, partial(approval.draft, room.ledger, desk, package)) or ()
                approval.enter(room.ledger, desk, package, signs)
                said = signs[0]
            place = requests.take_back(room.ledger, desk, row, _note(room, package, check, said))
        except (CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        write_board(room)
        back = _back(room, check)
    typer.echo(
        f"Tercatat: Tidak pada langkah {check.nr} oleh {said.person}. {package} kembali ke langkah {back}.\nPerbaiki di {place}"
    )


def _expect_sound(room: Workroom, package: str) -> None:
    """Refuse content that could not be published, with everything that is wrong with it."""
    preview = PreviewDesk(room.settings, room.office, os.environ, room.clock)
    checked = check_package(preview, room.desk.queue.drafts / package)
    if checked.data.problems:
        refuse("\n".join((*checked.data.problems, f"Pratinjau: {checked.page}")), NEEDS_PERSON)


def _back(room: Workroom, check: Step) -> str:
    if check.returns_to is None:
        return f"{check.nr} ({check.activity})"
    return f"{check.returns_to} ({step_of(room, check.returns_to).activity})"


def _note(room: Workroom, package: str, check: Step, said: SignOff) -> str:
    at = moment(said.at.astimezone(room.office.zone), room.office.time_zone)
    return _MEND.format(
        step=check.nr,
        activity=check.activity,
        person=said.person,
        at=at,
        note=said.note or "–",
        back=_back(room, check),
        name=package,
    )
