"""`tayang why PACKAGE`: everything that happened to a package, how it stands now, and what to do."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from cli.context import HomeOption, JsonOption, OfficeOption, open_room, printer, refuse
from language.say import t
from language.writing import hour
from ledger.chain import instant
from reports.words import long_date, number

if TYPE_CHECKING:
    from config.office import Office
    from flows.story import Story
    from reports.board import PackageCard
    from reports.story import Told

_TONES = {"good": "green", "wait": "yellow", "bad": "red", "off": "dim"}


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(why)


def why(
    package: Annotated[str, typer.Argument(metavar="PAKET", help="Nama map paket.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
    everything: Annotated[bool, typer.Option("--all", help="Juga setiap permintaan ke kanal, untuk admin.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Riwayat satu paket dari buku catatan: apa yang terjadi, bagaimana keadaannya kini, dan apa yang harus dilakukan."""
    from flows.story import NoSuchPackage, story_of

    with open_room(home, office) as room:
        try:
            found = story_of(room, package.rstrip("/").rpartition("/")[2], technical=everything)
        except NoSuchPackage as none:
            refuse(str(none))
        if as_json:
            Console().print_json(data=asdict(found))
            return
        _print(found, room.office)


def _print(found: "Story", office: "Office") -> None:
    console = printer()
    for day, lines in groupby(found.told, key=lambda one: long_date(instant(one.at).astimezone(office.zone))):
        console.print(f"\n{day} ({office.time_zone})", style="bold")
        _print_lines(console, [_past(one, office) for one in lines])
    console.print(f"\n{t('Sekarang')}", style="bold")
    _print_lines(console, list(_now(found)) or [("", Text(t("Tidak ada yang menunggu.")))])


def _print_lines(console: Console, lines: "Sequence[tuple[str, Text]]") -> None:
    """Each with its time before it, folded under itself."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim", no_wrap=True)
    grid.add_column(overflow="fold")
    for time, text in lines:
        grid.add_row(f"  {time}" if time else "", text)
    console.print(grid)


def _past(one: "Told", office: "Office") -> tuple[str, Text]:
    at = instant(one.at).astimezone(office.zone)
    return hour(at, seconds=True), Text.assemble(
        " ".join(part for part in (one.text, one.next) if part), (_again(one, at, office), "dim")
    )


def _again(one: "Told", first: datetime, office: "Office") -> str:
    if one.times == 1:
        return ""
    last = instant(one.until).astimezone(office.zone)
    until = hour(last)
    if last.date() != first.date():
        until = t("{day} pukul {time}", day=long_date(last), time=until)
    return "  " + t("({n} kali, terakhir {until})", n=number(one.times), until=until)


def _now(found: "Story") -> "Iterator[tuple[str, Text]]":
    for held in found.held:
        yield "", Text(t("Ditahan di {place}. Perbaiki, lalu pindahkan mapnya kembali ke masuk/:", place=held.place), style="red")
        yield from (("", Text(f"• {reason}")) for reason in held.reasons)
    for card in found.cards:
        yield from _card(card)
    for action in found.stopped:
        yield "", Text(f"{action.text} {action.command}".rstrip(), style="yellow")


def _card(card: "PackageCard") -> "Iterator[tuple[str, Text]]":
    yield "", Text(t("Revisi {revision}: {state}", revision=card.revision, state=card.state), style=_TONES.get(card.tone, ""))
    if card.note:
        yield "", Text(card.note)
    for line in card.channels:
        shown = " · ".join(part for part in (line.state, line.grade, line.checked, line.readers, line.note) if part)
        yield "", Text.assemble(f"{line.channel}: {shown}", (f"\n  {line.url}" if line.url else "", "blue"))
    for action in card.actions:
        yield (
            "",
            Text(
                t("Yang harus dilakukan: {text} {command}", text=action.text, command=action.command or action.href).rstrip(),
                style="yellow",
            ),
        )
