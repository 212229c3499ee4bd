"""A link is looked at when it is due, and is called dead only when that is sure."""

from datetime import UTC, datetime, timedelta

import pytest

from links.hosts import domain_of, host_of, lanes
from links.life import Patience, Seen, next_look, standing, until
from links.problems import Verdict

T0 = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LIVE, WARN, UNKNOWN, DEAD = Verdict.LIVE, Verdict.LIVE_WARN, Verdict.UNKNOWN, Verdict.DEAD


def seen(after: timedelta, verdict: Verdict = LIVE, *codes: str) -> Seen:
    return Seen(T0 + after, verdict, codes)


@pytest.mark.parametrize(
    ("looks", "due"),
    [
        ([], MINUTE),
        ([seen(timedelta(0))], MINUTE),
        ([seen(MINUTE)], HOUR),
        ([seen(5 * MINUTE)], HOUR),
        ([seen(HOUR + MINUTE)], DAY),
        ([seen(3 * DAY)], 7 * DAY),
        ([seen(7 * DAY)], 37 * DAY),
        ([seen(36 * DAY)], 37 * DAY),
        ([seen(37 * DAY)], 67 * DAY),
        ([seen(400 * DAY)], 427 * DAY),
        ([seen(7 * DAY), seen(37 * DAY, UNKNOWN)], 37 * DAY + HOUR),
        ([seen(7 * DAY), seen(37 * DAY, DEAD), seen(38 * DAY, DEAD)], 39 * DAY),
        ([seen(7 * DAY), seen(37 * DAY, DEAD), seen(60 * DAY, DEAD)], 67 * DAY),
        ([seen(37 * DAY, UNKNOWN), seen(37 * DAY + HOUR)], 67 * DAY),
    ],
)
def test_the_next_look(looks: list[Seen], due: timedelta) -> None:
    assert next_look(T0, looks) == T0 + due


@pytest.mark.parametrize("last", [timedelta(seconds=s) for s in (0, 60, 3600, 90000, 604800, 3196800, 99999999)])
def test_a_look_is_always_due_later_than_the_one_before(last: timedelta) -> None:
    for verdict in Verdict:
        assert next_look(T0, [seen(last, verdict)]) > T0 + last


@pytest.mark.parametrize(
    ("looks", "verdict"),
    [
        ([], UNKNOWN),
        ([seen(HOUR)], LIVE),
        ([seen(HOUR, WARN)], WARN),
        ([seen(HOUR, DEAD, "not_found")], UNKNOWN),
        ([seen(HOUR, DEAD, "not_found"), seen(HOUR + MINUTE, DEAD, "not_found")], DEAD),
        ([seen(HOUR, DEAD, "not_found"), seen(2 * HOUR), seen(3 * HOUR, DEAD, "not_found")], UNKNOWN),
        ([seen(HOUR, DEAD, "not_found"), seen(2 * HOUR, UNKNOWN, "timeout"), seen(3 * HOUR, DEAD, "not_found")], DEAD),
        ([seen(HOUR, DEAD, "content_missing"), seen(2 * HOUR, DEAD, "content_missing")], UNKNOWN),
        ([seen(n * HOUR, DEAD, "content_missing") for n in range(9)], UNKNOWN),
        ([seen(n * 12 * HOUR, DEAD, "content_missing") for n in range(3)], DEAD),
        ([seen(n * DAY, DEAD, "tls") for n in range(2)], UNKNOWN),
        ([seen(n * DAY, DEAD, "tls") for n in range(3)], DEAD),
        ([seen(n * DAY, DEAD, "soft_404") for n in range(3)] + [seen(4 * DAY)], LIVE),
        ([seen(n * DAY, DEAD, "soft_404") for n in range(3)] + [seen(4 * DAY, UNKNOWN, "timeout")], DEAD),
        ([seen(n * DAY, UNKNOWN, "server_error") for n in range(90)], UNKNOWN),
        ([seen(n * DAY, UNKNOWN, "refused_status") for n in range(90)], UNKNOWN),
        ([seen(HOUR, DEAD, "defaced"), seen(2 * HOUR, DEAD, "defaced")], DEAD),
    ],
)
def test_what_the_looks_add_up_to(looks: list[Seen], verdict: Verdict) -> None:
    assert standing(looks, Patience()) == verdict


def test_a_look_that_a_wrong_clock_dated_to_later_years_counts_for_nothing() -> None:
    looks = [seen(7 * DAY), seen(3650 * DAY, DEAD, "tls"), seen(8 * DAY, UNKNOWN)]
    assert until(T0 + 8 * DAY, looks) == [looks[0], looks[2]]


def test_patience_is_the_offices_own() -> None:
    looks = [seen(n * HOUR, DEAD, "content_missing") for n in range(2)]
    assert standing(looks, Patience(2, HOUR)) == DEAD
    assert standing(looks[:1], Patience(1, timedelta(0))) == UNKNOWN, "one look never kills"


@pytest.mark.parametrize(
    ("host", "domain"),
    [
        ("kab-contoh.kpu.go.id", "kpu.go.id"),
        ("kpu.go.id", "kpu.go.id"),
        ("www.contoh.desa.id:8443", "contoh.desa.id"),
        ("berita.contoh.id", "contoh.id"),
        ("news.bbc.co.uk", "bbc.co.uk"),
        ("www.facebook.com", "facebook.com"),
        ("127.0.0.1:8420", "127.0.0.1"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("localhost:80", "localhost"),
    ],
)
def test_registrable_domain(host: str, domain: str) -> None:
    assert domain_of(host) == domain


def test_one_lane_for_what_shares_a_domain_or_an_address() -> None:
    keys = {"a": ["x.id", "1.1.1.1"], "b": ["y.id", "2.2.2.2"], "c": ["z.id"], "d": ["y.id", "1.1.1.1"], "e": []}
    assert lanes(keys) == [["a", "b", "d"], ["c"], ["e"]]
    assert host_of("https://Nama@KPU.go.id:444/x") == "kpu.go.id:444"
    assert host_of("http://[rusak") == ""
