"""The practice town's Bluesky answers what a real account server answers, word for word; where it is stricter is said here."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import requests

from connectors.bluesky_text import cid_of, key_of
from practice import bluesky
from practice.bluesky import DID, HANDLE
from practice.running import running_town
from tests.pds.people import POST, Json, Owner

pytestmark = pytest.mark.pds
TIME = "2026-11-21T08:00:00.000Z"
PICTURE = b"\x89PNG\r\n\x1a\n" + b"0" * 64
FILM = (Path(__file__).parent.parent / "films" / "film.mp4").read_bytes()
NOBODY = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"
Answer = tuple[int, Any]


@pytest.fixture
def town_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Owner]:
    monkeypatch.setattr(bluesky, "FILE_BYTES", 5 * 2**20)  # as the real one is set up here
    with running_town(tmp_path / "kota") as town:
        yield Owner(town.urls["bluesky"], HANDLE, DID, "", town.tokens["bluesky"], "")


def post(text: str = "Halo", **more: Any) -> Json:
    return {"$type": POST, "text": text, "createdAt": TIME, "langs": ["id"]} | more


def put(owner: Owner, record: Any, key: str = "satu", token: str | None = None, **more: Any) -> requests.Response:
    body = {"repo": owner.did, "collection": POST, "rkey": key_of(key), "record": record, "swapRecord": None} | more
    return owner.call("com.atproto.repo.putRecord", body, owner.session() if token is None else token)


def pictures(owner: Owner, count: int, data: bytes = PICTURE, mime: str = "image/png") -> Json:
    blob = upload(owner, data, mime).json()["blob"]
    return post(embed={"$type": "app.bsky.embed.images", "images": [{"image": blob, "alt": ""}] * count})


def upload(owner: Owner, data: bytes, mime: str = "image/png") -> requests.Response:
    return owner.call("com.atproto.repo.uploadBlob", token=owner.session(), data=data, headers={"Content-Type": mime})


def get(owner: Owner, name: str, **query: str) -> requests.Response:
    headers = {"Authorization": "Bearer salah"}  # nobody asks who reads
    return requests.get(f"{owner.url}/xrpc/com.atproto.{name}", params=query, headers=headers, timeout=60)


def login(owner: Owner, password: str) -> requests.Response:
    return owner.call("com.atproto.server.createSession", {"identifier": owner.handle, "password": password})


def missing_blob(owner: Owner) -> Json:
    record = pictures(owner, 1)
    record["embed"]["images"][0]["image"]["ref"] = {"$link": cid_of("11" * 32)}
    return record


def facet(start: int, end: int, kind: str = "tag", value: str = "a") -> Json:
    feature = {"$type": f"app.bsky.richtext.facet#{kind}", {"mention": "did"}.get(kind, "tag"): value}
    return post(facets=[{"index": {"byteStart": start, "byteEnd": end}, "features": [feature]}])


def card(**more: Any) -> Json:
    told = {"uri": "https://kpu.go.id/a", "title": "", "description": ""} | more
    return post(embed={"$type": "app.bsky.embed.external", "external": told})


def filmed(owner: Owner, data: bytes = FILM, mime: str = "video/mp4") -> Json:
    blob = upload(owner, data, mime).json()["blob"]
    return post(embed={"$type": "app.bsky.embed.video", "video": blob, "alt": "Ketua mengetuk palu"})


def twice(owner: Owner) -> requests.Response:
    put(owner, post())
    return put(owner, post())


def swapped(owner: Owner) -> requests.Response:
    put(owner, post())
    return put(owner, post("Lain"))


def created_twice(owner: Owner) -> requests.Response:
    put(owner, post())
    body = {"repo": owner.did, "collection": POST, "rkey": key_of("satu"), "record": post()}
    return owner.call("com.atproto.repo.createRecord", body, owner.session())


def deleted(owner: Owner, times: int) -> requests.Response:
    put(owner, post())
    body = {"repo": owner.did, "collection": POST, "rkey": key_of("satu")}
    for _ in range(times - 1):
        owner.call("com.atproto.repo.deleteRecord", body, owner.session())
    return owner.call("com.atproto.repo.deleteRecord", body, owner.session())


ASKED: dict[str, Callable[[Owner], requests.Response]] = {
    "wrong password": lambda o: login(o, "rahasia-salah"),
    "a post": lambda o: put(o, post()),
    "the same again": twice,
    "other words": swapped,
    "created under a taken key": created_twice,
    "no token": lambda o: put(o, post(), token=""),
    "a wrong token": lambda o: put(o, post(), token="salah"),
    "somebody else's account": lambda o: put(o, post(), repo=NOBODY),
    "no key": lambda o: put(o, post(), rkey="bukan-tid"),
    "a key too high": lambda o: put(o, post(), rkey="zzzzzzzzzzzzz"),
    "301 signs": lambda o: put(o, post("a" * 301)),
    "300 signs": lambda o: put(o, post("é" * 300)),
    "3,025 bytes": lambda o: put(o, post("👨‍👩‍👧‍👦" * 121)),
    "four languages": lambda o: put(o, post(langs=["id", "en", "jv", "su"])),
    "no time": lambda o: put(o, {"$type": POST, "text": "a"}),
    "a time of no form": lambda o: put(o, post(createdAt="2026-11-21 08:00")),
    "a mark": lambda o: put(o, facet(0, 4)),
    "a mention of nobody": lambda o: put(o, facet(0, 4, "mention", "a")),
    "a card": lambda o: put(o, card()),
    "a card of no address": lambda o: put(o, card(uri="kpu")),
    "a picture": lambda o: put(o, pictures(o, 1)),
    "five pictures": lambda o: put(o, pictures(o, 5)),
    "a picture never uploaded": lambda o: put(o, missing_blob(o)),
    "a picture too heavy": lambda o: put(o, pictures(o, 1, PICTURE + b"1" * 2_000_000)),
    "words as a picture": lambda o: put(o, pictures(o, 1, b"halo", "text/plain")),
    "a film": lambda o: put(o, filmed(o)),
    "a picture as a film": lambda o: put(o, filmed(o, PICTURE, "image/png")),
    "no record": lambda o: put(o, "halo"),
    "a file": lambda o: upload(o, PICTURE),
    "a file of another kind than it says": lambda o: upload(o, b"\xff\xd8\xff\xe0" + b"\0" * 20),
    "a file too large": lambda o: upload(o, PICTURE + b"1" * 6 * 2**20),
    "what is not there": lambda o: get(o, "repo.getRecord", repo=o.did, collection=POST, rkey=key_of("tiada")),
    "an account elsewhere": lambda o: get(o, "repo.getRecord", repo=NOBODY, collection=POST, rkey=key_of("tiada")),
    "too long a list": lambda o: get(o, "repo.listRecords", repo=o.did, collection=POST, limit="101"),
    "an empty list": lambda o: get(o, "repo.listRecords", repo=o.did, collection=POST),
    "a name": lambda o: get(o, "identity.resolveHandle", handle=o.handle),
    "a name of nobody": lambda o: get(o, "identity.resolveHandle", handle="tidak-ada.test"),
    "deleted": lambda o: deleted(o, 1),
    "deleted twice": lambda o: deleted(o, 2),
}


def told(owner: Owner, response: requests.Response) -> Answer:
    """An answer without what differs from account to account: numbers of accounts, of commits and of records."""
    text = response.text.replace(owner.did, "DID").replace(owner.handle, "NAMA")
    text = re.sub(r"bafy\w+", "CID", re.sub(r'"rev": ?"\w+"', '"rev":"TID"', text))
    return response.status_code, json.loads(text)


@pytest.mark.parametrize("what", ASKED)
def test_the_stand_in_answers_as_the_real_one(what: str, owner: Owner, town_owner: Owner) -> None:
    assert told(town_owner, ASKED[what](town_owner)) == told(owner, ASKED[what](owner))


@pytest.mark.parametrize("what", [facet(0, 400), facet(3, 3), post(aneh=1)], ids=["beyond the text", "empty", "unknown field"])
def test_where_the_stand_in_is_stricter(what: Json, owner: Owner, town_owner: Owner) -> None:
    """A real server keeps these, and no reader ever sees the mark or the field: here they are mistakes."""
    assert put(owner, what).status_code == 200
    assert put(town_owner, what).status_code == 400
