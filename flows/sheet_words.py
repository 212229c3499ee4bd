"""The words of a disposition sheet on paper: a document of the procedure, Indonesian in every home."""

from datetime import date, datetime

from content_queue.profile import Step
from content_queue.sheet import Decision, SignOff
from language.say import OWN
from reports.disposition import BLANK
from reports.say import Words

BY_TAYANG = "tayang sendiri"
NUMBER_OF_BYTES = "SHA-256 isi"
_PAPER = Words(OWN)


def order(*, emergency: bool, public: bool) -> str:
    """What an order means besides the answer of its step."""
    if emergency:
        return " – PERINTAH TAYANG DARURAT, sebelum SOP selesai"
    return " – PENARIKAN dari yang sudah tayang" if public else ""


def revision_to_come(last: int) -> str:
    """The revision of what is not sealed yet; `last`: the one before it, 0 for none."""
    return f"{last + 1} (belum disegel)" if last else "belum disegel"


def head_unread(package: str, revision: str) -> tuple[tuple[str, str], ...]:
    """The particulars of a package whose manuscript cannot be read."""
    return (("Paket", package), ("Judul", BLANK), ("Revisi", revision))


def head(
    package: str, title: str, revision: str, kind: str, channels: str, when: str, nota_dinas: str
) -> tuple[tuple[str, str], ...]:
    """The particulars of a package."""
    nota = (("Nota dinas", nota_dinas),) if nota_dinas else ()
    return (
        ("Paket", package), ("Judul", title), ("Revisi", revision), ("Jenis", kind), ("Kanal", channels), ("Tayang", when), *nota,
    )  # fmt: skip


def goes_out(local: datetime | None, zone: str) -> str:
    """When it is published."""
    return f"{_PAPER.long_date(local)} pukul {local:%H.%M} {zone}" if local else "begitu disetujui"


def size(count: int) -> str:
    """How big a file is."""
    return f"{max(1, round(count / 1024)):,} KB".replace(",", ".")


def answered(sign: SignOff, digest: str) -> tuple[str, str]:
    """A step's answer, and what is noted beside it; `digest`: of the content as it is now."""
    answer = "Ya" if sign.decision is Decision.YES else "Tidak"
    postponed = f"ditunda sampai {_PAPER.long_date(sign.later)}" if sign.later else ""
    stale = "" if sign.is_about(digest) else "atas isi sebelumnya"
    return answer, "; ".join(part for part in (stale, postponed, sign.note) if part)


def sent_back(step: Step) -> str:
    """What a "Tidak" leads to, as the end of its box: back to this step."""
    return f", diperbaiki: kembali ke langkah {step.nr} ({step.activity})"


def postponed(until: date | None) -> str:
    """The same where it is postponed."""
    return f", ditunda sampai {_PAPER.long_date(until) if until else BLANK}"
