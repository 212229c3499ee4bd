"""What a form's answer does: what the command would do that the same person types, and nothing once the form is out of date."""

from dataclasses import dataclass
from datetime import date

from config.office import Office, Person
from content_queue.sheet import Decision, SignOff, Verdict
from flows import answering
from flows.answering import Draft, Sign, step_of
from flows.board import write_board
from flows.forms import Act, Form, may_say_no, postpones, wanted
from flows.wiring import Workroom
from language.say import later, t
from publishing.approval import Answer, CannotApprove

ATTESTED = "attested"
_CHANGED = later("Tidak ada yang dicatat: isi {package} sudah berubah; ada formulir baru untuk isi yang sekarang.")


class OutOfDate(Exception):
    """What the form was opened for is not asked any more; says why, and nothing was entered."""


@dataclass(frozen=True)
class Said:
    """What a person filled into a form."""

    person: str
    yes: bool = True
    note: str = ""
    later: date | None = None
    nota_dinas: str = ""


def decide(room: Workroom, form: Form, said: Said) -> str:
    """Enter the answer of a form; what became of it, to tell people.

    Raises OutOfDate, and CannotApprove for an answer that does not count and may be given again.
    """
    expect_current(room, form)
    if needs_key(room.office):
        raise CannotApprove(key_needed(room.office, form))
    person = _person(room, said)
    _expect_whole(room, form, said)
    told = _ENTER[_way(room, form, said)](room, form, person, said)
    write_board(room)
    return told


def expect_current(room: Workroom, form: Form) -> None:
    """Refuse a form that is not the one which its package waits for now. Raises OutOfDate."""
    now = wanted(room).get(form.package)
    if now == form:
        return
    if now is None:
        said = later("Tidak ada yang dicatat: {package} tidak lagi menunggu langkah {step}.")
        raise OutOfDate(t(said, package=form.package, step=form.step))
    if (now.step, now.act) == (form.step, form.act):
        raise OutOfDate(t(_CHANGED, package=form.package))
    said = later("Tidak ada yang dicatat: langkah {step} {package} sudah dijawab di tempat lain; sekarang langkah {now}.")
    raise OutOfDate(t(said, step=form.step, package=form.package, now=now.step))


def needs_key(office: Office) -> bool:
    """Whether sign-offs of this office need more than a form can give."""
    return office.sop.strength != ATTESTED


_ELSEWHERE = {
    "signed": (
        later("satuan kerja ini memakai kunci pribadi, dan itu tidak dapat lewat formulir. Ketik: `{command}`"),
        "--key",
        later("BERKAS-KUNCI"),
    ),
    "pdf": (
        later(
            "satuan kerja ini memakai PDF bertanda tangan, dan itu tidak dapat lewat formulir. "
            "Cetak lembarnya dengan `tayang sheet`, tandatangani, lalu ketik: `{command}`"
        ),
        "--pdf",
        later("BERKAS-PDF"),
    ),
}


def key_needed(office: Office, form: Form) -> str:
    """How to answer where a form cannot."""
    words = {
        Act.NEED: f"tayang sign {form.package} --step {form.step} --by ID",
        Act.HAND_IN: f"tayang submit {form.package} --by ID",
        Act.CONTENT: f"tayang sign {form.package} --step {form.step} --by ID",
        Act.BRING_BACK: f'tayang return {form.package} --by ID --note "{t("APA YANG DIPERBAIKI")}"',
    }
    said, option, file = _ELSEWHERE[office.sop.strength]
    return t(said, command=f"{words[form.act]} {option} {t(file)}")


def _person(room: Workroom, said: Said) -> Person:
    person = room.office.person(said.person)
    if person is None:
        raise CannotApprove(t("{person} tidak ada di berkas satuan kerja", person=said.person))
    return person


def _expect_whole(room: Workroom, form: Form, said: Said) -> None:
    if said.yes:
        if said.later is not None:
            told = later("jawabannya Ya, tetapi ada tanggal untuk melihat lagi; kosongkan tanggalnya, atau jawab Tidak")
            raise CannotApprove(t(told))
        return
    if not may_say_no(room, form):
        raise CannotApprove(t("formulir ini tidak mengenal jawaban Tidak"))
    if not said.note.strip():
        raise CannotApprove(t("jawaban Tidak butuh catatan: apa yang kurang atau harus diperbaiki"))
    if postpones(room, form):
        if said.later is None or said.later <= answering.today(room):
            raise CannotApprove(t("Tidak di sini berarti ditunda; isi tanggal untuk melihatnya lagi, paling cepat besok"))
    elif said.later is not None:
        raise CannotApprove(t("tanggal untuk melihat lagi hanya untuk jawaban Tidak yang menunda; kosongkan tanggalnya"))


def _way(room: Workroom, form: Form, said: Said) -> Act:
    """A "Tidak" of the check to sealed content sends it back."""
    refused = form.act is Act.CONTENT and not said.yes and not postpones(room, form)
    return Act.BRING_BACK if refused and form.step == room.desk.check.nr else form.act


def over(form: Form) -> Sign:
    """Sign-offs over no other content than what the form showed."""

    def sign(draft: Draft, answer: Answer) -> tuple[SignOff, ...]:
        signs = draft(answer)
        if form.digest and any(one.digest not in ("", form.digest) for one in signs):
            raise OutOfDate(t(_CHANGED, package=form.package))
        return signs

    return sign


def _answer(form: Form, person: Person, said: Said) -> Answer:
    decision = Decision.YES if said.yes else Decision.NO
    note, nota_dinas = said.note.strip(), said.nota_dinas.strip()
    return Answer(person.id, person.role, (form.step,), note, decision, said.later, nota_dinas)


def _need(room: Workroom, form: Form, person: Person, said: Said) -> str:
    answering.answer_draft(room, form.package, _answer(form, person, said), over(form))
    return _recorded(room, form, person, said)


def _content(room: Workroom, form: Form, person: Person, said: Said) -> str:
    entered = answering.answer_sealed(room, form.package, _answer(form, person, said), over(form))
    if entered is None or not said.yes:
        return _recorded(room, form, person, said)
    return f"{_recorded(room, form, person, said)} {_verdict(form, entered[1])}"


def _verdict(form: Form, verdict: Verdict) -> str:
    if verdict.approved:
        return t("{package} disetujui dan tayang bila waktunya tiba.", package=form.package)
    return t("Belum boleh tayang; yang masih ditunggu: langkah {steps}.", steps=", ".join(map(str, verdict.missing)))


def _hand_in(room: Workroom, form: Form, person: Person, said: Said) -> str:  # noqa: ARG001  one signature for all ways
    step = answering.hand_in(room, form.package, person, over(form))
    parts = [t("{package} diajukan dan sekarang di masuk/.", package=form.package)]
    if step:
        said_so = later("Langkah {step} ({activity}) ditandatangani {person}.")
        parts.append(t(said_so, step=step.nr, activity=step.activity, person=person.id))
    return " ".join([*parts, t("Sesudah disegel menunggu langkah {step}.", step=room.desk.check.nr)])


def _bring_back(room: Workroom, form: Form, person: Person, said: Said) -> str:
    back = answering.send_back(room, form.package, person, said.note, over(form))
    return t(
        "Tercatat: Tidak pada langkah {step} oleh {person}. {package} kembali ke langkah {back}. "
        "Perbaiki di konsep/{package}; catatannya ada di CATATAN-PERBAIKAN.txt.",
        step=room.desk.check.nr,
        person=back.said.person,
        package=form.package,
        back=answering.led_back_to(room),
    )


def _recorded(room: Workroom, form: Form, person: Person, said: Said) -> str:
    told = later("Tercatat: {answer} pada langkah {step} ({activity}) oleh {person}.")
    answer, activity = t("Ya") if said.yes else t("Tidak"), step_of(room, form.step).activity
    entered = t(told, answer=answer, step=form.step, activity=activity, person=person.id)
    if said.later is None:
        return entered
    again = t("Dilihat lagi mulai {day}.", day=f"{said.later:%d-%m-%Y}")
    return f"{entered} {again}"


_ENTER = {Act.NEED: _need, Act.HAND_IN: _hand_in, Act.CONTENT: _content, Act.BRING_BACK: _bring_back}
