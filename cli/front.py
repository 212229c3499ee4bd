"""`tayang` alone: where things stand, and what to do next."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer
from rich.console import Console
from rich.text import Text

from cli.context import WRONG_USE, HomeOption, JsonOption, OfficeOption, open_room, printer, refuse, settings_of
from language.say import later, t

if TYPE_CHECKING:
    from reports.board import Action, Board

HOME_FILE = "tayang.toml"
_NEWCOMER = later("""\
Di sini belum ada rumah tayang ({place}).

  Mencoba dahulu, tanpa akun   tayang demo
  Membuat rumah kantor         tayang init MAP --office NAMA-PENDEK
  Rumahnya sudah ada           cd ke mapnya, lalu ketik tayang
  Semua perintah               tayang --help""")


def register(app: typer.Typer) -> None:
    """Let the front door answer when nobody named a command."""
    app.callback(invoke_without_command=True)(here)


def here(context: typer.Context, home: HomeOption = Path(), office: OfficeOption = "", as_json: JsonOption = False) -> None:
    """Menayangkan yang sudah disetujui: sekali, terbukti, tercatat.

    Tanpa perintah: keadaan kantor, dan apa yang harus dilakukan sekarang.
    """
    if context.invoked_subcommand is not None:
        _expect_nothing_before(context)
        return
    if not (home / HOME_FILE).is_file():
        typer.echo(t(_NEWCOMER, place=home.absolute()))
        raise typer.Exit(WRONG_USE)
    settings = settings_of(home)
    offices = [office] if office else [one.slug for one in settings.offices]
    boards = {slug: _board(home, slug) for slug in offices}
    if as_json:
        Console().print_json(data={slug: asdict(board) for slug, board in boards.items()})
        return
    console = printer()
    for board in boards.values():
        for line in _lines(board):
            console.print(line)


def _expect_nothing_before(context: typer.Context) -> None:
    """What is written before a command would be lost on it; better said than guessed."""
    sources = [context.get_parameter_source(name) for name in ("home", "office", "as_json")]
    if any(source is not None and source.name == "COMMANDLINE" for source in sources):
        refuse(
            t(
                "tulis pilihannya sesudah perintah: tayang {command} …",
                command=context.invoked_subcommand,
            )
        )


def _board(home: Path, slug: str) -> "Board":
    from flows.board import gather

    with open_room(home, slug) as room:
        return gather(room)


def _lines(board: "Board") -> Iterator[Text]:
    yield Text(board.office_name, style="bold")
    yield Text(" · ".join(f"{name}: {count}" for name, count in board.figures), style="dim")
    if board.practice:
        yield Text(t("PRAKTIK: tidak ada yang tampil di internet."), style="dim")
    if board.paused:
        yield Text(
            t(
                "Semua penayangan dihentikan: {paused}. Lanjutkan dengan: {resume}",
                paused=board.paused,
                resume=board.resume,
            ),
            style="red",
        )
    for trouble in board.troubles:
        yield _asked(trouble, "")
    for held in board.held:
        yield Text(
            t(
                "• {name}: ditahan. Perbaiki di {place}, lalu pindahkan ke masuk/. {reason}",
                name=held.name,
                place=held.place,
                reason=held.first_reason,
            ),
            style="red",
        )
    for card in board.to_do:
        yield from (_asked(action, f"{card.name} ({card.state}): ") for action in card.actions)
    if board.is_well:
        yield Text(t("Tidak ada yang menunggu keputusan."), style="green")
    under_way = [card for card in board.rest if card.tone == "wait"]
    for card in under_way:
        yield Text(f"• {card.name}: {card.state}. {card.note}".rstrip())
        yield from (Text(f"    {line.channel}: {line.note}") for line in card.channels if line.note)
    for arriving in board.arriving:
        if arriving.note:
            yield Text(t("• {name}: sedang masuk, {note}.", name=arriving.name, note=arriving.note))
        else:
            yield Text(t("• {name}: sedang masuk.", name=arriving.name))
    yield Text("")


def _asked(action: "Action", whose: str) -> Text:
    return Text.assemble(("• ", "yellow"), (whose, "bold"), f"{action.text} ", (action.command or action.href, "cyan"))
