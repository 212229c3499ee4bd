"""A platform in the town, spoken to by the session that is used in earnest."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
import requests
from conformance import Stage

from connectors import http
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.clock import SystemClock
from safety.redaction import Redactor


def place(town: Town, member: str) -> AddressPolicy:
    """The only address that a session may speak to: one member's."""
    return AddressPolicy(frozenset({town.urls[member].removeprefix("http://")}))


class Watched(http.Session):
    """The session that is used in earnest, with little room for answers; what it sends is noted first."""

    def __init__(
        self, town: Town, member: str, secrets: Iterable[str], note: Callable[[requests.PreparedRequest], object]
    ) -> None:
        super().__init__(place(town, member), Redactor(secrets), http.Timeouts(), SystemClock(), 2**20)
        self.note = note

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        self.note(request)
        return super().send(request, **kwargs)


class InEarnest(Stage):
    """Through our own session: with its errors, its timeouts, and no address but the platform's."""

    @pytest.fixture
    def session(self, town: Town) -> Iterator[requests.Session]:
        """It speaks to this one member of the town."""
        with http.session(place(town, self.member), Redactor(town.tokens.values()), http.Timeouts()) as session:
            yield session
