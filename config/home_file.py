"""What tayang.toml may say, table by table."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StrictInt

from config.archive import ArchiveTable
from config.office import Slug
from config.problems import bounded, hints_of
from language.say import Language, later

_CLOSED = ConfigDict(extra="forbid", frozen=True)


class HomeTable(BaseModel):
    """[home]"""

    model_config = _CLOSED
    offices: tuple[Slug, ...] = Field(min_length=1, description=later('daftar satuan kerja, misalnya ["contoh"]'))
    language: Language = Field("id", description=later('bahasa layar: "id" atau "en"'))


class QueueTable(BaseModel):
    """[queue]"""

    model_config = _CLOSED
    settle_seconds: Annotated[StrictInt, bounded(1, 3600, later("lama map harus diam sebelum dibaca (detik)"))] = 20


class PublishingTable(BaseModel):
    """[publishing]"""

    model_config = _CLOSED
    jeda_seconds: Annotated[StrictInt, bounded(0, 86400, later("jeda sebelum tayang (detik)"))] = 120
    settle_window_seconds: Annotated[StrictInt, bounded(0, 3600, later("masa tunggu sebelum 'tidak ada' dipercaya (detik)"))] = (
        180
    )
    looks: Annotated[StrictInt, bounded(2, 20, later("berapa kali dilihat sebelum 'tidak ada' dipercaya"))] = 4
    look_gap_seconds: Annotated[StrictInt, bounded(0, 600, later("selang antara dua kali melihat (detik)"))] = 15
    lease_seconds: Annotated[StrictInt, bounded(10, 3600, later("lama hak menayangkan dipegang (detik)"))] = 120
    request_deadline_seconds: Annotated[StrictInt, bounded(1, 600, later("batas waktu satu permintaan (detik)"))] = 60
    max_attempts: Annotated[StrictInt, bounded(1, 50, later("batas percobaan"))] = 8
    unclear_before_pause: Annotated[StrictInt, bounded(1, 50, later("penayangan tak jelas sebelum kanal berhenti"))] = 3
    packages_at_once: Annotated[StrictInt, bounded(1, 16, later("berapa paket ditayangkan bersamaan dalam satu sapuan"))] = 4
    late_hours: Annotated[StrictInt, bounded(1, 720, later("paket yang terlambat sekian jam menunggu keputusan orang"))] = 24


class LinksTable(BaseModel):
    """[links]"""

    model_config = _CLOSED
    allow_hosts: tuple[str, ...] = Field(
        default=(), description=later('host bukan publik yang diizinkan, misalnya ["127.0.0.1:8420"]')
    )
    strikes: Annotated[
        StrictInt, bounded(2, 20, later("berapa kali halaman harus terlihat mati sebelum tautannya disebut mati"))
    ] = 3
    strike_hours: Annotated[StrictInt, bounded(0, 720, later("paling cepat berapa jam antara teguran pertama dan terakhir"))] = 24


class LedgerTable(BaseModel):
    """[ledger]"""

    model_config = _CLOSED
    database_url: str = Field(
        default="", description=later("kosong: SQLite di rumah tayang; atau postgresql://… tanpa kata sandi")
    )


class PrefectTable(BaseModel):
    """[prefect]"""

    model_config = _CLOSED
    port: Annotated[StrictInt, bounded(1024, 65535, later("porta server Prefect"))] = 4200


class FleetTable(BaseModel):
    """[fleet]: how the offices of a home are shared out among the workers of an admin's own Prefect server."""

    model_config = _CLOSED
    shards: Annotated[StrictInt, bounded(0, 64, later("pecahan tiap zona waktu; 0 berarti jadwal tiap satuan kerja"))] = 0
    offices_at_once: Annotated[
        StrictInt, bounded(1, 64, later("berapa satuan kerja dikerjakan bersamaan dalam satu pecahan"))
    ] = 8
    per_minute: Mapping[str, Annotated[StrictInt, bounded(1, 6000, later("penayangan semenit"))]] = Field(
        default={}, description=later("jatah bersama satu aplikasi: berapa penayangan semenit tiap jenis kanal")
    )


class PracticeTable(BaseModel):
    """[practice]"""

    model_config = _CLOSED
    enabled: StrictBool = Field(default=False, description=later("true hanya untuk rumah latihan"))


class HomeFile(BaseModel):
    """tayang.toml, closed: a key that is not here is a mistake."""

    model_config = _CLOSED
    home: HomeTable = Field(description=later("tabel [home] dengan offices"))
    queue: QueueTable = QueueTable()
    publishing: PublishingTable = PublishingTable()
    links: LinksTable = LinksTable()
    archive: ArchiveTable = ArchiveTable()
    ledger: LedgerTable = LedgerTable()
    prefect: PrefectTable = PrefectTable()
    fleet: FleetTable = FleetTable()
    practice: PracticeTable = PracticeTable()


HOME_HINTS = hints_of(
    HomeTable, QueueTable, PublishingTable, LinksTable, ArchiveTable, LedgerTable, PrefectTable, FleetTable, PracticeTable,
    HomeFile,
)  # fmt: skip
