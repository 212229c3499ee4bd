"""The messages that an office gets on its phones and in its mail: what would be told now, and whether a test arrives."""

import os
from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, OfficeOption, open_room, refuse
from language.say import later, t

_NONE = later("""\
Satuan kerja ini belum menerima pesan. Tulis alamat Apprise sebagai rahasia, misalnya di rahasia.env:
  TAYANG_PESAN_KANTOR=mailtos://PENGGUNA:SANDI@mail.example.go.id?to=subbag@example.go.id
lalu di berkas satuan kerja:
  [messages]
  to = ["TAYANG_PESAN_KANTOR"]
dan coba dengan: tayang messages --test""")


def register(app: typer.Typer) -> None:
    """Add this command to the front door."""
    app.command()(messages)


def messages(
    test: Annotated[bool, typer.Option("--test", help="Kirim pesan percobaan ke semua alamat.")] = False,
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Pesan ke telepon dan surel: apa yang akan dikabarkan, atau (--test) apakah pesan sampai."""
    from flows.messages import try_out  # what it gathers takes its time, and other commands need none of it
    from flows.messages_told import told_so_far
    from flows.news import news

    with open_room(home, office) as room:
        if not room.office.messages.to:
            typer.echo(t(_NONE))
            return
        if test:
            _tell_test(try_out(room, os.environ))
            return
        known = told_so_far(room).standing
        found = news(room)
    if not found:
        typer.echo(t("Tidak ada yang perlu dikabarkan."))
    for one in found:
        state = t("sudah dikabarkan") if one.key in known else t("akan dikabarkan")
        typer.echo(f"{state}  {one.told(named=True)}")


def _tell_test(became: dict[str, str]) -> None:
    for name, why in became.items():
        typer.echo(f"{name}: {why or t('diterima layanannya; lihat apakah sampai di telepon')}")
    if any(became.values()):
        refuse(t("ada alamat yang tidak menerima pesan"), NEEDS_PERSON)
