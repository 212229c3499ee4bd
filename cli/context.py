"""What every command shares: where the home is, how to open it, how to tell an error to a person."""

import asyncio
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.console import Console
from rich.table import Table

from config.settings import HomeSettings, SettingsError, load_home, load_office_home, load_offices, unknown_secrets
from flows.prefect_settings import apply_settings, quiet_settings
from flows.serving import is_held
from language.say import t
from ledger.engine import secrets_in
from ledger.store import Ledger
from safety.clock import SystemClock
from safety.redaction import hide_in_logs

if TYPE_CHECKING:
    from flows.wiring import Workroom

HomeOption = Annotated[Path, typer.Option("--home", envvar="TAYANG_HOME", help="Rumah tayang (berisi tayang.toml).")]
OfficeOption = Annotated[str, typer.Option("--office", help="Satuan kerja; boleh kosong bila hanya satu.")]
PackageArgument = Annotated[str, typer.Argument(metavar="PAKET", help="Nama map paketnya, seperti di papan.")]
NoteOption = Annotated[str, typer.Option("--note", help="Catatan untuk yang membaca jawaban ini; tercatat di buku.")]
TitleArgument = Annotated[str, typer.Argument(metavar="JUDUL", help="Judulnya, dalam tanda kutip.")]
ChannelOption = Annotated[str, typer.Option("--channel", help="Satu kanal saja.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Keluaran untuk mesin.")]

NEEDS_PERSON = 1
WRONG_USE = 2
WIDE = 400


def refuse(message: str, status: int = WRONG_USE) -> NoReturn:
    """Tell a person what is wrong and what to do, and end with a status."""
    Console(stderr=True).print(message, style="red", markup=False, highlight=False)
    raise typer.Exit(status)


def settings_of(home: Path, office: str = "") -> HomeSettings:
    """The home as its files describe it; for one office, whatever is wrong with the files of others."""
    try:
        settings = load_office_home(home, office, os.environ) if office else load_home(home, os.environ)
    except SettingsError as error:
        refuse(str(error))
    hide_in_logs(secrets_in(settings.database_url))
    return settings


def sound_part_of(home: Path) -> HomeSettings:
    """The home with every office whose file can be read; what keeps the others out is told. Ends where none is left."""
    try:
        settings, broken = load_offices(home, os.environ)
    except SettingsError as error:
        refuse(str(error))
    hide_in_logs(secrets_in(settings.database_url))
    if not settings.offices:
        refuse(str(SettingsError(broken)))
    for problem in broken:
        Console(stderr=True).print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
    return settings


def home_around(home: Path, place: Path) -> Path:
    """The home that was named; where none was and none is here, the one in which this place lies."""
    if home != Path() or (home / "tayang.toml").exists():
        return home
    return next((folder for folder in place.resolve().parents if (folder / "tayang.toml").is_file()), home)


def slug_of(settings: HomeSettings, office: str) -> str:
    """The office that is meant: the one that was named, or the only one."""
    known = settings.slugs
    if office and office not in known:
        refuse(t("satuan kerja {office} tidak ada di rumah ini; yang ada: {known}", office=office, known=", ".join(known)))
    if not office and len(known) > 1:
        refuse(t("rumah ini punya beberapa satuan kerja; sebutkan satu dengan --office: {known}", known=", ".join(known)))
    return office or known[0]


@contextmanager
def open_ledger(home: Path, office: str) -> Iterator[tuple[HomeSettings, str, Ledger]]:
    """The ledger for looking, without the channels and their secrets."""
    settings = settings_of(home, office)
    slug = slug_of(settings, office)
    ledger = Ledger.open(settings.database_url, SystemClock())
    try:
        yield settings, slug, ledger
    finally:
        ledger.close()


@contextmanager
def open_room(home: Path, office: str) -> Iterator["Workroom"]:
    """The whole workroom, channels included; what they need is imported only here, for looking shall be quick."""
    from flows.channels import UnknownChannel
    from flows.wiring import open_workroom

    settings = settings_of(home, office)
    slug = slug_of(settings, office)
    try:
        with open_workroom(home, slug, known_secrets(settings, slug), SystemClock()) as room:
            yield room
    except UnknownChannel as error:
        refuse(str(error))


def known_secrets(settings: HomeSettings, slug: str) -> Mapping[str, str]:
    """The environment, and what Secret blocks hold for secrets that nothing else knows, where there is a Prefect server."""
    served = is_held(settings.path) or os.environ.get("PREFECT_API_URL")
    if not served or not unknown_secrets(settings, slug, os.environ):
        return os.environ
    prepare_prefect(settings.path)
    from flows.secret_blocks import with_secret_blocks

    return asyncio.run(with_secret_blocks(settings.path, slug, os.environ))


def prepare_prefect(home: Path) -> None:
    """Quiet settings for Prefect, kept inside the home; to be called before anything imports Prefect."""
    try:
        settings, _ = load_offices(home, os.environ, ())
    except SettingsError as error:
        refuse(str(error))
    apply_settings(quiet_settings(settings.path), os.environ)


def show(rows: Sequence[Mapping[str, Any]], columns: Mapping[str, str], as_json: bool) -> None:
    """A table for people or JSON for machines; `columns` gives key and heading, said here where it is not yet."""
    if as_json:
        typer.echo(json.dumps([dict(row) for row in rows], ensure_ascii=False, indent=2))
        return
    table = Table()
    for heading in columns.values():
        table.add_column(t(heading), overflow="fold")
    for row in rows:
        table.add_row(*("–" if row[key] in (None, "") else str(row[key]) for key in columns))
    console = printer()
    if not console.is_terminal:
        table.box = None
    console.print(table)


def printer() -> Console:
    """Where people read; a file or a pipe has no width to fold an address at."""
    console = Console(highlight=False)
    return console if console.is_terminal else Console(highlight=False, width=WIDE)
