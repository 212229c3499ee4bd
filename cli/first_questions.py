"""The few questions with which a home begins, for whoever sits at a terminal."""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import typer

from config.first_answers import FirstAnswers, city_of, place_of
from config.office import ZONES
from config.procedure import PROFILES
from content_queue.frontmatter import slugify
from content_queue.profile import load_profile
from language.say import later, t

_PEOPLE = {
    "ketua": later("Nama Ketua"),
    "sekretaris": later("Nama Sekretaris"),
    "kasubbag-hukum": later("Nama Kepala Subbagian Hukum"),
    "operator": later("Nama Operator media sosial dan web"),
}
"""By id, the question for the name."""


def ask(slug: str) -> tuple[str, FirstAnswers]:
    """The short name of the office and what it says of itself; what a person only confirms is proposed."""
    typer.echo(
        t("Beberapa pertanyaan; Enter menerima yang di dalam kurung. Semuanya dapat diubah kemudian di berkas satuan kerja.\n")
    )
    name = _text(t("Nama satuan kerja lengkap (misalnya KPU Kabupaten Contoh)"))
    slug = slug or _until(t("Nama pendek untuk berkas dan map"), slugify(place_of(name)) or "kantor", _slug)
    answers = FirstAnswers(
        name=name,
        address=_text(t("Alamat kantor")),
        city=_text(t("Kota tempat penandatanganan"), city_of(name)),
        time_zone=_until(t("Zona waktu ({zones})", zones=", ".join(ZONES)), "WIB", _zone),
        profile=_procedure(),
        people={person: _text(t(question), f"{_role(question)} {name}") for person, question in _PEOPLE.items()},
        website=_until(t("Alamat situs web, https://… (kosong: diisi kemudian)"), "", _site),
    )
    return slug, answers


def _role(question: str) -> str:
    """What stands before the name of the office in its file until a name is known."""
    return question.removeprefix("Nama ")


def _text(question: str, proposed: str | None = None) -> str:
    while not (told := " ".join(str(typer.prompt(question, default=proposed)).split())):
        typer.echo(t("Isi dahulu."))
    return told


def _until(question: str, proposed: str, accept: Callable[[str], str | None]) -> str:
    """Ask until the answer is one that the settings will take."""
    while (told := accept(str(typer.prompt(question, default=proposed, show_default=bool(proposed))).strip())) is None:
        typer.echo(t("Jawaban itu tidak dapat dipakai; coba lagi."))
    return told


def _procedure() -> str:
    """The procedure that the office follows, chosen by its number."""
    known = {str(number): load_profile(file) for number, file in enumerate(sorted(PROFILES.glob("*.toml")), start=1)}
    typer.echo(t("SOP yang diikuti:"))
    for number, profile in known.items():
        typer.echo(f"  {number}. {profile.name}: {profile.title}")
    return _until(t("Nomor"), "1", lambda word: known[word].name if word in known else None)


def _zone(word: str) -> str | None:
    return word.upper() if word.upper() in ZONES else None


def _slug(word: str) -> str | None:
    return word if re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", word) and len(word) <= 60 else None


def _site(word: str) -> str | None:
    if not word:
        return ""
    try:
        parts = urlsplit(word)
    except ValueError:
        return None
    public = parts.scheme == "https" and "." in (parts.hostname or "") and not parts.username
    return word.rstrip("/") if public else None
