"""Every office of a home at once."""

import os
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from cli.context import NEEDS_PERSON, HomeOption, JsonOption, printer, refuse
from config.settings import SettingsError, load_offices
from language.say import later, t
from ledger.engine import secrets_in
from ledger.store import Ledger
from safety.clock import SystemClock
from safety.redaction import hide_in_logs

_STYLES = {"bad": "red", "wait": "yellow", "good": "green"}
_WORDS = {"bad": later("PERLU BANTUAN"), "wait": later("perhatikan"), "good": later("baik")}


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(fleet)


def fleet(
    home: HomeOption = Path(),
    page: Annotated[Path | None, typer.Option("--page", help="Berkas HTML; kosong: di rumah tayang.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Semua satuan kerja di rumah ini: siapa yang perlu bantuan, dan mengapa. Juga sebagai halaman HTML."""
    from flows.fleet import survey, write_fleet

    clock = SystemClock()
    try:
        settings, broken = load_offices(home, os.environ)
    except SettingsError as error:
        refuse(str(error))
    hide_in_logs(secrets_in(settings.database_url))
    if not settings.offices:
        refuse(str(SettingsError(broken)))
    ledger = Ledger.open(settings.database_url, clock)
    try:
        found = survey(settings, ledger, clock.now(), os.environ, broken)
    finally:
        ledger.close()
    if as_json:
        Console().print_json(data=asdict(found) | {"tones": {one.slug: one.tone for one in found.offices}})
        return
    console = printer()
    for office in found.offices:
        console.print(f"[{_STYLES[office.tone]}]{t(_WORDS[office.tone])}[/] ", end="")
        console.print(office.name, markup=False)
        for worry in office.worries:
            console.print(f"    - {worry.text}", markup=False)
    try:
        typer.echo(t("Halamannya: {place}", place=write_fleet(settings, found, page)))
    except OSError as error:
        refuse(t("halaman tidak dapat ditulis: {strerror}", strerror=error.strerror))
    if any(office.tone == "bad" for office in found.offices):
        raise typer.Exit(NEEDS_PERSON)
