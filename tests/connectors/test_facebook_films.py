"""Films on a Facebook page: a reel or a video, uploaded unseen, gone on with after a crash, public once it is processed."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests
from conformance import MARKER, Handles, pictures
from film_stage import FilmConformance, at_work, film, filmed, kept_objects, shown_film
from meta_stage import Recording

from connectors import facebook_films
from connectors.contract import Absent, Connector, Found, Link, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.facebook import Facebook
from connectors.facebook_films import FILM, FRESH, is_reel, told_of
from content_queue.package import Package
from practice.graph_films import SPAN
from practice.graph_said import PAGE_ID, VERSION
from practice.town import Town
from safety.clock import SystemClock
from tests.specs import graph_faults, spec


class PageFilms(FilmConformance):
    """What holds for both ways of the page."""

    member, kind = "graph", "post"
    name = ""

    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        token = "rahasia-salah" if wrong_secret else town.tokens["page"]
        return Facebook(session, PAGE_ID, token, SystemClock(), api_url=town.urls["graph"])

    def content(self, folder: Path) -> Package:
        return filmed(folder, self.name)

    def videos(self, town: Town) -> list[dict[str, Any]]:
        return [o for o in kept_objects(town, "graph") if o["kind"] == "video"]

    def test_the_approved_film_is_what_readers_get(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(self.content(tmp_path), "http://127.0.0.1:8420/berita")
        link = connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        post = self.truth(town)[0]
        assert post["message"] == rendering.text
        assert shown_film(town, "graph", post["film"]) == rendering.videos[0].path.read_bytes()
        look = connector.look(link)
        assert (look.state, look.images, look.videos) == ("public", 0, 1)
        assert "kiriman" in requests.get(link.url, timeout=60).text
        assert connector.readers(link).value == 1

    def test_public_is_what_has_been_processed(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        at_work(town, "graph", 4)
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        assert self.truth(town) == []
        look = connector.look(link)
        assert look.state == "unknown", "hidden would be believed to be gone, and it is public in a moment"
        assert look.retry_at is not None
        with pytest.raises(TryLater, match="masih diolah"):
            self.find(connector, staged)
        for _ in range(3):
            connector.look(link)
        assert connector.look(link).state == "public"
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert (found.remote_id, found.count) == (link.remote_id, 1)

    def test_a_film_that_facebook_cannot_use_says_why_and_is_not_sent_again(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        at_work(town, "graph", 0, "unreadable")
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        link = connector.reveal(staged)
        look = connector.look(link)
        assert (look.state, "Resolution too low" in look.detail) == ("hidden", True)
        assert isinstance(self.find(connector, staged), Absent)
        with pytest.raises(Refused, match="Resolution too low"):
            connector.stage(rendering, MARKER, handles.kept, handles.record)

    def test_an_order_whose_answer_was_lost_is_not_given_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        at_work(town, "graph", 2)
        staged = self.staged(connector, tmp_path)
        self.fault(town, "drop_after")
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        with pytest.raises(TryLater):
            self.find(connector, staged)
        assert connector.reveal(staged).remote_id == staged.remote_id
        assert connector.look(Link("", staged.remote_id)).state == "public"
        assert len(self.truth(town)) == 1

    def test_an_order_that_did_not_arrive_may_be_given_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        assert self.find(connector, staged) == Found(staged.remote_id, public=False)
        assert connector.reveal(staged).remote_id == staged.remote_id
        assert len(self.truth(town)) == 1

    def test_an_upload_of_yesterday_is_begun_anew(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        connector.stage(rendering, MARKER, {}, handles.record)
        name = f"film:{rendering.videos[0].sha256}"
        number, edge, _, place = handles.kept[name].split(";", 3)
        old = int((datetime.now(UTC) - FRESH - timedelta(minutes=1)).timestamp())
        handles.kept[name] = f"{number};{edge};{old};{place}"
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert len(self.videos(town)) == 2
        assert len(self.truth(town)) == 1

    def test_amended_then_withdrawn(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        connector.amend(link, replace(staged.rendering, text="Teks yang dibetulkan"), Handles().record)
        assert self.truth(town)[0]["message"] == "Teks yang dibetulkan"
        with pytest.raises(NeedsHuman):
            connector.amend(link, replace(staged.rendering, videos=()), Handles().record)
        connector.withdraw(link)
        connector.withdraw(link)
        assert connector.look(link).state == "gone"
        assert requests.get(link.url, timeout=60).status_code == 404

    def test_every_request_is_what_metas_specification_allows(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        page, video = spec("facebook/Page.json"), spec("facebook/AdVideo.json")
        link = connector.reveal(self.staged(connector, tmp_path))
        connector.look(link)
        connector.withdraw(link)
        faults, checked = [], 0
        for request in session.seen:
            path = urlsplit(str(request.url)).path.removeprefix(f"/{VERSION}/")
            number, _, edge = path.partition("/")
            if number == PAGE_ID and edge in ("videos", "video_reels"):
                faults += graph_faults(request, page, edge)
            elif number == link.remote_id.removeprefix(FILM):
                faults += graph_faults(request, video, edge)
            else:
                continue
            checked += 1
        assert faults == []
        assert checked >= 5

    def test_the_token_goes_nowhere_but_to_the_platform(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        connector.reveal(self.staged(connector, tmp_path))
        token = town.tokens["page"]
        assert not [r.url for r in session.seen if token in str(r.url)]
        assert not [r for r in session.seen if not str(r.url).startswith(town.urls["graph"])]


class TestReelsOnThePage(PageFilms):
    reveal_path, name = "/video_reels", "reel.mp4"

    @pytest.mark.parametrize(("kept", "most", "offsets"), [(3000, 10**6, ["0", "3000"]), (0, 5000, ["0", "0"])])
    def test_an_upload_that_was_cut_goes_on_where_it_ended(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
        kept: int, most: int, offsets: list[str],
    ) -> None:  # fmt: skip
        monkeypatch.setattr(facebook_films, "MOST", most)
        requests.post(f"{town.urls['graph']}/__practice/films", json={"asks": 0, "cut": kept}, timeout=60).raise_for_status()
        rendering = connector.preview(self.content(tmp_path))
        connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        assert [r.headers["offset"] for r in session.seen if "/video-upload/" in str(r.url)] == offsets
        assert shown_film(town, "graph", self.truth(town)[0]["film"]) == rendering.videos[0].path.read_bytes()

    def test_a_large_film_goes_in_pieces_and_another_process_goes_on(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(facebook_films, "MOST", 3000)
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        self.fault(town, "drop_before", path="/video-upload/")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert [r.headers["offset"] for r in session.seen if "/video-upload/" in str(r.url)] == ["0", "0", "3000", "6000"]
        assert shown_film(town, "graph", self.truth(town)[0]["film"]) == rendering.videos[0].path.read_bytes()

    @pytest.mark.parametrize("path", ["/video_reels", "/video-upload/"])
    @pytest.mark.parametrize("action", ["drop_after", "status_500_after", "html_200"])
    def test_a_lost_answer_while_uploading_leaves_one_post(
        self, town: Town, connector: Connector, tmp_path: Path, path: str, action: str
    ) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        self.fault(town, action, path=path)
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert len(self.truth(town)) == 1

    def test_a_foreign_place_for_the_upload_never_gets_the_token(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        self.fault(town, "drop_after", path="/video-upload/")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        name = f"film:{rendering.videos[0].sha256}"
        handles.kept[name] = handles.kept[name].replace(town.urls["graph"], town.urls["site"])
        session.seen.clear()
        monkeypatch.setattr("practice.graph_films.PageFilmDesk._got", lambda *_: 0)
        with pytest.raises(NeedsHuman):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert not [r for r in session.seen if str(r.url).startswith(town.urls["site"])]

    def test_the_preview_calls_it_a_reel_and_a_film_goes_before_pictures(self, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(filmed(tmp_path, images=pictures(tmp_path, 2)))
        told = " ".join(rendering.notes)
        assert "reel" in told
        assert "0.png, 1.png" in told
        assert rendering.images == ()


class TestVideosOnThePage(PageFilms):
    reveal_path, name = "/videos", "lebar.mp4"

    def test_a_large_film_goes_in_the_pieces_that_facebook_wants(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        large = film(tmp_path, self.name, more=bytes(2 * SPAN))
        rendering, handles = connector.preview(filmed(tmp_path, videos=(large,))), Handles()

        class Killed(Exception): ...

        def record(name: str, handle: str) -> None:
            handles.record(name, handle)
            if handle.endswith(f";{2 * SPAN};{large.size}"):
                raise Killed

        with pytest.raises(Killed):
            connector.stage(rendering, MARKER, {}, record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        pieces = [r for r in session.seen if b"video_file_chunk" in (r.body if isinstance(r.body, bytes) else b"")]
        assert len(pieces) == 3, "no piece goes twice"
        assert shown_film(town, "graph", self.truth(town)[0]["film"]) == large.path.read_bytes()

    def test_a_piece_whose_answer_was_lost_is_not_kept_twice(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        large = film(tmp_path, self.name, more=bytes(2 * SPAN))
        rendering, handles = connector.preview(filmed(tmp_path, videos=(large,))), Handles()

        class Killed(Exception): ...

        def record(name: str, handle: str) -> None:
            handles.record(name, handle)
            if not name.endswith(":potongan"):
                raise Killed

        with pytest.raises(Killed):
            connector.stage(rendering, MARKER, {}, record)
        self.fault(town, "drop_after", path="/videos")
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert shown_film(town, "graph", self.truth(town)[0]["film"]) == large.path.read_bytes()

    def test_the_preview_calls_it_a_video(self, connector: Connector, tmp_path: Path) -> None:
        assert "video biasa" in " ".join(connector.preview(self.content(tmp_path)).notes)


del PageFilms  # held to by the two classes above, never by itself


@pytest.mark.parametrize(
    ("size", "seconds", "reel"),
    [
        ((1080, 1920), 60, True),
        ((540, 960), 3, True),
        ((1080, 1920), 91, False),
        ((1920, 1080), 60, False),
        ((360, 640), 60, False),
    ],
)
def test_only_an_upright_short_film_is_a_reel(tmp_path: Path, size: tuple[int, int], seconds: float, reel: bool) -> None:
    assert is_reel(replace(film(tmp_path), width=size[0], height=size[1], seconds=seconds)) is reel


def test_a_film_that_is_processed_before_the_order_is_not_taken_for_ordered() -> None:
    status = {
        "video_status": "processing",
        "uploading_phase": {"status": "complete"},
        "processing_phase": {"status": "in_progress"},
        "publishing_phase": {"status": "not_started"},
    }
    told = told_of({"id": "1", "status": status})
    assert (told.uploaded, told.arrived, told.out, told.failed) == (True, False, False, "")
    assert told_of({"id": "1", "status": status, "description": "Teks"}).arrived
