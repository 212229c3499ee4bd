"""The commands for the lists that others ask for: public information, legal documents, and a province's offices."""

from pathlib import Path
from typing import Annotated

import typer

from cli.context import HomeOption, OfficeOption, open_ledger, refuse, settings_of, show
from config.settings import SettingsError
from language.say import t, tn
from ledger.store import Ledger
from safety.clock import SystemClock


def register(app: typer.Typer) -> None:
    """Add these commands to the front door."""
    app.command("dip")(dip)
    app.command("jdih")(jdih)


def dip(
    dest: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas .xlsx atau .csv yang ditulis.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis Daftar Informasi Publik dari buku catatan; kolomnya dapat diatur di daftar/dip.toml."""
    from flows.public_lists import write_dip

    if dest.suffix.lower() not in (".xlsx", ".csv"):
        refuse(t("nama berkas harus berakhiran .xlsx atau .csv, bukan {name}", name=dest.name))
    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            count = write_dip(settings, slug, ledger, SystemClock(), dest)
        except SettingsError as error:
            refuse(str(error))
        except OSError as error:
            refuse(t("{dest} tidak dapat ditulis: {strerror}", dest=dest, strerror=error.strerror))
    typer.echo(
        tn(
            "{n} informasi ditulis ke {dest}. Kolomnya belum dicocokkan dengan lampiran peraturan; periksa dahulu.",
            count,
            dest=dest,
        )
    )


def jdih(
    dest: Annotated[Path, typer.Argument(metavar="BERKAS", help="Berkas .json atau .csv yang ditulis.")],
    home: HomeOption = Path(),
    office: OfficeOption = "",
) -> None:
    """Menulis metadata produk hukum untuk JDIH satuan kerja; kolomnya dapat diatur di daftar/jdih.toml."""
    from flows.public_lists import write_jdih

    if dest.suffix.lower() not in (".json", ".csv"):
        refuse(t("nama berkas harus berakhiran .json atau .csv, bukan {name}", name=dest.name))
    with open_ledger(home, office) as (settings, slug, ledger):
        try:
            count = write_jdih(settings, slug, ledger, SystemClock(), dest)
        except SettingsError as error:
            refuse(str(error))
        except OSError as error:
            refuse(t("{dest} tidak dapat ditulis: {strerror}", dest=dest, strerror=error.strerror))
    typer.echo(
        tn(
            "{n} produk hukum ditulis ke {dest}. Kolomnya belum dicocokkan dengan lampiran peraturan; periksa dahulu.",
            count,
            dest=dest,
        )
    )


def province_recap(home: Path, month: str, as_json: bool) -> None:
    """Every office of the home in one list, for `tayang recap --province`."""
    from flows.province import COLUMNS, write_province

    settings = settings_of(home)
    ledger = Ledger.open(settings.database_url, SystemClock())
    try:
        made = write_province(settings, ledger, SystemClock(), month)
    except ValueError as error:
        refuse(str(error))
    except OSError as error:
        refuse(t("rekapitulasi tidak dapat ditulis: {strerror}", strerror=error.strerror))
    finally:
        ledger.close()
    show(made.rows, COLUMNS, as_json)
    if not as_json:
        typer.echo("\n".join(str(path) for path in made.paths))
