"""A page on LinkedIn: pictures are uploaded unseen, the post itself is the one visible act, and ours is found by its text.

LinkedIn has no key against doubles and nowhere to hide a mark, and a post cannot be made as a draft (PUBLISHED is the only
state that it takes): after an unclear answer the page's whole list since the intent is read and compared.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import requests

from connectors._social_cut import compose
from connectors._social_errors import Step, unclear
from connectors._social_text import films, pictures, recognise, too_many
from connectors.appearance import Appearance
from connectors.contract import (
    ConnectorError,
    Finding,
    Fingerprint,
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
from connectors.http import in_their_time
from connectors.linkedin_client import API_URL, FINDER, VERSION, Json, LinkedInClient, Missing, encoded, version_ends
from connectors.linkedin_films import MOST_BYTES, MOST_SECONDS, PIECE, brought
from connectors.linkedin_images import content_of, expect_usable, uploaded
from connectors.linkedin_posts import URN, identity_of, listed
from connectors.linkedin_rights import MAY_POST, facts_of, name_of, roles_on
from connectors.linkedin_text import LENGTH, NAME, ROOM, count, images_of, little, post_of
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="linkedin",
    website=False,
    text_length=LENGTH,
    images=20,
    image_bytes=5 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric="uniqueImpressionsCount",
    videos=1,
    video_bytes=MOST_BYTES,
    video_seconds=MOST_SECONDS,
    piece_bytes=PIECE,
    appearance=Appearance(
        folded_at=210,
        fold_word=later("lihat selengkapnya"),
        below=(later("Suka"), later("Komentar"), later("Posting ulang"), later("Kirim")),
        tint="#0a66c2",
    ),
)
WEB_URL = "https://www.linkedin.com"
TITLE_LENGTH, SUMMARY_LENGTH = 400, 4086
WORKING = "PUBLISH_REQUESTED"
STILL_AT_WORK = later("{name}: kiriman sudah diterima tetapi masih diolah LinkedIn; dilihat lagi sebentar.")
COUNTS = ("impressionCount", "clickCount", "likeCount", "commentCount", "shareCount")


@dataclass(frozen=True, repr=False)
class LinkedIn:
    """The page of one organisation, written with the token of one of its administrators. Implements `Connector`."""

    session: requests.Session
    organization_id: str
    token: str
    clock: Clock
    channel: str = "linkedin"
    api_url: str = API_URL
    version: str = VERSION
    client_id: str = ""
    client_secret: str = ""
    _linkedin: LinkedInClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        client = LinkedInClient(self.session, self.token, self.clock, self.api_url, self.version)
        object.__setattr__(self, "_linkedin", client)

    def __repr__(self) -> str:
        return f"LinkedIn({self.organization_id})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def urn(self) -> str:
        return f"urn:li:organization:{self.organization_id}"

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, whole sentences, the website's link unless unwanted, hashtags."""
        videos, told = films(package, LIMITS, NAME)
        images, notes = pictures(package, LIMITS, NAME)
        if videos and images:
            images, notes = (
                (),
                [*notes, t("Kiriman di {name} memuat video atau gambar, tidak keduanya; gambar tidak ikut.", name=NAME)],
            )
        expect_usable(images)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted, ROOM)
        if not composed.text and not images and not videos:
            raise Refused(t("{name}: teks dan gambar kosong; tidak ada yang dapat ditayangkan.", name=NAME))
        card = wanted and not images and not videos
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title=package.title[:TITLE_LENGTH] if card else "",
            text=composed.text,
            summary=package.summary[:SUMMARY_LENGTH] if card else "",
            language=package.language,
            link=link if wanted else "",
            images=images,
            videos=videos,
            notes=(*notes, *told, *composed.notes),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return count(rendering.text), LIMITS.text_length

    def check(self) -> Health:
        ends = version_ends(self.version)
        try:
            roles = roles_on(self._linkedin, self.urn)
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),), version_ends=ends)
        token = facts_of(self._linkedin, self.client_id, self.client_secret)
        problems = [
            t("Token tidak memiliki hak {scope}; buat token baru dengan hak itu.", scope=scope) for scope in token.lacking
        ]
        if not token.active:
            problems.append(t("Token tidak berlaku lagi; buat token baru."))
        if not roles & MAY_POST:
            problems.append(_no_role(self.organization_id))
        good = not problems
        name = name_of(self._linkedin, self.urn)
        return Health(good, name, good, tuple(problems), token.ends, ends, t("gratis"), excess=token.excess)

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        """Upload every picture or the film and wait until LinkedIn has processed it; a handle is its URN."""
        kept = uploaded(self._linkedin, self.urn, rendering.images, handles, record)
        return Staged(rendering, marker, "", brought(self._linkedin, self.urn, rendering.videos, kept, record))

    def reveal(self, staged: Staged) -> Link:
        answer = self._linkedin.call(Step.REVEAL, "POST", "posts", json=self._body(staged))
        identity = answer.headers.get("x-restli-id", "")
        if not URN.fullmatch(identity):
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        return Link(self._url(identity), identity, self.clock.now())

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        self._ours()
        since = in_their_time(self.session, since)
        found = listed(self._linkedin, self.urn, since)
        if found is None:
            return too_many(NAME, since)
        alive = [body for body in found if body.get("lifecycleState") != "PUBLISH_FAILED"]
        posts = [post_of(body, self._url(str(body["id"])), fingerprint.link) for body in alive]
        finding = recognise(NAME, posts, fingerprint)
        working = {str(body["id"]) for body in alive if body.get("lifecycleState") == WORKING}
        if getattr(finding, "remote_id", "") in working:
            raise TryLater(t(STILL_AT_WORK, name=NAME))
        return finding

    def look(self, link: Link) -> Look:
        try:
            body = self._post(link)
        except Missing:
            return self._gone()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        if body["lifecycleState"] == WORKING:
            return Look("unknown", t(STILL_AT_WORK, name=NAME), self._url(str(body["id"])), images_of(body))
        seen = body["lifecycleState"] == "PUBLISHED" and body.get("visibility") == "PUBLIC"
        return Look("public" if seen else "hidden", url=self._url(str(body["id"])), images=images_of(body))

    def readers(self, link: Link) -> ReaderCount:
        metric = LIMITS.reader_metric
        try:
            counts = self._statistics(identity_of(link))
        except ConnectorError as error:
            return ReaderCount(None, metric, "api", 0.0, str(error))
        others = {name: counts[name] if isinstance(counts.get(name), int) else None for name in COUNTS}
        value = counts.get(metric, counts.get("uniqueImpressionsCounts"))  # LinkedIn's own pages write it both ways
        if not isinstance(value, int):
            return ReaderCount(
                None, metric, "api", 0.0, t("LinkedIn belum melaporkan jumlah orang yang melihat kiriman."), others
            )
        return ReaderCount(value, metric, "api", 0.9, t("orang yang melihat kiriman menurut LinkedIn, tanpa iklan"), others)

    def withdraw(self, link: Link) -> None:
        try:
            self._linkedin.call(Step.REVEAL, "DELETE", f"posts/{encoded(identity_of(link))}", {"X-RestLi-Method": "DELETE"})
        except Missing:
            if self._gone().state == "gone":  # withdrawn before, only the answer was lost
                return
            raise

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's argument
        """LinkedIn changes only the text of a post, and tells its readers that it was edited."""
        seen = self.look(link)
        if seen.state != "public" or seen.images != len(rendering.images):
            raise NeedsHuman(
                t("{name}: hanya teks kiriman yang dapat diubah, gambar tidak. Tarik lalu tayangkan revisi baru.", name=NAME)
            )
        change = {"patch": {"$set": {"commentary": little(rendering.text)}}}
        path = f"posts/{encoded(identity_of(link))}"
        answer = self._linkedin.call(Step.REVEAL, "POST", path, {"X-RestLi-Method": "PARTIAL_UPDATE"}, json=change)
        if answer.status_code != requests.codes.no_content:
            raise unclear(NAME, Step.REVEAL, t("perubahan tidak dipastikan"))
        return link

    def _body(self, staged: Staged) -> Json:
        rendering = staged.rendering
        content = content_of(rendering, staged.handles)
        return {
            "author": self.urn,
            "commentary": little(rendering.text),
            "visibility": "PUBLIC",
            "distribution": {"feedDistribution": "MAIN_FEED", "targetEntities": [], "thirdPartyDistributionChannels": []},
            "lifecycleState": "PUBLISHED",
            "isReshareDisabledByAuthor": False,
        } | ({"content": content} if content else {})

    def _post(self, link: Link) -> Json:
        identity = identity_of(link)
        body = self._linkedin.get(f"posts/{encoded(identity)}", "viewContext=AUTHOR")
        if body.get("id") != identity or "lifecycleState" not in body:
            raise TryLater(t("{name}: jawaban bukan tentang kiriman ini.", name=NAME))
        return body

    def _statistics(self, urn: str) -> Json:
        kind = "shares" if urn.startswith("urn:li:share:") else "ugcPosts"
        query = f"q=organizationalEntity&organizationalEntity={encoded(self.urn)}&{kind}=List({encoded(urn)})"
        rows = self._linkedin.elements("organizationalEntityShareStatistics", query, FINDER)
        ours = [row for row in rows if urn in (row.get("share"), row.get("ugcPost"))]
        counts = ours[0].get("totalShareStatistics") if ours else None
        return counts if isinstance(counts, dict) else {}

    def _ours(self) -> None:
        """Nothing is believed of a page on which the token may not post."""
        if not roles_on(self._linkedin, self.urn) & MAY_POST:
            raise NeedsHuman(f"{NAME}: {_no_role(self.organization_id)}")

    def _gone(self) -> Look:
        try:
            self._ours()
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("gone")

    def _url(self, identity: str) -> str:
        host = WEB_URL if self.api_url == API_URL else self.api_url.rstrip("/")
        return f"{host}/feed/update/{identity}"


def _no_role(organization: str) -> str:
    return t(
        "Pemilik token bukan pengelola halaman {organization}. Di LinkedIn buka Pengaturan halaman, Kelola admin; beri dia "
        "peran admin konten (CONTENT_ADMINISTRATOR) atau admin super (ADMINISTRATOR).",
        organization=organization,
    )
