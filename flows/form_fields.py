"""A form as Prefect shows it: its fields, the words above them, and what comes back from it."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any

from prefect.input import RunInput
from pydantic import Field, WithJsonSchema, create_model

from content_queue.profile import Step
from flows.answering import led_back_to, step_of
from flows.deciding import Said, key_needed, needs_key
from flows.forms import Act, Form, may_say_no, postpones, who_may
from flows.proposal_form import APART, HOW_TO_CHOOSE, labelled
from flows.spoken import in_every_language
from flows.wiring import Workroom
from language.say import later, t
from publishing.approval import CannotApprove

WHO, ANSWER, NOTE, LATER, NOTA = "siapa", "jawaban", "catatan", "lihat_lagi", "nota_dinas"
YES, NO = later("Ya"), later("Tidak")
_DAY = WithJsonSchema({"type": "string", "format": "date"})
_ONLY = {Act.HAND_IN: later("Ajukan"), Act.BRING_BACK: later("Kembalikan")}
_SHARED = later(
    "Nama yang dipilih dicatat di lembar disposisi. Kata sandi papan ini dipakai bersama: ia mencegah salah tekan, bukan "
    "rekan yang berniat buruk."
)


def fields_of(room: Workroom, form: Form, refused: str = "", page: str = "") -> type[RunInput]:
    """The form with its fields in their order; `refused`: why the last answer was not entered, `page`: where to look first."""
    named = {} if needs_key(room.office) else _fields(room, form)
    model: type[RunInput] = create_model(t("Formulir"), __base__=RunInput, **named)  # type: ignore[call-overload]  # by data
    return model.with_initial_data(description=words_above(room, form, refused, page))


def said_in(form: Form, values: Mapping[str, Any]) -> Said:
    """What a person filled in, whichever language the form was opened in. Raises CannotApprove for what no field offered."""
    again = str(values.get(LATER) or "")[:10]
    answer = str(values.get(ANSWER, ""))
    no = in_every_language(NO)
    if answer not in in_every_language(YES) | no | in_every_language(_ONLY.get(form.act, NO)):
        raise CannotApprove(t("formulir ini tidak mengenal jawaban itu"))
    try:
        day = date.fromisoformat(again) if again else None
    except ValueError as error:
        raise CannotApprove(t("{text} bukan tanggal", text=again)) from error
    person = str(values.get(WHO, "")).partition(APART)[0]
    return Said(person, answer not in no, str(values.get(NOTE) or ""), day, str(values.get(NOTA) or ""))


def words_above(room: Workroom, form: Form, refused: str, page: str) -> str:
    """What the form says above its fields, as Markdown."""
    step = step_of(room, form.step)
    parts = [
        t("**Jawaban tadi TIDAK dicatat:** {why}.", why=refused) if refused else "",
        f"**{form.package}**, {room.office.name}",
        _step_told(form, step),
        _what_it_does(room, form, page),
        t("Sidik isi: `{digest}…` (revisi {revision}).", digest=form.digest[:16], revision=form.revision) if form.digest else "",
        t("Formulir ini tidak dapat menandatangani: {why}", why=key_needed(room.office, form))
        if needs_key(room.office)
        else t(_SHARED),
    ]
    return "\n\n".join(part for part in parts if part)


def _step_told(form: Form, step: Step) -> str:
    told = t("Langkah {step}: {activity}.", step=form.step, activity=step.activity)
    return f"{told} {t('Pelaksana menurut SOP: {actor}.', actor=step.actor)}" if step.actor else told


def page_key(room: Workroom, form: Form) -> str:
    """Under which name Prefect keeps the page beside the forms of a package."""
    return re.sub(r"[^a-z0-9]+", "-", f"formulir-{room.office.slug}-{form.package}".lower()).strip("-")


def _what_it_does(room: Workroom, form: Form, at: str) -> str:
    if form.act is Act.HAND_IN:
        return t(
            "Yang diajukan ialah isi konsep/{package} **pada saat formulir ini dikirim**: diperiksa seluruhnya, "
            "ditandatangani, lalu mapnya pindah ke masuk/. "
            "Keadaannya waktu formulir ini dibuka, dan jawaban sebelumnya: [daftar berkas]({page}).",
            package=form.package,
            page=at,
        )
    if form.act is Act.BRING_BACK:
        return t("Isinya sudah dijawab Tidak; mapnya dikembalikan ke konsep/ untuk diperbaiki.")
    if form.digest:
        look = t("Lihat dahulu [pratinjau tiap kanal dan daftar berkas]({page}).", page=at)
    else:
        look = t("Lihat dahulu [jawaban sebelumnya dan daftar berkas]({page}).", page=at)
    if not may_say_no(room, form):
        return look
    if postpones(room, form):
        return " ".join((look, t("Tidak berarti ditunda: isi catatan dan tanggal untuk melihatnya lagi.")))
    back = led_back_to(room) if form.step == room.desk.check.nr else f"{step_of(room, form.step).returns_to}"
    return " ".join((look, t("Tidak berarti kembali ke langkah {step}: tulis di catatan apa yang harus diperbaiki.", step=back)))


def _fields(room: Workroom, form: Form) -> dict[str, tuple[Any, Any]]:
    people = [labelled(room.office, person) for person in who_may(room, form)]
    answers = [t(one) for one in ([_ONLY[form.act]] if form.act in _ONLY else [YES, NO] if may_say_no(room, form) else [YES])]
    only = {"default": people[0]} if len(people) == 1 else {}
    how = t(HOW_TO_CHOOSE)
    made: dict[str, tuple[Any, Any]] = {
        WHO: (_choice(people), _field(0, t("Siapa yang menjawab"), f"{t('Yang berhak pada langkah ini.')} {how}", **only)),
        ANSWER: (_choice(answers), _field(1, t("Jawaban"), how)),
    }
    if form.act in _ONLY:
        return made
    wanted = t("Wajib bila Tidak.") if may_say_no(room, form) else t("Boleh kosong.")
    made[NOTE] = (str, _field(2, t("Catatan"), wanted, default="", max_length=500))
    if postpones(room, form):
        when = _field(3, t("Dilihat lagi pada"), t("Hanya bila Tidak."), default_factory=_unset)
        made[LATER] = (Annotated[date | None, _DAY], when)
    made[NOTA] = (str, _field(4, t("Nomor nota dinas"), t("Boleh kosong."), default="", max_length=500))
    return made


def _field(position: int, title: str, description: str, **more: Any) -> Any:
    return Field(title=title, description=description, json_schema_extra={"position": position}, **more)


def _unset() -> None:
    """No default that Prefect's form would send: its server takes null for no date."""


def _choice(words: list[str]) -> Any:
    """One of these; written so that a single one may be chosen too, which Prefect's form would show as fixed and empty."""
    return Annotated[str, WithJsonSchema({"type": "string", "enum": words})]
