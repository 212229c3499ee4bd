"""The error table of YouTube: each answer is named by the next act, and when to try again."""

import json
from datetime import UTC, datetime, timedelta

import answers
import pytest
import requests

from connectors._social_errors import Step
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.youtube_errors import Missing, explained, midnight

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("now", "begins"),
    [
        ("2026-11-21T03:00:00+00:00", "2026-11-21T08:00:00+00:00"),
        ("2026-11-21T08:00:00+00:00", "2026-11-22T08:00:00+00:00"),
        ("2026-07-01T03:00:00+00:00", "2026-07-01T07:00:00+00:00"),
    ],
)
def test_googles_day_begins_at_midnight_in_california(now: str, begins: str) -> None:
    assert midnight(datetime.fromisoformat(now)) == datetime.fromisoformat(begins)


def answer(status: int, reason: str) -> requests.Response:
    """An answer of Google; one of a gateway on the way where there is no reason in it."""
    told = {"error": {"code": status, "message": "Kata Google", "errors": [{"reason": reason, "domain": "youtube.video"}]}}
    return answers.answer(status, told if reason else None)


@pytest.mark.parametrize(
    ("status", "reason", "error", "after"),
    [
        (403, "quotaExceeded", TryLater, timedelta(hours=5)),
        (403, "dailyLimitExceeded", TryLater, timedelta(hours=5)),
        (400, "uploadLimitExceeded", TryLater, timedelta(days=1)),
        (403, "uploadLimitExceeded", TryLater, timedelta(days=1)),
        (403, "rateLimitExceeded", TryLater, timedelta(minutes=2)),
        (403, "userRateLimitExceeded", TryLater, timedelta(minutes=2)),
        (429, "rateLimitExceeded", TryLater, timedelta(minutes=2)),
        (401, "authError", NeedsHuman, None),
        (401, "youtubeSignupRequired", NeedsHuman, None),
        (403, "forbidden", NeedsHuman, None),
        (403, "insufficientPermissions", NeedsHuman, None),
        (403, "accessNotConfigured", NeedsHuman, None),
        (403, "channelSuspended", NeedsHuman, None),
        (403, "forbiddenPrivacySetting", NeedsHuman, None),
        (400, "invalidCategoryId", NeedsHuman, None),
        (400, "invalidTitle", Refused, None),
        (400, "invalidDescription", Refused, None),
        (400, "invalidTags", Refused, None),
        (400, "mediaBodyRequired", Refused, None),
        (400, "badRequest", Refused, None),
        (404, "videoNotFound", Missing, None),
        (410, "notFound", Missing, None),
        (500, "backendError", MaybePublished, None),
        (503, "", MaybePublished, None),
        (200, "", MaybePublished, None),
        (418, "teapot", MaybePublished, None),
    ],
)
def test_what_an_error_asks_for(status: int, reason: str, error: type[ConnectorError], after: timedelta | None) -> None:
    response = answer(status, reason)
    body = json.loads(response.content) if reason else None
    told = explained(response, body, Step.REVEAL, NOW)
    assert type(told) is error
    assert "YouTube" in str(told)
    if after is not None:
        assert isinstance(told, TryLater)
        assert told.at == NOW + after
    if error is MaybePublished:
        assert isinstance(explained(response, body, Step.STAGE, NOW), TryLater)
