"""A link that was live and is gone is found and told; nothing else is changed by looking."""

import asyncio
from datetime import timedelta
from html import escape
from itertools import pairwise

import pytest
import requests

from flows import rounds
from flows.check_links import Change, change_of, check_links, is_any_link_due, run_check_links
from flows.wiring import Workroom
from ledger import link_queries, queries
from ledger.entries import Kind
from ledger.queries import CheckRow, PublicationRow
from ledger.verify import verify
from links.problems import Verdict
from practice.site import FIELDS
from tests.flows.homes import OFFICE, drop_news
from tests.flows.months import Months

pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.long]


def test_a_live_link_is_live_and_a_withdrawn_one_is_told_as_died(months: Months) -> None:
    row = months.publish()
    first = months.check()
    assert [(link.verdict, link.change) for link in first.links] == [(Verdict.LIVE, Change.NONE)]
    assert first.needs_person == []

    months.withdraw(row)
    second = months.check()

    assert [(link.verdict, link.change) for link in second.needs_person] == [(Verdict.DEAD, Change.DIED)]
    assert second.counts() == {
        "checked": 1,
        "live": 0,
        "unknown": 0,
        "dead": 1,
        "died": 1,
        "altered": 0,
        "unclear": 0,
        "put_off": 0,
        "old": 0,
    }
    assert queries.latest_checks(months.ledger, OFFICE)[row.key[1:]].verdict == "dead"
    assert "tautan mati" in months.board()
    assert [link.change for link in months.check().links] == [Change.NONE], "told once, still listed"
    assert verify(months.ledger, OFFICE) == []


def looks(months: Months) -> int:
    return sum(len(seen) for seen in link_queries.looks(months.ledger, OFFICE).values())


def test_a_round_that_lost_its_lease_ends_before_its_next_link(months: Months, monkeypatch: pytest.MonkeyPatch) -> None:
    months.publish("berita-satu")
    months.publish("berita-dua")
    monkeypatch.setattr(rounds, "_LEASE", 0.3)

    async def stuck(_done: int, _of: int) -> None:
        months.clock.advance(1000)
        await asyncio.Event().wait()

    before = looks(months)
    months.clock.advance(5)
    found = asyncio.run(run_check_links(months.home.path, OFFICE, months.clock, stuck, everything=True))
    assert found.skipped == rounds.LOST
    assert looks(months) == before + 1
    monkeypatch.undo()
    assert len(months.check().links) == 2


def test_a_site_that_nobody_can_reach_is_unknown_and_after_days_told_to_a_person(months: Months) -> None:
    months.publish()
    fault = {"action": "drop_before", "method": "GET", "path": "/berita/", "times": 50}
    months.misbehaves("site", **fault)
    first = months.check()
    assert [(link.verdict, link.change) for link in first.links] == [(Verdict.UNKNOWN, Change.NONE)]
    assert first.needs_person == []
    months.clock.advance(4 * 86400)
    assert [link.change for link in months.check().needs_person] == [Change.UNCLEAR]


def silent(months: Months, looks: int) -> None:
    """So many looks get no answer; each asks once more when its line is cut."""
    months.misbehaves("site", action="drop_before", method="GET", path="/berita/", times=2 * looks)


def altered(months: Months, row: PublicationRow, more: str = "") -> None:
    """Somebody adds this at the end of the article; with nothing to add, takes it away again."""
    kept = next(one for one in months.truth() if one["id"] == row.remote_id)
    body = {name: kept[name] for name in FIELDS} | {"html": str(kept["html"]).partition("<hr>")[0] + (more and f"<hr>{more}")}
    place, token = f"{months.town.urls['site']}/api/articles/{row.remote_id}", months.town.tokens["site"]
    requests.put(place, json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60).raise_for_status()


GAMBLING = "".join(f'<a href="https://s{n}.example/">slot gacor {n}</a>' for n in range(4))


def alarms(months: Months) -> list[tuple[str, str]]:
    """Every alarm that was raised or settled, as the book has them."""
    entries = queries.history(months.ledger, OFFICE, kinds=[Kind.ALARM])
    return [(entry["event"], entry["facts"]["what"]) for entry in entries]


def test_one_failed_look_after_a_quiet_month_is_no_month_of_doubt(months: Months) -> None:
    months.publish()
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    months.clock.advance(37 * 86400)
    silent(months, 1)
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.UNKNOWN, Change.NONE)]
    months.clock.advance(3600)
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.LIVE, Change.NONE)]
    months.clock.advance(30 * 86400)
    silent(months, 4)
    told = [months.check()]
    for hours in (1, 70):
        months.clock.advance(hours * 3600)
        told.append(months.check())
    assert [(link.verdict, link.change) for found in told for link in found.links] == [(Verdict.UNKNOWN, Change.NONE)] * 3
    assert alarms(months) == []
    months.clock.advance(3600)
    assert [link.change for link in months.check().needs_person] == [Change.UNCLEAR]
    assert alarms(months) == [("raised", "unclear")]


def test_a_link_that_dies_again_after_it_came_back_with_a_warning_is_told_again(months: Months) -> None:
    row = months.publish()

    def dies() -> list[Change]:
        fault(months, "html_200", 4)
        first = months.check()
        months.clock.advance(25 * 3600)
        return [link.change for link in (*first.links, *months.check().links)]

    assert dies() == [Change.NONE, Change.DIED]
    altered(months, row, '<meta name="robots" content="noindex">')
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.LIVE_WARN, Change.BACK)]
    assert link_queries.open_alarms(months.ledger, OFFICE) == {}
    assert dies() == [Change.NONE, Change.DIED]
    assert alarms(months) == [("raised", "dead"), ("settled", "dead"), ("raised", "dead")]


def test_a_link_that_comes_back_with_somebody_else_s_links_is_told_as_altered(months: Months) -> None:
    row = months.publish()
    fault(months, "html_200", 4)
    assert [link.change for link in months.check().links] == [Change.NONE]
    months.clock.advance(25 * 3600)
    assert [link.change for link in months.check().links] == [Change.DIED]
    altered(months, row, GAMBLING)
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.LIVE_WARN, Change.ALTERED)]
    assert alarms(months) == [("raised", "dead"), ("raised", "altered")]
    altered(months, row)
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    assert link_queries.open_alarms(months.ledger, OFFICE) == {}


def test_what_was_slipped_in_is_told_though_something_else_was_altered_before(months: Months) -> None:
    row = months.publish()
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    noindex = '<meta name="robots" content="noindex">'
    altered(months, row, noindex)
    assert [link.change for link in months.check().links] == [Change.ALTERED]
    altered(months, row, noindex + GAMBLING)
    assert [link.change for link in months.check().links] == [Change.ALTERED]
    assert [link.change for link in months.check().links] == [Change.NONE]
    assert alarms(months) == [("raised", "altered")] * 2


def test_what_was_slipped_in_is_told_again_after_days_in_which_nobody_could_look(months: Months) -> None:
    row = months.publish()
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    altered(months, row, GAMBLING)
    assert [link.change for link in months.check().links] == [Change.ALTERED]
    silent(months, 2)
    assert [link.change for link in months.check().links] == [Change.NONE]
    months.clock.advance(4 * 86400)
    assert [link.change for link in months.check().links] == [Change.UNCLEAR]
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE_WARN]
    assert alarms(months) == [("raised", "altered"), ("raised", "unclear"), ("raised", "altered")]


def test_what_was_slipped_in_while_nobody_could_look_is_told_as_altered(months: Months) -> None:
    row = months.publish()
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    silent(months, 1)
    assert [link.verdict for link in months.check().links] == [Verdict.UNKNOWN]
    altered(months, row, GAMBLING)
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.LIVE_WARN, Change.ALTERED)]
    silent(months, 1)
    assert [link.verdict for link in months.check().links] == [Verdict.UNKNOWN]
    assert [(link.verdict, link.change) for link in months.check().links] == [(Verdict.LIVE_WARN, Change.NONE)]
    assert alarms(months) == [("raised", "altered")], "told once"
    altered(months, row)
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    assert alarms(months) == [("raised", "altered"), ("settled", "altered")]


def test_an_article_that_lost_its_hidden_mark_is_told_once(months: Months) -> None:
    row = months.publish()
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    place, token = f"{months.town.urls['site']}/api/articles/{row.remote_id}", months.town.tokens["site"]

    def change(**to: str) -> None:
        kept = next(one for one in months.truth() if one["id"] == row.remote_id)
        body = {name: kept[name] for name in FIELDS} | to
        requests.put(place, json=body, headers={"Authorization": f"Bearer {token}"}, timeout=60).raise_for_status()

    change(marker="x" * 16)
    found = [months.check().links for _ in range(2)]
    assert [[(link.verdict, link.change) for link in links] for links in found] == [
        [(Verdict.LIVE_WARN, Change.ALTERED)],
        [(Verdict.LIVE_WARN, Change.NONE)],
    ]
    assert "penanda" in found[0][0].detail
    change(marker=row.marker)
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE]
    assert alarms(months) == [("raised", "altered"), ("settled", "altered")]


def test_a_second_round_at_the_same_time_leaves_quietly(months: Months) -> None:
    months.publish()
    assert months.ledger.acquire(f"check_links:{OFFICE}", 600) is not None
    assert months.check().links == []


def test_links_of_one_host_are_looked_at_one_after_the_other_with_a_second_between(months: Months) -> None:
    for name in ("satu", "dua", "tiga"):
        months.publish(name)
    months.check()
    times = sorted(check.checked_at for check in queries.latest_checks(months.ledger, OFFICE).values())
    seconds = [float(time[17:26]) + 60 * float(time[14:16]) for time in times]
    assert all((later - earlier) % 3600 >= 1 for earlier, later in pairwise(seconds))


def test_the_board_shows_the_held_one_with_its_reason_the_waiting_one_with_its_command_and_the_live_link(months: Months) -> None:
    row = months.publish()
    drop_news(months.home, "menunggu")
    wrong = drop_news(months.home, "salah")
    (wrong / "naskah.md").write_text("---\nkind: berita\n---\nTanpa judul.\n", encoding="utf-8")
    months.sweep()
    months.sweep()
    months.visit(row, 3)
    months.count()
    months.check()
    page = months.board()
    assert f'href="{row.url}"' in page
    assert "dilihat publik" in page
    assert 'data-name="Pembaca">3</td>' in page
    reason = (months.home.path / "ditahan" / "salah" / "ALASAN.txt").read_text(encoding="utf-8-sig")
    first = next(line for line in reason.splitlines() if line.startswith("1. ")).removeprefix("1. ")
    assert escape(first, quote=False)[:40] in page.replace("&#34;", '"').replace("&#39;", "'")
    assert "tayang approve menunggu --by ID --step 7" in page
    assert "PRAKTIK" in page


def fault(months: Months, action: str, times: int, **more: int) -> None:
    asked = {"action": action, "method": "GET", "path": "/berita/", "times": times, **more}
    months.misbehaves("site", **asked)


def test_only_what_is_due_is_looked_at(months: Months) -> None:
    months.publish()
    counts = []
    for seconds in (1, 60, 60, 3600, 3600, 86400, 6 * 86400, 86400, 29 * 86400):
        months.clock.advance(seconds)
        counts.append(len(months.check(everything=False).links))
    assert counts == [0, 1, 0, 1, 0, 1, 1, 0, 1]


def test_one_bad_answer_changes_nothing_and_another_page_is_suspected_before_it_is_dead(
    months: Months,
) -> None:
    row = months.publish()
    fault(months, "html_200", 1)
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE], "the second look of the round was well"
    fault(months, "html_200", 2)
    suspected = months.check()
    assert [link.verdict for link in suspected.links] == [Verdict.UNKNOWN]
    assert suspected.needs_person == []
    assert suspected.alarms == []
    months.clock.advance(25 * 3600)
    fault(months, "html_200", 2)
    assert [link.change for link in months.check(everything=False).needs_person] == [Change.DIED]
    assert queries.latest_checks(months.ledger, OFFICE)[row.key[1:]].verdict == "dead"


def test_a_dead_link_is_told_to_a_person_once_with_the_way_back_and_taken_back_when_it_is_well(months: Months) -> None:
    row = months.publish()
    fault(months, "html_200", 6)
    assert months.check().alarms == []
    months.clock.advance(25 * 3600)
    told = months.check().alarms
    assert [alarm.facts["what"] for alarm in told] == ["dead"]
    kit = months.home.path / str(told[0].facts["do"]).split("paket yang disetujui ada di ")[1].split(";")[0]
    assert (kit / "naskah.md").is_file()
    months.clock.advance(86400)
    assert months.check().alarms == []
    assert list(link_queries.open_alarms(months.ledger, OFFICE)) == [row.key[1:]]
    assert [link.change for link in months.check().links] == [Change.BACK]
    assert link_queries.open_alarms(months.ledger, OFFICE) == {}
    assert verify(months.ledger, OFFICE) == []


def test_a_short_retry_after_is_waited_for_and_a_long_one_puts_the_host_off_over_restarts(months: Months) -> None:
    for name in ("satu", "dua", "tiga"):
        months.publish(name)
    fault(months, "status_429", 1, retry_after=30)
    before = months.clock.now()
    short = months.check()
    assert [link.verdict for link in short.links] == [Verdict.LIVE] * 3
    assert (months.clock.now() - before).total_seconds() >= 30
    fault(months, "status_429", 1, retry_after=86400)
    before = months.clock.now()
    long = months.check()
    assert ([link.verdict for link in long.links], long.put_off) == ([Verdict.UNKNOWN], 2)
    assert (months.clock.now() - before).total_seconds() < 60
    again = months.check()
    assert (again.links, again.put_off) == ([], 3), "another process asks nothing either"
    months.clock.advance(86400)
    assert [link.verdict for link in months.check().links] == [Verdict.LIVE] * 3


async def test_the_flow_itself_gives_the_counts(months: Months) -> None:
    counts = await check_links(str(months.home.path), OFFICE)
    assert counts["checked"] == 0


def test_looks_that_a_wrong_clock_dated_to_later_years_put_no_link_off_until_then(
    months: Months, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def silent(_: Workroom) -> str:
        return ""

    monkeypatch.setattr("flows.clock_guard.why_doubted", silent)
    months.publish()
    months.clock.instant += timedelta(days=3650)
    assert len(months.check().links) == 1
    months.clock.instant -= timedelta(days=3650)
    months.clock.advance(120)
    assert is_any_link_due(months.ledger, OFFICE, months.clock.now())
    assert len(months.check(everything=False).links) == 1
    assert months.check(everything=False).links == []


@pytest.mark.parametrize(
    ("before", "verdict", "change"),
    [
        (None, Verdict.DEAD, Change.DIED),
        ("live", Verdict.DEAD, Change.DIED),
        ("unknown", Verdict.DEAD, Change.DIED),
        ("dead", Verdict.DEAD, Change.NONE),
        ("dead", Verdict.LIVE, Change.BACK),
        ("dead", Verdict.UNKNOWN, Change.NONE),
        ("live", Verdict.UNKNOWN, Change.NONE),
        ("live", Verdict.LIVE_WARN, Change.ALTERED),
        ("unknown", Verdict.LIVE, Change.NONE),
    ],
)
def test_what_counts_as_a_change(before: str | None, verdict: Verdict, change: Change) -> None:
    row = CheckRow("http://contoh.test/", before, 200, "", "2026-01-01") if before else None
    assert change_of(row, verdict, "Gambar 01.jpg tampil dengan berkas yang berbeda.") == change
