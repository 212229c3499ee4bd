"""Correcting what is public: preparing the correction, and saying what became of it where a platform allows no change."""

import asyncio
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, PackageArgument, open_room, refuse
from cli.signed_pdf import PdfOption
from cli.signing import Means, expect_keys_as_agreed, signed_alone
from content_queue.new import correction_of
from content_queue.problems import PackageProblems
from flows.board import write_board
from flows.correct import CannotCorrect, changed_by_hand, left_as_it_is, post_anew, public_revision
from flows.wiring import Workroom
from language.say import t
from publishing import withdrawal
from publishing.approval import CannotApprove
from safety.ssh_keygen import NoAnswer


class What(StrEnum):
    """What became of one channel's correction."""

    DONE = "done"
    LEAVE = "leave"
    ANEW = "anew"


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(correct)


def correct(
    package: PackageArgument,
    channel: Annotated[str, typer.Option("--channel", help="Kanal yang tidak dapat diralat sendiri oleh tayang.")] = "",
    done: Annotated[bool, typer.Option("--done", help="Sudah diubah tangan di kanal itu, dan dilihat sendiri.")] = False,
    leave: Annotated[bool, typer.Option("--leave", help="Biarkan kiriman di kanal itu apa adanya.")] = False,
    anew: Annotated[bool, typer.Option("--anew", help="Tarik dari kanal itu, lalu tayangkan ralatnya sebagai gantinya.")] = False,
    by: Annotated[str, typer.Option("--by", help="id orang yang memutuskan, misalnya ketua.")] = "",
    key: Annotated[Path | None, typer.Option("--key", help="Berkas kunci SSH orang itu; hanya dibaca ssh-keygen.")] = None,
    pdf: PdfOption = None,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menyiapkan ralat dari yang sudah tayang di konsep/; dengan --channel: memutuskan kanal yang tidak dapat diubah."""
    said = [what for what, given in ((What.DONE, done), (What.LEAVE, leave), (What.ANEW, anew)) if given]
    if bool(channel) != (len(said) == 1) or len(said) > 1:
        refuse(t("sebutkan --channel bersama satu dari --done, --leave, atau --anew; tanpa semuanya: menyiapkan ralat"))
    with open_room(home, office) as room:
        try:
            if said:
                _decide(room, package, channel, said[0], by, Means(key, pdf=pdf))
                write_board(room)
            else:
                _prepare(room, package)
        except (CannotCorrect, withdrawal.CannotWithdraw, CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        except PackageProblems as error:
            refuse("\n".join(problem.text(room.settings.language) for problem in error.problems))


def _prepare(room: Workroom, package: str) -> None:
    row = public_revision(room, package)
    folder, hint = correction_of(room.desk.store / row.digest, room.desk.queue.drafts / row.folder)
    typer.echo(t("Bahan ralat: {folder}", folder=folder) + f"\n{hint}")
    typer.echo(t("Perbaiki isinya, periksa dengan `tayang check`, lalu pindahkan map itu ke masuk/."))


def _decide(room: Workroom, package: str, channel: str, what: What, by: str, means: Means) -> None:
    person = room.office.person(by)
    if person is None:
        refuse(t("--by: {by} tidak ada di berkas satuan kerja; yang ada: {people}", by=by or t("(kosong)"), people=_people(room)))
    if what is What.DONE:
        changed_by_hand(room, package, channel, by)
        typer.echo(t("Dicatat: {channel} sudah diralat, dilihat oleh {by}.", channel=channel, by=by))
    elif what is What.LEAVE:
        left_as_it_is(room, package, channel, by)
        typer.echo(t("Dicatat: {channel} dibiarkan apa adanya.", channel=channel))
    else:
        expect_keys_as_agreed(room, means)
        sign = withdrawal.draft(
            room.ledger,
            room.desk,
            package,
            by,
            person.role,
            t("diganti ralatnya di {channel}", channel=channel),
        )
        signed = signed_alone(room, package, sign, means)
        problem = asyncio.run(post_anew(room, package, channel, signed))
        typer.echo(problem or t("{channel} ditarik; ralatnya tayang di sana pada sapuan berikutnya.", channel=channel))
        if problem:
            raise typer.Exit(NEEDS_PERSON)


def _people(room: Workroom) -> str:
    return ", ".join(person.id for person in room.office.people)
