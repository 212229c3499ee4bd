"""A well-made package to begin with."""

import os
import re
import shutil
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import yaml

from content_queue.frontmatter import slugify
from content_queue.package import Kind
from content_queue.problems import fail
from language.say import t
from safety.files import write_durably

_LEGAL = (
    'jenis: Keputusan\nnomor: "…"\ntahun: {year}\ntentang: "…"\n'
    "legal_basis: []  # misalnya [Undang-Undang Nomor 7 Tahun 2017 tentang Pemilihan Umum]\n"
)
_UNWRITTEN = re.compile(r"^Tulis isi [a-z -]+ di sini[.,]", re.MULTILINE)
_CORRECTION = re.compile(r"^correction:.*\n", re.MULTILINE)
_TEXT = """---
title: {title}
slug: {slug}
kind: {kind}
channels: [{channels}]
language: id
summary: ""
category: ""
unit: ""
tags: []
{legal}{nota_dinas}# publish_at: {today} 09:00
# alt: {{"01.jpg": "apa yang tampak di gambar"}}
---
Tulis isi {kind} di sini. Simpan gambar dan film MP4 di media/ dan tulis `![apa yang tampak](media/01.jpg)` bila harus
tampil di dalam teks; simpan lampiran PDF di lampiran/ dan tautkan dengan `[nama lampiran](lampiran/nama.pdf)`.
"""


def new_package(
    dest: Path, title: str, kind: Kind, today: date, channels: Sequence[str] = ("website",), nota_dinas: str = "", *,
    word: bool = False, only: bool = False,
) -> Path:  # fmt: skip
    """Make `dest/YYYY-MM-DD-slug/` with naskah.md (or, `word`, naskah.docx), media/ and lampiran/; raises PackageProblems if the
    title makes no slug. A name that is taken gets a number; with `only` it is refused."""
    words = " ".join(title.split())
    slug = slugify(words)
    if not slug or len(words) > 200:
        raise fail("bad-value", "naskah.md", key="title")
    folder = _fresh(dest, f"{today.isoformat()}-{slug}", only=only)
    (folder / "media").mkdir()
    (folder / "lampiran").mkdir()
    if word:
        from content_queue.new_word import empty_form  # Word's library takes its time, and most manuscripts are Markdown

        write_durably(folder / "naskah.docx", empty_form(words, kind, channels, nota_dinas, today.year))
        return folder
    quoted = _quoted(words)
    legal = _LEGAL.format(year=today.year) if kind is Kind.LEGAL else ""
    text = _TEXT.format(
        title=quoted,
        slug=slug,
        kind=kind.value,
        legal=legal,
        today=today.isoformat(),
        channels=", ".join(channels),
        nota_dinas=f"nota_dinas: {_quoted(nota_dinas)}\n" if nota_dinas else "",
    )
    write_durably(folder / "naskah.md", text.encode())
    return folder


def is_unwritten(body_text: str) -> bool:
    """Whether the sentence of an empty manuscript, which says where to write, is still in a text."""
    return _UNWRITTEN.search(body_text) is not None


def _quoted(words: str) -> str:
    return str(yaml.safe_dump(words, default_style='"', allow_unicode=True, width=10_000)).strip()


def _fresh(dest: Path, name: str, *, only: bool) -> Path:
    dest.mkdir(parents=True, exist_ok=True)
    folder, number = dest / name, 2
    while True:
        try:
            folder.mkdir()
        except FileExistsError:
            if only:
                raise fail("folder-taken", name) from None
            folder, number = dest / f"{name}-{number}", number + 1
        else:
            return folder


def correction_of(sealed: Path, folder: Path) -> tuple[Path, str]:
    """Lay the bytes of a published revision into `folder`, ready to be mended; with what to write where. PackageProblems if
    the folder is taken already."""
    if os.path.lexists(folder):
        raise fail("folder-taken", folder.name)
    shutil.copytree(sealed, folder)
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)  # the sealed bytes are read-only, a draft is not
    manuscript = folder / "naskah.md"
    if not manuscript.exists():
        return folder, t("Tambahkan baris Ralat pada tabel di awal naskah.docx: apa yang diralat, dalam satu kalimat.")
    text = _CORRECTION.sub("", manuscript.read_text("utf-8-sig"), count=1)
    write_durably(manuscript, text.replace("\n---", '\ncorrection: ""\n---', 1).encode())
    return folder, t('Isi baris correction: "" pada kepala naskah.md: apa yang diralat, dalam satu kalimat.')
