"""Who counted a publication goes on counting it, whatever number a person types in between."""

from pathlib import Path

import pytest

from ledger import queries
from ledger.queries import PublicationRow
from tests.flows.homes import OFFICE
from tests.flows.months import Months
from tests.flows.test_counter_events import enter_by_hand, read_now
from tests.flows.test_readers_flow import break_token
from tests.flows.test_recap_flow import read_again

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def test_a_number_that_a_person_adds_ends_no_counting_by_the_platform(months: Months, tmp_path: Path) -> None:
    row = months.publish()
    months.visit(row, 3)
    assert (read_now(months, "website").value, read_now(months, "website").source) == (3, "api")
    enter_by_hand(months, tmp_path / "pembaca.csv", row, "900")
    secrets = months.home.path / "rahasia.env"
    kept = secrets.read_bytes()
    break_token(months)
    silent = read_now(months, "website")
    assert (silent.value, silent.source) == (None, "api"), "on a night of silence no other counter steps in"
    secrets.write_bytes(kept)
    months.visit(row, 2)
    assert (read_now(months, "website").value, read_now(months, "website").source) == (5, "api")


def sources(months: Months, row: PublicationRow, *told: str) -> str:
    """Who counted the publication last, as the round asks it, after readings of these sources."""
    for number, source in enumerate(told):
        months.clock.advance(1)
        read_again(months, row, number, months.clock.now(), source)
    return str(queries.newest_counts(months.ledger, OFFICE)[row.key[1:]].source)


def test_what_was_typed_counts_only_where_nothing_else_was_ever_read(months: Months) -> None:
    row, other = months.publish("satu"), months.publish("dua")
    assert sources(months, row, "manual", "manual") == "manual"
    assert sources(months, other, "text", "api", "manual") == "api", "the last to take over, not the page that was read before"
    assert sources(months, row, "text", "manual") == "text"
    read_again(months, row, None, months.clock.now(), "api")
    assert sources(months, row) == "text", "silence is no count"
