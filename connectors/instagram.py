"""A professional Instagram account: a reel, one picture or an album of up to ten, which Meta fetches from the office's website.

The container is the hidden stage; it can be published once, and tells
afterwards whether it was.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

import requests

from connectors._social_cut import Room, compose
from connectors._social_text import described, film_or_pictures, unseen
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
    Refused,
    Rendering,
    Staged,
)
from connectors.facebook_errors import Service
from connectors.facebook_graph import API_URL, VERSION_ENDS, GraphClient
from connectors.meta_errors import explained
from connectors.meta_films import film_form
from connectors.meta_health import health_of
from connectors.meta_insights import readers_of
from connectors.meta_pictures import ALT_LENGTH, for_the_feed, form_of
from connectors.meta_steps import Parts, TwoSteps, Ways
from content_queue.package import Package
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="instagram",
    website=False,
    text_length=2200,
    images=10,
    image_bytes=8 * 2**20,
    alt_text=True,
    attachments=False,
    html=False,
    hidden_stage=True,
    repeatable_reveal=False,
    can_find=True,
    can_count_readers=True,
    can_withdraw=False,
    can_amend=False,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    fetches_pictures=True,
    reader_metric="reach",
    videos=1,
    video_bytes=300 * 2**20,
    video_seconds=15 * 60,
    appearance=Appearance(
        shape="frame",
        pictures="reel",
        folded_at=125,
        fold_word=later("selengkapnya"),
        below=(later("Suka"), later("Komentari"), later("Bagikan")),
        tint="#d6249f",
    ),
)
SHORTEST = 3.0
SERVICE = Service("Instagram", later("token"), "instagram_content_publish")
NAME = SERVICE.name
WAYS = Ways(
    service=SERVICE,
    create="media",
    publish="media_publish",
    posts="media",
    budget="content_publishing_limit",
    state="status_code",
    trouble="status",
    text="caption",
    api_url=API_URL,
    home="https://www.instagram.com/",
)
SCOPES = ("instagram_basic", "instagram_content_publish")
ROOM = Room(NAME, 2200, lambda text, _link: len(text))
HASHTAGS, MENTIONS = 30, 20
OTHERS = ("views", "likes", "comments", "saved", "shares")
_HASHTAG = re.compile(r"(?<!\w)#\w+")
_MENTION = re.compile(r"(?<!\w)@\w[\w.]*")


@dataclass(frozen=True, repr=False)
class Instagram:
    """One Instagram account. Implements `Connector`."""

    session: requests.Session
    account_id: str
    username: str
    token: str
    clock: Clock
    channel: str = "instagram"
    api_url: str = API_URL
    app_secret: str = ""
    _graph: GraphClient = field(init=False, compare=False)
    _steps: TwoSteps = field(init=False, compare=False)

    def __post_init__(self) -> None:
        graph = GraphClient(self.session, self.token, self.clock, self.api_url, self.app_secret, SERVICE, explain=explained)
        object.__setattr__(self, "_graph", graph)
        object.__setattr__(self, "_steps", TwoSteps(graph, self.account_id, self.username, WAYS))

    def __repr__(self) -> str:
        return f"Instagram(@{self.username})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own caption, else title and text up to a sentence that fits; pictures in the shape of the feed."""
        kept, videos, notes = film_or_pictures(package, LIMITS, NAME, SHORTEST)
        if not kept and not videos:
            needed = t(
                "{name} memerlukan paling sedikit satu gambar atau video. Tambahkan ke media/ atau hapus kanal ini.", name=NAME
            )
            raise Refused(" ".join(dict.fromkeys([needed, *notes, *unseen(package)])))
        described(kept, NAME, ALT_LENGTH)
        images, shaped = for_the_feed(kept, NAME)
        wanted = package.link_in_post.get(self.channel, False)
        caption = compose(package, self.channel, link, wanted, ROOM)
        _crowded(caption.text)
        notes += [*shaped, *caption.notes]
        if wanted:
            notes.append(t("Tautan di keterangan Instagram tidak dapat diketuk."))
        if package.made_with_ai:
            notes.append(t("API Instagram tidak menerima tanda AI; tandai di aplikasi sesudah tayang."))
        if videos:
            notes.append(t("Video tampil sebagai reel; teks alternatif video tidak diterima Instagram dan tidak ikut."))
        what = t("Video") if videos else t("Gambar")
        notes.append(t("{what} diambil Meta dari situs kantor; kiriman menunggu berita tayang di situs.", what=what))
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=caption.text,
            language=package.language,
            link=link if wanted else "",
            images=images,
            videos=videos,
            addresses=package.addresses,
            notes=tuple(notes),
        )

    def check(self) -> Health:
        return health_of(self._steps, SCOPES, VERSION_ENDS)

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:
        return self._steps.stage(rendering, _parts, marker, handles, record)

    def reveal(self, staged: Staged) -> Link:
        return self._steps.reveal(staged)

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:
        return self._steps.find(fingerprint, since)

    def look(self, link: Link) -> Look:
        return self._steps.look(link)

    def readers(self, link: Link) -> ReaderCount:
        """How many accounts saw it, under Instagram's own name for that; the other counts beside it."""
        return readers_of(self._graph, link, LIMITS.reader_metric, OTHERS, t("akun yang melihat kiriman menurut Instagram"))

    def withdraw(self, link: Link) -> None:
        """Instagram lets no program delete; what a person has taken down already is success."""
        if self.look(link).state == "gone":
            return
        raise NeedsHuman(
            t(
                "{name}: kiriman tidak dapat dihapus lewat API. Buka {url} di aplikasi, pilih ⋯ lalu Hapus, "
                "kemudian ulangi penarikan.",
                name=NAME,
                url=link.url,
            )
        )

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's arguments
        raise NeedsHuman(
            t(
                "{name}: kiriman tidak dapat diubah lewat API. Ubah keterangannya di aplikasi, atau hapus lalu tayangkan lagi.",
                name=NAME,
            )
        )


def _crowded(caption: str) -> None:
    for what, found, most in ((t("tagar"), _HASHTAG, HASHTAGS), (t("sebutan akun"), _MENTION, MENTIONS)):
        if (count := len(found.findall(caption))) > most:
            raise Refused(
                t(
                    "{name}: {count} {what}, paling banyak {most}. Kurangi {what} pada teks kanal ini.",
                    name=NAME,
                    count=count,
                    what=what,
                    most=most,
                )
            )


def _parts(rendering: Rendering) -> Parts:
    for film in rendering.videos:
        return Parts((), film_form(film, rendering.addresses, "REELS") | {"caption": rendering.text, "share_to_feed": "true"})
    forms = [form_of(image, rendering.addresses) for image in rendering.images]
    if len(forms) == 1:
        return Parts((), forms[0] | {"caption": rendering.text})
    album = {"media_type": "CAROUSEL", "caption": rendering.text}
    return Parts(tuple(form | {"is_carousel_item": "true"} for form in forms), album)
