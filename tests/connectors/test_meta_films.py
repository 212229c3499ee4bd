"""Films on Instagram and Threads: fetched from the office's website, processed for a while, published once."""

from abc import abstractmethod
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests
from conformance import MARKER, Handles, package, pictures
from film_stage import QuickTown, at_work, film, filmed, shown_film
from meta_stage import Recording, TwoStepConformance, containers, illustrated, on_site

from connectors.contract import (
    AtWork,
    Connector,
    ConnectorError,
    Found,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    StageAgain,
    TryLater,
)
from connectors.instagram import Instagram
from connectors.meta_films import SAMPLE, still_at_work
from connectors.meta_steps import CONTAINER
from connectors.threads import Threads
from content_queue.package import Package
from practice import instagram as instagram_stand_in
from practice import threads as threads_stand_in
from practice.graph_said import VERSION
from practice.town import Town
from safety.clock import Clock, ManualClock, SystemClock
from tests.specs import graph_faults, spec


def test_pictures_at_work_cost_no_attempt_for_an_hour_and_are_then_tried_as_anything_else() -> None:
    now = datetime.now(UTC)
    waits = [still_at_work("Instagram", str(int((now - timedelta(minutes=m)).timestamp())), now) for m in (0, 1, 20, 59)]
    assert all(isinstance(wait, AtWork) and wait.at is not None and wait.at > now for wait in waits)
    for made in (str(int((now - timedelta(minutes=61)).timestamp())), ""):
        given_up = still_at_work("Instagram", made, now)
        assert (type(given_up), given_up.at) == (TryLater, None), "spread over hours by the engine"


class FilmsOnMeta(QuickTown, TwoStepConformance):
    """What holds for both services."""

    kind = "post"

    @abstractmethod
    def account(self, town: Town, session: requests.Session, clock: Clock, token: str) -> Connector:
        """The connector of the service."""

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        return self.account(town, session, SystemClock(), "rahasia-salah" if wrong_secret else town.tokens[self.member])

    def content(self, folder: Path) -> Package:
        return self.shown(filmed(folder))

    def shown(self, content: Package) -> Package:
        return replace(content, addresses={video.sha256: on_site(self.here, video) for video in content.videos})

    def spoiled(self, connector: Connector, folder: Path) -> Rendering:
        first = self.shown(filmed(folder))
        other = self.shown(filmed(folder, videos=(film(folder, "lebar.mp4"),)))
        swapped = {first.videos[0].sha256: other.addresses[other.videos[0].sha256]}
        return connector.preview(replace(first, addresses=swapped))

    def refused(self, town: Town, folder: Path) -> Rendering:
        return replace(self.make(town, requests.Session()).preview(self.content(folder)), text="a" * 2201)

    def test_the_approved_film_is_what_readers_get(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(self.content(tmp_path))
        link = self.post(connector, rendering)
        medium = self.truth(town)[0]["media"][0]
        assert medium["film"] is True
        assert shown_film(town, self.member, medium["picture"]) == rendering.videos[0].path.read_bytes()
        look = connector.look(link)
        assert (look.state, look.images, look.videos) == ("public", 0, 1)

    def test_a_film_at_work_is_waited_for_and_asked_rarely(self, town: Town, session: Recording, tmp_path: Path) -> None:
        at_work(town, self.member, 4)
        clock = ManualClock(datetime.now(UTC))
        account = self.account(town, session, clock, town.tokens[self.member])
        handles, waits = Handles(), []
        staged = account.stage(account.preview(self.content(tmp_path)), MARKER, {}, handles.record)
        for _ in range(4):
            with pytest.raises(TryLater, match="video masih diolah") as caught:
                account.reveal(replace(staged, handles=handles.kept))
            assert not isinstance(caught.value, StageAgain)
            assert caught.value.at is not None
            waits.append(caught.value.at - clock.now())
            clock.advance(waits[-1].total_seconds())
        assert self.truth(town) == []
        assert waits == sorted(waits)
        assert waits[-1] >= timedelta(minutes=1)
        assert account.reveal(replace(staged, handles=handles.kept)).remote_id == self.truth(town)[0]["id"]
        assert len(containers(town, self.member)) == 1

    def test_the_platform_refuses_a_container_that_is_not_ready(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        at_work(town, self.member, 3)
        staged = connector.stage(connector.preview(self.content(tmp_path)), MARKER, {}, Handles().record)
        names = (instagram_stand_in.Instagram if self.member == "instagram" else threads_stand_in.Threads).names
        root = f"{town.urls[self.member]}/{names.version}/{names.account}"
        form, line = {"creation_id": staged.remote_id.removeprefix(CONTAINER)}, town.tokens[self.member]
        told = requests.post(f"{root}/{names.publish}", data=form, headers={"Authorization": f"Bearer {line}"}, timeout=60).json()
        assert told["error"]["error_subcode"] == 2207027

    def test_a_film_that_was_published_by_a_lost_request_is_not_published_again(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        staged = connector.stage(connector.preview(self.content(tmp_path)), MARKER, {}, Handles().record)
        self.fault(town, "drop_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        again, found = connector.reveal(staged), self.find(connector, staged)
        assert isinstance(found, Found)
        assert again.remote_id == found.remote_id
        assert len(self.truth(town)) == 1

    @pytest.mark.parametrize("wrong", ["none", "missing", "kind"])
    def test_a_film_that_meta_could_not_fetch_is_caught_before_any_call(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, wrong: str
    ) -> None:
        rendering = connector.preview(self.content(tmp_path))
        sha = rendering.videos[0].sha256
        site = town.urls["site"]
        addresses = {"none": {}, "missing": {sha: f"{site}/berkas/{'0' * 64}/a.mp4"}, "kind": {sha: site}}[wrong]
        session.seen.clear()
        with pytest.raises(Refused if wrong == "none" else NeedsHuman):
            connector.stage(replace(rendering, addresses=addresses), MARKER, {}, Handles().record)
        assert not [r.url for r in session.seen if str(r.url).startswith(town.urls[self.member])]

    def test_only_the_beginning_of_a_large_film_is_looked_at(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        large = film(tmp_path, more=b"\0" * (2 * SAMPLE))
        connector.stage(connector.preview(self.shown(filmed(tmp_path, videos=(large,)))), MARKER, {}, Handles().record)
        asked = [r for r in session.seen if str(r.url).startswith(town.urls["site"])]
        assert [r.headers["Range"] for r in asked] == [f"bytes=0-{SAMPLE - 1}"]

    def test_a_film_goes_before_pictures_and_the_preview_says_so(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path, images=pictures(tmp_path, 2)))
        assert (len(rendering.videos), len(rendering.images)) == (1, 0)
        assert "0.png, 1.png" in " ".join(rendering.notes)

    def test_a_film_that_is_too_long_leaves_its_place_to_the_pictures(self, connector: Connector, tmp_path: Path) -> None:
        content = illustrated(tmp_path, "01.jpg", videos=(film(tmp_path, seconds=3600.0),))
        rendering = connector.preview(content)
        assert (len(rendering.videos), len(rendering.images)) == (0, 1)
        assert "reel.mp4" in " ".join(rendering.notes)


class TestReelsOnInstagram(FilmsOnMeta):
    member, reveal_path = "instagram", "/media_publish"

    def account(self, town: Town, session: requests.Session, clock: Clock, token: str) -> Connector:
        number, name = instagram_stand_in.ACCOUNT, instagram_stand_in.USERNAME
        return Instagram(session, number, name, token, clock, api_url=town.urls["instagram"])

    def test_a_film_is_sent_as_a_reel_that_the_feed_shows(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        connector.stage(connector.preview(self.content(tmp_path)), MARKER, {}, Handles().record)
        made = containers(town, "instagram")[0]
        assert (made["media_type"], made["share_to_feed"], "alt_text" in made) == ("REELS", "true", False)

    @pytest.mark.parametrize(
        ("fails", "expected"),
        [
            ("Error: Media upload has failed with error code 2207026", Refused),
            ("Error: Media upload has failed with error code 2207052", StageAgain),
            ("Error: Media upload has failed with error code 2207053", StageAgain),
        ],
    )
    def test_a_failed_film_says_why(
        self, town: Town, connector: Connector, tmp_path: Path, fails: str, expected: type[ConnectorError]
    ) -> None:
        at_work(town, "instagram", 0, fails)
        staged = connector.stage(connector.preview(self.content(tmp_path)), MARKER, {}, Handles().record)
        with pytest.raises(expected):
            connector.reveal(staged)

    def test_neither_film_nor_picture_is_told_with_the_reason(self, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused, match=r"reel\.mp4"):
            connector.preview(filmed(tmp_path, videos=(film(tmp_path, seconds=1.0),)))
        with pytest.raises(Refused, match="gambar atau video"):
            connector.preview(package(tmp_path, images=()))

    def test_every_request_is_what_metas_specification_allows(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        user = spec("facebook/IGUser.json")
        self.post(connector, connector.preview(self.content(tmp_path)))
        root = f"/{VERSION}/{instagram_stand_in.ACCOUNT}"
        asked = [(r, urlsplit(str(r.url)).path) for r in session.seen]
        faults = [f for r, path in asked if path.startswith(root) for f in graph_faults(r, user, path.removeprefix(root)[1:])]
        assert faults == []
        assert [path for _, path in asked if path.endswith("/media")]


class TestFilmsOnThreads(FilmsOnMeta):
    member, reveal_path = "threads", "/threads_publish"

    def account(self, town: Town, session: requests.Session, clock: Clock, token: str) -> Connector:
        number, name = threads_stand_in.ACCOUNT, threads_stand_in.USERNAME
        return Threads(session, number, name, token, clock, api_url=town.urls["threads"])

    def test_a_film_is_sent_with_its_alt_text_and_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        link = self.post(connector, connector.preview(self.content(tmp_path)))
        made = containers(town, "threads")[0]
        assert (made["media_type"], made["alt_text"]) == ("VIDEO", "Ketua membacakan hasil")
        connector.withdraw(link)
        assert connector.look(link).state == "gone"

    @pytest.mark.parametrize(
        ("fails", "expected"), [("INVALID_DURATION", Refused), ("FAILED_DOWNLOADING_VIDEO", StageAgain), ("UNKNOWN", StageAgain)]
    )
    def test_a_failed_film_says_why(
        self, town: Town, connector: Connector, tmp_path: Path, fails: str, expected: type[ConnectorError]
    ) -> None:
        at_work(town, "threads", 0, fails)
        staged = connector.stage(connector.preview(self.content(tmp_path)), MARKER, {}, Handles().record)
        with pytest.raises(expected):
            connector.reveal(staged)


del FilmsOnMeta  # held to by the two classes above, never by itself
