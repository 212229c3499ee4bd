"""Making a home."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import refuse
from config.new_home import init_home
from config.settings import SettingsError


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(init)


def init(
    directory: Path,
    office: Annotated[str, typer.Option("--office", help="Nama pendek satuan kerja, misalnya contoh.")],
    practice: Annotated[bool, typer.Option("--practice", help="Rumah latihan: semua kanal di kota latihan.")] = False,
) -> None:
    """Membuat rumah tayang: setelan, map antrean, buku catatan."""
    try:
        home = init_home(directory, office, practice)
    except SettingsError as error:
        refuse(str(error))
    typer.echo(f"Rumah tayang siap: {home}\nBerikutnya: isi {home}/offices/{office}.toml, lalu `tayang connect KANAL --file`.")
