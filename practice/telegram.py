"""A strict stand-in for the Bot API of Telegram: one bot, one public channel, errors in Telegram's own words."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from aiohttp import web

from practice import blobs, pages
from practice import faults as faults_module
from practice.store import Store, Thing
from practice.telegram_form import Denied, file_of, given_in, json_of, measured_of, words_of
from practice.telegram_widget import no_widget, widget
from practice.visitors import is_a_person

SHOWN = "post"
"""The kind of its objects that readers see."""

MEMBER = "telegram"
CHANNEL = "kpu_contoh"
TITLE = "Kanal Latihan (PRAKTIK)"
CHAT_ID = -1001234567890
BOT = {"id": 7001234567, "is_bot": True, "first_name": "Bot Latihan", "username": "kpu_contoh_bot"}
CHAT = {"id": CHAT_ID, "title": TITLE, "username": CHANNEL, "type": "channel"}
TEXT, CAPTION, ALBUM = 4096, 1024, 10
VIDEO = {"width", "height", "duration", "supports_streaming"}
FIELDS: dict[str, set[str]] = {
    "getMe": set(),
    "getChat": {"chat_id"},
    "getChatMember": {"chat_id", "user_id"},
    "sendMessage": {"chat_id", "text", "link_preview_options"},
    "sendPhoto": {"chat_id", "photo", "caption"},
    "sendVideo": {"chat_id", "video", "caption", *VIDEO},
    "sendDocument": {"chat_id", "document", "caption"},
    "sendMediaGroup": {"chat_id", "media"},
    "editMessageText": {"chat_id", "message_id", "text", "link_preview_options"},
    "editMessageCaption": {"chat_id", "message_id", "caption"},
    "editMessageReplyMarkup": {"chat_id", "message_id"},
    "deleteMessages": {"chat_id", "message_ids"},
}


def problem(code: int, description: str, **parameters: int) -> web.Response:
    body: dict[str, Any] = {"ok": False, "error_code": code, "description": description}
    return web.json_response(body | ({"parameters": parameters} if parameters else {}), status=code)


def throttled(seconds: int) -> web.Response:
    response = problem(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
    response.headers["Retry-After"] = str(seconds)
    return response


@dataclass
class Telegram:
    """One channel of the town."""

    store: Store
    token: str
    base_url: str = ""

    def app(self, faults: faults_module.Faults) -> web.Application:
        app = web.Application(middlewares=[faults_module.middleware(faults, throttled)], client_max_size=64 * 2**20)
        faults_module.add_routes(app, faults, self.store, MEMBER)
        app.router.add_route("*", "/bot{token}/{method}", self.call)
        app.router.add_get(f"/{CHANNEL}/{{id}}", self.public_page)
        blobs.add_route(app, self, MEMBER, "/berkas/{name}")
        app.router.add_get("/", self.wall)
        return app

    async def call(self, request: web.Request) -> web.Response:
        """Every method of the Bot API comes in here, by GET or POST, as query, form or JSON."""
        if request.match_info["token"] != self.token:
            return problem(401, "Unauthorized")
        method = request.match_info["method"]
        if method not in FIELDS:
            return problem(404, "Not Found: method not found")
        try:
            given, files = await given_in(request)
            self._expect(method, given, files)
            result = getattr(self, f"_{_snake(method)}")(given, files)
        except Denied as denied:
            return problem(denied.code, str(denied))
        return web.json_response({"ok": True, "result": result})

    def _expect(self, method: str, given: Mapping[str, Any], files: Mapping[str, web.FileField]) -> None:
        named = set(given) | (set(files) if method != "sendMediaGroup" else set())
        if extra := sorted(named - FIELDS[method]):
            raise Denied(f"Bad Request: unknown parameter {extra[0]}")
        if "chat_id" in FIELDS[method] and str(given.get("chat_id")) not in (f"@{CHANNEL}", str(CHAT_ID)):
            raise Denied("Bad Request: chat not found")

    def _get_me(self, _given: Any, _files: Any) -> Any:
        return BOT

    def _get_chat(self, _given: Any, _files: Any) -> Any:
        return CHAT

    def _get_chat_member(self, given: Mapping[str, Any], _files: Any) -> Any:
        if str(given.get("user_id")) != str(BOT["id"]):
            raise Denied("Bad Request: user not found")
        may = (
            "can_be_edited",
            "is_anonymous",
            "can_manage_chat",
            "can_delete_messages",
            "can_post_messages",
            "can_edit_messages",
        )
        return {"status": "administrator", "user": BOT, **dict.fromkeys(may, True), "is_anonymous": False}

    def _send_message(self, given: Mapping[str, Any], _files: Any) -> Any:
        text = words_of(given, "text", TEXT, "message")
        if not text:
            raise Denied("Bad Request: message text is empty")
        options = json_of(given.get("link_preview_options", {}))
        return self._shown(self._add("text", text, [], options.get("url", "")))[0]

    def _send_photo(self, given: Mapping[str, Any], files: Mapping[str, web.FileField]) -> Any:
        return self._shown(
            self._add("photo", words_of(given, "caption", CAPTION, "message caption"), [file_of("photo", files.get("photo"))])
        )[0]

    def _send_video(self, given: Mapping[str, Any], files: Mapping[str, web.FileField]) -> Any:
        caption = words_of(given, "caption", CAPTION, "message caption")
        measured_of(given)
        return self._shown(self._add("video", caption, [file_of("video", files.get("video"))]))[0]

    def _send_document(self, given: Mapping[str, Any], files: Mapping[str, web.FileField]) -> Any:
        caption = words_of(given, "caption", CAPTION, "message caption")
        return self._shown(self._add("document", caption, [file_of("document", files.get("document"))]))[0]

    def _send_media_group(self, given: Mapping[str, Any], files: Mapping[str, web.FileField]) -> Any:
        media = json_of(given.get("media"))
        if not isinstance(media, list) or len(media) < 2:
            raise Denied("Bad Request: there are not enough messages to send as an album")
        if len(media) > ALBUM:
            raise Denied("Bad Request: too many messages to send as an album")
        kinds = [str(one.get("type")) for one in media]
        if "document" in kinds and set(kinds) != {"document"}:
            raise Denied("Bad Request: documents can't be mixed with other media types")
        if set(kinds) - {"photo", "video", "document"}:
            raise Denied("Bad Request: can't parse InputMedia: type must be photo, video or document")
        for one in media:
            if extra := sorted(set(one) - {"type", "media", "caption", *(VIDEO if one["type"] == "video" else ())}):
                raise Denied(f"Bad Request: unknown parameter {extra[0]}")
            measured_of(one)
        sent = [
            file_of(kind, files.get(str(one.get("media", "")).removeprefix("attach://")))
            for kind, one in zip(kinds, media, strict=True)
        ]
        captions = [words_of(one, "caption", CAPTION, "message caption") for one in media]
        return self._shown(self._add(kinds, " ".join(filter(None, captions)), sent))

    def _edit_message_text(self, given: Mapping[str, Any], _files: Any) -> Any:
        thing = self._message(given, "edit")
        if thing.body["type"] != "text":
            raise Denied("Bad Request: there is no text in the message to edit")
        return self._changed(thing, words_of(given, "text", TEXT, "message"))

    def _edit_message_caption(self, given: Mapping[str, Any], _files: Any) -> Any:
        thing = self._message(given, "edit")
        if thing.body["type"] == "text":
            raise Denied("Bad Request: there is no caption in the message to edit")
        return self._changed(thing, words_of(given, "caption", CAPTION, "message caption"))

    def _edit_message_reply_markup(self, given: Mapping[str, Any], _files: Any) -> Any:
        thing = self._message(given, "edit")
        return self._changed(thing, thing.body["text"])

    def _delete_messages(self, given: Mapping[str, Any], _files: Any) -> Any:
        wanted = [str(number) for number in json_of(given.get("message_ids"))]
        for thing in self._posts():
            if set(wanted) >= set(thing.body["ids"]):
                thing.body["deleted"] = True
                self.store.save(MEMBER, thing)
        return True

    def _posts(self) -> list[Thing]:
        return [t for t in self.store.all(MEMBER, "post") if not t.body["deleted"]]

    def _message(self, given: Mapping[str, Any], act: str) -> Thing:
        wanted = str(given.get("message_id"))
        found = next((t for t in self._posts() if wanted in t.body["ids"]), None)
        if found is None:
            raise Denied(f"Bad Request: message to {act} not found")
        return found

    def _changed(self, thing: Thing, text: str) -> Any:
        if text == thing.body["text"]:
            raise Denied(
                "Bad Request: message is not modified: specified new message content and reply markup are exactly the same "
                "as a current content and reply markup of the message"
            )
        thing.body["text"] = text
        self.store.save(MEMBER, thing)
        return self._shown(thing)[0]

    def _add(self, kind: str | list[str], text: str, sent: list[tuple[str, str, bytes]], link: str = "") -> Thing:
        kinds = kind if isinstance(kind, list) else [kind]
        body = {
            "type": kinds[0],
            "kinds": kinds,
            "text": text,
            "link": link,
            "media": [name for name, _, _ in sent],
            "deleted": False,
        }
        thing = self.store.add(MEMBER, "post", body | {"ids": []}, first_id=100)
        more = [self.store.add(MEMBER, "part", {"of": thing.id}, first_id=100).id for _ in sent[1:]]
        thing.body["ids"] = [thing.id, *more]
        self.store.save(MEMBER, thing)
        for identity, (_, mime, data) in zip(thing.body["ids"], sent, strict=False):
            self.store.put_blob(MEMBER, identity, mime, data)
        return thing

    def _shown(self, thing: Thing) -> list[dict[str, Any]]:
        """The messages of a post as Telegram gives them back: an album is several."""
        head = {"chat": CHAT, "sender_chat": CHAT, "date": int(thing.created)}
        if thing.body["type"] == "text":
            return [{"message_id": int(thing.id), **head, "text": thing.body["text"]}]
        spoken = {"caption": thing.body["text"]} if thing.body["text"] else {}
        group = {"media_group_id": thing.id} if len(thing.body["ids"]) > 1 else {}
        first = next(iter(thing.body["ids"]))
        return [
            {"message_id": int(i), **head, **group, kind: {"file_id": f"F{i}"}} | (spoken if i == first else {})
            for i, kind in zip(thing.body["ids"], thing.body["kinds"], strict=True)
        ]

    async def public_page(self, request: web.Request) -> web.Response:
        thing = next((t for t in self._posts() if request.match_info["id"] in t.body["ids"]), None)
        if request.query.get("embed") == "1":
            return web.Response(text=self._widget(thing, request.match_info["id"]), content_type="text/html")
        if thing is None:
            return web.Response(status=404, text=pages.missing(TITLE), content_type="text/html")
        if is_a_person(request):
            thing.body["views"] = thing.body.get("views", 0) + 1
            self.store.save(MEMBER, thing)
        sources = [f"/berkas/{identity}" for identity in thing.body["ids"]]
        kinds = thing.body["kinds"] if thing.body["type"] != "text" else []
        photos = [(source, "") for source, kind in zip(sources, kinds, strict=False) if kind == "photo"]
        films = [source for source, kind in zip(sources, kinds, strict=False) if kind == "video"]
        papers = list(zip(sources, thing.body["media"], strict=True)) if thing.body["type"] == "document" else []
        at = datetime.fromtimestamp(thing.created, UTC)
        page = pages.bubble(f"{TITLE} · @{CHANNEL}", thing.body["text"], at, photos, papers, thing.body["link"], films)
        return web.Response(text=page, content_type="text/html")

    def _widget(self, thing: Thing | None, number: str) -> str:
        if thing is None:
            return no_widget()
        at = datetime.fromtimestamp(thing.created, UTC)
        return widget(CHANNEL, TITLE, number, thing.body["text"], thing.body.get("views", 0), at)

    async def wall(self, _request: web.Request) -> web.Response:
        posts = [(f"/{CHANNEL}/{t.id}", (t.body["text"] or t.body["media"][0]).splitlines()[0]) for t in self._posts()]
        return web.Response(text=pages.wall(TITLE, posts), content_type="text/html")


def _snake(method: str) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in method)


def open_member(store: Store, tokens: Mapping[str, str]) -> Telegram:
    """The member that the town opens."""
    return Telegram(store, tokens["telegram"])
