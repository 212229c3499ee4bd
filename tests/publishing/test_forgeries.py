"""A catalogue of forgeries: each changes one thing in a package that could go out; nothing goes out, and the reason is told."""

import re
from dataclasses import dataclass
from datetime import timedelta

import pytest

from content_queue.words import WORDS
from flows.wiring import Workroom
from publishing.desk import APPROVED
from tests.publishing.signing_office import NAME, START, NewOffice, SigningOffice, listed, needs_ssh_keygen
from tests.publishing.tampering import (
    OTHER,
    Tamper,
    added_file,
    all_about_what_lies_there,
    another,
    another_package,
    armour,
    both,
    certificate_for_somebody_else,
    claims,
    edited,
    field,
    folder_in_place_of_the_keys,
    folder_in_place_of_the_sheet,
    keys,
    later,
    link_to_a_sheet,
    moved_over,
    naskah,
    relisted,
    revocation_list,
    revoked_by_krl,
    second_name_of_a_sheet,
    sheet_text,
    signed_otherwise,
    swapped_image,
    swapped_signatures,
    typed,
    without,
    word_claims,
)

pytestmark = [needs_ssh_keygen, pytest.mark.long]

BOTH, SIGNED = ("attested", "signed"), ("signed",)


@dataclass(frozen=True)
class Forgery:
    """What is done, what is then said of it (a code of WORDS), and in which offices it is a forgery at all.

    `late`: done to a package that is approved already and waits for its jeda to end; else to one that arrives.
    """

    name: str
    code: str
    tamper: Tamper
    strengths: tuple[str, ...] = SIGNED
    late: bool = False


FORGERIES = [
    # --- the content
    Forgery("text edited", "sheet-other-bytes", naskah(edited), BOTH),
    Forgery("one space added to the text", "sheet-other-bytes", naskah(lambda text: text.replace("Daftar ", "Daftar  ")), BOTH),
    Forgery("line ends of the text changed", "sheet-other-bytes", naskah(lambda text: text.replace("\n", "\r\n")), BOTH),
    Forgery("title edited", "sheet-other-bytes", naskah(lambda text: text.replace("Penetapan", "Pembatalan")), BOTH),
    Forgery("picture swapped", "sheet-other-bytes", swapped_image, BOTH),
    Forgery("file added", "sheet-other-bytes", added_file, BOTH),
    Forgery("file removed", "sheet-other-bytes", lambda office: (office.folder / "media" / "01.jpg").unlink(), BOTH),
    Forgery(
        "file renamed", "sheet-other-bytes",
        lambda office: (office.folder / "media" / "01.jpg").rename(office.folder / "media" / "02.jpg"), BOTH,
    ),
    Forgery("text edited, list of the sheet typed anew", "step-other-bytes", both(naskah(edited), relisted), BOTH),
    Forgery("text edited, every digest typed anew", "sign-other-words", both(naskah(edited), all_about_what_lies_there)),
    Forgery("picture swapped, every digest typed anew", "sign-other-words", both(swapped_image, all_about_what_lies_there)),
    Forgery("text edited in the jeda", "sheet-other-bytes", naskah(edited), BOTH, late=True),
    Forgery("picture swapped in the jeda", "sheet-other-bytes", swapped_image, BOTH, late=True),
    Forgery("file added in the jeda", "sheet-other-bytes", added_file, BOTH, late=True),
    Forgery("sheet replayed on a new revision", "step-other-bytes", both(naskah(edited), relisted), BOTH, late=True),
    Forgery("sheet made to fit a new revision", "sign-other-words", both(naskah(edited), all_about_what_lies_there), late=True),
    # --- claims
    Forgery("front matter says approved", "claims-approval", claims("approved: true"), BOTH),
    Forgery("front matter holds a disposition", "claims-approval", claims("disposisi: {ketua: ya}"), BOTH),
    Forgery("table of the Word file says approved", "claims-approval", word_claims, BOTH),
    # --- the sheet of something else
    Forgery("sheet of another package", "sheet-other-bytes", another_package, BOTH),
    Forgery("sheet of another package, digests typed anew", "sign-other-words", both(another_package, all_about_what_lies_there)),
    Forgery(
        "sheet of a package of the same bytes under another name", "sign-other-words",
        lambda office: another_package(office, same_bytes=True),
    ),
    Forgery("request signed for another package", "sign-other-words", signed_otherwise(3, package="berita-lain")),
    Forgery("content signed for another office", "sign-other-words", signed_otherwise(office="kabupaten-lain")),
    # --- the purpose and the keys
    Forgery("signed for another purpose", "sign-namespace", signed_otherwise(namespace="file")),
    Forgery("signed for a later form of the sheet", "sign-namespace", signed_otherwise(namespace="tayang-disposisi@v2")),
    Forgery("key listed for another purpose only", "sign-namespace", keys(ketua='namespaces="git"')),
    Forgery("key revoked", "sign-revoked", lambda office: office.revoke("ketua")),
    Forgery("key revoked by a KRL", "sign-revoked", revoked_by_krl),
    Forgery("key revoked in the jeda", "sign-revoked", lambda office: office.revoke("ketua"), late=True),
    Forgery("key expired", "sign-expired", keys(ketua='valid-before="20261101"')),
    Forgery("key not yet valid", "sign-too-early", keys(ketua='valid-after="20270101"')),
    Forgery("somebody else's key under the name of the head", "sign-other-key", signed_otherwise(key="sekretaris")),
    Forgery("a stranger's key under the name of the head", "sign-other-key", signed_otherwise(key="orang-luar")),
    Forgery("key no longer listed", "sign-other-key", lambda office: office.allow(listed("operator", office.keys / "operator"))),
    Forgery("list of keys empty", "sign-other-key", lambda office: office.allow()),
    Forgery("key trusted as an authority only", "sign-other-key", keys(ketua="cert-authority")),
    Forgery("certificate of somebody else", "sign-other-key", certificate_for_somebody_else),
    # --- the person
    Forgery("signer who may not sign this step", "step-signer", another(7, person="operator"), BOTH),
    Forgery("person whom the office has not", "step-signer", field(7, person="bupati"), BOTH),
    Forgery("person of a look-alike letter", "sheet-bad", typed("person: ketua", 'person: "k\\u0435tua"'), BOTH),  # Cyrillic
    Forgery("hidden letter in the person", "sheet-bad", typed("person: ketua", 'person: "ketua\\u200b"'), BOTH),
    Forgery("person written in capitals", "step-signer", field(7, person="Ketua"), BOTH),
    Forgery("maker checks the own work", "step-same-person", another(6, person="ketua"), BOTH),
    Forgery("maker among two makers checks", "step-same-person", later(6, seconds=-60, person="ketua"), BOTH),
    # --- one entry of a sign-off
    Forgery("no sign-off at a step", "step-missing", without(7), BOTH),
    Forgery("covers the request only", "step-missing", field(7, covers="kebutuhan"), BOTH),
    Forgery("digest of other bytes", "step-other-bytes", field(7, digest=OTHER), BOTH),
    Forgery("digest emptied", "step-other-bytes", field(7, digest=""), BOTH),
    Forgery("dated in the future", "step-future", another(7, at=START + timedelta(days=9)), BOTH),
    Forgery("Tidak turned into Ya", "sign-other-words", moved_over(decision="tidak")),
    Forgery("signature of another step", "sign-other-words", moved_over(step=6)),
    Forgery("signature of another person", "sign-other-words", moved_over(person="sekretaris")),
    Forgery("signature of another role", "sign-other-words", moved_over(role="Plt. Ketua")),
    Forgery("signature of another time", "sign-other-words", moved_over(at=START - timedelta(days=1))),
    Forgery("signature under another note", "sign-other-words", moved_over(note="hanya bila disetujui KPU Provinsi")),
    Forgery("one space in the note", "sign-other-words", field(7, note=" ")),
    Forgery("signature under another nota dinas", "sign-other-words", field(7, nota_dinas="12/ND/2026")),
    Forgery("signature over other digests", "sign-other-words", moved_over(digest=OTHER)),
    Forgery("request turned into another", "sign-other-words", field(3, nota_dinas="13/ND/2026")),
    Forgery("backdated into the life of an expired key", "sign-other-words",
            both(keys(ketua='valid-before="20261101"'), field(7, at=START - timedelta(days=60)))),
    Forgery("signed without the last line feed", "sign-other-words", signed_otherwise(words=bytes.rstrip)),
    Forgery("signed as another form", "sign-other-words", signed_otherwise(words=lambda words: words.replace(b"@v1", b"@v2"))),
    Forgery("signatures of two steps swapped", "sign-other-words", swapped_signatures),
    # --- the signature itself
    Forgery("not signed in an office that signs", "sign-missing", field(7, signature="")),
    Forgery("signature taken off in the jeda", "sign-missing", field(7, signature=""), late=True),
    Forgery("signature cut off", "sign-broken", armour(lambda text: text[: len(text) // 2])),
    Forgery("signature without its end", "sign-broken", armour(lambda text: text.replace("-----END SSH SIGNATURE-----", ""))),
    Forgery("signature of garbage", "sign-broken", armour(lambda text: "bukan tanda tangan")),
    Forgery("garbage in the frame of a signature", "sign-broken",
            armour(lambda text: "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n")),
    Forgery("public key in its place", "sign-broken", armour(lambda text: "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI")),
    Forgery("long signature", "sheet-bad", typed("signature: |", f"signature: |\n    {'A' * 9000}")),
    Forgery("huge signature", "front-matter-too-large", typed("signature: |", f"signature: |\n    {'A' * 200_000}")),
    # --- several answers
    Forgery("a later Tidak", "step-refused", later(7, seconds=60, decision="tidak"), BOTH),
    Forgery("a Tidak in the same instant", "step-refused", later(7, decision="tidak"), BOTH),
    Forgery("a later Tidak to the request", "step-refused", later(3, seconds=60, decision="tidak"), BOTH),
    Forgery("a later Tidak that is not signed", "step-refused", later(7, seconds=60, sign=False, decision="tidak")),
    Forgery("a Tidak in the jeda", "step-refused", later(7, seconds=60, decision="tidak"), BOTH, late=True),
    Forgery("a later Ya that is not signed, over a Tidak", "sign-missing",
            both(later(7, seconds=60, decision="tidak"), later(7, seconds=61, sign=False))),
    # --- the file
    Forgery("alias", "yaml-alias", typed("person: operator", "person: &a operator"), BOTH),
    Forgery("entry written twice", "duplicate-key", typed("decision: ya", "decision: tidak\n  decision: ya"), BOTH),
    Forgery("digest written twice", "duplicate-key", sheet_text(lambda text: text + f"digest: {OTHER}\n"), BOTH),
    Forgery("tag", "yaml-tag", typed("person: ketua", "person: !!python/name:os.system ketua"), BOTH),
    Forgery("two documents", "yaml", sheet_text(lambda text: text + "---\n" + text), BOTH),
    Forgery("nested without end", "yaml-depth", sheet_text(lambda text: text + "more: " + "[" * 50 + "]" * 50 + "\n"), BOTH),
    Forgery("entry of its own making", "sheet-bad", typed("decision: ya", "decision: ya\n  sah: ya"), BOTH),
    Forgery("time without a zone", "sheet-bad", sheet_text(lambda t: re.sub(r"at: '(.*)Z'", r"at: '\1'", t)), BOTH),
    Forgery("time before all time", "sheet-bad", typed("at: '2026-", "at: '0001-"), BOTH),
    Forgery("not UTF-8", "not-utf8", lambda office: office.sheet_file.write_bytes(b"\xff\xfe"), BOTH),
    Forgery("sheet that is a link", "link-file", link_to_a_sheet, BOTH),
    Forgery("sheet with a second name", "hard-link", second_name_of_a_sheet, BOTH),
    Forgery("folder in place of the sheet", "not-readable", folder_in_place_of_the_sheet, BOTH),
    # --- the office's own files
    Forgery("list of keys missing", "sign-unknown", lambda office: office.signers_file.unlink()),
    Forgery("list of keys missing in the jeda", "sign-unknown", lambda office: office.signers_file.unlink(), late=True),
    Forgery("list of keys cannot be read", "sign-unknown", folder_in_place_of_the_keys),
    Forgery("list of keys too large", "sign-unknown", lambda office: office.allow("#" * 2_000_000)),
    Forgery("revocation list missing", "sign-unknown", revocation_list(None)),
    Forgery("revocation list broken", "sign-revoked", revocation_list(b"bukan kunci\n")),
]  # fmt: skip
TABLE = [pytest.param(row, strength, id=f"{row.name}-{strength}") for row in FORGERIES for strength in row.strengths]


def sentence(code: str) -> re.Pattern[str]:
    """What a person reads for a code, whatever stands in its gaps."""
    return re.compile(".*".join(re.escape(part) for part in re.split(r"\{\w+\}", WORDS[code][0])))


def begin(office: SigningOffice) -> None:
    office.drop()
    office.write(office.complete())


def never_goes_out(office: SigningOffice, room: Workroom, approved_before: bool) -> None:
    """Through the jeda and the patience of the intake nothing begins, and nothing is approved; in the end nothing is any more."""
    for seconds in (5, 15, 130, 700, 15):
        due, state = office.look(room, seconds)
        assert due == []
        assert approved_before or state != APPROVED
    assert state != APPROVED


@pytest.mark.parametrize(("forgery", "strength"), TABLE)
def test_a_forgery_is_never_published_and_its_reason_is_told(
    forgery: Forgery, strength: str, new_office: NewOffice
) -> None:
    office = new_office(strength)
    begin(office)
    if forgery.late:
        assert [office.sweep(5)[1], office.sweep(5)[1]][-1] == APPROVED
    forgery.tamper(office)
    with office.room() as room:
        never_goes_out(office, room, forgery.late)
        told = office.reasons(room)
    assert any(sentence(forgery.code).search(one) for one in told), told


def test_the_catalogue_is_worth_its_name() -> None:
    assert len(FORGERIES) >= 40
    assert len({row.name for row in FORGERIES}) == len(FORGERIES)


@pytest.mark.parametrize("strength", BOTH)
def test_without_a_forgery_the_same_package_goes_out(new_office: NewOffice, strength: str) -> None:
    office = new_office(strength)
    begin(office)
    assert office.sweep(5) == ([], APPROVED)
    assert office.sweep(130) == ([NAME], APPROVED)
    assert office.told() == []
