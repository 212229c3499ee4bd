"""Readers are counted with their source; what is not known stays empty and says why."""

import os

import pytest

from flows.count_readers import Reading, count_readers
from flows.wiring import open_workroom
from ledger import queries
from ledger.chain import stamp
from ledger.verify import verify
from links.session import Answer
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def readings(months: Months) -> list[tuple[str, int | None, str]]:
    found = queries.latest_readings(months.ledger, OFFICE, stamp(months.clock.now()) + "~")
    return [(row.source, row.value, row.reason) for rows in found.values() for row in rows]


def test_seven_visits_are_counted_as_seven_by_the_site_and_counting_adds_none(months: Months) -> None:
    row = months.publish()
    months.visit(row, 7)
    assert months.count().counts() == {"read": 1, "unknown": 0, "doubtful": 0}
    months.count()
    assert readings(months) == [("api", 7, ""), ("api", 7, "")]
    assert verify(months.ledger, OFFICE) == []


def test_when_the_site_is_silent_the_count_is_unknown_with_a_reason_and_no_other_counter_steps_in(months: Months) -> None:
    row = months.publish()
    months.visit(row, 3)
    months.count()
    break_token(months)
    found = months.count()
    assert [reading.value for reading in found.readings] == [None]
    assert found.readings[0].reason
    assert found.counts()["unknown"] == 1
    assert readings(months)[-1][1] is None


def test_a_site_without_a_counter_of_its_own_is_read_from_its_page(months: Months) -> None:
    row = months.publish()
    months.visit(row, 4)
    break_token(months)
    found = months.count()
    assert [(reading.value, reading.source) for reading in found.readings] == [(4, "jsonld")]
    assert found.readings[0].confidence == 0.9


def test_a_page_that_is_no_longer_ours_gives_no_count(months: Months) -> None:
    from flows.count_readers import _shown

    row = months.publish()
    page = b"<html><head><title>Lain</title></head><body><h1>Lain</h1><p>Dibaca 512 kali</p></body></html>"
    headers = (("Content-Type", "text/html"),)
    shown: Reading = _shown(row, "Penetapan", Answer(row.url, 200, "OK", headers, (), page, page, ""))
    assert (shown.value, shown.reason) == (None, "halaman pada tautan ini bukan terbitan kita lagi")


async def test_the_flow_itself_gives_the_counts(months: Months) -> None:
    assert await count_readers(str(months.home.path), OFFICE) == {"read": 0, "unknown": 0, "doubtful": 0}


def break_token(months: Months) -> None:
    """The site no longer accepts the office's token; its public pages go on."""
    secrets = months.home.path / "rahasia.env"
    text = secrets.read_text(encoding="utf-8")
    secrets.write_text(text.replace(months.town.tokens["site"], "token-lama"), encoding="utf-8")
    with open_workroom(months.home.path, OFFICE, os.environ, months.clock) as room:
        assert not room.connectors["website"].check().ok
