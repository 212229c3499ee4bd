"""The Bluesky account: its session, its password, the key of a record, and what is sent as the official lexicons have it."""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import requests
from bluesky_account import SITE_LINK, OnBluesky, official
from conformance import LONG_AGO, MARKER, Handles, package
from earnest import Watched

from connectors import http
from connectors.bluesky import Bluesky
from connectors.bluesky_client import SESSION_LASTS
from connectors.bluesky_text import is_ours, key_of, time_of_key
from connectors.contract import (
    Connector,
    Found,
    NeedsHuman,
    TryLater,
)
from practice import bluesky as standin
from practice.bluesky import DID, NEIGHBOUR
from practice.bluesky_records import TID
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.clock import ManualClock, SystemClock
from safety.fence import fenced
from safety.redaction import Redactor


@contextmanager
def portal(status: int, away: str | None) -> Iterator[str]:
    """A network that answers everything with its own page until somebody signs in."""

    class Page(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length") or 0))
            page = b"<html>Masuk ke jaringan tamu</html>"
            self.send_response(status)
            if away:
                self.send_header("Location", away)
            self.send_header("Content-Type", "text/html")
            self.send_header("Content-Length", str(len(page)))
            self.end_headers()
            self.wfile.write(page)

        def log_message(self, *_: object) -> None:
            """Not on the screen of the tests."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class TestBlueskyAccount(OnBluesky):
    def test_six_at_once_leave_one_record(self, town: Town, tmp_path: Path) -> None:
        policy = AddressPolicy(frozenset({town.urls["bluesky"].removeprefix("http://")}))

        def one(_: int) -> str:
            with http.session(policy, Redactor([]), http.Timeouts()) as session:
                account = self.make(town, session)
                return account.reveal(account.stage(rendering, MARKER, {}, Handles().record)).url

        rendering = self.make(town, requests.Session()).preview(package(tmp_path))
        with ThreadPoolExecutor(6) as pool:
            assert len(set(pool.map(one, range(6)))) == 1
        assert len(self.truth(town)) == 1

    def test_the_key_is_the_same_in_another_process_and_no_persons(self) -> None:
        """Were it another, a process that takes over would make a second record."""
        asked = f"from connectors.bluesky_text import key_of; print(key_of({MARKER!r}))"
        told = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True).stdout.strip()
        assert told == key_of(MARKER) == "3azdazmmvglaq"
        assert is_ours(told)
        assert not is_ours("3n2tklfdxw22n")
        assert time_of_key("3n2tklfdxw22n") == datetime(2026, 11, 21, 16, 48, 52, 144000, UTC)

    def test_a_session_that_is_over_is_made_anew_and_publishes_nothing_twice(
        self, town: Town, session: requests.Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        clock = ManualClock(datetime.now(UTC))
        account = self.at(town, session, town.tokens["bluesky"], clock)
        staged = account.stage(account.preview(package(tmp_path)), MARKER, {}, Handles().record)
        with monkeypatch.context() as ended:
            ended.setattr(standin, "SESSION_SECONDS", -1)
            with pytest.raises(TryLater, match="sesi"):
                account.reveal(staged)
        assert self.truth(town) == []
        account.reveal(staged)
        before = account._client.account()
        clock.advance(SESSION_LASTS.total_seconds() + 1)
        assert account._client.account().token != before.token

    def test_a_fast_clock_dates_no_post_into_the_future(self, town: Town, tmp_path: Path) -> None:
        clock = ManualClock(datetime.now(UTC) + timedelta(hours=3))
        policy = AddressPolicy(frozenset({town.urls["bluesky"].removeprefix("http://")}))
        with http.session(policy, Redactor([]), http.Timeouts(), clock) as session:
            account = self.at(town, session, town.tokens["bluesky"], clock)
            link = self.post(account, account.preview(package(tmp_path)))
        assert link.published_at is not None
        assert abs(link.published_at - datetime.now(UTC)) < timedelta(minutes=5)

    def test_making_a_session_is_no_write(self, town: Town, session: requests.Session) -> None:
        def asked() -> None:
            raise AssertionError("a session was counted as a write")

        with fenced(asked):
            assert self.make(town, session).check().ok

    @pytest.mark.parametrize("status", [200, 301, 302, 303, 307])
    def test_a_network_that_asks_to_sign_in_first_is_waited_for(
        self, session: requests.Session, tmp_path: Path, town: Town, status: int
    ) -> None:
        staged = self.staged(self.make(town, session), tmp_path)
        away = "http://10.0.0.1/masuk?token=rahasia" if status != 200 else None
        with portal(status, away) as address:
            policy = AddressPolicy(frozenset({address.removeprefix("http://")}))
            with http.session(policy, Redactor([]), http.Timeouts()) as guest:
                account = Bluesky(guest, DID, "rahasia", SystemClock(), api_url=address)
                for act in (lambda: account.reveal(staged), lambda: account.find(self.fingerprint(staged), datetime.now(UTC))):
                    with pytest.raises(TryLater) as told:
                        act()
                    assert str(told.value).endswith("saat melihat; akan dicoba lagi.")
                    assert "token=" not in str(told.value)
                assert not account.check().ok

    def test_the_session_names_the_server_that_keeps_the_account(self, town: Town, session: requests.Session) -> None:
        account = self.at(town, session, town.tokens["bluesky"])
        assert account._client.account().home == town.urls["bluesky"]

    def test_a_password_of_another_account_is_never_absent(self, town: Town, session: requests.Session, tmp_path: Path) -> None:
        other = Bluesky(session, DID.upper(), town.tokens["bluesky"], SystemClock(), api_url=town.urls["bluesky"])
        assert not other.check().ok
        staged = self.staged(self.make(town, session), tmp_path)
        with pytest.raises(NeedsHuman):
            other.find(self.fingerprint(staged), datetime.now(UTC) - LONG_AGO)

    @pytest.mark.parametrize(
        ("scope", "excess"),
        [
            ("com.atproto.appPass", ""),
            ("com.atproto.appPassPrivileged", "pesan pribadi"),
            ("com.atproto.access", "sandi utama"),
        ],
    )
    def test_a_password_that_may_too_much_is_told(
        self, town: Town, connector: Connector, monkeypatch: pytest.MonkeyPatch, scope: str, excess: str
    ) -> None:
        monkeypatch.setattr(standin.Bluesky, "scope", scope)
        health = connector.check()
        assert health.ok
        assert excess in " ".join(health.excess)
        assert bool(health.excess) == bool(excess)

    @pytest.mark.parametrize(("status", "told"), [("deactivated", "dinonaktifkan"), ("takendown", "ditutup"), ("aneh", "aneh")])
    def test_an_account_that_is_not_active_cannot_publish(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: str, told: str
    ) -> None:
        staged = self.staged(connector, tmp_path)
        monkeypatch.setattr(standin.Bluesky, "status", status)
        connector._client._held.clear()  # type: ignore[attr-defined]  # as a new process begins
        health = connector.check()
        assert (health.ok, health.may_publish) == (False, False)
        assert told in health.problems[0]
        if status != "aneh":
            with pytest.raises(NeedsHuman, match=told):
                connector.reveal(staged)

    def test_the_password_is_in_no_address_and_no_log_and_every_record_is_as_the_lexicon_has_it(
        self, town: Town, tmp_path: Path, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        seen: list[requests.PreparedRequest] = []
        texts = (f"Bersama @{NEIGHBOUR}: #pemilu2029 👨‍👩‍👧 {SITE_LINK}?a=1#b", "é" * 300, "Rapat")
        with Watched(town, "bluesky", [town.tokens["bluesky"]], seen.append) as session:
            account = self.at(town, session, town.tokens["bluesky"])
            for number, text in enumerate(texts):
                for images in ((), package(tmp_path).images):
                    rendering = replace(account.preview(package(tmp_path, images=images), SITE_LINK), text=text)
                    staged = account.stage(rendering, f"{MARKER}-{number}-{len(images)}", {}, Handles().record)
                    link = account.reveal(staged)
                    assert isinstance(self.find(account, staged), Found)
                    account.readers(link)
                    account.withdraw(link)
            token = account._client.account().token
        shown = " ".join(str(r.url) for r in seen) + caplog.text + repr(account) + repr(account._client.account())
        assert not [secret for secret in (token, town.tokens["bluesky"]) if secret in shown]
        sent = [json.loads(request.body or "{}") for request in seen if str(request.url).endswith("putRecord")]
        assert len(sent) == 6
        assert [official(body["record"]) for body in sent] == [[]] * 6
        assert all(body["swapRecord"] is None and TID.fullmatch(body["rkey"]) for body in sent)


def test_the_official_model_is_really_asked() -> None:
    good = {"$type": "app.bsky.feed.post", "text": "a", "createdAt": "2026-11-21T08:00:00.000Z", "langs": ["id"]}
    assert official(good) == []
    assert official(good | {"aneh": 1}) == ["aneh"]
    for bad in ({"createdAt": "kemarin"}, {"langs": ["id"] * 4}, {"text": "a" * 3001}, {"facets": [{"index": {}}]}):
        with pytest.raises(ValueError, match="validation error"):
            official(good | bad)
