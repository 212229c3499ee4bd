"""What an office calls the fields of the front matter in the table of a Word file."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from content_queue.frontmatter import APPROVING, FrontMatter

LABELS: Mapping[str, tuple[str, ...]] = {
    "title": ("Judul", "Judul berita", "Judul naskah"),
    "kind": ("Jenis paket", "Jenis konten", "Jenis naskah", "Jenis publikasi"),
    "channels": ("Kanal", "Saluran", "Kanal publikasi"),
    "summary": ("Ringkasan", "Ikhtisar"),
    "category": ("Kategori", "Rubrik"),
    "tags": ("Tag", "Tagar", "Kata kunci"),
    "language": ("Bahasa",),
    "slug": ("Alamat", "Alamat halaman", "Nama alamat"),
    "jenis": ("Jenis", "Jenis dokumen", "Jenis peraturan"),
    "nomor": ("Nomor", "Nomor dokumen", "No"),
    "tahun": ("Tahun",),
    "tentang": ("Tentang", "Hal yang diatur"),
    "legal_basis": ("Dasar hukum",),
    "publish_at": ("Tayang pada", "Tayang", "Waktu tayang", "Jadwal tayang", "Tanggal tayang"),
    "expires_at": ("Tayang sampai", "Berlaku sampai", "Berakhir pada", "Kedaluwarsa"),
    "link_in_post": ("Tautan di kiriman", "Sertakan tautan"),
    "made_with_ai": ("Dibuat dengan AI", "Dibantu AI", "Memakai AI"),
    "pdf_pages": ("Halaman PDF", "Halaman PDF sebagai gambar"),
    "nota_dinas": ("Nota dinas", "Nomor nota dinas"),
    "unit": ("Unit", "Unit yang menguasai informasi", "Unit kerja", "Subbagian"),
    "correction": ("Ralat",),
}
"""The first is the one that is printed; each field is known by its English name as well."""
_PREFIXES = (
    ("alt", ("teks alternatif", "teks alternatif untuk", "alt")),
    ("captions", ("keterangan gambar", "keterangan film", "keterangan lampiran", "keterangan", "caption")),
    ("text", ("teks untuk", "teks khusus", "teks di", "teks")),
    ("link_in_post", ("tautan di", "tautan untuk")),
)
"""Fields for one channel or one file, which is named after these words."""
_OF_CHANNELS = ("text", "link_in_post")
WEBSITE = ("situs web", "situs", "laman", "laman resmi", "web", "website")
"""What everybody calls the office's website."""
_CHANNELS = dict.fromkeys(WEBSITE, "website") | {"twitter": "x", "x twitter": "x", "fb": "facebook", "ig": "instagram"}
_QUOTES = str.maketrans("", "", "\"'“”„‘’‚«»*")
_APPROVAL = re.compile(
    r"\b(di|me|men|meng|pe|per|pen|penge)?(setuju|setujui|sah|sahkan|paraf|approve|approved|acc|ttd)(an|i|kan)?\b"
)


class Field(NamedTuple):
    """One field of the front matter; `part` is the channel or file of a field that has one for each."""

    key: str
    part: str = ""


def plain(text: str) -> str:
    """Words as they are compared: spaces of every kind made one, no quotes, colon or hint in brackets, small letters."""
    spaced = " ".join(unicodedata.normalize("NFKC", text).split())
    bare = re.sub(r"\s*\([^()]*\)\s*$", "", spaced.rstrip(" :.")).translate(_QUOTES).strip(" :.")
    return bare.casefold()


_KNOWN = {plain(label): key for key, labels in LABELS.items() for label in labels} | {
    name.replace("_", " "): name for name in FrontMatter.model_fields
}


def field_of(label: str, channels: Mapping[str, str]) -> Field | None:
    """The field that a label names; `channels`: the office's own names of its channels, as `plain` gives them."""
    words = plain(label)
    if (key := _KNOWN.get(words.replace("_", " "))) is not None:
        return Field(key)
    return next(_parted(" ".join(unicodedata.normalize("NFC", label).split()).strip(" :"), channels), None)


def _parted(label: str, channels: Mapping[str, str]) -> Iterator[Field]:
    head, dot, tail = label.partition(".")
    dotted = plain(head).replace(" ", "_")
    if dot and tail and dotted in {key for key, _ in _PREFIXES}:
        yield _field(dotted, tail, channels)
    small = label.casefold()
    for key, beginnings in _PREFIXES:
        for words in beginnings:
            if small.startswith(f"{words} "):
                yield _field(key, label[len(words) :], channels)


def _field(key: str, part: str, channels: Mapping[str, str]) -> Field:
    return Field(key, channel_of(part, channels) if key in _OF_CHANNELS else part.strip().translate(_QUOTES))


def channel_of(name: str, channels: Mapping[str, str]) -> str:
    """The channel that is called so by the office or by everybody; the words themselves for any other."""
    words = plain(name)
    known = re.sub(r"[^\w]+", " ", words).strip()
    return channels.get(words) or _CHANNELS.get(known) or words.replace(" ", "-")


def approves(label: str) -> bool:
    """Whether a label speaks of an approval, which no manuscript gives."""
    words = plain(label)
    return words.replace(" ", "_") in APPROVING or "tanda tangan" in words or bool(_APPROVAL.search(words))


def printed(key: str) -> str:
    """What a field is called where a person reads it."""
    return LABELS.get(key, (key,))[0]
