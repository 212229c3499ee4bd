"""That no connector's request escapes the specifications: every platform has one or a reason, and a wrong request is seen."""

import threading
from datetime import UTC, datetime
from typing import Any

import pytest
import requests

from config.platforms import PLATFORMS, built_in
from connectors._social_errors import Step
from connectors.contract import ConnectorError
from connectors.mastodon_client import MastodonClient
from connectors.telegram import Telegram
from safety.clock import ManualClock
from tests.spec_watch import FILES, Watch
from tests.specs import graph_faults, openapi_faults, spec

NOW = datetime(2026, 11, 21, tzinfo=UTC)


class Silent(requests.Session):
    """Answers every request itself; nothing leaves."""

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        answer = requests.Response()
        answer.status_code, answer._content, answer.request = 500, b"", request
        return answer


def test_every_platform_has_a_specification_or_a_reason_why_not() -> None:
    assert set(FILES) <= set(PLATFORMS)
    assert [kind for kind in PLATFORMS if (kind in FILES) == bool(built_in(kind).undescribed)] == []


@pytest.mark.parametrize("name", sorted({name for names in FILES.values() for name in names}))
def test_the_specification_is_here(name: str) -> None:
    assert spec(name)


def test_a_wrong_request_is_seen_although_nothing_is_sent(as_specified: Watch) -> None:
    spec("mastodon-openapi.json")
    client = MastodonClient(Silent(), "http://127.0.0.1:9", "t", ManualClock(NOW))
    with pytest.raises(ConnectorError):
        client.call(Step.LOOK, "GET", "/api/v1/statuses/1", params={"salah": "ya"})
    assert as_specified.faults == ["mastodon: GET /api/v1/statuses/1: salah is no parameter of /api/v1/statuses/{id}"]
    as_specified.faults.clear()


def test_a_request_of_another_thread_is_seen_too(as_specified: Watch) -> None:
    spec("telegram-api.json")
    bot = Telegram(Silent(), "kpu", "1:t", ManualClock(NOW), "telegram", "http://127.0.0.1:9")
    asked = threading.Thread(target=bot.check)
    asked.start()
    asked.join()
    assert as_specified.judged > 0


def test_a_request_of_the_test_itself_is_its_own_business(as_specified: Watch) -> None:
    Silent().get("http://127.0.0.1:9/api/v1/statuses/1?salah=ya")
    assert (as_specified.judged, as_specified.faults) == (0, [])


def test_x_is_really_asked() -> None:
    api = spec("x-openapi.json")

    def faults(method: str, path: str, by: str = "OAuth x", **options: Any) -> list[str]:
        headers = {"Authorization": by}
        return openapi_faults(requests.Request(method, f"http://127.0.0.1{path}", headers=headers, **options).prepare(), api)

    assert faults("POST", "/2/tweets", json={"text": "a", "media": {"media_ids": ["1"]}, "made_with_ai": True}) == []
    assert faults("POST", "/2/tweets", json={"text": "a", "salah": 1}) != []
    assert faults("POST", "/2/tweets", "", json={"text": "a"}) == ["/2/tweets is asked without a token"]
    assert faults("POST", "/2/tweets", json={"media": {"media_ids": ["1", "2", "3", "4", "5"]}}) != []
    assert faults("GET", "/2/users/1/tweets?max_results=100&post.fields=created_at,entities") == []
    assert faults("GET", "/2/users/1/tweets?max_results=4") == ["max_results is not right: 4"]
    assert faults("GET", "/2/users/1/tweets?post.fields=salah") == ["post.fields is not right: salah"]
    assert faults("GET", "/2/tweets/bukan-nomor") == ["{id} is not right: bukan-nomor"]
    media = {"files": {"media": ("a.png", b"a", "image/png")}}
    assert faults("POST", "/2/media/upload", data={"media_category": "tweet_image"}, **media) == []
    assert faults("POST", "/2/media/upload", data={"media_category": "tweet_image", "media_type": "image/png"}, **media) != []


def test_facebook_is_really_asked() -> None:
    page, post = spec("facebook/Page.json"), spec("facebook/PagePost.json")

    def faults(method: str, api: dict[str, Any], edge: str = "", **options: Any) -> list[str]:
        return graph_faults(requests.Request(method, f"http://127.0.0.1/v26.0/1/{edge}", **options).prepare(), api, edge)

    assert faults("POST", page, "feed", data={"message": "a", "published": "true"}) == []
    assert faults("POST", page, "feed", data={"pesan": "a"}) == ["pesan is not a field of feed"]
    assert faults("POST", page, "salah", data={}) == ["POST salah is not in the specification"]
    assert faults("GET", post, params={"fields": "id,message,attachments{media_type},reactions.summary(true)"}) == []
    assert faults("GET", post, params={"fields": "id,pesan"}) == ["pesan is no field of the object"]
