"""What a form shows beside its fields: how each channel will look and every file with its digest, as Markdown."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bs4 import BeautifulSoup

from language.say import t, tn
from reports.preview import ChannelPreview, Film, PackagePreview, Paper, Picture
from reports.words import size

_LONGEST = 20_000
"""How much of one text a page shows; the rest is in the preview on disk."""


@dataclass(frozen=True)
class FileLine:
    """One file of the package as it lies there."""

    name: str
    digest: str
    size: int


def form_page(preview: PackagePreview, files: Sequence[FileLine], said: Sequence[str]) -> str:
    """The page of one form; `said`: what was answered before, a line each."""
    return "\n".join(
        (
            f"# {plain(preview.title or preview.name)}",
            t(
                "Keadaan {when}. Jenis: {kind}. Tayang: {goes_out}.",
                when=plain(preview.made_at),
                kind=plain(preview.kind or "–"),
                goes_out=plain(preview.goes_out or "–"),
            ),
            *_section(t("Perlu diperbaiki"), (f"- {plain(problem)}" for problem in preview.problems)),
            *_section(t("Jawaban sebelumnya"), (f"- {plain(line)}" for line in said)),
            *(line for channel in preview.channels for line in _channel(channel)),
            *_section(t("Semua berkas dan sidiknya (SHA-256)"), _table(files)),
            *([f"\n{t('Sidik seluruh isi')}: `{preview.digest}`"] if preview.digest else []),
            "",
        )
    )


def plain(text: str) -> str:
    """Words that must not be taken for Markdown or HTML, in one line."""
    return re.sub(r"([\\`*_{}\[\]<>#|~!])", r"\\\1", " ".join(text.split())).replace("\\<", "&lt;").replace("\\>", "&gt;")


def _section(title: str, lines: Iterator[str]) -> list[str]:
    told = list(lines)
    return [f"\n## {title}\n", *told] if told else []


def _table(files: Sequence[FileLine]) -> Iterator[str]:
    if files:
        yield from (t("| Berkas | Ukuran | Sidik |"), "| --- | --- | --- |")
        yield from (f"| {plain(file.name)} | {size(file.size)} | `{file.digest}` |" for file in files)


def _channel(channel: ChannelPreview) -> Iterator[str]:
    yield f"\n## {plain(channel.label)}\n"
    for word in (channel.refused, channel.trouble):
        if word:
            yield f"**{plain(word)}**\n"
    if channel.refused:
        return
    told = {
        t("Judul"): channel.title,
        t("Ringkasan"): channel.summary,
        t("Kategori"): channel.category,
        t("Tagar"): ", ".join(channel.tags),
        t("Panjang"): _length(channel),
        t("Tautan"): t("tautan berita di situs ditambahkan") if channel.link_follows else "",
    }
    yield from (f"- {name}: {plain(value)}" for name, value in told.items() if value)
    if channel.made_with_ai:
        yield "- " + t("Keterangan: dibuat dengan bantuan AI")
    yield from (f"- {plain(note)}" for note in channel.notes)
    if channel.text:
        yield _fenced(_words(channel))
    yield from _section_of_files(t("Gambar"), channel.pictures)
    yield from _section_of_files(t("Film"), channel.films)
    yield from _section_of_files(t("Lampiran"), channel.papers)


def _length(channel: ChannelPreview) -> str:
    if channel.limit:
        return t("{length} aksara dari paling banyak {limit}", length=channel.length, limit=channel.limit)
    return tn("{n} aksara", channel.length)


def _words(channel: ChannelPreview) -> str:
    text = BeautifulSoup(channel.text, "html.parser").get_text("\n", strip=True) if channel.article else channel.text
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]} … ({t('selengkapnya di pratinjau')})"


def _fenced(text: str) -> str:
    """Shown letter for letter: no mark in it means anything, and none can end it."""
    fence = "`" * max(3, 1 + max((len(run) for run in re.findall("`+", text)), default=0))
    return f"\n{fence}text\n{text}\n{fence}\n"


def _section_of_files(title: str, files: Sequence[Picture | Film | Paper]) -> Iterator[str]:
    if files:
        yield f"\n{title}:\n"
    for file in files:
        alt = file.title if isinstance(file, Paper) else file.alt
        yield f"- {plain(file.name)} ({size(file.size)}){': ' + plain(alt) if alt else ''} `{file.sha256[:16]}…`"
