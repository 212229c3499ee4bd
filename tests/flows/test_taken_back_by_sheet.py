"""A "Tidak" to what is approved and waits for its time: by a sheet that is printed for it, and by bringing the folder back."""

import pytest

from content_queue.sheet import Decision
from flows import answering
from flows.paper_sheet import Asked, disposition_of
from ledger import queries
from publishing import desk
from publishing.approval import CannotApprove
from tests.flows.days import Day
from tests.flows.homes import NAME, OFFICE, drop_news
from tests.flows.test_correction import drop_correction, published, state

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


@pytest.fixture
def approved(day: Day) -> Day:
    drop_news(day.home)
    day.seal()
    day.approve()
    assert state(day, 1) == desk.APPROVED
    return day


def bring_back(day: Day) -> None:
    with day.room() as room:
        person = room.office.person("ketua")
        assert person is not None
        answering.send_back(room, NAME, person, "salah tanggal", answering.attested)


def test_its_sheet_can_be_printed_over_the_bytes_that_wait(approved: Day) -> None:
    (row,) = queries.revisions(approved.ledger, OFFICE, NAME)
    with approved.room() as room:
        made = disposition_of(room, NAME, Asked(decision=Decision.NO))
        assert (made.step, made.decision) == (room.desk.check.nr, Decision.NO)
        with pytest.raises(CannotApprove, match="menunggu persetujuan"):
            disposition_of(room, NAME, Asked(decision=Decision.YES))
    assert row.digest in made.line


def test_it_is_brought_back_whole_and_goes_out_no_more(approved: Day) -> None:
    bring_back(approved)
    assert state(approved, 1) == desk.RETURNED
    assert (approved.home.path / "konsep" / NAME / "naskah.md").exists()
    assert not (approved.home.inbox / NAME).exists()
    for _ in range(2):
        approved.sweep(400)
    assert state(approved, 1) == desk.RETURNED
    assert approved.truth() == []


def test_a_correction_that_is_brought_back_leaves_what_is_public(day: Day) -> None:
    published(day, "website")
    before = day.public()
    drop_correction(day, "website")
    day.seal()
    day.approve()
    bring_back(day)
    day.sweep(400)
    assert (state(day, 1), state(day, 2)) == (desk.DONE, desk.RETURNED)
    assert day.public() == before
