"""The control: a client as it is usually written. No intent, no marker, no look; a job that fails is run again from its start."""

import contextlib
from dataclasses import dataclass

import requests
from requests_oauthlib import OAuth1

from practice.bluesky import HANDLE
from practice.bluesky_records import POST
from practice.graph_said import PAGE_ID, VERSION
from practice.linkedin_rules import PAGE
from practice.telegram import CHANNEL
from safety.clock import ManualClock
from tests.faults.film_stand import film as a_film
from tests.faults.meta_stands import MetaStand
from tests.faults.schedule import Schedule
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE, START

PROTOCOL = {"X-Restli-Protocol-Version": "2.0.0"}
RUNS = 5
"""A job that says it failed is run again by its schedule, or by whoever reads that."""


@dataclass(frozen=True)
class Naive:
    """How it went: what the client believes, and what the platform holds."""

    seed: int
    said_live: bool
    public: int

    @property
    def failed(self) -> bool:
        """Twice public, or what it says is not so."""
        return self.public != (1 if self.said_live else 0)


def publish_naively(stand: Stand, seed: int, schedule: Schedule, picture: bytes) -> Naive:
    """The same story as a world's, told by the naive client."""
    clock = ManualClock(START)
    stand.begin(seed, clock)
    stand.proxy.begin(schedule, clock)
    words = f"Penetapan Daftar Pemilih benih {seed}"
    acts = {
        "site": _site, "graph": _graph, "x": _x, "instagram": _meta, "threads": _meta, "telegram": _telegram,
        "mastodon": _mastodon, "bluesky": _bluesky, "linkedin": _linkedin, "youtube": _youtube,
        "wordpress": _wordpress,
    }  # fmt: skip
    with requests.Session() as line:
        line.trust_env = False
        said = False
        for _ in range(RUNS):
            with contextlib.suppress(requests.RequestException, ValueError, KeyError):
                said = acts[stand.member](line, stand, words, picture)
            if said:
                break
    while stand.proxy.late:
        stand.line.call(stand.proxy.deliver(stand.proxy.late[-1]))
    return Naive(seed, said, len(stand.public(words)))


def _done(response: requests.Response) -> requests.Response:
    response.raise_for_status()
    return response


def _site(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    line.headers["Authorization"] = f"Bearer {stand.tokens['site']}"
    article = {
        "title": words, "slug": "penetapan", "summary": "", "html": "<p>KPU menetapkan daftar pemilih.</p>", "language": "id",
        "category": "Berita", "tags": [], "images": [], "attachments": [], "marker": "",
    }  # fmt: skip
    made = _done(line.post(f"{stand.url}/api/articles", json=article, timeout=REAL_DEADLINE)).json()
    return _done(line.post(f"{stand.url}/api/articles/{made['id']}/publish", timeout=REAL_DEADLINE)).ok


def _graph(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    line.headers["Authorization"] = f"Bearer {stand.tokens['page']}"
    page = f"{stand.url}/{VERSION}/{PAGE_ID}"
    files = {"source": ("01.jpg", picture, "image/jpeg")}
    photo = _done(line.post(f"{page}/photos", data={"published": "false"}, files=files, timeout=REAL_DEADLINE)).json()["id"]
    form = {"message": words, "attached_media": f'[{{"media_fbid": "{photo}"}}]'}
    return _done(line.post(f"{page}/feed", data=form, timeout=REAL_DEADLINE)).ok


def _x(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    names = ("x_consumer_key", "x_consumer_secret", "x_access", "x_access_secret")
    line.auth = OAuth1(*(stand.tokens[name] for name in names))
    files = {"media": ("01.jpg", picture, "image/jpeg")}
    form = {"media_category": "tweet_image"}
    made = _done(line.post(f"{stand.url}/2/media/upload", data=form, files=files, timeout=REAL_DEADLINE)).json()
    body = {"text": words, "media": {"media_ids": [made["data"]["id"]]}}
    return _done(line.post(f"{stand.url}/2/tweets", json=body, timeout=REAL_DEADLINE)).ok


def _meta(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    assert isinstance(stand, MetaStand)
    line.headers["Authorization"] = f"Bearer {stand.tokens[stand.member]}"
    names, form = stand.names, {"image_url": stand.offer(picture)}
    form |= {"caption": words} if stand.member == "instagram" else {"media_type": "IMAGE", "text": words}
    root = f"{stand.url}/{names.version}/{names.account}"
    made = _done(line.post(f"{root}/{names.create}", data=form, timeout=REAL_DEADLINE)).json()["id"]
    return _done(line.post(f"{root}/{names.publish}", data={"creation_id": made}, timeout=REAL_DEADLINE)).ok


def _telegram(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    files = {"photo": ("01.jpg", picture, "image/jpeg")}
    form = {"chat_id": f"@{CHANNEL}", "caption": words}
    url = f"{stand.url}/bot{stand.tokens['telegram']}/sendPhoto"
    return bool(_done(line.post(url, data=form, files=files, timeout=REAL_DEADLINE)).json()["ok"])


def _mastodon(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    line.headers["Authorization"] = f"Bearer {stand.tokens['mastodon']}"
    files = {"file": ("01.jpg", picture, "image/jpeg")}
    made = _done(line.post(f"{stand.url}/api/v2/media", files=files, timeout=REAL_DEADLINE)).json()
    body = {"status": words, "media_ids": [made["id"]]}
    return _done(line.post(f"{stand.url}/api/v1/statuses", json=body, timeout=REAL_DEADLINE)).ok


def _linkedin(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    line.headers.update({"Authorization": f"Bearer {stand.tokens['linkedin']}", "LinkedIn-Version": "202609", **PROTOCOL})
    body = {
        "author": PAGE, "commentary": words, "visibility": "PUBLIC", "distribution": {"feedDistribution": "MAIN_FEED"},
        "lifecycleState": "PUBLISHED",
    }  # fmt: skip
    return _done(line.post(f"{stand.url}/rest/posts", json=body, timeout=REAL_DEADLINE)).ok


def _bluesky(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    root, who = f"{stand.url}/xrpc", {"identifier": HANDLE, "password": stand.tokens["bluesky"]}
    told = _done(line.post(f"{root}/com.atproto.server.createSession", json=who, timeout=REAL_DEADLINE)).json()
    line.headers["Authorization"] = f"Bearer {told['accessJwt']}"
    kind = {"Content-Type": "image/jpeg"}
    made = _done(line.post(f"{root}/com.atproto.repo.uploadBlob", data=picture, headers=kind, timeout=REAL_DEADLINE)).json()
    embed = {"$type": "app.bsky.embed.images", "images": [{"image": made["blob"], "alt": ""}]}
    record = {"$type": POST, "text": words, "createdAt": "2026-11-20T01:00:00.000Z", "embed": embed}
    body = {"repo": told["did"], "collection": POST, "record": record}
    return _done(line.post(f"{root}/com.atproto.repo.createRecord", json=body, timeout=REAL_DEADLINE)).ok


def _youtube(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    names = {"client_id": "youtube_client", "client_secret": "youtube_client_secret", "refresh_token": "youtube"}
    form = {"grant_type": "refresh_token"} | {field: stand.tokens[name] for field, name in names.items()}
    access = _done(line.post(f"{stand.url}/token", data=form, timeout=REAL_DEADLINE)).json()["access_token"]
    line.headers["Authorization"] = f"Bearer {access}"
    film = a_film()
    begun = _done(
        line.post(
            f"{stand.url}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={"X-Upload-Content-Length": str(len(film)), "X-Upload-Content-Type": "video/mp4"},
            json={"snippet": {"title": words, "description": "", "categoryId": "25"}, "status": {"privacyStatus": "public"}},
            timeout=REAL_DEADLINE,
        )
    )
    span = {"Content-Range": f"bytes 0-{len(film) - 1}/{len(film)}"}
    return bool(_done(line.put(begun.headers["Location"], data=film, headers=span, timeout=REAL_DEADLINE)).json()["id"])


def _wordpress(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    line.auth = ("editor", stand.tokens["site"])
    post = {"title": words, "content": "<p>KPU menetapkan daftar pemilih.</p>", "status": "publish"}
    return _done(line.post(f"{stand.url}/wp-json/wp/v2/posts", json=post, timeout=REAL_DEADLINE)).ok
