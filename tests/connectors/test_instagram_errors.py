"""Every error of Meta's table about Instagram is named by what the caller does next."""

from datetime import UTC, datetime
from typing import Any

import pytest
from meta_stage import answer

from connectors._social_errors import Step
from connectors.contract import ConnectorError, MaybePublished, NeedsHuman, Refused, StageAgain, TryLater
from connectors.instagram import SERVICE
from connectors.meta_errors import explained
from safety.clock import ManualClock, SystemClock


@pytest.mark.parametrize(
    ("status", "error", "expected"),
    [
        (401, {"code": 190}, NeedsHuman),  # Auth
        (403, {"code": 10}, NeedsHuman),  # Permission
        (403, {"code": 200}, NeedsHuman),
        (400, {"code": 25, "error_subcode": 2207050}, NeedsHuman),
        (400, {"code": 36000, "error_subcode": 2207004}, Refused),  # Rejected
        (400, {"code": 36001, "error_subcode": 2207005}, Refused),
        (400, {"code": 36003, "error_subcode": 2207009}, Refused),
        (400, {"code": 36004, "error_subcode": 2207010}, Refused),
        (400, {"code": 100, "error_subcode": 2207028}, Refused),
        (400, {"code": 100}, Refused),
        (400, {"code": 24, "error_subcode": 2207006}, MaybePublished),  # Duplicate: asked again, it may be out already
        (400, {"code": 24, "error_subcode": 2207008}, MaybePublished),
        (400, {"code": -2, "error_subcode": 2207020}, StageAgain),
        (403, {"code": 4}, TryLater),  # RateLimited
        (400, {"code": 32}, TryLater),
        (400, {"code": 80002}, TryLater),
        (429, None, TryLater),
        (403, {"code": 9, "error_subcode": 2207042}, TryLater),
        (400, {"code": 9007, "error_subcode": 2207027}, TryLater),
        (400, {"code": 9004, "error_subcode": 2207052}, TryLater),
        (400, {"code": 4, "error_subcode": 2207051}, NeedsHuman),  # Blocked
        (400, {"code": 368}, NeedsHuman),
        (500, {"code": 1}, MaybePublished),  # Unclear
        (500, {"code": 2, "is_transient": True}, MaybePublished),
        (400, {"code": -1, "error_subcode": 2207001}, MaybePublished),
        (400, {"code": -2, "error_subcode": 2207003}, MaybePublished),
        (400, {"code": -1, "error_subcode": 2207032}, MaybePublished),
        (400, {"code": -1, "error_subcode": 2207053}, MaybePublished),
        (400, {"code": 987654}, MaybePublished),
        (502, None, MaybePublished),
        (200, None, MaybePublished),
        (400, {"code": 2635}, NeedsHuman),  # Config
        (400, {"code": 100, "error_subcode": 33}, NeedsHuman),
    ],
)
def test_an_error_is_named_by_the_next_act(status: int, error: dict[str, Any] | None, expected: type[ConnectorError]) -> None:
    told = explained(answer(status, error), Step.REVEAL, SystemClock(), SERVICE)
    assert isinstance(told, expected)
    assert "Facebook" not in str(told)


def test_the_time_that_instagram_names_is_waited_for() -> None:
    usage = '{"178": [{"type": "instagram", "call_count": 100, "estimated_time_to_regain_access": 240}]}'
    error = answer(400, {"code": 80002}, {"X-Business-Use-Case-Usage": usage})
    clock = ManualClock(datetime(2026, 11, 21, 8, tzinfo=UTC))
    for step in Step:
        told = explained(error, step, clock, SERVICE)
        assert isinstance(told, TryLater)
        assert told.at == datetime(2026, 11, 21, 12, tzinfo=UTC)


@pytest.mark.parametrize("subcode", [2207001, 2207003, 2207006, 2207032, 2207053])
def test_while_staging_nothing_can_be_public(subcode: int) -> None:
    error = answer(400, {"code": -1, "error_subcode": subcode})
    assert isinstance(explained(error, Step.STAGE, SystemClock(), SERVICE), TryLater)
