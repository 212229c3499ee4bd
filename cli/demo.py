"""`tayang demo`: the whole job on the practice town."""

from pathlib import Path
from typing import Annotated

import typer

from cli.home import Screen
from language.say import speak


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(demo)


def demo(
    directory: Annotated[Path, typer.Argument(metavar="MAP", help="Rumah latihan; isinya yang lama dihapus.")] = Path(".demo"),
    language: Annotated[
        Screen, typer.Option("--language", help="Bahasa layar rumah yang dibuat dan keterangan di dalam berkas-berkasnya.")
    ] = Screen.INDONESIAN,
) -> None:
    """Menjalankan seluruh pekerjaan di kota latihan dengan paket contoh."""
    from cli.whole_job import run

    speak(language.value)
    run(directory.resolve())
