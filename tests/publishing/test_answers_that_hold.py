"""Which of several answers counts: a "Tidak" that was given is not silenced by a line, a clock or an old sheet; a "Ya" of
somebody who has left does not stand in the way of the successor's."""

from datetime import timedelta

import pytest

from content_queue.sheet import Decision, SignOff, load_sheet
from ledger import queries
from publishing import approval, requests, timing, withdrawal
from publishing.approval import Answer, CannotApprove
from publishing.desk import APPROVED, AWAITING
from publishing.rows import entry_of
from tests.publishing.signing_office import NAME, OFFICE, START, NewOffice, SigningOffice, needs_ssh_keygen

pytestmark = [needs_ssh_keygen, pytest.mark.long]
STRENGTHS = pytest.mark.parametrize("strength", ["attested", "signed"])


@pytest.fixture
def office(new_office: NewOffice, strength: str) -> SigningOffice:
    """An office in which a package was sealed and waits for its three answers."""
    office = new_office(strength)
    office.drop()
    office.sweep(5)
    assert office.sweep(11)[1] == AWAITING
    return office


def drafted(office: SigningOffice, step: int, person: str, decision: Decision = Decision.YES) -> SignOff:
    with office.room() as room:
        answer = Answer(person, "Pejabat", (step,), "", decision)
        (sign,) = approval.draft(room.ledger, room.desk, NAME, answer)
    return office.signed(sign)


def entered(office: SigningOffice, sign: SignOff) -> bool:
    with office.room() as room:
        return approval.enter(room.ledger, room.desk, NAME, [sign]).approved


def say(office: SigningOffice, step: int, person: str, decision: Decision = Decision.YES) -> bool:
    office.clock.advance(60)
    return entered(office, drafted(office, step, person, decision))


def nothing_goes_out(office: SigningOffice) -> bool:
    return [office.sweep(seconds) for seconds in (20, 20, 130)][-1] == ([], AWAITING)


@pytest.mark.parametrize("strength", ["signed"])
@pytest.mark.parametrize("line", [{"digest": "0" * 64}, {"covers": "kebutuhan", "digest": ""}, {"emergency": True}, {}])
def test_a_line_that_counts_for_nothing_silences_no_refusal(office: SigningOffice, line: dict[str, object]) -> None:
    say(office, 7, "ketua")
    say(office, 7, "ketua", Decision.NO)
    say(office, 3, "sekretaris")
    say(office, 6, "operator")
    kept = [sign for sign in load_sheet(office.sheet_file).sign_offs if sign.decision is Decision.YES]
    office.write([*kept, office.sign_off(7, at=office.clock.now() - timedelta(seconds=1), **line)])
    assert nothing_goes_out(office)


@STRENGTHS
def test_a_refusal_after_the_clock_was_put_right_holds_when_the_wrong_hour_comes(office: SigningOffice) -> None:
    office.clock.advance(86400)
    say(office, 7, "ketua")
    office.clock.instant = START + timedelta(minutes=5)
    say(office, 7, "ketua", Decision.NO)
    say(office, 3, "sekretaris")
    say(office, 6, "operator")
    office.clock.advance(2 * 86400)
    assert nothing_goes_out(office)
    say(office, 7, "ketua")
    assert office.sweep(130)[0] == [NAME]


@STRENGTHS
def test_a_refusal_that_is_recorded_after_an_approval_of_a_later_hour_holds(office: SigningOffice) -> None:
    office.clock.advance(60)
    late = drafted(office, 7, "sekretaris", Decision.NO)
    say(office, 3, "sekretaris")
    say(office, 7, "ketua")
    assert not entered(office, late)
    assert not say(office, 6, "operator")
    assert nothing_goes_out(office)


@STRENGTHS
def test_whoever_took_over_can_approve_what_somebody_answered_who_has_left(office: SigningOffice) -> None:
    say(office, 3, "sekretaris")
    say(office, 6, "operator")
    file = office.path / "offices" / f"{OFFICE}.toml"
    changed = file.read_text("utf-8").replace('"3" = ["sekretaris"]', '"3" = ["ketua"]')
    file.write_text(changed.replace('"7" = ["ketua", "sekretaris"]', '"7" = ["ketua"]'), "utf-8")
    assert office.sweep(5) == ([], AWAITING)
    assert any("sekretaris" in reason for reason in office.told())
    say(office, 3, "ketua")
    assert say(office, 7, "ketua")
    assert office.sweep(130) == ([NAME], APPROVED)


def publish_and_file_away(office: SigningOffice) -> None:
    """As the engine leaves a package that was proved."""
    with office.room() as room:
        (row,) = queries.packages(room.ledger, OFFICE)
        package = room.desk.read(row)
        (key,) = room.publisher.plan(package)
        proved = {"state": "verified", "url": "https://kpu.example/1", "remote_id": "1"}
        room.ledger.append(OFFICE, [entry_of(key, "Proved", proved)])
        timing.file_away(room.ledger, room.desk, package, room.clock)


def withdraw(office: SigningOffice) -> None:
    with office.room() as room:
        sign = office.signed(withdrawal.draft(room.ledger, room.desk, NAME, "ketua", "Ketua", "memuat NIK warga"))
        (one,) = withdrawal.order(room.ledger, room.desk, NAME, (), sign)
        lease = room.publisher.take(one.key)
        assert lease is not None
        withdrawal.settle(room.publisher, one, lease, "ditarik", {})
        room.ledger.release(lease)


@STRENGTHS
def test_what_was_withdrawn_does_not_go_out_again_on_its_old_sheet(office: SigningOffice) -> None:
    office.write(office.complete())
    office.sweep(20)
    assert office.sweep(130)[0] == [NAME]
    publish_and_file_away(office)
    office.clock.advance(3600)
    withdraw(office)
    office.sweep(86400)
    next((office.path / "arsip").rglob("disposisi.yaml")).parent.rename(office.folder)
    assert nothing_goes_out(office)
    assert say(office, 7, "ketua"), "once somebody says so anew, it may go out"
    assert office.sweep(130)[0] == [NAME]


@STRENGTHS
def test_what_is_approved_and_waits_can_still_be_refused(office: SigningOffice) -> None:
    say(office, 3, "sekretaris")
    say(office, 6, "operator")
    assert say(office, 7, "ketua")
    with pytest.raises(CannotApprove):
        say(office, 7, "ketua")
    say(office, 7, "ketua", Decision.NO)
    assert nothing_goes_out(office)


@STRENGTHS
def test_a_refused_package_is_known_as_refused_whatever_the_hours(office: SigningOffice) -> None:
    office.clock.advance(60)
    late = drafted(office, 7, "sekretaris", Decision.NO)
    say(office, 7, "ketua")
    entered(office, late)
    with office.room() as room:
        (row,) = queries.packages(room.ledger, OFFICE)
        told = requests.refused(room.ledger, room.desk, row)
        assert room.desk.check.nr == 7
    assert told == late
