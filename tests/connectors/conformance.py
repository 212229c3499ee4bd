"""What every connector must hold to, whichever platform it speaks to; each test class says how to make one."""

import contextlib
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from connectors import http
from connectors.contract import (
    Absent,
    CannotTell,
    Connector,
    Fingerprint,
    Found,
    Link,
    MaybePublished,
    NeedsHuman,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from content_queue.package import Image, Kind, Package, Video
from practice.running import running_town
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.fence import fenced
from safety.files import sha256_of
from safety.redaction import Redactor
from tests.spec_watch import FILES, watching
from tests.specs import FOLDER

MARKER = "tayang-uji-0001"
LONG_AGO = timedelta(hours=1)


def package(folder: Path, **changes: Any) -> Package:
    """A small approved package with one picture."""
    picture = folder / "01.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\n" + b"0" * 64)
    sha256 = sha256_of(picture)
    image = Image("01.png", picture, sha256, "image/png", 8, 8, picture.stat().st_size, "Rapat pleno di aula")
    values: dict[str, Any] = {
        "office": "kpu-contoh",
        "id": "2026-11-20-penetapan",
        "revision": 1,
        "digest": "0" * 64,
        "title": "Penetapan daftar pemilih",
        "slug": "penetapan-daftar-pemilih",
        "summary": "Rapat pleno menetapkan daftar pemilih.",
        "body_html": f'<p>Rapat pleno selesai.</p><img src="tayang-media:{sha256}" alt="">',
        "body_text": "Rapat pleno selesai.",
        "kind": Kind.NEWS,
        "language": "id",
        "channels": ("website",),
        "images": (image,),
    }
    return Package(**(values | changes))


FILMS = Path(__file__).parent.parent / "films"


def film(folder: Path, **changes: Any) -> Video:
    """A film of three seconds, as a package would hold it."""
    place = folder / "film.mp4"
    place.write_bytes((FILMS / "film.mp4").read_bytes())
    values: dict[str, Any] = {
        "name": "film.mp4",
        "path": place,
        "sha256": sha256_of(place),
        "mime": "video/mp4",
        "width": 320,
        "height": 180,
        "size": place.stat().st_size,
        "seconds": 3.0,
        "alt": "Ketua mengetuk palu",
    }
    return Video(**(values | changes))


def pictures(folder: Path, count: int) -> tuple[Image, ...]:
    """So many pictures, `0.png` and on, no two of the same bytes."""
    made = []
    for number in range(count):
        place = folder / f"{number}.png"
        place.write_bytes(b"\x89PNG\r\n\x1a\n" + f"{number:064d}".encode())
        made.append(Image(place.name, place, sha256_of(place), "image/png", 8, 8, place.stat().st_size, f"Gambar {number}"))
    return tuple(made)


class PassedOn(Exception):
    """Somebody else took over."""


def _passed_on() -> None:
    raise PassedOn


@dataclass
class Handles:
    """Keeps what a connector records, as the ledger would."""

    kept: dict[str, str] = field(default_factory=dict)

    def record(self, name: str, handle: str) -> None:
        self.kept[name] = handle


class Stage(ABC):
    """A town, a connector in it, and a look behind the scenes; each platform says how to make it and what it refuses."""

    member = ""
    reveal_path = ""
    kind = ""
    stage_writes = True
    """Whether a package with a picture has anything that can be sent before it is seen."""

    @abstractmethod
    def make(self, town: Town, session: requests.Session, *, wrong_secret: bool = False) -> Connector:
        """The connector under test, for a town; with a secret that the platform does not know if asked."""

    @abstractmethod
    def refused(self, town: Town, folder: Path) -> Rendering:
        """Content that the platform itself refuses."""

    def content(self, folder: Path) -> Package:
        """A small approved package as the sweep hands it to this connector."""
        return package(folder)

    def running(self, state: Path) -> AbstractContextManager[Town]:
        """The practice town, which a platform of another package joins with its own stand-in."""
        return running_town(state)

    @pytest.fixture
    def town(self, tmp_path: Path) -> Iterator[Town]:
        with self.running(tmp_path / "kota") as town:
            yield town

    @pytest.fixture
    def session(self) -> Iterator[requests.Session]:
        with requests.Session() as session:
            yield session

    @pytest.fixture
    def connector(self, town: Town, session: requests.Session) -> Connector:
        return self.make(town, session)

    def truth(self, town: Town) -> list[dict[str, Any]]:
        body = requests.get(f"{town.urls[self.member]}/__practice/truth", timeout=60).json()
        return [o for o in body["objects"] if o["kind"] == self.kind]

    def fault(self, town: Town, action: str, **more: Any) -> None:
        body = {"action": action, "path": self.reveal_path, **more}
        requests.post(f"{town.urls[self.member]}/__practice/faults", json=body, timeout=60).raise_for_status()

    def spoiled(self, connector: Connector, folder: Path) -> Rendering:
        """What would be sent, after somebody has put another picture in the approved one's place."""
        rendering = connector.preview(package(folder, images=pictures(folder, 8)[7:]))  # one that no site holds already
        rendering.images[0].path.write_bytes(b"\x89PNG\r\n\x1a\n" + b"1" * 64)
        return rendering

    def staged(self, connector: Connector, folder: Path) -> Staged:
        return connector.stage(connector.preview(self.content(folder)), MARKER, {}, Handles().record)

    def fingerprint(self, staged: Staged) -> Fingerprint:
        r = staged.rendering
        return Fingerprint(staged.marker, r.title, r.text, r.link, r.slug, len(r.images), staged.remote_id, len(r.videos))

    def find(self, connector: Connector, staged: Staged) -> object:
        return connector.find(self.fingerprint(staged), datetime.now(UTC) - LONG_AGO)


class Conformance(Stage):
    """Mixed into one test class a connector."""

    def test_a_film_goes_along_or_it_is_told_why_not(self, connector: Connector, tmp_path: Path) -> None:
        small = connector.preview(replace(self.content(tmp_path), videos=(film(tmp_path),)))
        assert small.videos or "film.mp4" in " ".join(small.notes)
        assert bool(connector.limits.videos) or not small.videos

    def test_accepted_content_is_public_once(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        link = connector.reveal(staged)
        assert len(self.truth(town)) == 1
        assert requests.get(link.url, timeout=60).status_code == 200
        found = self.find(connector, staged)
        if not connector.limits.can_find:
            assert isinstance(found, CannotTell)
            return
        assert isinstance(found, Found)
        assert (found.remote_id, found.public, found.url, found.count) == (link.remote_id, True, link.url, 1)

    def test_staging_again_uses_the_recorded_handles(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        first = connector.stage(rendering, MARKER, {}, handles.record)
        before = requests.get(f"{town.urls[self.member]}/__practice/truth", timeout=60).json()
        again = connector.stage(rendering, MARKER, handles.kept, handles.record)
        assert again.remote_id == first.remote_id
        assert requests.get(f"{town.urls[self.member]}/__practice/truth", timeout=60).json() == before

    def test_nothing_is_written_once_the_right_to_it_has_passed_on(self, town: Town, tmp_path: Path) -> None:
        hosts = frozenset(urlsplit(url).netloc for url in town.urls.values())
        connector = self.make(town, http.session(AddressPolicy(hosts), Redactor([]), http.Timeouts()))
        rendering, handles = connector.preview(self.content(tmp_path)), Handles()
        if self.stage_writes:
            with fenced(_passed_on), pytest.raises(PassedOn):
                connector.stage(rendering, MARKER, {}, handles.record)
        assert self.truth(town) == []
        staged = connector.stage(rendering, MARKER, handles.kept, handles.record)
        before = self.truth(town)
        with fenced(_passed_on), pytest.raises(PassedOn):
            connector.reveal(staged)
        assert self.truth(town) == before

    def test_a_file_that_changed_after_approval_is_not_sent(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        rendering = self.spoiled(connector, tmp_path)
        with pytest.raises((Refused, NeedsHuman), match="disetujui"):
            connector.reveal(connector.stage(rendering, MARKER, {}, Handles().record))
        assert self.truth(town) == []

    def test_preview_is_deterministic_and_asks_nobody(self, town: Town, tmp_path: Path) -> None:
        class Silent(requests.Session):
            def request(self, *args: Any, **options: Any) -> requests.Response:
                raise AssertionError("preview made a request")

        connector = self.make(town, Silent())
        first, second = connector.preview(self.content(tmp_path)), connector.preview(self.content(tmp_path))
        assert first.digest == second.digest
        assert len(first.images) <= connector.limits.images

    @pytest.mark.parametrize("action", ["drop_after", "status_500_after"])
    def test_a_lost_answer_is_maybe_published_and_then_found(
        self, town: Town, connector: Connector, tmp_path: Path, action: str
    ) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, action)
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        assert len(self.truth(town)) == 1
        found = self.find(connector, staged)
        assert (isinstance(found, Found) and found.public) if connector.limits.can_find else isinstance(found, CannotTell)

    @pytest.mark.parametrize("action", ["drop_before", "html_200"])
    def test_an_unclear_answer_that_did_nothing_is_never_found_public(
        self, town: Town, connector: Connector, tmp_path: Path, action: str
    ) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, action)
        with pytest.raises(MaybePublished):
            connector.reveal(staged)
        found = self.find(connector, staged)
        if connector.limits.can_find:
            assert isinstance(found, Absent) or (isinstance(found, Found) and not found.public)
        else:
            assert isinstance(found, CannotTell)

    def test_throttling_names_the_time(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        self.fault(town, "status_429", retry_after=120)
        with pytest.raises(TryLater) as caught:
            connector.reveal(staged)
        assert caught.value.at is not None
        assert timedelta(seconds=30) < caught.value.at - datetime.now(UTC) < timedelta(seconds=180)

    def test_refused_content_goes_back_to_the_office(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        with pytest.raises(Refused):
            connector.reveal(connector.stage(self.refused(town, tmp_path), MARKER, {}, Handles().record))

    def test_a_wrong_secret_needs_a_person_and_is_never_absent(
        self, town: Town, session: requests.Session, connector: Connector, tmp_path: Path
    ) -> None:
        staged = self.staged(connector, tmp_path)
        wrong = self.make(town, session, wrong_secret=True)
        acts: list[Callable[[], object]] = [lambda: wrong.reveal(staged)]
        if connector.limits.can_find:
            acts.append(lambda: self.find(wrong, staged))
        for act in acts:
            with pytest.raises(NeedsHuman) as caught:
                act()
            assert "rahasia-salah" not in str(caught.value)
        assert not wrong.check().ok

    def test_a_refused_connection_is_surely_not_published(self, town: Town, connector: Connector, tmp_path: Path) -> None:
        staged = self.staged(connector, tmp_path)
        with self.running(tmp_path / "kota-lain") as other:
            gone = self.make(other, requests.Session())
        with pytest.raises(TryLater):
            gone.reveal(staged)

    def test_no_secret_is_ever_shown(self, town: Town, connector: Connector) -> None:
        shown = repr(connector) + repr(connector.check())
        assert not [name for name, secret in town.tokens.items() if secret in shown]

    def test_every_kind_of_request_is_held_against_the_platforms_specification(
        self, connector: Connector, tmp_path: Path
    ) -> None:
        with watching() as watch:
            before = connector.check()
            assert before.ok, before.problems
            staged = self.staged(connector, tmp_path)
            link = connector.reveal(staged)
            self.find(connector, staged)
            connector.look(link)
            connector.readers(link)
            for act in (lambda: connector.amend(link, staged.rendering, Handles().record), lambda: connector.withdraw(link)):
                with contextlib.suppress(NeedsHuman):
                    act()
        assert watch.faults == []
        files = FILES.get(connector.limits.platform, ())
        if files and all((FOLDER / name).is_file() for name in files):
            assert watch.judged >= 4

    def test_unknown_readers_are_none(self, connector: Connector) -> None:
        assert connector.readers(Link("http://127.0.0.1/tidak-ada", "999")).value is None
