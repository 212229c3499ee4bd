"""A Telegram channel, written by a bot: the post itself is the one visible act, and nobody can look for it afterwards.

A bot cannot read a channel's history. An unclear answer therefore always goes to a person, and nothing is sent again by itself.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

import requests

from connectors import telegram_public
from connectors._social_cut import compose
from connectors._social_errors import Step, unclear
from connectors.appearance import Appearance
from connectors.contract import (
    CannotTell,
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
from connectors.files import Item, approved_files
from connectors.telegram_client import API_URL, NAME, BotClient, Fixed, Json, Missing, Unchanged
from connectors.telegram_text import ALBUM, FILE_BYTES, PHOTO_BYTES, TEXT, length, media_of, room_of
from content_queue.package import Image, Package, Video
from language.say import later, t
from safety.clock import Clock

LIMITS = Limits(
    platform="telegram",
    website=False,
    text_length=TEXT,
    images=ALBUM,
    image_bytes=PHOTO_BYTES,
    alt_text=False,
    attachments=True,
    html=False,
    hidden_stage=False,
    repeatable_reveal=False,
    can_find=False,
    can_count_readers=True,
    can_withdraw=True,
    can_amend=True,
    walls_off_bots=True,
    grade=Grade.PLATFORM,
    needs_link=True,
    reader_metric=telegram_public.METRIC,
    videos=ALBUM,
    video_bytes=FILE_BYTES,
    appearance=Appearance(shape="bubble", pictures="collage", tint="#2a7ab0"),
)
PUBLIC_URL = "https://t.me"
_ALONE = {"photo": "sendPhoto", "video": "sendVideo", "document": "sendDocument"}
NO_HISTORY = later(
    "{name}: bot tidak dapat membaca kiriman lama. Lihat sendiri di kanal apakah kiriman ini sudah ada, lalu jawab."
)
ELSEWHERE = later("{name}: kiriman {url} tidak ada di kanal {channel}; jumlah dilihatnya tidak dibaca.")
NO_ALT = later("{name} tidak memuat teks alternatif gambar.")
ONLY_TEXT = later("{name}: hanya tulisan yang dapat diubah, foto, video dan berkas tidak. Tarik lalu tayangkan revisi baru.")


@dataclass(frozen=True, repr=False)
class Telegram:
    """One public channel, `username` without @, and the bot that writes in it. Implements `Connector`."""

    session: requests.Session
    username: str
    token: str
    clock: Clock
    channel: str = "telegram"
    api_url: str = API_URL
    _bot: BotClient = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_bot", BotClient(self.session, self.token, self.clock, self.api_url))

    def __repr__(self) -> str:
        return f"Telegram(@{self.username})"

    @property
    def limits(self) -> Limits:
        return LIMITS

    @property
    def _chat(self) -> str:
        return f"@{self.username}"

    @property
    def _public(self) -> str:
        """Where readers find the channel; in the practice town all is one address."""
        return PUBLIC_URL if self.api_url == API_URL else self.api_url.rstrip("/")

    def preview(self, package: Package, link: str = "") -> Rendering:
        """The package's own text for this channel, else title, whole sentences, the website's link unless unwanted, hashtags."""
        media = media_of(package, LIMITS)
        files = bool(media.images or media.videos or media.attachments)
        wanted = package.link_in_post.get(self.channel, True)
        composed = compose(package, self.channel, link, wanted, room_of(files))
        if not composed.text and not files:
            raise Refused(t("{name}: teks, gambar, video dan berkas kosong; tidak ada yang dapat ditayangkan.", name=NAME))
        return Rendering(
            channel=self.channel,
            platform=LIMITS.platform,
            title="",
            text=composed.text,
            language=package.language,
            link=link if wanted else "",
            images=media.images,
            attachments=media.attachments,
            videos=media.videos,
            notes=(*media.notes, *composed.notes, *([t(NO_ALT, name=NAME)] if media.images else [])),
        )

    def measured(self, rendering: Rendering) -> tuple[int, int | None]:
        return length(rendering)

    def check(self) -> Health:
        try:
            me = self._bot.ask("getMe")
            chat = self._bot.ask("getChat", chat_id=self._chat)
            member = self._bot.ask("getChatMember", chat_id=self._chat, user_id=me["id"])
        except ConnectorError as error:
            return Health(ok=False, account="", may_publish=False, problems=(str(error),))
        except (KeyError, TypeError):
            return Health(
                ok=False,
                account="",
                may_publish=False,
                problems=(t("{name}: jawaban tidak lengkap; coba lagi nanti.", name=NAME),),
            )
        problems = tuple(self._lacks(chat, member))
        return Health(
            not problems,
            f"@{self.username} (bot @{me.get('username', '?')})",
            not problems,
            problems,
            cost=t("gratis"),
            excess=_excess(member),
        )

    def stage(self, rendering: Rendering, marker: str, handles: Mapping[str, str], record: Record) -> Staged:  # noqa: ARG002
        """Nothing can be sent to Telegram without being seen; files go along with the post itself."""
        return Staged(rendering, marker, "", dict(handles))

    def reveal(self, staged: Staged) -> Link:
        rendering = staged.rendering
        items = _files_of(rendering)
        if not items:
            told = self._bot.act("sendMessage", chat_id=self._chat, text=rendering.text, **_preview_of(rendering))
        elif len(items) == 1:
            shown = _shown_as(items[0])
            kind = shown.pop("type")
            with approved_files({kind: items[0]}) as sent:
                told = self._bot.act(_ALONE[kind], sent, chat_id=self._chat, caption=rendering.text, **shown)
        else:
            with approved_files({f"berkas{n}": item for n, item in enumerate(items)}) as sent:
                told = self._bot.act("sendMediaGroup", sent, chat_id=self._chat, media=_album(items, rendering.text))
        return self._link(told, max(1, len(items)))

    def find(self, fingerprint: Fingerprint, since: datetime) -> Finding:  # noqa: ARG002  # the contract's arguments
        return CannotTell(t(NO_HISTORY, name=NAME))

    def look(self, link: Link) -> Look:
        """Asks to take the post's buttons away: ours never has any, so the answer only tells whether it is there."""
        ids = _ids(link)
        if not ids:
            return Look("unknown", t("{name}: nomor kiriman tidak diketahui; lihat sendiri di kanal.", name=NAME))
        try:
            self._bot.ask("editMessageReplyMarkup", chat_id=self._chat, message_id=ids[0])
        except (Unchanged, Fixed):
            return Look("public", url=link.url)
        except Missing:
            return Look("gone")
        except ConnectorError as error:
            return Look("unknown", str(error), retry_at=error.at if isinstance(error, TryLater) else None)
        return Look("public", url=link.url)

    def readers(self, link: Link) -> ReaderCount:
        """A bot is told nothing; the post's public page is asked."""
        ids = _ids(link)
        try:
            if not ids:
                raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui; lihat sendiri di kanal.", name=NAME))
            if self.username.lower() not in urlsplit(link.url).path.lower().split("/"):
                raise NeedsHuman(t(ELSEWHERE, name=NAME, channel=self._chat, url=link.url))
            return telegram_public.views(self.session, self._public, self.username, ids[0])
        except ConnectorError as error:
            return ReaderCount(None, LIMITS.reader_metric, telegram_public.SOURCE, 0.0, str(error))

    def withdraw(self, link: Link) -> None:
        ids = _ids(link)
        if not ids:
            raise NeedsHuman(t("{name}: nomor kiriman tidak diketahui. Hapus sendiri di aplikasi Telegram.", name=NAME))
        try:
            done = self._bot.act("deleteMessages", chat_id=self._chat, message_ids=ids)
        except Missing:  # withdrawn before, only the answer was lost
            return
        if done is not True:
            raise unclear(NAME, Step.REVEAL, t("penarikan tidak dipastikan"))
        if self.look(link).state == "public":
            raise NeedsHuman(
                t("{name}: kiriman masih ada; bot tidak berhak menghapusnya. Hapus sendiri di aplikasi Telegram.", name=NAME)
            )

    def amend(self, link: Link, rendering: Rendering, record: Record) -> Link:  # noqa: ARG002  # the contract's argument
        """Telegram changes the words of a post; with the same number of files they are taken to be the same files."""
        ids, files = _ids(link), len(_files_of(rendering))
        if len(ids) != max(1, files):
            raise NeedsHuman(t(ONLY_TEXT, name=NAME))
        try:
            if files:
                spoken = ids[-1] if rendering.attachments else ids[0]
                self._bot.act("editMessageCaption", chat_id=self._chat, message_id=spoken, caption=rendering.text)
            else:
                text = {"text": rendering.text, **_preview_of(rendering)}
                self._bot.act("editMessageText", chat_id=self._chat, message_id=ids[0], **text)
        except Unchanged:
            return link
        except Fixed as error:
            raise NeedsHuman(t(ONLY_TEXT, name=NAME)) from error
        return link

    def _link(self, told: Any, wanted: int) -> Link:
        messages = told if isinstance(told, list) else [told]
        ids = [m.get("message_id") for m in messages if isinstance(m, dict)]
        if len(ids) != wanted or not all(isinstance(number, int) for number in ids):
            raise unclear(NAME, Step.REVEAL, t("jawaban tanpa nomor kiriman"))
        at = messages[0].get("date")
        moment = datetime.fromtimestamp(at, UTC) if isinstance(at, int) else None
        return Link(f"{self._public}/{self.username}/{ids[0]}", ",".join(map(str, ids)), moment)

    def _lacks(self, chat: Json, member: Json) -> list[str]:
        if chat.get("type") != "channel":
            return [t("{chat} bukan kanal Telegram; tulis nama kanal, bukan grup atau orang.", chat=self._chat)]
        if member.get("status") != "administrator":
            return [t("Bot bukan admin kanal {chat}; jadikan admin dengan hak mengirim pesan.", chat=self._chat)]
        lacks = []
        if member.get("can_post_messages") is not True:
            lacks.append(t("Bot tidak berhak mengirim pesan di {chat}; beri hak itu di pengaturan admin kanal.", chat=self._chat))
        return lacks


def _excess(member: Json) -> tuple[str, ...]:
    """What an administrator of a channel may do that no post needs."""
    may_promote = member.get("can_promote_members") is True
    return (t("mengangkat admin lain (can_promote_members)"),) if may_promote else ()


def _ids(link: Link) -> list[int]:
    """The messages of a post; of one that a person found, the number at the end of its address."""
    known = link.remote_id or urlsplit(link.url).path.rpartition("/")[2]
    parts = known.split(",")
    return [int(part) for part in parts] if all(part.isdecimal() for part in parts) else []


def _preview_of(rendering: Rendering) -> Json:
    """The card below a text: of the website's link, whatever other address the text begins with."""
    return {"link_preview_options": {"url": rendering.link}} if rendering.link else {}


def _files_of(rendering: Rendering) -> list[Item]:
    return [*rendering.images, *rendering.videos, *rendering.attachments]


def _shown_as(item: Item) -> Json:
    """How a message names a file: what it is, and of a film its measures, so that it can be watched before it has come whole."""
    if isinstance(item, Video):
        length = max(1, round(item.seconds))
        return {"type": "video", "width": item.width, "height": item.height, "duration": length, "supports_streaming": True}
    return {"type": "photo" if isinstance(item, Image) else "document"}


def _album(items: list[Item], text: str) -> list[Json]:
    """An album: its words stand below the first photo, or below the last of several documents, as in Telegram's own apps."""
    shown = [_shown_as(item) | {"media": f"attach://berkas{n}"} for n, item in enumerate(items)]
    spoken = shown[-1] if shown[0]["type"] == "document" else shown[0]
    spoken |= {"caption": text} if text else {}
    return shown
