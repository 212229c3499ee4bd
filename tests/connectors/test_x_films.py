"""Films on X: in pieces, processed before a post may name them, gone on with after a crash, never twice."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import MARKER, Handles, package, pictures
from film_stage import FilmConformance, at_work, film, filmed, kept_objects, shown_film
from meta_stage import Recording
from test_x import SECRETS

from connectors import x_films
from connectors.contract import Absent, AtWork, Connector, Found, Refused, TryLater
from connectors.x import LIMITS, X
from connectors.x_client import Json, XClient
from practice.town import Town
from practice.x import USERNAME
from publishing.sending import most_writes
from publishing.states import Policy
from safety.clock import ManualClock, SystemClock
from tests.specs import openapi_faults, spec


def unknown(*_: object) -> Json:
    """X's answer to a look for an upload that it does not know, or not yet."""
    raise Refused("X: tidak dikenal (HTTP 400).")


class TestFilmsOnX(FilmConformance):
    member, reveal_path, kind = "x", "/2/tweets", "tweet"

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        keys = [town.tokens[name] for name in SECRETS]
        if wrong_secret:
            keys[-1] = "rahasia-salah"
        return X(session, USERNAME, *keys, SystemClock(), api_url=town.urls["x"])

    def test_the_approved_film_arrives_whole_with_its_words(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path))
        link = connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        number = self.truth(town)[0]["media"][0]
        assert shown_film(town, "x", number) == rendering.videos[0].path.read_bytes()
        assert [o["alt"] for o in kept_objects(town, "x") if o["id"] == number] == ["Ketua membacakan hasil"]
        look = connector.look(link)
        assert (look.state, look.images, look.videos) == ("public", 0, 1)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    def test_a_large_film_goes_in_pieces_and_a_killed_upload_goes_on(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(x_films, "PIECE", 1000)
        handles = Handles()

        class Killed(Exception): ...

        def record(name: str, handle: str) -> None:
            handles.record(name, handle)
            if name.startswith("sent:") and ";3;" in handle:
                raise Killed

        rendering = connector.preview(filmed(tmp_path))
        with pytest.raises(Killed):
            connector.stage(rendering, MARKER, {}, record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        sent = [str(r.url) for r in session.seen if str(r.url).endswith("/append")]
        assert len(sent) == -(-rendering.videos[0].size // 1000), "no piece goes twice"
        assert shown_film(town, "x", self.truth(town)[0]["media"][0]) == rendering.videos[0].path.read_bytes()

    @pytest.mark.parametrize("path", ["/initialize", "/append", "/finalize", "/2/media/metadata"])
    @pytest.mark.parametrize("action", ["drop_after", "status_500_after", "html_200"])
    def test_a_lost_answer_while_uploading_leaves_one_post(
        self, town: Town, connector: Connector, tmp_path: Path, path: str, action: str
    ) -> None:
        rendering, handles = connector.preview(filmed(tmp_path)), Handles()
        at_work(town, "x", 0)
        self.fault(town, action, path=path)
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert len(self.truth(town)) == 1

    def test_a_film_at_work_is_waited_for_longer_each_time(self, town: Town, session: Recording, tmp_path: Path) -> None:
        at_work(town, "x", 3)
        clock = ManualClock(datetime.now(UTC))
        account = X(session, USERNAME, *[town.tokens[n] for n in SECRETS], clock, api_url=town.urls["x"])
        rendering, handles, waits = account.preview(filmed(tmp_path)), Handles(), []
        for _ in range(4):
            with pytest.raises(TryLater) as caught:
                account.stage(rendering, MARKER, handles.kept, handles.record)
            assert caught.value.at is not None
            waits.append(caught.value.at - clock.now())
            clock.advance(waits[-1].total_seconds())
        assert waits == sorted(waits)
        assert waits[0] < timedelta(seconds=15)
        assert waits[-1] > timedelta(minutes=1)
        assert account.stage(rendering, MARKER, handles.kept, handles.record).handles
        assert len([r for r in session.seen if str(r.url).endswith("/append")]) == 1

    @pytest.mark.parametrize(("fails", "expected"), [("InvalidMedia", Refused), ("InternalError", TryLater)])
    def test_a_film_that_x_cannot_process_says_why(
        self, town: Town, connector: Connector, tmp_path: Path, fails: str, expected: type[Exception]
    ) -> None:
        at_work(town, "x", 0, fails)
        rendering, handles = connector.preview(filmed(tmp_path)), Handles()
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        with pytest.raises(expected):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        at_work(town, "x", 0)
        again = connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(again).remote_id

    def test_an_upload_that_x_no_longer_knows_is_begun_anew(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path))
        sha, ends = rendering.videos[0].sha256, int((datetime.now(UTC) + timedelta(hours=20)).timestamp())
        handles = Handles({f"media:{sha}": f"18000001;{ends}", f"sent:{sha}": f"18000001;0;{ends}"})
        with pytest.raises(TryLater, match="diunggah lagi"):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id

    @pytest.mark.parametrize("noted", ["hilang", "selesai, tidak ditemukan"])  # the second by releases before 2026-11-22
    def test_one_look_that_does_not_find_a_film_that_was_sent_whole_sends_it_not_again(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, noted: str
    ) -> None:
        at_work(town, "x", 1)
        rendering, handles = connector.preview(filmed(tmp_path)), Handles()
        with pytest.raises(AtWork):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        with monkeypatch.context() as stale:
            stale.setattr(XClient, "film_state", unknown)
            with pytest.raises(AtWork):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
        handles.kept.update({name: handle.replace("hilang", noted) for name, handle in handles.kept.items()})
        with suppress(AtWork):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id
        assert len([r for r in session.seen if str(r.url).endswith("/append")]) == 1

    def test_a_film_that_is_not_found_twice_is_sent_again(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        at_work(town, "x", 0)
        rendering, handles = connector.preview(filmed(tmp_path)), Handles()
        with suppress(AtWork), monkeypatch.context() as gone:
            gone.setattr(XClient, "film_state", unknown)
            gone.setattr(XClient, "end_film", lambda *_: {"processing_info": {"state": "in_progress"}})
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        with monkeypatch.context() as gone:
            gone.setattr(XClient, "film_state", unknown)
            with pytest.raises(AtWork):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
            with pytest.raises(TryLater, match="diunggah lagi"):
                connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)).remote_id

    def test_a_film_goes_before_pictures_and_the_preview_says_so(self, connector: Connector, tmp_path: Path) -> None:
        both = filmed(tmp_path, images=pictures(tmp_path, 2))
        rendering = connector.preview(both)
        assert (len(rendering.videos), len(rendering.images)) == (1, 0)
        assert "0.png, 1.png" in " ".join(rendering.notes)

    @pytest.mark.parametrize(("seconds", "why"), [(141.0, "140 detik"), (0.4, "0.5 detik")])
    def test_a_film_of_the_wrong_length_stays_behind_and_the_pictures_go(
        self, connector: Connector, tmp_path: Path, seconds: float, why: str
    ) -> None:
        content = filmed(tmp_path, images=pictures(tmp_path, 1), videos=(film(tmp_path, seconds=seconds),))
        rendering = connector.preview(content)
        assert (len(rendering.videos), len(rendering.images)) == (0, 1)
        assert why in " ".join(rendering.notes)

    def test_a_post_with_the_same_words_but_pictures_is_not_the_film(self, connector: Connector, tmp_path: Path) -> None:
        staged = connector.stage(connector.preview(filmed(tmp_path)), MARKER, {}, Handles().record)
        assert isinstance(self.find(connector, staged), Absent)
        connector.reveal(staged)
        other = replace(self.fingerprint(staged), videos=0, images=1)
        assert isinstance(self.find(connector, staged), Found)
        assert not isinstance(connector.find(other, datetime.now(UTC) - timedelta(hours=1)), Found | Absent)

    def test_every_request_is_what_xs_specification_allows(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        api = spec("x-openapi.json")
        at_work(town, "x", 1)
        rendering, handles = connector.preview(filmed(tmp_path)), Handles()
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        connector.withdraw(connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record)))
        faults: list[str] = [fault for request in session.seen for fault in openapi_faults(request, api)]
        assert faults == []
        assert len(session.seen) >= 8


def test_the_allowance_of_requests_grows_with_the_pieces(tmp_path: Path) -> None:
    small: Any = film(tmp_path)
    asked = replace(X(requests.Session(), USERNAME, "", "", "", "", SystemClock()).preview(package(tmp_path)), images=())
    one = most_writes(replace(asked, videos=(small,)), LIMITS, Policy())
    large = most_writes(replace(asked, videos=(replace(small, size=512 * 2**20),)), LIMITS, Policy())
    assert one == 8 + 2
    assert large == 8 + 2 * 128
