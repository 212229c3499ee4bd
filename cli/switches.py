"""Pausing and resuming: a whole office, or one channel."""

from pathlib import Path

import typer

from cli.context import ChannelOption, HomeOption, OfficeOption, open_ledger, refuse
from config.settings import HomeSettings
from publishing import switches


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command()(pause)
    app.command()(resume)


def pause(reason: str, channel: ChannelOption = "", home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Menjeda semua penayangan (misalnya masa tenang), atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.pause_channel(ledger, slug, _known_channel(settings, slug, channel), reason)
        else:
            switches.pause_office(ledger, slug, reason)
    again = f" --channel {channel}" if channel else ""
    typer.echo(f"Penayangan {channel or slug} dijeda: {reason}. Lanjutkan dengan `tayang resume{again}`.")


def resume(channel: ChannelOption = "", home: HomeOption = Path(), office: OfficeOption = "") -> None:
    """Melanjutkan penayangan yang dijeda, seluruhnya atau satu kanal."""
    with open_ledger(home, office) as (settings, slug, ledger):
        if channel:
            switches.resume_channel(ledger, slug, _known_channel(settings, slug, channel))
        else:
            switches.resume_office(ledger, slug)
    typer.echo(f"Penayangan {channel or slug} dilanjutkan.")


def _known_channel(settings: HomeSettings, slug: str, channel: str) -> str:
    known = list(settings.office(slug).channels)
    if channel not in known:
        refuse(f"kanal {channel} tidak ada; yang ada: {', '.join(known)}")
    return channel
