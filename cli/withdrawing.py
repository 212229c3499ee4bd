"""Taking a published package down, on a person's order."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, JsonOption, OfficeOption, PackageArgument, open_room, refuse, show
from cli.signed_pdf import PdfOption
from cli.signing import Means, expect_keys_as_agreed, signed_alone
from flows.board import write_board
from flows.wiring import Workroom
from language.say import t
from ledger import queries
from ledger.withdrawal_queries import Withdrawal
from publishing import withdrawal
from publishing.approval import CannotApprove
from safety.ssh_keygen import NoAnswer


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(withdraw)


def withdraw(
    package: PackageArgument,
    by: Annotated[str, typer.Option("--by", help="id orang yang memerintahkan, misalnya ketua.")],
    reason: Annotated[str, typer.Option("--reason", help="Alasannya; tercatat di buku.")],
    channel: Annotated[list[str] | None, typer.Option("--channel", help="Kanal ini saja; kosong: semua kanal.")] = None,
    key: Annotated[Path | None, typer.Option("--key", help="Berkas kunci SSH orang itu; hanya dibaca ssh-keygen.")] = None,
    pdf: PdfOption = None,
    gone: Annotated[bool, typer.Option("--gone", help="Sudah dihapus tangan dan dilihat sendiri, di kanal tanpa API.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Jangan tanya lagi.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Menarik yang sudah tayang dari semua kanalnya, atas perintah orang yang berhak; salinan dan catatannya tetap ada."""
    if not reason.strip():
        refuse(t("sebutkan alasannya dengan --reason"))
    from flows.withdraw import take_down

    with open_room(home, office) as room:
        person = room.office.person(by)
        if person is None:
            refuse(
                t(
                    "{by} tidak ada di berkas satuan kerja; yang ada: {known}",
                    by=by,
                    known=", ".join(p.id for p in room.office.people),
                )
            )
        try:
            means = Means(key, pdf=pdf)
            expect_keys_as_agreed(room, means)
            sign = withdrawal.draft(room.ledger, room.desk, package, by, person.role, reason.strip())
            _confirm(room, package, tuple(channel or ()), yes)
            sign = signed_alone(room, package, sign, means)
            orders = withdrawal.order(room.ledger, room.desk, package, tuple(channel or ()), sign)
        except (withdrawal.CannotWithdraw, CannotApprove, NoAnswer) as error:
            refuse(str(error), NEEDS_PERSON)
        after = asyncio.run(take_down(room, orders, by if gone else ""))
        write_board(room)
    _tell(after, as_json)


def _confirm(room: Workroom, package: str, channels: tuple[str, ...], yes: bool) -> None:
    if yes:
        return
    rows = [row for row in queries.publications(room.ledger, room.office.slug) if row.key.package_id == package and row.url]
    for row in rows:
        if not channels or row.key.channel in channels:
            typer.echo(f"{row.key.channel}: {row.url}", err=True)
    if not typer.confirm(t("Tarik semuanya dari umum?"), err=True):
        refuse(t("Tidak ada yang ditarik."))


def _tell(orders: list[Withdrawal], as_json: bool) -> None:
    rows = [
        {"channel": one.key.channel, "state": t("belum selesai") if one.is_open else t("ditarik"), "problem": one.problem}
        for one in orders
    ]
    show(rows, {"channel": t("Kanal"), "state": t("Keadaan"), "problem": t("Yang harus dilakukan")}, as_json)
    if any(one.is_open for one in orders):
        if not as_json:
            typer.echo(t("Yang belum selesai dicoba lagi dengan sendirinya pada sapuan berikutnya."))
        raise typer.Exit(NEEDS_PERSON)
