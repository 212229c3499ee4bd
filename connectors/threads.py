"""A Threads profile: words of up to 500, with a link, or with a film or pictures that Meta fetches from the office's website.

The same two steps as Instagram's: a container that nobody sees, then the one visible act.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import requests

from connectors._social_cut import Room, compose
from connectors._social_errors import Step, unclear
from connectors._social_text import described, film_or_pictures
from connectors.appearance import Appearance
from connectors.contract import (
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
    Rendering,
    Renewal,
    Staged,
    TryLater,
)
from connectors.facebook_errors import Missing, Service
from connectors.facebook_graph import GraphClient
from connectors.meta_errors import explained
from connectors.meta_films import film_form
from connectors.meta_health import health_of
from connectors.meta_insights import readers_of
from connectors.meta_pictures import ALT_LENGTH, form_of
from connectors.meta_steps import Parts, TwoSteps, Ways
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="threads",
    website=False,
    text_length=500,
    images=20,
    image_bytes=8 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=True,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=False,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    fetches_pictures=True,
    reader_metric="views",
    videos=1,
    video_bytes=2**30,
    video_seconds=5 * 60,
    appearance=Appearance(
        shape="column",
        pictures="reel",
        below=(later("Suka"), later("Balas"), later("Posting ulang"), later("Bagikan")),
        tint="#000000",
    ),
)
API_URL = "https://graph.threads.net"
VERSION = "v1.0"
SERVICE = Service("Threads", later("token"), "threads_content_publish")
NAME = SERVICE.name
WAYS = Ways(
    service=SERVICE,
    create="threads",
    publish="threads_publish",
    posts="threads",
    budget="threads_publishing_limit",
    state="status",
    trouble="error_message",
    text="text",
    api_url=API_URL,
    home="https://www.threads.com/@",
)
SCOPES = ("threads_basic", "threads_content_publish")
OTHERS = ("likes", "replies", "reposts", "quotes", "shares")


@dataclass(frozen=True, repr=False)
class Threads:
    """One Threads profile. Implements `Connector`."""

    session: requests.Session
    account_id: str
    username: str
    token: str
    clock: Clock
    channel: str = "threads"
    api_url: str = API_URL
    _graph: GraphClient = field(init=False, compare=False)
    _steps: TwoSteps = field(init=False, compare=False)

    def __post_init__(self) -> None:
        graph = GraphClient(self.session, self.token, self.clock, self.api_url, "", SERVICE, VERSION, explained)
        object.__setattr__(self, "_graph", graph)
        object.__setattr__(self, "_steps", TwoSteps(graph, self.account_id, self.username, WAYS))

    def __repr__(self) -> str:
        return f"Threads(@{self.username})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text, else title and as many sentences as fit; the website's link below unless unwanted."""
        images, videos, notes = film_or_pictures(package, LIMITS, NAME)
        described((*images, *videos), NAME, ALT_LENGTH)
        wanted = package.link_in_post.get(self.channel, True)
        text = compose(package, self.channel, link, wanted, ROOM)
        if images or videos:
            what = t("Video") if videos else t("Gambar")
            notes.append(t("{what} diambil Meta dari situs kantor; kiriman menunggu berita tayang di situs.", what=what))
        if package.made_with_ai:
            notes.append(t("API Threads tidak menerima tanda AI; tandai di aplikasi sesudah tayang."))
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=text.text,
            language=package.language,
            link=link if wanted else "",
            images=images,
            videos=videos,
            addresses=package.addresses,
            notes=(*notes, *text.notes),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return weight(rendering.text), LIMITS.text_length

    def check(self) -> Health:
        return health_of(self._steps, SCOPES)

    def renew(self) -> Renewal:
        """Sixty days anew, for a token that is a day old and not over; Meta answers with another one."""
        ask = {"grant_type": "th_refresh_token"}
        body, _ = self._graph.call(Step.LOOK, lambda graph: graph.request("refresh_access_token", args=ask))
        token = body.get("access_token")
        if not isinstance(token, str) or not token:
            raise TryLater(t("{name}: jawaban tanpa token baru.", name=NAME))
        return Renewal(token, replace(self, token=token))

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        return self._steps.stage(rendering, _parts, marker, handles, record)

    def reveal(self, staged: Staged) -> Link:
        return self._steps.reveal(staged)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        return self._steps.find(fingerprint, since)

    def look(self, link: Link) -> Look:
        return self._steps.look(link)

    def readers(self, link: Link) -> ReaderCount:
        """How often it was seen, under Threads' own name for that; the other counts beside it."""
        return readers_of(self._graph, link, LIMITS.reader_metric, OTHERS, t("tayangan menurut Threads, bukan orang"))

    def withdraw(self, link: Link) -> None:
        try:
            answer = self._graph.delete(link.remote_id)
        except Missing:
            if self.look(link).state == "gone":  # withdrawn before, only the answer was lost
                return
            raise
        if answer.get("success") is not True and self.look(link).state != "gone":
            raise unclear(NAME, Step.REVEAL, t("penarikan tidak dipastikan"))

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(
            t("{name}: kiriman tidak dapat diubah lewat API. Tarik kirimannya, lalu tayangkan revisi baru.", name=NAME)
        )


def weight(text: str, _link: str = "") -> int:
    """The length as Threads counts it: an emoji costs its bytes, any other letter one."""
    return sum(len(c.encode()) if ord(c) > 0xFFFF or unicodedata.category(c) == "So" else 1 for c in text)


ROOM = Room(NAME, 500, weight)


def _parts(rendering: Rendering) -> Parts:
    words = {"text": rendering.text} if rendering.text else {}
    for film in rendering.videos:
        told = {"alt_text": film.alt} if film.alt else {}
        return Parts((), film_form(film, rendering.addresses, "VIDEO") | told | words)
    if not rendering.images:
        card = {"link_attachment": rendering.link} if rendering.link else {}
        return Parts((), {"media_type": "TEXT"} | words | card)
    forms = [{"media_type": "IMAGE"} | form_of(image, rendering.addresses) for image in rendering.images]
    if len(forms) == 1:
        return Parts((), forms[0] | words)
    return Parts(tuple(form | {"is_carousel_item": "true"} for form in forms), {"media_type": "CAROUSEL"} | words)
