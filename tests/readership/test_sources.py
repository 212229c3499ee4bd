"""Analytics as reader sources: the count of the page and nothing else's, unknown with a reason, and keys that show nowhere."""

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from connectors import http
from connectors.contract import ReaderCount
from readership.analytics import GoatCounter, Jetpack, Matomo, Plausible, Umami
from readership.ga4 import Ga4, assertion, private_parts
from readership.sources import Asked, OneByOne, ReaderSource, Unusable
from safety.addresses import AddressPolicy
from safety.clock import ManualClock
from safety.redaction import Redactor
from tests.readership import counting_services as stand_in
from tests.readership.counting_services import TOKEN, Service, running

pytestmark = pytest.mark.long

ASKED = Asked("https://kpu-contoh.example/berita/dpb/", "812", date(2026, 10, 5), date(2026, 11, 21), "Asia/Jakarta")
CLOCK = ManualClock(datetime(2026, 11, 21, 3, tzinfo=UTC))


def session_to(service: Service, *secrets: str) -> http.Session:
    host = service.url.removeprefix("http://")
    return http.session(AddressPolicy(frozenset([host])), Redactor((TOKEN, *secrets)), http.Timeouts(2, 2, 5), CLOCK)


def matomo(service: Service, key: str = TOKEN) -> ReaderSource:
    return Matomo(session_to(service), service.url, 7, key)


def plausible(service: Service, key: str = TOKEN) -> ReaderSource:
    return Plausible(session_to(service), service.url, "kpu-contoh.example", key)


def umami(service: Service, key: str = TOKEN) -> ReaderSource:
    return Umami(session_to(service), service.url, "abc-1", key)


def goatcounter(service: Service, key: str = TOKEN) -> ReaderSource:
    return GoatCounter(session_to(service), service.url, key)


def jetpack(service: Service, key: str = TOKEN) -> ReaderSource:
    return Jetpack(session_to(service), service.url, "kpu-contoh.example", key)


def ga4(service: Service, key: str = "") -> ReaderSource:
    return Ga4(session_to(service), service.url, "123456", key or stand_in.account_for(service))


Made = tuple[Callable[..., ReaderSource], Callable[[Service, stand_in.Request], stand_in.Reply]]
ALL: dict[str, Made] = {
    "matomo": (matomo, stand_in.matomo),
    "plausible": (plausible, stand_in.plausible),
    "umami 2": (umami, stand_in.umami("url", comparison=False)),
    "umami 3": (umami, stand_in.umami("path", comparison=True)),
    "goatcounter": (goatcounter, stand_in.goatcounter),
    "jetpack": (jetpack, stand_in.jetpack),
    "jetpack by years": (jetpack, stand_in.jetpack_years),
    "ga4": (ga4, stand_in.google),
}
each = pytest.mark.parametrize("kind", ALL)


def known(service: Service) -> None:
    service.views = {"/berita/dpb/": 1234, "/berita/lain/": 99, "812": 1234}


BY_PATH = ["plausible", "umami 2", "umami 3", "goatcounter", "ga4"]


@pytest.mark.parametrize("kind", BY_PATH)
@pytest.mark.parametrize(
    "address",
    ["/?p=812", "/index.php?option=com_content&view=article&id=5", "/baca.php?id=812", "/", "/index.php", "/index.php/"],
)
def test_an_address_without_a_path_of_its_own_has_no_count_of_the_front_page(kind: str, address: str) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        service.views = dict.fromkeys(("/", "/index.php", "/index.php/", "/baca.php", "/baca.php/"), 98765)
        count = OneByOne(make(service)).read(replace(ASKED, url=f"https://kpu-contoh.example{address}"))
        assert count.value is None
        assert "menghitung per alamat tanpa tanda tanya" in count.reason
        assert service.seen == []


@pytest.mark.parametrize("kind", BY_PATH)
def test_what_only_tells_whence_a_reader_came_is_no_part_of_the_address(kind: str) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        known(service)
        count = OneByOne(make(service)).read(replace(ASKED, url=f"{ASKED.url}?utm_source=wa&lang=id"))
        assert count.value == 1234, count.reason


@each
def test_the_page_s_own_count_is_read(kind: str) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        known(service)
        count = OneByOne(make(service)).read(ASKED)
        assert (count.value, count.confidence) == (1234, 0.95), count.reason
        assert all(TOKEN not in str(request.query) + request.path for request in service.seen), "a key never stands in an address"


@each
def test_a_page_that_the_service_does_not_know_is_not_another_page_s_number(kind: str) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        service.views = {"/berita/lain/": 99}
        count = OneByOne(make(service)).read(ASKED)
        assert count.value in (None, 0)
        assert count.value == 0 or count.reason


@each
@pytest.mark.parametrize(
    "wrong",
    [
        (500, {}),
        (200, b"<html>masuk</html>"),
        (200, []),
        (200, {}),
        (200, {"rows": [{}], "pageviews": -3, "views": True, "hits": [{}]}),
    ],
)
def test_a_strange_answer_is_unknown_with_a_reason_and_is_not_asked_for_again(kind: str, wrong: stand_in.Reply) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        source = make(service)
        service.instead = wrong
        count = OneByOne(source).read(ASKED)
        assert (count.value, count.confidence) == (None, 0.0)
        assert count.reason
        assert len(service.seen) == 1


@each
def test_a_spent_quota_is_not_asked_beyond(kind: str) -> None:
    make, answer = ALL[kind]
    with running(answer) as service:
        source = OneByOne(make(service))
        service.instead, service.headers = (429, {}), {"Retry-After": "3600"}
        first, second = source.read(ASKED), source.read(ASKED)
        assert first.value is second.value is None
        assert "2026-11-21 04:00 UTC" in second.reason
        assert len(service.seen) == 1


@pytest.mark.parametrize("kind", [name for name in ALL if name != "ga4"])
def test_a_wrong_key_is_told_and_shown_nowhere(kind: str, caplog: pytest.LogCaptureFixture) -> None:
    make, answer = ALL[kind]
    wrong = "kunci-yang-salah-123456"
    with running(answer) as service, caplog.at_level(logging.DEBUG):
        known(service)
        source = make(service, wrong)
        source.session.redactor = Redactor([wrong])  # type: ignore[attr-defined]
        count = OneByOne(source).read(ASKED)
    assert count.value is None
    assert count.reason
    assert wrong not in count.reason + caplog.text


def test_a_server_that_is_gone_is_unknown(free_address: str) -> None:
    dead = Service(stand_in.plausible, url=free_address)
    count = OneByOne(plausible(dead)).read(ASKED)
    assert count.value is None
    assert "tidak dapat dihubungi" in count.reason


@pytest.fixture
def free_address() -> str:
    with running(stand_in.plausible) as service:
        return service.url


def test_umami_without_a_filter_is_never_believed() -> None:
    with running(stand_in.umami("tidak_dikenal", comparison=True)) as service:
        count = OneByOne(umami(service)).read(ASKED)
    assert count.value is None
    assert "seluruh situs" in count.reason


def test_an_old_goatcounter_that_answers_with_other_pages_is_not_believed() -> None:
    with running(lambda service, request: (200, {"hits": [{"count": 5, "path": "/lain"}], "more": False})) as service:
        assert "halaman lain" in OneByOne(goatcounter(service)).read(ASKED).reason


def test_goatcounter_counts_people_and_says_so() -> None:
    with running(stand_in.goatcounter) as service:
        known(service)
        assert OneByOne(goatcounter(service)).read(ASKED).metric == "pengunjung"


@pytest.mark.parametrize("said", ["samplingMetadatas", "subjectToThresholding", "dataLossFromOtherRow"])
def test_what_google_only_estimates_is_said(said: str) -> None:
    def estimating(service: Service, request: stand_in.Request) -> stand_in.Reply:
        status, body = stand_in.google(service, request)
        assert isinstance(body, dict)
        return status, body | ({"metadata": {said: [{}] if said.startswith("sampling") else True}} if "rows" in body else {})

    with running(estimating) as service:
        known(service)
        count: ReaderCount = OneByOne(ga4(service)).read(ASKED)
    assert (count.value, count.confidence) == (1234, 0.7)
    assert "perkiraan Google" in count.reason


def test_one_token_serves_until_it_ends() -> None:
    clock = ManualClock(CLOCK.now())
    with running(stand_in.google) as service:
        known(service)
        session = session_to(service)
        session.clock = clock
        source = OneByOne(Ga4(session, service.url, "123456", stand_in.account_for(service)))
        source.read(ASKED)
        source.read(ASKED)
        assert [request.path for request in service.seen].count("/token") == 1
        clock.advance(3600)
        source.read(ASKED)
        assert [request.path for request in service.seen].count("/token") == 2


@pytest.mark.parametrize("key", ["", "bukan json", "[]", "{}", '{"client_email": "a@b", "private_key": "bukan PEM"}'])
def test_a_key_that_is_none_is_told_without_being_shown(key: str) -> None:
    with pytest.raises(Unusable, match="akun layanan") as told:
        assertion(key, 0)
    assert "bukan PEM" not in str(told.value)


def test_every_line_of_a_private_key_is_hidden() -> None:
    service = Service(stand_in.google, url="http://127.0.0.1:1")
    account = stand_in.account_for(service)
    parts = private_parts(account)
    assert len(parts) > 10
    assert "PRIVATE KEY" not in Redactor(parts).redact(parts[0])


@pytest.mark.parametrize("kept", ["812", "page:812"])
def test_jetpack_is_asked_by_the_number_alone_whatever_the_type_of_post(kept: str) -> None:
    with running(stand_in.jetpack) as service:
        known(service)
        assert jetpack(service).read(replace(ASKED, remote_id=kept)).value == 1234
