"""Where a person showed tayang that a site prints its reader count: offices/SLUG.pembaca.toml, written by `tayang teach`."""

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from config.problems import SettingsError, hints_of, problems_of, read_toml
from language.say import later, t

_HEAD = later(
    "# Tempat angka pembaca pada halaman setiap situs, ditunjukkan orang lewat `tayang teach`.\n"
    "# Hapus satu tabel untuk melupakan satu situs; jalankan `tayang teach` lagi bila tampilan situs berubah.\n"
)


class Place(BaseModel):
    """The place on one site's pages, and how it was proved."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    selector: str = Field(min_length=1, description=later("selektor CSS tempat angka"))
    taught_on: str = Field(description=later("halaman yang ditunjukkan"))
    taught_count: str = Field(description=later("angka yang tampak waktu itu"))
    taught_at: str = Field(description=later("tanggal ditunjukkan, misalnya 2026-11-21"))
    proved_on: tuple[str, ...] = Field(default=(), description=later("halaman lain tempat selektor ini juga benar"))


class TaughtFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)
    places: dict[str, Place] = Field(default_factory=dict, description=later('tabel [places."nama-host"]'))


def taught_file(home: Path, slug: str) -> Path:
    """Where an office's taught places are kept."""
    return home / "offices" / f"{slug}.pembaca.toml"


def taught_places(home: Path, slug: str) -> dict[str, Place]:
    """The taught places by host; none where nothing was taught. SettingsError names every mistake in the file."""
    file = taught_file(home, slug)
    if not file.exists():
        return {}
    try:
        return TaughtFile.model_validate(read_toml(file)).places
    except ValidationError as error:
        raise SettingsError(problems_of(file, error, hints_of(TaughtFile, Place))) from None


def taught_text(places: dict[str, Place]) -> str:
    """The file for these places, the same places always the same text."""
    tables = []
    for host, place in sorted(places.items()):
        lines = [f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in place.model_dump(mode="json").items()]
        tables.append("\n".join([f"[places.{json.dumps(host)}]", *lines]))
    return "\n".join([t(_HEAD), *(f"{table}\n" for table in tables)])
