"""What a recap says in words: of a month without a website's content, and of months whose recap came too early."""

from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flows.monthly_recap import _gained_before
from flows.recap_book import Month
from flows.recap_manuscript import manuscript
from ledger.chain import stamp
from reports.model import Letterhead, MonthData, PublishedRow, Signer, Total
from reports.say import Words, cards

POST = PublishedRow(
    1, "Pleno", "https://contoh.test/a", "Telegram", "Berita", "03-10-2026", "penuh", "a", None, None, "api", "", summed=False
)
PAGE = replace(POST, no=2, url="https://contoh.test/b", channel="Website", summed=True, readers_total=34, readers_gained=34)
MONTH = MonthData(
    "KPU Contoh", Letterhead(("KPU",), "Jalan 1", "Contoh"), Signer("Siti", "Ketua", "1"), 2026, 10, (POST,), (0,), 900, (),
    datetime(2026, 11, 1, tzinfo=UTC), 1, False,
)  # fmt: skip
FRAME = '---\ntitle: x\nsummary: ""\n---\n'


def test_a_month_with_social_posts_only_has_unknown_readers_and_says_nothing_of_them_in_public() -> None:
    assert MONTH.readers_total == MONTH.readers_gained == Total(None, 0)
    said = dict(cards(MONTH, Words()))
    assert (said["Jumlah pembaca"], said["Pembaca bulan ini"], said["Terhadap bulan lalu"]) == ("–", "–", "–")
    text = manuscript(FRAME, MONTH, "r.pdf")
    assert "menerbitkan 1 konten" in text
    assert "dibaca" not in text
    assert "belum diketahui" not in text


def test_where_both_are_the_public_is_told_of_the_website_s_readers_alone() -> None:
    both = replace(MONTH, rows=(POST, PAGE))
    assert both.readers_gained.value == 34
    assert "Konten di situs web dibaca 34 kali pada bulan tersebut." in manuscript(FRAME, both, "r.pdf")
    assert "Konten itu dibaca 34 kali" in manuscript(FRAME, replace(MONTH, rows=(PAGE,)), "r.pdf")
    assert replace(MONTH, rows=()).readers_gained.value == 0, "a month without any content has a true zero"


def test_a_recap_that_was_made_while_its_month_ran_is_no_figure_of_that_month() -> None:
    zone = ZoneInfo("Asia/Jakarta")
    made = [
        {"month": month, "cutoff": stamp(cutoff), "readers_gained": gained}
        for month, cutoff, gained in (
            ("2026-08", datetime(2026, 8, 31, 17, 0, tzinfo=UTC), 80),
            ("2026-09", datetime(2026, 9, 15, tzinfo=UTC), 40),
            ("2026-10", datetime(2026, 10, 31, 16, 59, tzinfo=UTC), 70),
        )
    ]
    assert _gained_before(made, Month(2026, 11), zone) == {"2026-08": 80, "2026-09": None, "2026-10": None}
    whole = {"month": "2026-09", "cutoff": stamp(datetime(2026, 10, 2, tzinfo=UTC)), "readers_gained": 90}
    assert _gained_before([*made, whole], Month(2026, 11), zone)["2026-09"] == 90


def test_the_year_says_whose_readers_it_adds_up() -> None:
    assert "Tahun berjalan (konten baru tiap bulan)" in dict(cards(MONTH, Words()))
