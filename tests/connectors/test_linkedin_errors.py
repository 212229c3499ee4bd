"""The error table of LinkedIn: each answer is named by the next act."""

from datetime import UTC, datetime
from typing import Any

import answers
import pytest
import requests

from connectors._social_errors import Step
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, TryLater
from connectors.linkedin_client import Missing, explained, version_ends
from safety.clock import ManualClock, SystemClock

CLOCK = ManualClock(datetime(2026, 11, 21, 8, 30, tzinfo=UTC))
DUPLICATE = {"errorDetails": {"inputErrors": [{"code": "DUPLICATE_POST", "description": "Duplicate post is detected"}]}}


def answer(status: int, body: dict[str, Any] | None, headers: dict[str, str] | None = None) -> requests.Response:
    return answers.answer(status, {"status": status} | body if body is not None else None, headers)


TABLE: list[tuple[int, dict[str, Any] | None, type[ConnectorError], str]] = [
    (401, {"serviceErrorCode": 65600, "code": "INVALID_ACCESS_TOKEN"}, NeedsHuman, "token ditolak"),
    (401, {"serviceErrorCode": 65601, "code": "REVOKED_ACCESS_TOKEN"}, NeedsHuman, "sudah dicabut"),
    (401, {"serviceErrorCode": 65602, "code": "EXPIRED_ACCESS_TOKEN"}, NeedsHuman, "sudah berakhir"),
    (401, {"message": "Empty oauth2 access token"}, NeedsHuman, "token ditolak"),
    (
        403,
        {"serviceErrorCode": 100, "code": "ACCESS_DENIED", "message": "Not enough permissions"},
        NeedsHuman,
        "w_organization_social",
    ),
    (403, {"message": "Unpermitted"}, NeedsHuman, "CONTENT_ADMINISTRATOR"),
    (404, {"message": "Not Found"}, Missing, "tidak ada di LinkedIn"),
    (410, {"message": "Gone"}, Missing, "tidak ada di LinkedIn"),
    (422, {"message": "Content is a duplicate of urn:li:share:1"} | DUPLICATE, MaybePublished, "sama sudah ada"),
    (422, {"message": "Content is a duplicate of urn:li:share:1"}, MaybePublished, "sama sudah ada"),
    (422, DUPLICATE, MaybePublished, "sama sudah ada"),
    (422, {"code": "UNPERMITTED_FIELDS", "message": "Unpermitted fields"}, Refused, "Unpermitted fields"),
    (400, {"code": "FIELD_LENGTH_TOO_LONG", "message": "too long"}, Refused, "too long"),
    (413, {"message": "too large"}, Refused, "ditolak"),
    (415, {"message": "type"}, Refused, "ditolak"),
    (426, {"code": "NONEXISTENT_VERSION"}, NeedsHuman, "2027-09-01"),
    (426, {"code": "VERSION_DEPRECATED"}, NeedsHuman, "2027-09-01"),
    (400, {"code": "NONEXISTENT_VERSION"}, NeedsHuman, "versi API 202609"),
    (400, {"code": "VERSION_MISSING"}, NeedsHuman, "versi API 202609"),
    (429, {"message": "Resource level throttle"}, TryLater, "jatah permintaan"),
    (429, None, TryLater, "jatah permintaan"),
    (409, {"message": "Conflict"}, MaybePublished, "409"),
    (418, {"message": "I'm a teapot"}, MaybePublished, "418"),
    (500, {"message": "Internal Server Error"}, MaybePublished, "500"),
    (503, {"message": "Service Unavailable"}, MaybePublished, "503"),
    (504, None, MaybePublished, "504"),
    (404, None, MaybePublished, "404"),
    (200, None, MaybePublished, "200"),
    (302, None, MaybePublished, "302"),
]


@pytest.mark.parametrize(("status", "body", "expected", "told"), TABLE)
def test_an_error_is_named_by_the_next_act(
    status: int, body: dict[str, Any] | None, expected: type[ConnectorError], told: str
) -> None:
    error = explained(answer(status, body), Step.REVEAL, CLOCK, "202609")
    assert type(error) is expected
    assert told in str(error)


@pytest.mark.parametrize("body", [None, {"message": "gateway"}])
def test_an_unclear_answer_while_uploading_leaves_nothing_public(body: dict[str, Any] | None) -> None:
    assert isinstance(explained(answer(502, body), Step.STAGE, SystemClock()), TryLater)


def test_a_double_that_was_only_staged_is_refused() -> None:
    assert isinstance(explained(answer(422, DUPLICATE), Step.STAGE, CLOCK), Refused)


@pytest.mark.parametrize(
    ("headers", "expected"),
    [({}, datetime(2026, 11, 22, tzinfo=UTC)), ({"Retry-After": "120"}, datetime(2026, 11, 21, 8, 32, tzinfo=UTC))],
)
def test_a_days_allowance_comes_back_at_midnight_utc(headers: dict[str, str], expected: datetime) -> None:
    error = explained(answer(429, {"message": "DAY limit"}, headers), Step.REVEAL, CLOCK)
    assert isinstance(error, TryLater)
    assert error.at == expected


@pytest.mark.parametrize(("version", "expected"), [("202609", (2027, 9)), ("202612", (2027, 12)), ("202601", (2027, 1))])
def test_a_version_is_promised_for_a_year(version: str, expected: tuple[int, int]) -> None:
    assert version_ends(version) == datetime(*expected, 1, tzinfo=UTC)
