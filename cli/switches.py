"""Pausing and resuming: a whole office, or one channel."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import ChannelOption, HomeOption, OfficeOption, open_ledger, open_room, refuse
from config.settings import HomeSettings
from flows.board import write_board
from language.say import t
from publishing import switches


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(pause)
    app.command()(resume)


def pause(
    reason: Annotated[str, typer.Argument(metavar="ALASAN", help="Mengapa dihentikan, dalam tanda kutip; tampil di papan.")],
    channel: ChannelOption = "",
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menjeda semua penayangan (misalnya masa tenang), atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.pause_channel(ledger, slug, _known_channel(settings, slug, channel), reason)
        else:
            switches.pause_office(ledger, slug, reason)
    _show_on_board(home, office)
    again = f" --channel {channel}" if channel else ""
    typer.echo(
        t(
            "Penayangan {what} dijeda: {reason}. Lanjutkan dengan `tayang resume{again}`.",
            what=channel or slug,
            reason=reason,
            again=again,
        )
    )


def resume(channel: ChannelOption = "", home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Melanjutkan penayangan yang dijeda, seluruhnya atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.resume_channel(ledger, slug, _known_channel(settings, slug, channel))
        else:
            switches.resume_office(ledger, slug)
    _show_on_board(home, office)
    typer.echo(t("Penayangan {what} dilanjutkan.", what=channel or slug))


def _show_on_board(home: Path, office: str) -> None:
    """After the switch is in the ledger: no sweep writes the board while the gate is shut."""
    with open_room(home, office) as room:
        write_board(room)


def _known_channel(settings: HomeSettings, slug: str, channel: str) -> str:
    known = list(settings.office(slug).channels)
    if channel not in known:
        refuse(t("kanal {channel} tidak ada; yang ada: {known}", channel=channel, known=", ".join(known)))
    return channel
