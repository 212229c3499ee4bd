"""What an office file says of its procedure, held against its profile: a slip there would ask for less than was meant."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from config.problems import tables_in
from language.say import t

PROFILES = Path(__file__).parent / "sop"


def contradictions(profile: str, required: tuple[str, ...], signers: dict[str, tuple[str, ...]]) -> Iterator[tuple[str, str]]:
    """Key and sentence for each thing that the profile does not bear out; what is wrong in a profile itself is told elsewhere."""
    known = sorted(file.stem for file in PROFILES.glob("*.toml"))
    if profile not in known:
        yield "sop.profile", t("profil ini tidak ada di config/sop/; pilih salah satu: {known}", known=", ".join(known))
        return
    steps = {str(step.get("nr")): step for step in _steps(PROFILES / f"{profile}.toml")}
    if not steps:
        return
    if strange := [step for step in required if step not in steps]:
        yield (
            "sop.required_steps",
            t(
                "langkah {strange} tidak ada di profil {profile}; yang ada: {steps}",
                strange=", ".join(strange),
                profile=profile,
                steps=", ".join(steps),
            ),
        )
    elif required and all(steps[step].get("covers") == "kebutuhan" for step in required):
        content = ", ".join(nr for nr, step in steps.items() if step.get("covers") != "kebutuhan")
        yield (
            "sop.required_steps",
            t(
                "tidak satu pun menyetujui konten, jadi isi dapat diganti; tambahkan salah satu: {content}",
                content=content,
            ),
        )
    for step, people in signers.items():
        if step not in steps:
            yield (
                f"sop.signers.{step}",
                t(
                    "langkah ini tidak ada di profil {profile}; yang ada: {steps}",
                    profile=profile,
                    steps=", ".join(steps),
                ),
            )
        if not people:
            yield f"sop.signers.{step}", t("daftarnya kosong; isi id orang, atau hapus baris ini supaya siapa saja boleh")


def _steps(file: Path) -> list[dict[str, Any]]:
    try:
        found = tables_in(file.read_text(encoding="utf-8")).get("steps", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError):
        return []
    return [step for step in found if isinstance(step, dict)] if isinstance(found, list) else []
