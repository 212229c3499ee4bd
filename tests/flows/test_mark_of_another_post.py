"""A mark is missed only where it was seen: at this revision and at this address, not at another post of the same package."""

import asyncio
from dataclasses import replace

import pytest

from flows.looking import Look, look_at
from ledger import queries
from ledger.queries import PublicationRow
from links.session import open_session
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
GONE = "x" * 16


async def looked(months: Months, row: PublicationRow) -> Look:
    (package,) = queries.packages(months.ledger, OFFICE)
    with months.room() as room:
        async with open_session(room.addresses) as web:
            return await look_at(room, row, package, web)


def codes(months: Months, row: PublicationRow) -> tuple[str, ...]:
    return asyncio.run(looked(months, row)).seen.codes


def test_a_post_made_by_hand_is_not_blamed_for_the_mark_of_a_revision_that_was_withdrawn(months: Months) -> None:
    row = months.publish()
    months.check()
    assert "marker_gone" in codes(months, replace(row, marker=GONE)), "here the mark was seen"
    by_hand = replace(row, key=row.key._replace(revision=2), marker=GONE)
    assert "marker_gone" not in codes(months, by_hand)


def test_a_post_that_a_person_found_elsewhere_is_not_blamed_for_the_mark_of_the_first(months: Months) -> None:
    row = months.publish()
    months.check()
    elsewhere = replace(row, url=f"{row.url}?dari=orang", marker=GONE)
    assert "marker_gone" not in codes(months, elsewhere)
