"""Making a home."""

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from cli.context import refuse
from config.new_home import init_home
from config.settings import SettingsError
from language.say import speak, t


class Screen(StrEnum):
    """The languages that a home may speak."""

    INDONESIAN = "id"
    ENGLISH = "en"


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(init)


def init(
    directory: Annotated[Path, typer.Argument(metavar="MAP", help="Map baru atau kosong untuk rumahnya.")],
    office: Annotated[str, typer.Option("--office", help="Nama pendek satuan kerja, misalnya contoh.")] = "",
    practice: Annotated[bool, typer.Option("--practice", help="Rumah latihan: semua kanal di kota latihan.")] = False,
    ask: Annotated[
        bool | None, typer.Option("--ask/--no-ask", help="Tanyakan data kantor; tanpa pilihan: hanya bila ada yang menjawab.")
    ] = None,
    language: Annotated[
        Screen, typer.Option("--language", help="Bahasa layar rumah ini dan keterangan di dalam berkas-berkasnya.")
    ] = Screen.INDONESIAN,
) -> None:
    """Membuat rumah tayang: setelan, map antrean, buku catatan. Di terminal beberapa pertanyaan mengisi data kantor."""
    speak(language.value)
    answers = None
    if (sys.stdin.isatty() and not practice) if ask is None else ask:
        from cli.first_questions import ask as ask_questions

        office, answers = ask_questions(office)
    if not office:
        refuse(t("sebutkan nama pendek satuan kerja dengan --office, misalnya --office contoh; atau --ask untuk dipandu"))
    try:
        home = init_home(directory, office, practice, answers=answers)
    except SettingsError as error:
        refuse(str(error))
    typer.echo(t("Rumah tayang siap: {home}", home=home))
    if practice:
        typer.echo(
            t(
                "Kotanya dijalankan dengan: tayang practice start; rumah ini dilayani dengan: tayang serve --home {home}",
                home=home,
            )
        )
        return
    connected = answers is not None and bool(answers.website) and _connect_now(home, office)
    if answers is None or not answers.website:
        typer.echo(t("Berikutnya: isi {home}/offices/{office}.toml (kop surat, orang, kanal), lalu", home=home, office=office))
    _tell_next(home, connected)


def _connect_now(home: Path, office: str) -> bool:
    """Let the person connect the site at once; a site that does not answer yet undoes nothing of the home."""
    from cli.accounts import connect

    if not typer.confirm(t("Sambungkan situs webnya sekarang?"), default=True):
        return False
    try:
        connect("website", home, office, in_file=True)
    except typer.Exit:
        typer.echo(t("Rumahnya tetap jadi; situsnya disambungkan kemudian."))
        return False
    return True


def _tell_next(home: Path, connected: bool) -> None:
    to_connect = [] if connected else [(t("sambungkan situsnya"), f"tayang connect website --file --home {home}")]
    steps = [
        *to_connect,
        (t("periksa semua akun"), f"tayang doctor --home {home}"),
        (t("mulai melayani (jadwal, pemantau map, papan Prefect)"), f"tayang serve --home {home}"),
        (t("ingin melihat satu hari kerja dahulu, di kota latihan"), "tayang demo"),
    ]
    for number, (what, command) in enumerate(steps, start=1):
        typer.echo(f"  {number}. {what}: {command}")
