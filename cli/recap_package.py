"""`tayang recap --as-package`: the recap that was just made becomes a package in konsep/, for the office's usual approval."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.context import NEEDS_PERSON, open_room, refuse
from language.say import t

if TYPE_CHECKING:
    from flows.monthly_recap import RecapMade


def lay_it(home: Path, slug: str, made: "RecapMade", *, as_json: bool) -> None:
    """Lay it there and tell what comes next."""
    from flows.recap_package import CannotLay, lay_recap

    with open_room(home, slug) as room:
        try:
            folder = lay_recap(room, made)
        except CannotLay as reason:
            refuse(str(reason), NEEDS_PERSON)
    if not as_json:
        told = t(
            "Paket rekapitulasi ada di {folder}. Periksa teksnya (`tayang check {folder}`), lalu jalankan SOP seperti biasa;\n"
            "tanpa persetujuan tidak ada yang tayang.",
            folder=folder,
        )
        typer.echo(told)
