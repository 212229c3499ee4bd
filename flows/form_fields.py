"""A form as Prefect shows it: its fields in Indonesian, the words above them, and what comes back from it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from prefect.input import RunInput
from pydantic import Field, WithJsonSchema, create_model

from flows.answering import led_back_to, step_of
from flows.deciding import Said, key_needed, needs_key
from flows.forms import Act, Form, may_say_no, postpones, who_may
from flows.proposal_form import APART, HOW_TO_CHOOSE, labelled
from flows.wiring import Workroom
from publishing.approval import CannotApprove

WHO, ANSWER, NOTE, LATER, NOTA = "siapa", "jawaban", "catatan", "lihat_lagi", "nota_dinas"
YES, NO = "Ya", "Tidak"
_DAY = WithJsonSchema({"type": "string", "format": "date"})
_ONLY = {Act.HAND_IN: "Ajukan", Act.BRING_BACK: "Kembalikan"}
_SHARED = (
    "Nama yang dipilih dicatat di lembar disposisi. Kata sandi papan ini dipakai bersama: ia mencegah salah tekan, bukan "
    "rekan yang berniat buruk."
)


def fields_of(room: Workroom, form: Form, refused: str = "", page: str = "") -> type[RunInput]:
    """The form with its fields in their order; `refused`: why the last answer was not entered, `page`: where to look first."""
    named = {} if needs_key(room.office) else _fields(room, form)
    model: type[RunInput] = create_model("Formulir", __base__=RunInput, **named)  # type: ignore[call-overload]  # by data
    return model.with_initial_data(description=words_above(room, form, refused, page))


def said_in(form: Form, values: Mapping[str, Any]) -> Said:
    """What a person filled in. Raises CannotApprove for what no field offered."""
    later = str(values.get(LATER) or "")[:10]
    answer = str(values.get(ANSWER, ""))
    if answer not in (YES, NO, _ONLY.get(form.act)):
        raise CannotApprove("formulir ini tidak mengenal jawaban itu")
    try:
        day = date.fromisoformat(later) if later else None
    except ValueError as error:
        raise CannotApprove(f"{later} bukan tanggal") from error
    person = str(values.get(WHO, "")).partition(APART)[0]
    return Said(person, answer != NO, str(values.get(NOTE) or ""), day, str(values.get(NOTA) or ""))


def words_above(room: Workroom, form: Form, refused: str, page: str) -> str:
    """What the form says above its fields, as Markdown."""
    step = step_of(room, form.step)
    parts = [
        f"**Jawaban tadi TIDAK dicatat:** {refused}." if refused else "",
        f"**{form.package}**, {room.office.name}",
        f"Langkah {form.step}: {step.activity}." + (f" Pelaksana menurut SOP: {step.actor}." if step.actor else ""),
        _what_it_does(room, form, page),
        f"Sidik isi: `{form.digest[:16]}…` (revisi {form.revision})." if form.digest else "",
        f"Formulir ini tidak dapat menandatangani: {key_needed(room.office, form)}" if needs_key(room.office) else _SHARED,
    ]
    return "\n\n".join(part for part in parts if part)


def page_key(room: Workroom, form: Form) -> str:
    """Under which name Prefect keeps the page beside the forms of a package."""
    return re.sub(r"[^a-z0-9]+", "-", f"formulir-{room.office.slug}-{form.package}".lower()).strip("-")


def _what_it_does(room: Workroom, form: Form, at: str) -> str:
    if form.act is Act.HAND_IN:
        return (
            f"Yang diajukan ialah isi konsep/{form.package} **pada saat formulir ini dikirim**: diperiksa seluruhnya, "
            "ditandatangani, lalu mapnya pindah ke masuk/. "
            f"Keadaannya waktu formulir ini dibuka, dan jawaban sebelumnya: [daftar berkas]({at})."
        )
    if form.act is Act.BRING_BACK:
        return "Isinya sudah dijawab Tidak; mapnya dikembalikan ke konsep/ untuk diperbaiki."
    what = "pratinjau tiap kanal dan daftar berkas" if form.digest else "jawaban sebelumnya dan daftar berkas"
    look = f"Lihat dahulu [{what}]({at})."
    if not may_say_no(room, form):
        return look
    if postpones(room, form):
        return f"{look} Tidak berarti ditunda: isi catatan dan tanggal untuk melihatnya lagi."
    back = led_back_to(room) if form.step == room.desk.check.nr else f"{step_of(room, form.step).returns_to}"
    return f"{look} Tidak berarti kembali ke langkah {back}: tulis di catatan apa yang harus diperbaiki."


def _fields(room: Workroom, form: Form) -> dict[str, tuple[Any, Any]]:
    people = [labelled(room.office, person) for person in who_may(room, form)]
    answers = [_ONLY[form.act]] if form.act in _ONLY else [YES, NO] if may_say_no(room, form) else [YES]
    only = {"default": people[0]} if len(people) == 1 else {}
    made: dict[str, tuple[Any, Any]] = {
        WHO: (_choice(people), _field(0, "Siapa yang menjawab", f"Yang berhak pada langkah ini. {HOW_TO_CHOOSE}", **only)),
        ANSWER: (_choice(answers), _field(1, "Jawaban", HOW_TO_CHOOSE)),
    }
    if form.act in _ONLY:
        return made
    wanted = "Wajib bila Tidak." if may_say_no(room, form) else "Boleh kosong."
    made[NOTE] = (str, _field(2, "Catatan", wanted, default="", max_length=500))
    if postpones(room, form):
        made[LATER] = (Annotated[date | None, _DAY], _field(3, "Dilihat lagi pada", "Hanya bila Tidak.", default_factory=_unset))
    made[NOTA] = (str, _field(4, "Nomor nota dinas", "Boleh kosong.", default="", max_length=500))
    return made


def _field(position: int, title: str, description: str, **more: Any) -> Any:
    return Field(title=title, description=description, json_schema_extra={"position": position}, **more)


def _unset() -> None:
    """No default that Prefect's form would send: its server takes null for no date."""


def _choice(words: list[str]) -> Any:
    """One of these; written so that a single one may be chosen too, which Prefect's form would show as fixed and empty."""
    return Annotated[str, WithJsonSchema({"type": "string", "enum": words})]
