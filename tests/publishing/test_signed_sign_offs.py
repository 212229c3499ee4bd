"""Sign-offs signed by key, on their way through the intake: what counts, what it costs, and what is told."""

import asyncio
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from content_queue.sheet import SignOff, load_sheet
from content_queue.statement import NAMESPACE, why_void
from flows.chores import Level
from flows.signing_keys import signing_keys as signing_keys_chore
from ledger import queries
from publishing import approval
from publishing.desk import APPROVED, AWAITING
from safety import ssh_keygen
from safety.ssh_keygen import Keys, NoAnswer
from tests.publishing.signing_office import (
    NAME,
    OFFICE,
    SIGNERS,
    START,
    NewOffice,
    SigningOffice,
    keygen,
    listed,
    needs_ssh_keygen,
    new_key,
)

pytestmark = needs_ssh_keygen


@pytest.fixture
def office(new_office: NewOffice) -> SigningOffice:
    """An office whose strength is "signed", with a package that lies in masuk/."""
    office = new_office("signed")
    office.drop()
    return office


def goes_out(office: SigningOffice) -> bool:
    return office.sweep(5) == ([], APPROVED) and office.sweep(130) == ([NAME], APPROVED)


@pytest.mark.parametrize(
    "kind", [("ed25519",), ("ecdsa", "-b", "256"), ("ecdsa", "-b", "521"), ("rsa", "-b", "3072")], ids="-".join
)
def test_every_kind_of_key_that_is_offered_signs(office: SigningOffice, kind: tuple[str, ...]) -> None:
    key = new_key(office.path, "ketua", *kind)
    office.allow(*(listed(who, office.keys / who) for who in ("sekretaris", "operator")), listed("ketua", key))
    last = office.signed(office.sign_off(7), key=str(key))
    office.write((*office.complete()[:2], last))
    assert goes_out(office)


def test_a_certificate_of_the_offices_authority_signs(office: SigningOffice) -> None:
    authority, own = new_key(office.path, "ca"), new_key(office.path, "ketua-baru")
    keygen("-s", authority, "-I", "ketua", "-n", "ketua", "-V", "20261101:20270101", f"{own}.pub")
    office.allow(
        *(listed(who, office.keys / who) for who in ("sekretaris", "operator")), listed("ketua", authority, "cert-authority")
    )
    last = office.signed(office.sign_off(7), key=str(office.path / "ketua-baru-cert.pub"))
    office.write((*office.complete()[:2], last))
    assert goes_out(office)


def test_a_key_that_expired_since_still_counts_for_the_time_of_signing(office: SigningOffice) -> None:
    office.allow_all(ketua=f'valid-after="20261101",valid-before="{START + timedelta(seconds=60):%Y%m%d%H%M%S}"')
    office.write(office.complete())
    assert goes_out(office)


def test_how_the_sheet_is_laid_out_does_not_matter(office: SigningOffice) -> None:
    office.write(reversed(office.complete()))
    text = office.sheet_file.read_text("utf-8").replace("+00:00", "Z")
    office.sheet_file.write_bytes(("﻿# disalin lewat USB\n" + text).replace("\n", "\r\n").encode())
    assert goes_out(office)


def test_who_signed_with_a_key_that_was_revoked_signs_again_with_the_next(office: SigningOffice) -> None:
    office.write(office.complete())
    office.revoke("ketua")
    assert office.sweep(5) == ([], AWAITING)
    office.allow(*(listed(who, office.keys / who) for who in SIGNERS.values()), listed("ketua", new_key(office.path, "baru")))
    with office.room() as room:
        sign = approval.draft(room.ledger, room.desk, NAME, approval.Answer("ketua", "Ketua", (7,)))[0]
        signed = office.signed(sign, key=str(office.path / "baru"))
        assert approval.enter(room.ledger, room.desk, NAME, [signed]).approved
    assert office.sweep(130) == ([NAME], APPROVED)


def test_a_signature_that_does_not_hold_is_not_even_written_down(office: SigningOffice) -> None:
    office.sweep(5)
    office.sweep(5)
    with office.room() as room:
        signs = approval.draft(room.ledger, room.desk, NAME, approval.Answer("ketua", "Ketua", (7,)))
        for sign in (signs[0], office.signed(signs[0], key="operator"), office.signed(signs[0], office="lain")):
            with pytest.raises(approval.CannotApprove, match="angkah 7"):
                approval.enter(room.ledger, room.desk, NAME, [sign])
    assert not office.sheet_file.exists()


def test_the_ledger_keeps_the_signatures_for_whoever_judges_them_later(office: SigningOffice) -> None:
    office.write(office.complete())
    office.sweep(5)
    with office.room() as room:
        entries = [entry for entry in queries.history(room.ledger, OFFICE) if entry["kind"] == "sign_off"]
    kept = [SignOff.model_validate(entry["evidence"]) for entry in entries]
    keys = Keys(office.signers_file.read_bytes())
    assert [sign.step for sign in kept] == [3, 6, 7]
    assert [why_void(keys, sign, OFFICE, NAME) for sign in kept] == ["", "", ""]


# --- what it costs


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """How often ssh-keygen was asked about a signature since the last time; a script in its place counts."""
    real, log, folder = shutil.which("ssh-keygen"), tmp_path / "tanya", tmp_path / "bin"
    folder.mkdir()
    (folder / "ssh-keygen").write_text(f'#!/bin/sh\n[ "$2" = verify ] && echo x >> "{log}"\nexec "{real}" "$@"\n')
    (folder / "ssh-keygen").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=os.pathsep)

    def count() -> int:
        found = len(log.read_text().splitlines()) if log.exists() else 0
        log.unlink(missing_ok=True)
        return found

    return count


def test_a_waiting_sheet_is_judged_again_only_when_it_or_the_keys_change(office: SigningOffice, asked: Callable[[], int]) -> None:
    office.write(office.complete()[:2])
    assert office.sweep(5) == ([], AWAITING)
    assert asked() == 2
    for _ in range(3):
        office.sweep(5)
        office.told()
    assert asked() == 0
    office.write((*load_sheet(office.sheet_file).sign_offs, office.sign_off(7)))
    office.sweep(5)
    assert asked() == 0  # without a signature there is nothing to ask
    office.revoke("operator")
    office.sweep(5)
    assert asked() > 0
    assert any("dicabut" in told for told in office.told())


def test_an_office_that_attests_never_asks(
    new_office: NewOffice, asked: Callable[[], int]
) -> None:
    office = new_office("attested")
    office.drop()
    office.write(office.complete())
    assert goes_out(office)
    assert asked() == 0


def test_what_is_remembered_is_no_proof(office: SigningOffice) -> None:
    """Whoever writes a good answer into the notes has nothing published: it is asked anew before anything begins."""
    office.write(office.complete())
    office.resign(7, note="lain")
    office.sweep(5)
    notes = next((office.path / "gudang").glob("*.tanda.json"))
    notes.write_text(notes.read_text().replace('"sign-other-words"', '""'))
    assert office.sweep(5) == ([], APPROVED)  # the notes say so
    assert office.sweep(130) == ([], AWAITING)
    assert office.sweep(5) == ([], AWAITING)  # and what they say is put right


# --- ssh-keygen itself


def test_without_ssh_keygen_nothing_is_approved_and_the_reason_is_told(
    office: SigningOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.write(office.complete())
    monkeypatch.setenv("PATH", "/tidak-ada")
    assert not goes_out(office)
    assert any("openssh-client" in told for told in office.told())
    monkeypatch.undo()
    assert goes_out(office)


def test_an_ssh_keygen_that_hangs_is_given_up(office: SigningOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    office.write(office.complete())
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "ssh-keygen").write_text("#!/bin/sh\nexec sleep 60\n")
    (tmp_path / "bin" / "ssh-keygen").chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path / "bin"), prepend=os.pathsep)
    monkeypatch.setattr(ssh_keygen, "_JUDGING", 0.2)
    assert office.sweep(5) == ([], AWAITING)
    assert any("tidak menjawab" in told for told in office.told())


def test_a_private_key_that_cannot_be_used_is_told_without_its_content(tmp_path: Path) -> None:
    (tmp_path / "kunci").write_text("-----BEGIN OPENSSH PRIVATE KEY-----\nRAHASIA\n")
    (tmp_path / "kunci").chmod(0o600)
    with pytest.raises(NoAnswer) as told:
        ssh_keygen.sign(tmp_path / "kunci", NAMESPACE, b"x")
    assert "RAHASIA" not in str(told.value)


def test_ssh_keygen_asks_for_the_pass_phrase_of_a_key_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keygen("-t", "ed25519", "-N", "kata sandi panjang", "-f", tmp_path / "kunci")
    keys = Keys(listed("ketua", tmp_path / "kunci").encode())
    (tmp_path / "tanya").write_text("#!/bin/sh\necho kata sandi panjang\n")
    (tmp_path / "tanya").chmod(0o755)
    monkeypatch.setenv("SSH_ASKPASS", str(tmp_path / "tanya"))
    monkeypatch.setenv("SSH_ASKPASS_REQUIRE", "force")
    armour = ssh_keygen.sign(tmp_path / "kunci", "uji", b"isi")
    assert ssh_keygen.verify(keys, "ketua", "uji", START, b"isi", armour) is None
    assert "kata sandi" not in armour


def test_nothing_is_left_of_what_ssh_keygen_was_given(
    office: SigningOffice, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sementara").mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "sementara"))
    office.write(office.complete())
    assert goes_out(office)
    assert list((tmp_path / "sementara").iterdir()) == []


# --- what an administrator is told


def test_an_administrator_is_told_whose_key_is_missing_and_whose_is_shared(office: SigningOffice) -> None:
    with office.room() as room:
        assert room.signatures is not None
        assert list(room.signatures.troubles(SIGNERS.values())) == []
        office.allow(
            listed("ketua,sekretaris", office.keys / "ketua"), listed("*", office.keys / "orang-luar"), "# operator: besok\n"
        )
        told = list(room.signatures.troubles(SIGNERS.values()))
        office.signers_file.unlink()
        missing = list(room.signatures.troubles(SIGNERS.values()))
        by_night = asyncio.run(signing_keys_chore(room))
    assert ["lebih dari satu orang" in told[0], "ketua, sekretaris" in told[1], told[2]] == [
        True,
        True,
        "belum ada kunci untuk operator",
    ]
    assert len(missing) == 1
    assert f"{OFFICE}.signers" in missing[0]
    assert [(note.level, note.text) for note in by_night] == [(Level.PERSON, missing[0])]


def test_the_two_person_rule_may_be_left_out_by_an_office(office: SigningOffice) -> None:
    office.write((office.signed(office.sign_off(3)), *(office.signed(office.sign_off(step, person="ketua")) for step in (6, 7))))
    office.sweep(5)
    with office.room() as room:
        row = queries.packages(room.ledger, OFFICE)[0]
        assert [p.code for p in approval.verdict(room.desk, row, office.clock.now())[1].problems] == ["step-same-person"]
        alone = tuple(step.model_copy(update={"not_same_as": ()}) for step in room.desk.required)
        assert approval.verdict(replace(room.desk, required=alone), row, office.clock.now())[1].approved
