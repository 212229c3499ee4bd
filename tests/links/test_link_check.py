"""Every awkward page gets the verdict that a careful clerk would give it."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from socket import AF_INET, AddressFamily

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.abc import AbstractResolver, ResolveResult

from links.check import Check, Expectation, check
from links.problems import WORDINGS, Verdict
from links.session import Bounds, open_session
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from tests.links.awkward import CASES, EXPECTED, MARKER, MORE, TITLE, Site, article


@dataclass
class Town:
    site: Site
    base: str
    policy: AddressPolicy
    strangers: list[str] = field(default_factory=list)


async def serve(routes: list[web.RouteDef]) -> tuple[web.AppRunner, int]:
    app = web.Application()
    app.add_routes(routes)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return runner, int(runner.addresses[0][1])


@pytest_asyncio.fixture
async def town() -> AsyncIterator[Town]:
    site, strangers = Site(), list[str]()

    def stranger(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        strangers.append(str(writer.get_extra_info("peername")))
        writer.close()

    secret = await asyncio.start_server(stranger, "127.0.0.1", 0)
    site.secret_port = secret.sockets[0].getsockname()[1]
    runner, port = await serve([web.get("/p/{name}", site.handle), web.get("/m/{name}", site.image)])
    yield Town(site, f"http://127.0.0.1:{port}", AddressPolicy(frozenset({f"127.0.0.1:{port}"})), strangers)
    await runner.cleanup()
    secret.close()


def codes(result: Check) -> set[str]:
    return {problem.code for problem in result.problems}


async def look(town: Town, name: str, seconds: float = 5.0) -> Check:
    async with open_session(town.policy, Bounds(request_seconds=seconds)) as session:
        return await check(session, Expectation(f"{town.base}/p/{name}", TITLE, MARKER, EXPECTED), SystemClock())


@pytest.mark.parametrize(("name", "verdict", "code"), [*CASES, *MORE], ids=[case[0] for case in (*CASES, *MORE)])
async def test_awkward_page_gets_its_verdict(town: Town, name: str, verdict: Verdict, code: str) -> None:
    result = await look(town, name, 0.3 if name in ("hang", "drip") else 5.0)
    assert (result.verdict, codes(result)) == (verdict, {code} if code else set())
    assert not town.strangers
    assert not town.site.cookies
    assert town.site.agents == {"tayang/0.1 (+pemeriksaan tautan)"}


async def test_evidence_of_a_live_page(town: Town) -> None:
    result = await look(town, "chain8")
    assert result.final_url == f"{town.base}/p/chain0"
    assert len(result.hops) == 8
    assert result.title_found
    assert [(image.sha256, image.ok) for image in result.images] == [(EXPECTED[0].sha256, True)]
    assert result.body_sha256 == hashlib.sha256(article().encode()).hexdigest()


async def test_an_unlisted_address_gets_no_packet(town: Town) -> None:
    async with open_session(town.policy) as session:
        for host in ("127.0.0.1", "localhost", "１２７.0.0.1", "127。0。0。1", "①②⑦.0.0.1", "127.1", "127.0.0.1.", "2130706433"):
            result = await check(session, Expectation(f"http://{host}:{town.site.secret_port}/", TITLE), SystemClock())
            assert (result.verdict, codes(result)) == (Verdict.UNKNOWN, {"forbidden"}), host
    assert not town.strangers


async def test_an_article_that_the_site_guessed_for_ours_is_not_ours_although_its_title_holds_our_title(town: Town) -> None:
    guessed = await look(town, "guessed")
    assert (guessed.verdict, codes(guessed), guessed.title_found) == (Verdict.DEAD, {"redirected", "content_missing"}, False)


class OneMachine(AbstractResolver):
    """Every name is a name of this machine."""

    async def resolve(self, host: str, port: int = 0, family: AddressFamily = AF_INET) -> list[ResolveResult]:
        return [ResolveResult(hostname=host, host="127.0.0.1", port=port, family=AF_INET, proto=0, flags=0)]

    async def close(self) -> None:
        """Nothing is held open."""


@pytest.mark.parametrize(
    ("host", "name", "verdict", "code"),
    [
        ("m.kpu.example", "mobile", Verdict.LIVE_WARN, "canonical_differs"),
        ("m.judi.example", "mobile", Verdict.DEAD, "foreign_canonical"),
        ("m.kab-contoh.kpu.go.id", "mobile-office", Verdict.LIVE_WARN, "canonical_differs"),
        ("dinas.go.id", "mobile-office", Verdict.DEAD, "foreign_canonical"),
    ],
)
async def test_a_site_for_telephones_may_name_its_own_great_one_and_nobody_else_s(
    town: Town, host: str, name: str, verdict: Verdict, code: str
) -> None:
    place = f"{host}:{town.base.rpartition(':')[2]}"
    async with open_session(AddressPolicy(frozenset({place})), resolver=OneMachine()) as session:
        result = await check(session, Expectation(f"http://{place}/p/{name}", TITLE), SystemClock())
    assert (result.verdict, codes(result)) == (verdict, {code})


@pytest.mark.parametrize(
    ("name", "verdict", "found"),
    [
        ("surat.pdf", Verdict.LIVE, set[str]()),
        ("sk-12.pdf", Verdict.LIVE, set[str]()),
        ("sk-13.pdf", Verdict.LIVE, set[str]()),
        ("sk-14.docx", Verdict.LIVE, set[str]()),
        ("pemilih.csv", Verdict.LIVE, set[str]()),
        ("galat.pdf", Verdict.DEAD, {"not_html"}),
        ("galat-xml.pdf", Verdict.DEAD, {"not_html"}),
        ("galat-teks.pdf", Verdict.DEAD, {"not_html"}),
        ("hilang.pdf", Verdict.DEAD, {"not_found"}),
        ("ganti.pdf", Verdict.DEAD, {"soft_404"}),
        ("pdf", Verdict.LIVE, set[str]()),
        ("json-error", Verdict.DEAD, {"not_html"}),
    ],
)
async def test_a_file_is_held_to_no_title_but_to_be_there(
    town: Town, name: str, verdict: Verdict, found: set[str]
) -> None:
    async with open_session(town.policy) as session:
        result = await check(session, Expectation(f"{town.base}/p/{name}", "Surat edaran"), SystemClock())
    assert (result.verdict, codes(result)) == (verdict, found)


@pytest.mark.parametrize(
    ("name", "verdict", "code"),
    [
        ("bahaya-judi-online", Verdict.LIVE_WARN, "no_assertion"),
        ("keputusan-404-tahun-2026", Verdict.LIVE_WARN, "no_assertion"),
        ("keputusan-404-dicabut", Verdict.DEAD, "soft_404"),
        ("bahaya-judi", Verdict.DEAD, "defaced"),
        ("gambling", Verdict.DEAD, "defaced"),
    ],
)
async def test_a_link_of_which_nothing_is_known_may_speak_of_what_its_address_speaks_of(
    town: Town, name: str, verdict: Verdict, code: str
) -> None:
    async with open_session(town.policy) as session:
        result = await check(session, Expectation(f"{town.base}/p/{name}"), SystemClock())
    assert (result.verdict, codes(result)) == (verdict, {code})


async def test_a_host_serves_two_at_once_and_waiting_costs_no_time(town: Town) -> None:
    expectation = Expectation(f"{town.base}/p/slow", TITLE)
    async with open_session(town.policy, Bounds(request_seconds=0.4, total_seconds=0.4)) as session:
        looks: list[Awaitable[Check]] = [check(session, expectation, SystemClock()) for _ in range(12)]
        results = await asyncio.gather(*looks)
    assert {result.verdict for result in results} == {Verdict.LIVE}
    assert town.site.most == 2


def test_every_finding_is_told_in_both_languages() -> None:
    for wording in WORDINGS.values():
        assert all((wording.indonesian, wording.english, wording.mend, wording.mend_english))
