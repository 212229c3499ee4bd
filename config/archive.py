"""What is done beyond the copy itself, from [archive] of tayang.toml: pictures of the page, time stamps, the Wayback Machine."""

from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from config.problems import Problem
from language.say import later, t

_CLOSED = ConfigDict(extra="forbid", frozen=True)


class ArchiveTable(BaseModel):
    """[archive]"""

    model_config = _CLOSED
    chromium: Literal["auto", "off"] = Field(
        default="auto", description=later('"auto": PDF, gambar dan teks halaman menyusul bila Chromium ada; "off": tidak')
    )
    timestamp_url: str = Field(
        default="", description=later("server tanda waktu RFC 3161, misalnya https://tsa.contoh.go.id; kosong: tanpa")
    )
    timestamp_ca: str = Field(
        default="", description=later("berkas PEM sertifikat induk server itu, di map offices/ rumah tayang")
    )
    wayback: StrictBool = Field(default=False, description=later("true: halaman situs juga diajukan ke Wayback Machine"))
    wayback_url: str = Field(default="https://web.archive.org", description=later("alamat Wayback Machine"))
    wayback_secret: str = Field(default="", description=later("nama rahasia berisi KUNCI:SANDI archive.org; kosong: tanpa akun"))
    wayback_per_day: Annotated[
        StrictInt, Field(ge=1, le=500, description=later("berapa halaman paling banyak diajukan sehari, bilangan 1 sampai 500"))
    ] = 20


def contradictions(file: Path, table: ArchiveTable, hosts: Collection[str]) -> list[Problem]:
    """What cannot be meant; `hosts` may be spoken to without TLS."""
    return [Problem(file, f"archive.{key}", message) for key, message in _contradictions(table, hosts)]


def _contradictions(table: ArchiveTable, hosts: Collection[str]) -> Iterator[tuple[str, str]]:
    for key, url in (("timestamp_url", table.timestamp_url), ("wayback_url", table.wayback_url)):
        address = urlsplit(url)
        if url and (address.scheme not in ("http", "https") or not address.hostname):
            yield key, t("bukan alamat; tulis misalnya https://…")
        elif address.scheme == "http" and key == "wayback_url" and not {address.hostname, address.netloc} & {*hosts}:
            yield key, t("harus https://, kecuali host-nya tertulis di [links] allow_hosts")
    if table.timestamp_url and not table.timestamp_ca:
        yield "timestamp_ca", t("sebutkan berkas PEM sertifikat induk server tanda waktu itu, misalnya offices/tsa.pem")
    place = Path(table.timestamp_ca)
    if table.timestamp_ca and (place.is_absolute() or ".." in place.parts or place.parts[0] != "offices"):
        yield "timestamp_ca", t("harus di map offices/ rumah tayang; tulis misalnya offices/tsa.pem")
