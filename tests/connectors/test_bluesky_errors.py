"""The error table of Bluesky: each answer is named by the next act."""

from datetime import UTC, datetime

import pytest
from answers import answer

from connectors._social_errors import Step
from connectors.bluesky_client import Expired, Missing, Taken, explained
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, StageAgain, TryLater
from safety.clock import ManualClock, SystemClock


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (400, "InvalidToken", NeedsHuman),
        (400, "ExpiredToken", Expired),
        (401, "AuthenticationRequired", NeedsHuman),
        (401, "AuthMissing", NeedsHuman),
        (401, "AuthFactorTokenRequired", NeedsHuman),
        (401, "AccountTakedown", NeedsHuman),
        (400, "AccountTakedown", NeedsHuman),
        (401, "AccountDeactivated", NeedsHuman),
        (403, "AccountNotFound", NeedsHuman),
        (403, "Forbidden", NeedsHuman),
        (404, "XRPCNotSupported", NeedsHuman),
        (404, "NotFound", NeedsHuman),
        (410, "Gone", NeedsHuman),
        (400, "RecordNotFound", Missing),
        (400, "HandleNotFound", Missing),
        (400, "InvalidSwap", Taken),
        (400, "BlobNotFound", StageAgain),
        (400, "InvalidMimeType", Refused),
        (400, "InvalidRequest", Refused),
        (413, "PayloadTooLarge", Refused),
        (429, "RateLimitExceeded", TryLater),
        (429, None, TryLater),
        (500, "InternalServerError", MaybePublished),
        (502, "UpstreamFailure", MaybePublished),
        (503, "NotEnoughResources", MaybePublished),
        (502, None, MaybePublished),
        (404, None, MaybePublished),
        (400, None, MaybePublished),
        (200, None, MaybePublished),
        (302, None, MaybePublished),
        (418, "Teapot", MaybePublished),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, code: str | None, expected: type[ConnectorError]) -> None:
    body = {"error": code, "message": ""} if code is not None else None
    assert type(explained(answer(status, body), body, Step.REVEAL, SystemClock())) is expected


def test_an_unclear_answer_while_uploading_leaves_nothing_public() -> None:
    assert isinstance(explained(answer(502, None), None, Step.STAGE, SystemClock()), TryLater)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"RateLimit-Reset": "1795248300"}, datetime(2026, 11, 21, 8, 5, tzinfo=UTC)),
        ({"RateLimit-Reset": "1795248300", "Retry-After": "60"}, datetime(2026, 11, 21, 8, 1, tzinfo=UTC)),
        ({"RateLimit-Reset": "nanti", "Retry-After": "60"}, datetime(2026, 11, 21, 8, 1, tzinfo=UTC)),
        ({}, None),
    ],
)
def test_the_time_of_the_next_try_is_the_one_that_bluesky_names(headers: dict[str, str], expected: datetime | None) -> None:
    clock = ManualClock(datetime(2026, 11, 21, 8, tzinfo=UTC))
    error = explained(answer(429, {"error": "RateLimitExceeded", "message": ""}, headers), {"error": ""}, Step.REVEAL, clock)
    assert isinstance(error, TryLater)
    assert error.at == expected
