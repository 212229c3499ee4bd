"""Why a number of readers is not known, and what is wrong with a filled table, in the language of the home."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from language.say import said_in, speak
from readership.by_hand import COLUMNS, Published, WrongTable, typed_counts
from readership.page import read_page
from readership.sources import Spent
from readership.teach import CannotTeach, teach
from tests.language.reading import indonesian_in

ZONE = ZoneInfo("Asia/Jakarta")
NOW = datetime(2026, 11, 20, 5, tzinfo=UTC)
KNOWN = [Published(("paket", 1, "website"), datetime(2026, 11, 1, tzinfo=UTC))]
ROW = dict(zip(COLUMNS, ("paket", "1", "website", "Judul", "https://a", "", "", "1234", "", ""), strict=True))


def test_a_table_is_read_whatever_language_it_was_exported_in() -> None:
    english = {said_in("en", name): cell for name, cell in ROW.items()}
    assert set(english) & {"Package", "Channel", "Number of readers", "Readers"} >= {"Package", "Channel"}
    for row in (ROW, english):
        (typed,) = typed_counts([row], KNOWN, NOW, ZONE, {})
        assert (typed.key, typed.count.value) == (KNOWN[0].key, 1234)


def test_every_reason_can_be_read() -> None:
    speak("en")
    page = "<html><body><h1>T</h1><p class='n'>x</p></body></html>"
    told = [read_page(page, selector, title).reason for selector, title in ((None, "Other"), (".m", ""), (".n", ""), ("[", ""))]
    told += [str(Spent("GA4", at)) for at in (None, NOW)]
    for count in ("x", "99"):
        with pytest.raises(CannotTeach) as caught:
            teach(page, count, {})
        told.append(str(caught.value))
    wrong = [{**ROW, "Tanggal": "kapan"}, {**ROW, "Jumlah pembaca": "x"}, {**ROW, "Paket": ""}, {**ROW, "Tanggal": "2027-01-01"}]
    with pytest.raises(WrongTable, match="Nothing was entered; mend this first:") as refused:
        typed_counts(wrong, KNOWN, NOW, ZONE, {})
    assert all(told)
    assert indonesian_in(" ".join([*told, str(refused.value)])) == []
