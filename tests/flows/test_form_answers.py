"""A form does what the command does that the same person would type, and nothing once it is out of date."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image

from content_queue.sheet import Decision, load_sheet
from flows.answering import answer_sealed
from flows.deciding import OutOfDate, Said, decide, over
from flows.form_fields import fields_of, said_in
from flows.forms import Act, Form, wanted
from publishing.approval import Answer, CannotApprove
from publishing.booked import in_book
from tests.flows.homes import OFFICE
from tests.flows.sop_way import Way, follow_sumatera_barat, office_file

pytestmark = pytest.mark.usefixtures("prefect_server")


def form_of(way: Way) -> Form:
    with way.day.room() as room:
        return wanted(room)[way.name]


def no_form(way: Way) -> bool:
    with way.day.room() as room:
        return wanted(room) == {}


def answer(way: Way, person: str, *, form: Form | None = None, **said: Any) -> str:
    asked = form or form_of(way)
    with way.day.room() as room:
        told = decide(room, asked, Said(person, **said))
    way.day.clock.advance(60)
    return told


def refusal(way: Way, person: str, *, form: Form | None = None, **said: Any) -> str:
    with pytest.raises(CannotApprove) as error:
        answer(way, person, form=form, **said)
    return str(error.value)


def schema(way: Way) -> dict[str, Any]:
    with way.day.room() as room:
        found: dict[str, Any] = fields_of(room, wanted(room)[way.name]).model_json_schema()
    return found


def book(way: Way) -> list[dict[str, Any]]:
    return [sign.data() for sign in sorted(in_book(way.day.ledger, OFFICE, way.name), key=lambda sign: sign.at)]


def proposed(way: Way) -> Way:
    way.propose()
    way.does("report", way.name, "--by", "kasubbag-hukum")
    return way


def submitted(way: Way, words: str = "Daftar pemilih ditetapkan.\n") -> Way:
    proposed(way)
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    way.fill(words)
    way.does("submit", way.name, "--by", "kasubbag-hukum")
    way.day.sweep()
    return way


def dropped_alone(way: Way) -> None:
    """A package that nobody proposed."""
    way.name = "langsung"
    way.dropped.mkdir()
    head = "---\ntitle: Langsung\nkind: berita\nchannels: [website]\n---\nIsi.\n"
    (way.dropped / "naskah.md").write_text(head, encoding="utf-8")
    way.day.seal()


@pytest.mark.long
def test_every_step_answered_by_form_leaves_what_the_commands_leave(way: Way, twin: Way) -> None:
    def alike() -> None:
        here = "dropped" if way.dropped.exists() else "draft"
        sheets = [load_sheet(getattr(one, here) / "disposisi.yaml").data() for one in (way, twin)]
        assert sheets[0] == sheets[1]
        assert book(way) == book(twin)
        way.day.clock.instant = twin.day.clock.instant = max(way.day.clock.instant, twin.day.clock.instant)

    way.propose()
    twin.propose()
    answer(way, "kasubbag-hukum")
    twin.does("report", twin.name, "--by", "kasubbag-hukum")
    alike()
    day = (way.day.clock.now() + timedelta(days=9)).date()
    assert "Dilihat lagi" in answer(way, "sekretaris", yes=False, note="sesudah tahapan", later=day)
    twin.does("sign", twin.name, "--step", "3", "--by", "sekretaris", "--no", "--later", f"{day}", "--note", "sesudah tahapan")
    alike()
    assert no_form(way), "what is postponed asks nothing of anybody until its day"
    for one in (way, twin):
        one.day.clock.advance(10 * 86400)
    answer(way, "sekretaris")
    twin.does("sign", twin.name, "--step", "3", "--by", "sekretaris")
    answer(way, "operator")
    twin.does("sign", twin.name, "--step", "4", "--by", "operator")
    alike()
    for one in (way, twin):
        one.fill("Daftar pemilih ditetapkan.\n")
    assert form_of(way).act is Act.HAND_IN
    answer(way, "kasubbag-hukum")
    twin.does("submit", twin.name, "--by", "kasubbag-hukum")
    alike()
    for one in (way, twin):
        one.day.sweep()
    assert "kembali ke langkah 6" in answer(way, "ketua", yes=False, note="Sebutkan tanggalnya.")
    twin.does("return", twin.name, "--by", "ketua", "--note", "Sebutkan tanggalnya.")
    alike()
    notes = [one.draft / "CATATAN-PERBAIKAN.txt" for one in (way, twin)]
    assert notes[0].read_bytes() == notes[1].read_bytes()
    assert "masih sama" in refusal(way, "operator")
    for one in (way, twin):
        one.fill("Ditetapkan 20 November.\n")
    answer(way, "operator")
    twin.does("submit", twin.name, "--by", "operator")
    for one in (way, twin):
        one.day.sweep()
    assert "disetujui" in answer(way, "ketua")
    twin.does("approve", twin.name, "--by", "ketua")
    alike()
    way.day.sweep()
    assert way.day.rows()["website"].state == "verified"
    assert no_form(way)


def test_the_order_of_sumatera_barat_is_a_form_of_its_own(way: Way) -> None:
    follow_sumatera_barat(way)
    way.propose()
    for person in ("sekretaris", "sekretaris", "operator"):
        answer(way, person)
    way.fill("Materi.\n")
    answer(way, "operator")
    way.day.sweep()
    assert "yang masih ditunggu: langkah 8" in answer(way, "ketua")
    assert form_of(way).step == 8
    assert "disetujui" in answer(way, "sekretaris")
    way.day.sweep()
    assert way.day.rows()["website"].state == "verified"


def test_a_form_whose_step_was_signed_by_command_meanwhile_does_nothing(way: Way) -> None:
    proposed(way)
    form = form_of(way)
    way.does("sign", way.name, "--step", "3", "--by", "sekretaris")
    before = book(way)
    with pytest.raises(OutOfDate, match="sudah dijawab di tempat lain"):
        answer(way, "ketua", form=form, yes=False, note="terlambat", later=way.day.clock.now().date() + timedelta(days=9))
    assert book(way) == before


def test_a_form_about_other_bytes_than_those_now_sealed_does_nothing(way: Way) -> None:
    dropped_alone(way)
    form = form_of(way)
    with (way.dropped / "naskah.md").open("a", encoding="utf-8") as file:
        file.write("Diam-diam.\n")
    assert "berubah sejak disegel" in refusal(way, "sekretaris", form=form)
    way.day.seal()
    assert (form_of(way).revision, form_of(way).step) == (2, form.step)
    for old in (form, replace(form_of(way), digest=form.digest)):
        with pytest.raises(OutOfDate, match="sudah berubah"):
            answer(way, "sekretaris", form=old)
    assert book(way) == []


def test_content_that_is_sealed_anew_between_the_look_and_the_signature_is_not_signed(way: Way) -> None:
    dropped_alone(way)
    answer(way, "sekretaris")
    form = form_of(way)
    (way.dropped / "disposisi.yaml").unlink()
    with (way.dropped / "naskah.md").open("a", encoding="utf-8") as file:
        file.write("Diam-diam.\n")
    way.day.seal()
    with way.day.room() as room, pytest.raises(OutOfDate, match="sudah berubah"):
        answer_sealed(room, way.name, Answer("ketua", "Ketua", (7,)), over(form))
    assert [sign["step"] for sign in book(way)] == [3]


def test_only_who_may_sign_the_step_is_offered_and_counts(way: Way) -> None:
    text = office_file(way).read_text("utf-8")
    office_file(way).write_text(text.replace("\n# --- kanal", '\n[sop.signers]\n"3" = ["sekretaris"]\n\n# --- kanal', 1), "utf-8")
    proposed(way)
    assert schema(way)["properties"]["siapa"]["enum"] == ["sekretaris – Sekretaris"]
    assert "tidak berhak" in refusal(way, "ketua")
    assert "tidak ada di berkas" in refusal(way, "orang-luar")
    assert [sign["step"] for sign in book(way)] == [1, 2]


def test_whoever_designed_it_does_not_check_it_by_form_either(way: Way) -> None:
    submitted(way)
    answer(way, "ketua", yes=False, note="Perbaiki.")
    way.fill("Diperbaiki.\n")
    answer(way, "operator")
    way.day.sweep()
    assert "operator" in refusal(way, "operator")
    assert "disetujui" in answer(way, "ketua")


def test_a_tidak_says_why_and_where_it_postpones_until_when(way: Way) -> None:
    proposed(way)
    tomorrow = way.day.clock.now().date() + timedelta(days=2)
    assert "butuh catatan" in refusal(way, "sekretaris", yes=False, later=tomorrow)
    assert "ditunda" in refusal(way, "sekretaris", yes=False, note="nanti")
    assert "ditunda" in refusal(way, "sekretaris", yes=False, note="nanti", later=tomorrow - timedelta(days=9))
    assert "kosongkan tanggalnya" in refusal(way, "sekretaris", later=tomorrow)
    assert [sign["step"] for sign in book(way)] == [1, 2]


def test_a_return_that_was_cut_short_is_ended_by_its_own_form(way: Way) -> None:
    submitted(way)
    way.does("approve", way.name, "--by", "ketua", "--no", "--note", "Listrik padam.")  # entered, and the folder not moved yet
    assert form_of(way).act is Act.BRING_BACK
    assert "kembali ke langkah 6" in answer(way, "ketua")
    way.draft.rename(way.dropped)  # in the book, and not moved yet
    assert form_of(way).act is Act.BRING_BACK
    answer(way, "ketua")
    assert way.draft.exists()
    assert [sign["step"] for sign in book(way)] == [1, 2, 3, 5, 7]


def test_mended_content_that_is_handed_in_and_not_sealed_yet_is_not_brought_back(way: Way) -> None:
    submitted(way)
    answer(way, "ketua", yes=False, note="Perbaiki.")
    way.fill("Diperbaiki.\n")
    answer(way, "operator")
    assert no_form(way)
    assert "tidak ada paket" in way.refused("return", way.name, "--by", "ketua", "--note", "Sekali lagi.")
    assert way.dropped.exists()


@pytest.mark.parametrize(("strength", "how"), [("signed", "--key BERKAS-KUNCI"), ("pdf", "--pdf BERKAS-PDF")])
def test_an_office_that_signs_is_told_how_and_its_form_decides_nothing(way: Way, strength: str, how: str) -> None:
    proposed(way)
    text = office_file(way).read_text("utf-8")
    office_file(way).write_text(text.replace('strength = "attested"', f'strength = "{strength}"'), "utf-8")
    form = form_of(way)
    assert schema(way).get("properties", {}) == {}
    with way.day.room() as room:
        above = str(fields_of(room, form)._description)
    assert f"tayang sign {way.name} --step 3 --by ID {how}" in above
    assert "tidak dapat lewat formulir" in refusal(way, "sekretaris")
    assert [sign["step"] for sign in book(way)] == [1, 2]


def test_the_fields_stand_in_the_order_in_which_one_answers(way: Way) -> None:
    proposed(way)
    fields = schema(way)["properties"]
    assert [(fields[name]["position"], fields[name]["title"]) for name in fields] == [
        (0, "Siapa yang menjawab"),
        (1, "Jawaban"),
        (2, "Catatan"),
        (3, "Dilihat lagi pada"),
        (4, "Nomor nota dinas"),
    ]
    assert fields["jawaban"]["enum"] == ["Ya", "Tidak"]
    assert fields["lihat_lagi"]["format"] == "date"
    assert "default" not in fields["lihat_lagi"], "what a form is given as default it sends, and null is no date"
    assert schema(way)["required"] == ["siapa", "jawaban"]


def test_what_comes_back_from_a_form_is_read_as_it_was_filled_in(way: Way) -> None:
    form = form_of(proposed(way))
    given = {"siapa": "sekretaris – Sekretaris", "jawaban": "Tidak", "catatan": "nanti", "lihat_lagi": "2027-01-15"}
    said = said_in(form, given)
    assert (said.person, said.yes, said.note, f"{said.later}") == ("sekretaris", False, "nanti", "2027-01-15")
    assert said_in(form, {"siapa": "ketua – Ketua", "jawaban": "Ya"}) == Said("ketua")
    for wrong in ({"jawaban": "Mungkin"}, {"jawaban": "Ajukan"}, {}, {"jawaban": "Tidak", "lihat_lagi": "besok"}):
        with pytest.raises(CannotApprove):
            said_in(form, wrong)


def test_where_nothing_waits_nothing_is_asked_for(way: Way) -> None:
    assert no_form(way)
    folder = way.day.home.path / "konsep" / "belum-diusulkan"
    folder.mkdir(parents=True)
    Image.new("RGB", (8, 8)).save(folder / "01.jpg")
    assert no_form(way)


def test_a_package_dropped_without_a_request_is_asked_for_its_request_first(way: Way) -> None:
    dropped_alone(way)
    assert (form_of(way).step, form_of(way).act) == (3, Act.CONTENT)
    answer(way, "sekretaris")
    assert form_of(way).step == 7
    assert "disetujui" in answer(way, "ketua")
    assert [(sign["step"], sign["decision"]) for sign in book(way)] == [(3, "ya"), (7, Decision.YES.value)]
