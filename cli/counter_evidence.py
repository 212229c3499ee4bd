"""`tayang readers evidence`: what the page said at each reading of a package, and whether the excerpt is still what it was."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import NEEDS_PERSON, HomeOption, JsonOption, OfficeOption, open_ledger, refuse, show
from language.say import t
from ledger import queries
from ledger.chain import instant
from ledger.entries import Kind


def evidence(
    package: Annotated[str, typer.Argument(metavar="PAKET", help="Nama map paket.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
    as_json: JsonOption = False,
) -> None:
    """Bukti bacaan dari halaman: angkanya, kutipan halamannya, dan apakah kutipan itu masih utuh."""
    from flows.reading_evidence import kept_excerpts

    name = package.rstrip("/").rpartition("/")[2]
    with open_ledger(home, office) as (settings, slug, ledger):
        zone = settings.office(slug).zone
        read = [one for one in queries.history(ledger, slug, name, kinds=[Kind.READING]) if "path" in one["evidence"]]
        kept = kept_excerpts(settings.store, (one["evidence"] for one in read))
        found = list(zip(read, kept, strict=True))
    rows = [
        {
            "when": f"{instant(one['facts']['observed_at']).astimezone(zone):%Y-%m-%d %H.%M}",
            "channel": one["channel"],
            "value": one["facts"]["value"],
            "excerpt": seen.excerpt or seen.raw_text if seen else "",
            "file": f"{one['evidence']['path']}",
            "state": t("utuh") if seen else t("TIDAK ADA atau berubah"),
        }
        for one, seen in found
    ]
    if not rows and not as_json:
        typer.echo(t("Belum ada bacaan {name} yang berasal dari halaman.", name=name))
        return
    columns = {
        "when": t("Waktu"),
        "channel": t("Kanal"),
        "value": t("Angka"),
        "excerpt": t("Kutipan"),
        "file": t("Berkas di gudang/"),
    }
    show(rows, columns | {"state": t("Keadaan")}, as_json)
    if any(seen is None for _, seen in found):
        refuse(t("ada kutipan yang tidak ada lagi atau berubah; pulihkan dari cadangan"), NEEDS_PERSON)
