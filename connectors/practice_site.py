"""The practice news website: a real hidden stage and a repeatable reveal, for learning and for every test of the whole job."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import requests

from connectors._social_errors import Step, json_object, send, unclear
from connectors.article import rendering_of
from connectors.contract import (
    Absent,
    CannotTell,
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
    Strays,
    TryLater,
)
from connectors.files import Item, approved_file, public_name
from connectors.http import retry_at
from content_queue import places
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="practice_site",
    website=True,
    text_length=None,
    images=50,
    image_bytes=20 * 2**20,
    alt_text=True,
    attachments=True,
    html=True,
    hidden_stage=True,
    repeatable_reveal=True,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=False,
    grade=Grade.PUBLIC,
    reader_metric="dibaca",
    videos=20,
    video_bytes=60 * 2**20,
)
NAME = later("Situs latihan")


@dataclass(frozen=True, repr=False)
class PracticeSite:
    """One account on the practice website."""

    session: requests.Session
    base_url: str
    token: str
    clock: Clock
    channel: str = "website"

    def __repr__(self) -> str:
        return f"PracticeSite({self.base_url})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        if not package.title.strip() or not package.body_html.strip():
            raise Refused(t("{name}: judul dan isi naskah wajib ada.", name=t(NAME)))
        if len(package.images) > LIMITS.images:
            raise Refused(
                t(
                    "{name}: paling banyak {most} gambar, paket ini memuat {n}.",
                    name=t(NAME),
                    most=LIMITS.images,
                    n=len(package.images),
                )
            )
        if large := [i.name for i in package.images if i.size > LIMITS.image_bytes]:
            raise Refused(t("{name}: gambar {files} melebihi 20 MB.", name=t(NAME), files=", ".join(large)))
        if long := [v.name for v in package.videos if v.size > LIMITS.video_bytes]:
            raise Refused(
                t(
                    "{name}: video {files} melebihi {most} MB.",
                    name=t(NAME),
                    files=", ".join(long),
                    most=LIMITS.video_bytes // 2**20,
                )
            )
        shown = places.named_in(package.body_html)
        films = [places.film(v.sha256, v.alt, v.caption) for v in package.videos if v.sha256 not in shown]
        return rendering_of(package, self.channel, LIMITS.platform, "\n".join([package.body_html, *films]), link)

    def check(self) -> Health:
        try:
            body = self._call(Step.LOOK, "GET", "/api/whoami")
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        return Health(ok=True, account=str(body.get("account", "")), may_publish=bool(body.get("may_publish")), cost=t("gratis"))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        kept = dict(handles)

        def keep(name: str, handle: str) -> None:
            record(name, handle)
            kept[name] = handle

        payload = self._payload(rendering, marker, self._upload(rendering, kept, keep))
        draft, content = (kept["draft"], "") if "draft" in kept else self._earlier(marker)
        if not draft:
            draft = str(self._article(Step.STAGE, "POST", "/api/articles", json=payload)["id"])
        elif content != _content(payload):
            self._article(Step.STAGE, "PUT", f"/api/articles/{draft}", json=payload)
        if kept.get("draft") != draft:
            keep("draft", draft)
        return Staged(rendering, marker, draft, kept)

    def reveal(self, staged: Staged) -> Link:
        return self._link(self._article(Step.REVEAL, "POST", f"/api/articles/{staged.remote_id}/publish"))

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the contract's argument
        """The marker is unique to one publication, so `since` narrows nothing here."""
        if not fingerprint.marker:
            return CannotTell(t("{name}: tanpa penanda, tulisan tidak dapat dicari.", name=t(NAME)))
        found = self._by_marker(fingerprint.marker)
        if not found:
            return Absent()
        seen = [a for a in found if a["state"] == "public"]
        link, count = self._link((seen or found)[0]), len(seen) or 1
        return Found(link.remote_id, bool(seen), link.url if seen else "", link.published_at, count, len(found) - count)

    def look(self, link: Link) -> Look:
        try:
            body = self._call(Step.LOOK, "GET", f"/api/articles/{link.remote_id}", missing=True)
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if not body or body.get("state") == "withdrawn":
            return Look("gone")
        if str(body.get("id")) != link.remote_id:
            return Look("unknown", t("{name}: jawaban bukan tentang tulisan ini.", name=t(NAME)))
        state = "public" if body["state"] == "public" else "hidden"
        return Look("public" if state == "public" else "hidden", url=str(body["url"]), images=int(body["images"]))

    def readers(self, link: Link) -> ReaderCount:
        try:
            value = self._call(Step.LOOK, "GET", f"/api/articles/{link.remote_id}/readers").get("readers")
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, str(error))
        if not isinstance(value, int):
            return ReaderCount(None, LIMITS.reader_metric, "api", 0.0, t("Situs tidak melaporkan jumlah pembaca."))
        return ReaderCount(value, LIMITS.reader_metric, "api", 1.0)

    def withdraw(self, link: Link) -> None:
        self._call(Step.REVEAL, "POST", f"/api/articles/{link.remote_id}/withdraw")

    def strays(self, fingerprint: Fingerprint, published: str) -> Strays:
        found = self._by_marker(fingerprint.marker)
        if not any(a["state"] == "public" and str(a["id"]) == published for a in found):
            return Strays()
        return Strays(tuple(str(a["id"]) for a in found if a["state"] == "draft"))

    def discard(self, stray: str, fingerprint: Fingerprint) -> bool:
        body = self._call(Step.LOOK, "GET", f"/api/articles/{stray}", missing=True)
        if not body or body.get("state") != "draft" or body.get("marker") != fingerprint.marker:
            return False
        self._call(Step.STAGE, "POST", f"/api/articles/{stray}/withdraw")
        return True

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:
        marker = str(self._article(Step.LOOK, "GET", f"/api/articles/{link.remote_id}")["marker"])
        payload = self._payload(rendering, marker, self._upload(rendering, {}, record))
        return self._link(self._article(Step.REVEAL, "PUT", f"/api/articles/{link.remote_id}", json=payload))

    def _earlier(self, marker: str) -> tuple[str, str]:
        """A draft that an earlier try left, and the digest of what it says; what is public already is not touched."""
        found = self._by_marker(marker)
        if public := [a for a in found if a["state"] == "public"]:
            raise NeedsHuman(
                t(
                    "{name}: tulisan dengan tanda paket ini sudah tayang di {url}; pastikan, lalu jawab.",
                    name=t(NAME),
                    url=public[0]["url"],
                )
            )
        return (str(found[0]["id"]), str(found[0].get("content", ""))) if found else ("", "")

    def _upload(self, rendering: Rendering, kept: Mapping[str, str], keep: Record) -> dict[str, str]:
        """Addresses of every picture and attachment by SHA-256; what was uploaded before is not sent again."""
        urls: dict[str, str] = {}
        files: tuple[Item, ...] = (*rendering.images, *rendering.attachments, *rendering.videos, *rendering.fetched)
        for file in files:
            known = kept.get(f"media:{file.sha256}")
            if known is None:
                path, named, kind = f"/api/media/{file.sha256}", {"name": public_name(file)}, {"Content-Type": file.mime}
                with approved_file(file) as data:
                    answer = self._call(Step.STAGE, "PUT", path, params=named, data=data, headers=kind)
                if not answer.get("url"):
                    raise unclear(t(NAME), Step.STAGE, t("jawaban tanpa alamat {file}", file=file.name))
                known = str(answer["url"])
                keep(f"media:{file.sha256}", known)
            urls[file.sha256] = known
        return urls

    @staticmethod
    def _payload(rendering: Rendering, marker: str, urls: Mapping[str, str]) -> dict[str, Any]:
        return {
            "title": rendering.title,
            "slug": rendering.slug,
            "summary": rendering.summary,
            "html": places.filled(rendering.text, urls),
            "language": rendering.language,
            "category": rendering.category,
            "tags": list(rendering.tags),
            "images": [{"url": urls[i.sha256], "alt": i.alt, "caption": i.caption} for i in rendering.images],
            "attachments": [{"url": urls[a.sha256], "title": a.title or a.name} for a in rendering.attachments],
            "marker": marker,
        }

    def _by_marker(self, marker: str) -> list[dict[str, Any]]:
        body = self._call(Step.LOOK, "GET", "/api/articles", params={"marker": marker})
        if body.get("complete") is not True:
            raise TryLater(t("{name}: jawaban pencarian tidak lengkap.", name=t(NAME)))
        return list(body["articles"])

    @staticmethod
    def _link(body: Mapping[str, Any]) -> Link:
        published = body.get("published")
        moment = datetime.fromtimestamp(published, UTC) if published is not None else None
        return Link(str(body["url"]), str(body["id"]), moment)

    def _article(self, step: Step, method: str, path: str, **options: Any) -> dict[str, Any]:
        """A request whose answer must be an article; any other JSON is no answer."""
        body = self._call(step, method, path, **options)
        if not all(body.get(name) for name in ("id", "url", "state", "marker")):
            raise unclear(t(NAME), step, t("jawaban bukan tentang tulisan ini"))
        return body

    def _call(self, step: Step, method: str, path: str, *, missing: bool = False, **options: Any) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}"} | options.pop("headers", {})
        response = send(self.session, t(NAME), step, method, self.base_url + path, headers=headers, **options)
        body = json_object(response)
        if response.ok and body is not None:
            return body
        if response.status_code == 404 and missing:
            return {}
        raise self._error(response, body, step)

    def _error(self, response: requests.Response, body: dict[str, Any] | None, step: Step) -> ConnectorError:
        status = response.status_code
        if status == 429:
            return TryLater(t("{name}: terlalu sering; dicoba lagi nanti.", name=t(NAME)), retry_at(response, self.clock.now()))
        if body is None or status >= 500 or status < 400:
            return unclear(t(NAME), step, t("jawaban tidak jelas (HTTP {status})", status=status))
        said = str(body.get("message", ""))[:200]
        if status in (401, 403):
            return NeedsHuman(
                t("{name}: token ditolak (HTTP {status}). Minta token baru kepada pengelola situs.", name=t(NAME), status=status)
            )
        if status in (404, 409):
            return NeedsHuman(t("{name}: {why} Periksa di situs.", name=t(NAME), why=said or t("tulisan tidak ada lagi")))
        return Refused(t("{name}: ditolak. {said}", name=t(NAME), said=said))


def _content(payload: Mapping[str, Any]) -> str:
    """The site's own digest of what an article says: what is there already word for word need not be sent again."""
    said = {name: value for name, value in payload.items() if name != "slug"}
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
