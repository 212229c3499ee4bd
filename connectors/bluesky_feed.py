"""What Bluesky shows: an account's own list as its server keeps it, and one post as anybody sees it."""

from collections.abc import Callable, Iterator
from datetime import datetime

from connectors._social_errors import Step
from connectors._social_text import Post, normalised
from connectors.bluesky_client import BlueskyClient, Json
from connectors.bluesky_text import COLLECTION, NAME, is_ours, post_of, time_of_key
from connectors.contract import Fingerprint, TryLater
from language.say import t

PAGE, PAGES = 100, 20


def posted_by_hand(client: BlueskyClient, did: str, since: datetime, address: Callable[[str], str]) -> Iterator[Post]:
    """What people posted since; the newest keys come first, ours of whichever publication last."""
    cursor: dict[str, str] = {}
    for _ in range(PAGES):
        query = {"repo": did, "collection": COLLECTION, "limit": PAGE, **cursor}
        told = client.call(Step.LOOK, "GET", "com.atproto.repo.listRecords", params=query)
        for uri, value in _records(told):
            key = uri.rpartition("/")[2]
            if (time_of_key(key) or since) < since:
                return
            post = post_of(uri, value, address(key))
            if not is_ours(key) and (post.published_at or since) >= since:
                yield post
        if not told.get("cursor"):
            return
        cursor = {"cursor": str(told["cursor"])}


def _records(told: Json) -> list[tuple[str, Json]]:
    page = told.get("records")
    if not isinstance(page, list):
        raise _incomplete()
    records = []
    for one in page:
        uri, value = (one.get("uri"), one.get("value")) if isinstance(one, dict) else (None, None)
        if not isinstance(uri, str) or not isinstance(value, dict):
            raise _incomplete()
        records.append((uri, value))
    return records


def shown(client: BlueskyClient, uri: str) -> Json | None:
    """The post as Bluesky shows it to anybody; None if it does not."""
    posts = client.seen("app.bsky.feed.getPosts", uris=uri).get("posts")
    if not isinstance(posts, list):
        raise _incomplete()
    return next((post for post in posts if isinstance(post, dict) and post.get("uri") == uri), None)


def labels(thing: object) -> set[str]:
    """What moderation or the account itself says of a post or an account."""
    told = thing.get("labels") if isinstance(thing, dict) else None
    return {str(one.get("val")) for one in told or () if isinstance(one, dict)}


def says(post: Post, fingerprint: Fingerprint) -> bool:
    """Whether a post has the words and as many pictures and films as we sent."""
    same_files = (post.images, post.videos) == (fingerprint.images, fingerprint.videos)
    return normalised(post.text) == normalised(fingerprint.text) and same_files


def _incomplete() -> TryLater:
    return TryLater(t("{name}: jawaban tidak lengkap; dilihat lagi nanti.", name=NAME))
