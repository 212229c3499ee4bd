"""Writes connectors.md and connectors.csv from what the connectors declare: `python -m flows.platforms_page docs`."""

import csv
import io
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from importlib import import_module
from pathlib import Path
from types import MappingProxyType

from pydantic.fields import FieldInfo

from config.channel_base import ChannelBase
from config.platforms import PLATFORMS, built_in
from connectors.accounts import AccountGuide, Platform
from connectors.assisted_platforms import KNOWN, known
from connectors.contract import Limits
from flows.channels import limits_declared
from reports.labels import GRADES, METRICS, label
from reports.words import number

MIB = 2**20
HEAD = """# Platform: apa yang dapat dan tidak dapat

> Halaman ini ditulis oleh `make docs` dari pernyataan setiap konektor; jangan disunting, ubahlah konektornya.
> *In English: what each platform can and cannot do, generated from the connectors' declarations.*

Kata di kolom pertama adalah `type` pada berkas satuan kerja. **Pratinjau** ada untuk semuanya: `tayang check` menggambar
persis apa yang akan dikirim, tanpa bertanya kepada platform. Keadaan akun kantor sendiri diperiksa dengan `tayang doctor`,
dan akun disambungkan dengan `tayang connect KANAL`.
"""


@dataclass(frozen=True)
class Row:
    """One platform as the tables show it."""

    kind: str
    limits: Limits
    guide: AccountGuide
    account: str = ""

    @property
    def name(self) -> str:
        """Its type, and for a channel that a person fills which platform it is."""
        return f"`{self.kind}` ({self.account})" if self.account else f"`{self.kind}`"


Cell = Callable[[Row], str]
ASSISTED = {"website": "situs web", **{one.called[0]: one.name for one in KNOWN}, "lain": "akun lain"}
"""What stands as `platform` of a channel that a person fills, and how people call it."""


def rows() -> list[Row]:
    """Every built-in type; assisted channels once as a website and once as an account."""
    found = []
    for kind in PLATFORMS:
        declared = built_in(kind)
        if limits_declared(declared).assisted:
            found += [_assisted(kind, declared, what, called) for what, called in ASSISTED.items()]
        else:
            found.append(Row(kind, limits_declared(declared), declared.guide))
    return found


def _assisted(kind: str, declared: Platform, platform: str, called: str) -> Row:
    """A channel that a person fills; where nobody can tap a link the post gets none by itself."""
    row = known(platform)
    guide = replace(declared.guide, links=row is None or row.link_wanted)
    return Row(kind, limits_declared(declared, platform), guide, called)


def page() -> str:
    """The whole page, the same declarations always the same text."""
    every = rows()
    return "\n".join([HEAD, *(_section(title, told, cells, every) for title, told, cells in SECTIONS), *_connecting(every)])


def table() -> str:
    """The declarations themselves for a spreadsheet or a program: a row each, the columns named as in `Limits`."""
    names = [field.name for field in fields(Limits) if field.name not in ("platform", "appearance")]
    out = io.StringIO()
    written = csv.writer(out, lineterminator="\n")
    written.writerow(["type", "account", *names])
    for row in rows():
        written.writerow([row.kind, row.account, *(_plain(getattr(row.limits, name)) for name in names)])
    return out.getvalue()


def _plain(value: object) -> object:
    return ("yes" if value else "no") if isinstance(value, bool) else value


def _yes(value: bool, no: str = "tidak") -> str:
    return "ya" if value else no


def _text(row: Row) -> str:
    most = row.limits.text_length
    return ("HTML, " if row.limits.html else "") + (f"{number(most)} aksara" if most else "tanpa batas")


def _pictures(row: Row) -> str:
    if not row.limits.images:
        return "tidak; tidak ikut"
    return f"{row.limits.images}, masing-masing {round(row.limits.image_bytes / MIB)} MB"


def _films(row: Row) -> str:
    if not row.limits.videos:
        return "tidak; tidak ikut"
    longest, most = row.limits.video_seconds, row.limits.video_bytes // MIB
    hours = longest is not None and longest % 3600 == 0
    last = f", paling lama {longest // 3600 if hours else longest} {'jam' if hours else 'detik'}" if longest else ""
    return f"{row.limits.videos}, masing-masing {f'{most // 1024} GB' if most % 1024 == 0 else f'{most} MB'}{last}"


def _link(row: Row) -> str:
    if row.limits.website:
        return "memberi tautan"
    if not row.limits.needs_link:
        return "tidak menunggu situs"
    return "disertakan, jadi menunggu situs" if row.guide.links else "hanya bila paket memintanya (`link_in_post`)"


def _fetched(row: Row) -> str:
    if row.limits.fetches_pictures:
        return "diambil platform dari situs kantor"
    return "diunggah orang" if row.limits.assisted else "dikirim tayang"


def _doubt(row: Row) -> str:
    if row.limits.assisted:
        return "orang yang menjawab"
    if not row.limits.can_find:
        return "tidak dapat dicari: menunggu orang"
    if row.limits.repeatable_reveal:
        there = "masih tersembunyi" if row.limits.hidden_stage else "belum ada di bawah kuncinya sendiri"
        return f"dicari; bila {there}, ditayangkan lagi"
    return "dicari; dikirim lagi hanya bila terbukti tidak ada"


def _anonymous(row: Row) -> str:
    if not row.limits.walls_off_bots:
        return "ya; halamannya disalin"
    return "tidak; tangkapan layar disimpan" if row.limits.assisted else "tidak; salinan dibuat dari API"


def _readers(row: Row) -> str:
    if not row.limits.can_count_readers:
        return "tidak; diisi orang atau dihitung di halaman" if row.limits.website else "tidak; diisi orang"
    metric = row.limits.reader_metric
    return f"ya: {label(METRICS, metric)} (`{metric}`)"


def _version(row: Row) -> str:
    if not row.guide.versions:
        return row.guide.version
    module = import_module(row.guide.versions)
    ends = module.VERSION_ENDS.get(module.VERSION)
    return f"{row.guide.versioned} {module.VERSION}; " + (f"berakhir {ends:%Y-%m-%d}" if ends else "akhirnya belum disebut")


SECTIONS: Sequence[tuple[str, str, Sequence[tuple[str, Cell]]]] = (
    (
        "Apa yang dikirim",
        "Yang tidak muat disebut di pratinjau sebelum disetujui; tidak ada yang hilang diam-diam.",
        (
            ("Teks", _text),
            ("Gambar", _pictures),
            ("Film", _films),
            ("Gambarnya", _fetched),
            ("Teks alternatif", lambda row: _yes(row.limits.alt_text)),
            ("Lampiran", lambda row: _yes(row.limits.attachments)),
            ("Tautan situs", _link),
        ),
    ),
    (
        "Bagaimana menjadi tayang",
        "*Tahap tersembunyi*: disiapkan tanpa dilihat siapa pun, lalu ditampakkan dengan satu langkah.",
        (
            ("Tahap tersembunyi", lambda row: _yes(row.limits.hidden_stage, "tidak; kiriman langsung tampak")),
            ("Bila jawabannya tidak jelas", _doubt),
            ("Bukti", lambda row: label(GRADES, row.limits.grade)),
            ("Dibaca tanpa masuk", _anonymous),
        ),
    ),
    (
        "Sesudah tayang",
        "Yang diizinkan platform; ditarik hanya atas perintah orang (`tayang withdraw`), tidak pernah dengan sendirinya.",
        (
            ("Menghitung pembaca", _readers),
            ("Mengubah", lambda row: _yes(row.limits.can_amend, "tidak; oleh orang")),
            ("Menarik", lambda row: _yes(row.limits.can_withdraw, "tidak; oleh orang")),
        ),
    ),
    (
        "Akun, hak, umur, biaya",
        "Akhir token dan versi API diberitahukan 90 dan 14 hari sebelumnya; token yang berumur pendek, pada separuh umurnya.",
        (
            ("Akun", lambda row: row.guide.name),
            ("Lewat", lambda row: row.guide.through),
            ("Hak yang perlu", lambda row: row.guide.rights or "–"),
            ("Umur token", lambda row: row.guide.token_life),
            ("Versi API", _version),
            ("Biaya", lambda row: row.guide.cost),
        ),
    ),
)


def _section(title: str, told: str, cells: Sequence[tuple[str, Cell]], every: Sequence[Row]) -> str:
    lines = [
        f"## {title}",
        told,
        "",
        "| Jenis | " + " | ".join(head for head, _ in cells) + " |",
        "| --- " * (len(cells) + 1) + "|",
    ]
    lines += [f"| {row.name} | " + " | ".join(cell(row) for _, cell in cells) + " |" for row in every]
    return "\n".join([*lines, ""])


def _connecting(every: Sequence[Row]) -> Iterator[str]:
    yield "## Berkas satuan kerja, dan dari mana rahasianya\nLangkahnya sama dengan yang ditunjukkan `tayang connect KANAL`.\n"
    yield f"Setiap kanal memuat:\n\n{_fields(ChannelBase.model_fields)}\n"
    for kind, guide in {row.kind: row.guide for row in every}.items():
        steps = "\n".join(f"{number}. {step}" for number, step in enumerate(guide.steps, start=1))
        own = {name: field for name, field in built_in(kind).channel.model_fields.items() if name not in ChannelBase.model_fields}
        yield f"### `{kind}`: {guide.name}\n{steps}\n\nIsiannya:\n\n{_fields(own, guide.secrets)}\n"


def _fields(fields_of_model: Mapping[str, FieldInfo], secrets: Mapping[str, str] = MappingProxyType({})) -> str:
    """Each field with what it holds; for a secret, what is pasted under its name."""
    return "\n".join(f"- `{name}`: {_holds(name, field, secrets)}" for name, field in fields_of_model.items())


def _holds(name: str, field: FieldInfo, secrets: Mapping[str, str]) -> str:
    told = f"NAMA rahasia yang memuat {secrets[name]}" if name in secrets else str(field.description)
    return told if field.is_required() else f"{told} (boleh tidak ada)"


if __name__ == "__main__":
    for name, text in (("connectors.md", page()), ("connectors.csv", table())):
        (Path(sys.argv[1]) / name).write_text(text, encoding="utf-8")
