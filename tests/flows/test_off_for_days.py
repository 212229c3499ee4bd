"""A PC that was off for days: nothing stale goes out, a person finds the whole list, and their word sends each once."""

import pytest

from flows.board import gather
from ledger import queries
from publishing import desk
from tests.flows.days import Day
from tests.flows.homes import OFFICE, drop_news

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]
NAMES = ("satu", "dua")
DAYS = 3 * 86400


def states(day: Day) -> dict[str, str]:
    return {row.key.package_id: row.state for row in queries.packages(day.ledger, OFFICE) if row.state != desk.CANCELLED}


def test_what_was_approved_before_days_off_waits_for_a_person_and_then_goes_out_once(day: Day) -> None:
    for name in NAMES:
        drop_news(day.home, name)
    day.seal()
    for name in NAMES:
        day.approve(name)
    for _ in range(3):
        day.sweep(DAYS)
    assert day.public() == []
    assert states(day) == dict.fromkeys(NAMES, desk.LATE)
    with day.room() as room:
        notes = {card.name: card.note for card in gather(room).packages}
    assert all("keluarkan map dari masuk/" in notes[name] for name in NAMES)

    for name in NAMES:
        folder = day.home.inbox / name
        outside = folder.rename(day.home.path / "konsep" / name)
        day.sweep()
        outside.rename(folder)
        (folder / "disposisi.yaml").unlink()
    day.seal()
    for name in NAMES:
        day.approve(name)
    day.sweep()
    day.sweep()
    assert states(day) == dict.fromkeys(NAMES, desk.DONE)
    assert len(day.public()) == len(NAMES)
