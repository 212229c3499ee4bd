"""`tayang demo`: the whole job on the practice town."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(demo)


def demo(
    directory: Annotated[Path, typer.Argument(metavar="MAP", help="Rumah latihan; isinya yang lama dihapus.")] = Path(".demo"),
) -> None:
    """Menjalankan seluruh pekerjaan di kota latihan dengan paket contoh."""
    from cli.whole_job import run

    run(directory.resolve())
