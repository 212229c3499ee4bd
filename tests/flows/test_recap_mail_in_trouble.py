"""Whatever goes wrong with a mail: the recap stands ready, and the line about it names the office."""

import asyncio

import pytest

from flows import monthly_recap
from tests.flows.homes import OFFICE
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def test_a_mail_that_cannot_be_seen_to_stops_no_recap_and_its_office_is_named(
    months: Months, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("rusak")

    monkeypatch.setattr(monthly_recap, "mail_recap", broken)
    named = asyncio.run(monthly_recap.monthly_recap(str(months.home.path), OFFICE))
    assert "pdf" in named
    assert f"Surel rekapitulasi {OFFICE} belum dapat diurus: RuntimeError: rusak" in caplog.text
