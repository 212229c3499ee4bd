"""`tayang recap --mail`: a person has the version sent that was just made."""

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.context import NEEDS_PERSON, known_secrets, refuse, settings_of
from flows.recap_mail import mail_recap
from language.say import later, t
from safety.clock import SystemClock

if TYPE_CHECKING:
    from flows.monthly_recap import RecapMade

_NONE = later("""\
Satuan kerja ini belum mengirim rekapitulasi lewat surel. Tulis alamatnya sebagai rahasia, misalnya di rahasia.env:
  TAYANG_SUREL_REKAP=mailtos://PENGGUNA:SANDI@mail.example.go.id?to=sekretaris@example.go.id
lalu di berkas satuan kerja:
  [report]
  mail = ["TAYANG_SUREL_REKAP"]""")


def mail_it(home: Path, slug: str, made: "RecapMade", *, as_json: bool) -> None:
    """Send it to whom it has not surely reached, and tell where it stands at every address."""
    settings = settings_of(home)
    if not settings.office(slug).report.mail:
        refuse(t(_NONE))
    found = mail_recap(home, slug, SystemClock(), known_secrets(settings, slug), made, by_person=True)
    if not as_json:
        for one in found:
            typer.echo(f"{one.to}: {one.told}")
    if not found:
        refuse(t("surel rekapitulasi sedang dikirim proses lain; lihat hasilnya pada papan"), NEEDS_PERSON)
    if any(one.state != "sent" for one in found):
        refuse(t("ada alamat yang belum pasti mendapat rekapitulasi ini"), NEEDS_PERSON)
