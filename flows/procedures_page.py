"""Writes sop.md, each procedure as a flow chart with its commands, from the profiles: `python -m flows.procedures_page docs`."""

import sys
from collections.abc import Iterator
from pathlib import Path

from content_queue.profile import Counted, Covers, Profile, Step, load_profile
from flows.wiring import PROFILES

HEAD = """# SOP: dari usulan sampai catatan link

> Halaman ini ditulis oleh `make docs` dari profil di `config/sop/`; jangan disunting, ubahlah profilnya.
> *In English: each procedure as a flow chart, and who does what with which command, generated from the profiles.*

Kotak bergaris tebal wajib ditandatangani sebelum tayang; kotak bulat dikerjakan tayang sendiri. Garis putus-putus adalah jalan
kembali. Siapa yang boleh menandatangani langkah mana ditetapkan di berkas satuan kerja (`[sop]`, `signers`); kantor yang memakai
kunci menambahkan `--key BERKAS-KUNCI`, yang memakai PDF bertanda tangan elektronik `--pdf BERKAS-PDF`.
Langkah mana pun dapat ditandatangani dengan `tayang sign`; yang tidak wajib hanya untuk dicatat dan diukur waktunya.
"""
_COUNTED = {Counted.HOURS: "jam kerja", Counted.DAYS: "hari kerja", Counted.CLOCK: "menurut jam"}


def page() -> str:
    """The whole page."""
    profiles = [load_profile(file) for file in sorted(PROFILES.glob("*.toml"))]
    return "\n".join([HEAD, *(_profile(profile) for profile in profiles)])


def _profile(profile: Profile) -> str:
    head = f"## {profile.office}: {profile.title}\nSOP {profile.number}, {profile.in_force}. Profil `{profile.name}`."
    warning = f"Peringatan pada SOP: *{profile.warning}.*" if profile.warning else ""
    chart = "\n".join(("```mermaid", "flowchart TD", *_chart(profile), "```"))
    table = "\n".join(("| Langkah | Kegiatan | Pelaksana | Waktu baku | Perintah |", "| --- " * 5 + "|", *_lines(profile)))
    return "\n\n".join(part for part in (head, warning, chart, table) if part) + "\n"


def _chart(profile: Profile) -> Iterator[str]:
    for step in profile.steps:
        left, right = ("{", "}") if step.decision else ("([", "])") if _by_tayang(step) else ("[", "]")
        yield f'    s{step.nr}{left}"{step.nr}. {step.activity}"{right}'
    for step, following in zip(profile.steps, profile.steps[1:], strict=False):
        yield f"    s{step.nr} -->{'|Ya|' if step.decision else ''} s{following.nr}"
    for step in profile.steps:
        if step.decision and step.returns_to:
            yield f"    s{step.nr} -.->|Tidak: diperbaiki| s{step.returns_to}"
        elif step.decision:
            yield f"    s{step.nr} -.->|Tidak: ditunda| t{step.nr}([dilihat lagi pada tanggalnya])"
            yield f"    t{step.nr} -.-> s{step.nr}"
    yield "    classDef wajib stroke-width:3px"
    yield f"    class {','.join(f's{step.nr}' for step in profile.required_steps)} wajib"


def _lines(profile: Profile) -> Iterator[str]:
    for step in profile.steps:
        actor = step.actor or "tidak disebut SOP"
        yield f"| {step.nr} | {step.activity} | {actor} | {_standard(step)} | {'<br>'.join(commands(profile, step))} |"


def commands(profile: Profile, step: Step) -> Iterator[str]:
    """What is typed at a step."""
    sign = f"tayang sign NAMA-MAP --step {step.nr} --by ID"
    if step.is_archive_step:
        yield "tayang sendiri; dicetak dengan `tayang link-record BERKAS.xlsx`"
    elif step.is_publish_step:
        yield f"`{sign}`, lalu tayang sendiri" if step.sign_off_required else "tayang sendiri"
    elif step is profile.steps[0]:
        yield '`tayang propose "JUDUL" --by ID --need "APA DAN MENGAPA"`'
    elif step.covers is Covers.REQUEST and step is profile.steps[1]:
        yield "`tayang report NAMA-MAP --by ID`"
    elif step is profile.submit_step:
        yield "`tayang submit NAMA-MAP --by ID`"
    elif step.decision and step.returns_to:
        yield f"Ya: `tayang approve NAMA-MAP --step {step.nr} --by ID`"
        yield 'Tidak: `tayang return NAMA-MAP --by ID --note "APA YANG DIPERBAIKI"`'
    elif step.decision:
        yield f"Ya: `{sign}`"
        yield f"Tidak: `{sign} --no --later 2027-01-15`"
    else:
        yield f"`{sign}`"
        if any(other.returns_to == step.nr for other in profile.steps):
            yield "sesudah diperbaiki: `tayang submit NAMA-MAP --by ID`"
    if step.needs_legal_basis:
        yield f"hasilnya: `legal_basis` di kepala naskah, wajib untuk {', '.join(step.needs_legal_basis)}"


def _by_tayang(step: Step) -> bool:
    return step.is_archive_step or (step.is_publish_step and not step.sign_off_required)


def _standard(step: Step) -> str:
    if step.standard_minutes is None:
        return "–"
    hours, minutes = divmod(step.standard_minutes, 60)
    long = f"{hours} jam" if hours and not minutes else f"{step.standard_minutes} menit"
    return f"{long} ({_COUNTED[step.counted]})"


if __name__ == "__main__":
    (Path(sys.argv[1]) / "sop.md").write_text(page(), encoding="utf-8")
