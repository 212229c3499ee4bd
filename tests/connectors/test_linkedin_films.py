"""A film on LinkedIn: in pieces, waited for, never sent twice."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from conformance import MARKER, Handles, film, package
from linkedin_page import OnLinkedIn

from connectors.contract import AtWork, CannotTell, Connector, Found, Refused, TryLater
from connectors.linkedin import LinkedIn
from connectors.linkedin_films import PIECE
from content_queue.package import Video
from practice import linkedin as stand_in
from practice.town import Town
from safety.files import sha256_of

SITE_LINK = "http://127.0.0.1:8420/penetapan-daftar-pemilih"


def large_film(folder: Path) -> Video:
    """One that LinkedIn takes in two pieces; the stand-in looks at no picture of it."""
    place = folder / "panjang.mp4"
    place.write_bytes(film(folder).path.read_bytes() + b"0" * PIECE)
    return film(folder, name=place.name, path=place, sha256=sha256_of(place), size=place.stat().st_size)


class TestFilms(OnLinkedIn):
    def test_a_film_is_sent_in_pieces_once_and_found_again(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = connector.preview(package(tmp_path, videos=(large_film(tmp_path),)), SITE_LINK)
        assert (len(rendering.videos), len(rendering.images)) == (1, 0)
        assert "gambar tidak ikut" in " ".join(rendering.notes)
        handles = Handles()
        staged = connector.stage(rendering, MARKER, {}, handles.record)
        again = connector.stage(rendering, MARKER, handles.kept, handles.record)
        link = connector.reveal(again)
        assert again.handles == staged.handles
        assert [(one["size"], len(one["marks"])) for one in self.films(town)] == [(rendering.videos[0].size, 2)]
        assert self.truth(town)[0]["media"] == list(handles.kept.values())
        found = self.find(connector, staged)
        assert isinstance(found, Found)
        assert found.remote_id == link.remote_id
        without = connector.stage(replace(rendering, videos=()), MARKER, {}, Handles().record)
        assert isinstance(self.find(connector, without), CannotTell), "the same words without the film are not this post"

    @pytest.mark.parametrize(("path", "films"), [("/dms-video", 2), ("/rest/videos", 1)])
    def test_a_film_whose_last_answer_was_lost_is_not_sent_again(
        self, town: Town, connector: Connector, tmp_path: Path, path: str, films: int
    ) -> None:
        rendering, handles = connector.preview(package(tmp_path, videos=(film(tmp_path),))), Handles()
        if path == "/rest/videos":
            self.lose_the_second(connector, town, path)
        else:
            self.fault(town, "drop_after", method="PUT", path=path)
        with pytest.raises(TryLater):
            connector.stage(rendering, MARKER, {}, handles.record)
        link = connector.reveal(connector.stage(rendering, MARKER, handles.kept, handles.record))
        assert link.remote_id
        assert len(self.films(town)) == films

    def lose_the_second(self, connector: Connector, town: Town, path: str) -> None:
        """The answer to the second request that posts to a path is lost."""
        assert isinstance(connector, LinkedIn)
        sent: list[str] = []

        def count(answer: requests.Response, **_: Any) -> None:
            if path in str(answer.url) and answer.request.method == "POST":
                sent.append(path)
                if len(sent) == 1:
                    self.fault(town, "drop_after", method="POST", path=path)

        connector.session.hooks["response"].append(count)

    def films(self, town: Town) -> list[dict[str, Any]]:
        body = requests.get(f"{town.urls['linkedin']}/__practice/truth", timeout=60).json()
        return [o for o in body["objects"] if o["kind"] == "video"]

    def test_a_film_that_linkedin_works_on_for_long_or_cannot_read(
        self, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rendering, handles = connector.preview(package(tmp_path, videos=(film(tmp_path),))), Handles()
        monkeypatch.setattr(stand_in.LinkedIn, "film_state", lambda *_: "PROCESSING")
        with pytest.raises(AtWork, match="masih diolah") as caught:
            connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert caught.value.at is not None
        monkeypatch.setattr(stand_in.LinkedIn, "film_state", lambda *_: "PROCESSING_FAILED")
        with pytest.raises(Refused, match="tidak dapat diolah"):
            connector.stage(rendering, MARKER, {}, handles.record)
