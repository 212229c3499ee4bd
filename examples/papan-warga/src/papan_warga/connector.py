"""The notice board's connector: a picture is uploaded unseen, the notice is the one visible act, found again by our mark."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from connectors._social_errors import Step, json_object, send, unclear
from connectors._social_text import own_text, pictures, with_link
from connectors.contract import (
    Absent,
    ConnectorError,
    Finding,
    Fingerprint,
    Found,
    Grade,
    Health,
    Limits,
    Link,
    Look,
    NeedsHuman,
    ReaderCount,
    Record,
    Refused,
    Rendering,
    Staged,
    TryLater,
)
from connectors.files import approved_bytes
from connectors.http import retry_at
from content_queue.package import Package
from safety.clock import Clock

NAME = "Papan Warga"
LENGTH = 600
LIMITS = Limits(
    platform="papan_warga",
    website=False,
    text_length=LENGTH,
    images=1,
    image_bytes=2 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=False,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric="seen",
)
Json = dict[str, Any]


@dataclass(frozen=True, repr=False)
class Board:
    """One board. Implements `Connector`."""

    session: requests.Session
    url: str
    board: str
    key: str
    clock: Clock
    channel: str

    def __repr__(self) -> str:
        return f"Board({self.board})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title and summary; the website's link below unless unwanted."""
        images, notes = pictures(package, LIMITS, NAME)
        wanted = package.link_in_post.get(self.channel, True)
        words = own_text(package, self.channel) or f"{package.title}\n\n{package.summary}".strip()
        text = with_link(words, link) if wanted else words
        if len(text) > LENGTH:
            raise Refused(f"{NAME}: teks {len(text)} aksara, paling banyak {LENGTH}. Tulis teks khusus kanal ini.")
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=text,
            language=package.language,
            link=link if wanted else "",
            images=images,
            notes=tuple(notes),
        )

    def check(self) -> Health:
        try:
            me = self._call(Step.LOOK, "GET", "/api/me")
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        problems = () if me.get("board") == self.board else (f"Kunci ini milik papan {me.get('board')}, bukan {self.board}.",)
        good = not problems and me.get("may_post") is True
        excess = ("mengatur pengurus papan",) if me.get("may_manage") is True else ()
        return Health(good, str(me.get("board", "")), good, problems, cost="gratis", excess=excess)

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload the picture; no notice shows it yet."""
        kept = dict(handles)
        for image in rendering.images:
            name = f"picture:{image.sha256}"
            if name not in kept:
                headers = {"Content-Type": image.mime, "X-Alt": image.alt.encode("unicode_escape").decode()}
                told = self._call(Step.STAGE, "POST", "/api/pictures", data=approved_bytes(image), headers=headers)
                kept[name] = self._number(told, Step.STAGE)
                record(name, kept[name])
        return Staged(rendering, marker, "", kept)

    def reveal(self, staged: Staged) -> Link:
        picture = [staged.handles[f"picture:{image.sha256}"] for image in staged.rendering.images]
        notice = {"text": staged.rendering.text, "picture": picture[0] if picture else None, "reference": staged.marker}
        return self._link(self._call(Step.REVEAL, "POST", "/api/notices", json=notice), Step.REVEAL)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the mark is unique
        told = self._call(Step.LOOK, "GET", "/api/notices", params={"reference": fingerprint.marker})
        notices = told.get("notices")
        if not isinstance(notices, list) or told.get("complete") is not True:
            raise TryLater(f"{NAME}: daftar pengumuman tidak lengkap.")
        if not notices:
            return Absent()
        link = self._link(notices[0], Step.LOOK)
        return Found(link.remote_id, True, link.url, link.published_at, len(notices))

    def look(self, link: Link) -> Look:
        try:
            notice = self._call(Step.LOOK, "GET", f"/api/notices/{link.remote_id}", missing=True)
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if not notice:
            return Look("gone")
        return Look("public", url=self._link(notice, Step.LOOK).url, images=1 if notice.get("picture") else 0)

    def readers(self, link: Link) -> ReaderCount:
        try:
            seen = self._call(Step.LOOK, "GET", f"/api/notices/{link.remote_id}", missing=True).get("seen")
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, str(error))
        if not isinstance(seen, int):
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, f"{NAME} tidak melaporkan jumlah pembaca.")
        return ReaderCount(seen, LIMITS.reader_metric, "api", 0.9, "orang yang membuka pengumuman menurut papan")

    def withdraw(self, link: Link) -> None:
        self._call(Step.REVEAL, "DELETE", f"/api/notices/{link.remote_id}", missing=True)

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(f"{NAME}: pengumuman tidak dapat diubah. Tarik, lalu tayangkan revisi baru.")

    def _link(self, notice: Json, step: Step) -> Link:
        number, url, posted = self._number(notice, step), notice.get("url"), notice.get("posted")
        if not isinstance(url, str):
            raise unclear(NAME, step, "jawaban tanpa alamat")
        return Link(url, number, datetime.fromtimestamp(posted, UTC) if isinstance(posted, int | float) else None)

    @staticmethod
    def _number(told: Json, step: Step) -> str:
        if not isinstance(told.get("id"), str):
            raise unclear(NAME, step, "jawaban tanpa nomor")
        return str(told["id"])

    def _call(self, step: Step, method: str, path: str, *, missing: bool = False, **options: Any) -> Json:
        headers = {"X-Board-Key": self.key, **options.pop("headers", {})}
        response = send(self.session, NAME, step, method, self.url.rstrip("/") + path, headers=headers, **options)
        body = json_object(response)
        if response.ok and body is not None:
            return body
        if response.status_code == requests.codes.not_found and missing:
            return {}
        raise self._error(response, body, step)

    def _error(self, response: requests.Response, body: Json | None, step: Step) -> ConnectorError:
        status = response.status_code
        if status == requests.codes.too_many_requests:
            return TryLater(f"{NAME}: terlalu sering; dicoba lagi nanti.", retry_at(response, self.clock.now()))
        if body is None or not 400 <= status < 500:
            return unclear(NAME, step, f"jawaban tidak jelas (HTTP {status})")
        if status in (401, 403):
            return NeedsHuman(f"{NAME}: kunci ditolak (HTTP {status}). Buat kunci baru di setelan papan.")
        return Refused(f"{NAME}: ditolak. {str(body.get('message', ''))[:200]}")
