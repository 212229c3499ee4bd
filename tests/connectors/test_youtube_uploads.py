"""A film on its way to YouTube: in pieces, gone on with wherever it stopped, never sent twice."""

from pathlib import Path
from typing import Any

import pytest
from conformance import MARKER, Handles
from meta_stage import Recording
from youtube_channel import OnYouTube, filmed

from connectors.contract import Connector, NeedsHuman, TryLater
from connectors.youtube import LIMITS
from connectors.youtube_upload import PATH, PIECE, UNIT
from practice.town import Town


class TestUploads(OnYouTube):
    def spans(self, session: Recording) -> list[str]:
        return [str(one.headers["Content-Range"]) for one in session.seen if "Content-Range" in one.headers]

    def test_a_long_film_leaves_in_pieces_and_arrives_whole(self, town: Town, session: Recording, tmp_path: Path) -> None:
        connector = self.make(town, session, piece=2 * UNIT)
        size = 5 * UNIT + 123
        rendering = connector.preview(filmed(tmp_path, size))
        self.stage(connector, rendering)
        steps = [(0, 2 * UNIT), (2 * UNIT, 4 * UNIT), (4 * UNIT, size)]
        assert self.spans(session) == [f"bytes {a}-{b - 1}/{size}" for a, b in steps]
        assert [video["sha256"] for video in self.truth(town)] == [rendering.videos[0].sha256]

    def test_pieces_are_of_the_size_that_google_takes_and_that_is_declared(self) -> None:
        assert PIECE % UNIT == 0
        assert LIMITS.piece_bytes == PIECE

    @pytest.mark.parametrize("sent", [0, 1, 2])
    def test_another_process_goes_on_where_the_upload_stopped(
        self, town: Town, session: Recording, tmp_path: Path, sent: int
    ) -> None:
        size = 5 * UNIT + 123
        first, handles = self.make(town, session, piece=2 * UNIT), Handles()
        rendering = first.preview(filmed(tmp_path, size))

        def stop(name: str, handle: str) -> None:
            handles.record(name, handle)
            if name == "content":  # the session is known, and not one byte of the film has left
                self.cut_after(town, sent)

        with pytest.raises(TryLater):
            first.stage(rendering, MARKER, {}, stop)
        assert self.truth(town) == []
        session.seen.clear()
        self.heal(town)
        restarted = self.make(town, session, piece=2 * UNIT)
        restarted.stage(rendering, MARKER, dict(handles.kept), handles.record)
        assert [video["sha256"] for video in self.truth(town)] == [rendering.videos[0].sha256]
        assert len(self.objects(town, "session")) == 1
        assert self.spans(session)[:2] == [
            f"bytes */{size}",
            f"bytes {2 * UNIT * sent}-{min(2 * UNIT * (sent + 1), size) - 1}/{size}",
        ]

    def cut_after(self, town: Town, pieces: int) -> None:
        """The line lets so many pieces of the film through, and then nothing any more."""
        self.ask(town, pieces=pieces)

    def heal(self, town: Town) -> None:
        self.ask(town, pieces=None)

    def test_what_google_kept_of_a_piece_is_not_sent_again(self, town: Town, session: Recording, tmp_path: Path) -> None:
        self.ask(town, keeps=UNIT)
        connector = self.make(town, session, piece=4 * UNIT)
        rendering = connector.preview(filmed(tmp_path, 3 * UNIT))
        self.stage(connector, rendering)
        assert self.spans(session) == [f"bytes {at}-{3 * UNIT - 1}/{3 * UNIT}" for at in (0, UNIT, 2 * UNIT)]
        assert [video["sha256"] for video in self.truth(town)] == [rendering.videos[0].sha256]

    @pytest.mark.parametrize("action", ["drop_after", "status_500_after", "drop_before"])
    def test_a_piece_without_an_answer_is_asked_about_and_the_upload_goes_on(
        self, town: Town, session: Recording, tmp_path: Path, action: str
    ) -> None:
        connector = self.make(town, session, piece=UNIT)
        self.fault(town, action, path=PATH)
        rendering = connector.preview(filmed(tmp_path, 3 * UNIT))
        self.stage(connector, rendering)
        assert [video["sha256"] for video in self.truth(town)] == [rendering.videos[0].sha256]
        assert f"bytes */{3 * UNIT}" in self.spans(session)

    def test_the_lost_answer_to_the_last_piece_makes_no_second_video(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        handles = Handles()
        rendering = connector.preview(filmed(tmp_path))
        self.fault(town, "drop_after", path=PATH)
        self.fault(town, "drop_before", path=PATH)
        with pytest.raises(TryLater):
            self.stage(connector, rendering, handles)
        assert len(self.truth(town)) == 1
        self.stage(self.make(town, session), rendering, handles)
        assert (len(self.truth(town)), len(self.objects(town, "session"))) == (1, 1)

    def test_a_session_that_is_over_is_opened_anew_when_no_video_came_of_it(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        handles = Handles()
        rendering = connector.preview(filmed(tmp_path))
        self.fault(town, "drop_before", path=PATH, times=2)
        with pytest.raises(TryLater):
            self.stage(connector, rendering, handles)
        self.ask(town, forget=True)
        self.stage(connector, rendering, handles)
        assert (len(self.truth(town)), len(self.objects(town, "session"))) == (1, 2)

    def test_a_video_of_a_session_that_is_over_is_found_by_our_mark(
        self, town: Town, connector: Connector, tmp_path: Path
    ) -> None:
        handles = Handles()
        rendering = connector.preview(filmed(tmp_path))
        number = self.stage(connector, rendering, handles)
        del handles.kept[f"video:{rendering.videos[0].sha256}"]
        self.ask(town, forget=True)
        assert self.stage(connector, rendering, handles) == number
        assert self.stage(connector, rendering, Handles()) == number, "with nothing recorded, as after a restore"
        assert len(self.truth(town)) == 1

    def test_the_place_of_the_upload_is_recorded_before_the_first_byte(
        self, town: Town, session: Recording, connector: Connector, tmp_path: Path
    ) -> None:
        seen_at: list[int] = []

        def record(name: str, handle: str) -> None:
            if name.startswith("session:"):
                seen_at.append(len(self.spans(session)))
                assert handle.startswith(town.urls["youtube"])

        connector.stage(connector.preview(filmed(tmp_path)), MARKER, {}, record)
        assert seen_at == [0]

    def test_a_redirected_piece_calls_for_a_person_and_an_unfinished_one_does_not(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from aiohttp import web

        from practice.youtube_uploads import Uploads

        async def elsewhere(self: Uploads, request: Any, keeps: int | None) -> web.Response:
            return web.Response(status=308, headers={"Location": "http://127.0.0.2:1/"})

        monkeypatch.setattr(Uploads, "piece", elsewhere)
        with pytest.raises(NeedsHuman, match="dialihkan"):
            self.stage(connector, connector.preview(filmed(tmp_path)))

    def test_our_access_is_handed_to_no_other_house(
        self, town: Town, connector: Connector, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from practice.youtube_uploads import Uploads

        begin = Uploads.begin

        async def astray(self: Uploads, request: Any, base_url: str) -> Any:
            return await begin(self, request, "http://127.0.0.2:1")

        monkeypatch.setattr(Uploads, "begin", astray)
        with pytest.raises(NeedsHuman, match="bukan milik Google"):
            self.stage(connector, connector.preview(filmed(tmp_path)))
