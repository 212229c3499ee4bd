"""A platform in the town, spoken to by the session that is used in earnest."""

from collections.abc import Iterator

import pytest
import requests
from conformance import Stage

from connectors import http
from practice.town import Town
from safety.addresses import AddressPolicy
from safety.redaction import Redactor


class InEarnest(Stage):
    """Through our own session: with its errors, its timeouts, and no address but the platform's."""

    @pytest.fixture
    def session(self, town: Town) -> Iterator[requests.Session]:
        """It speaks to this one member of the town."""
        policy = AddressPolicy(frozenset({town.urls[self.member].removeprefix("http://")}))
        with http.session(policy, Redactor(town.tokens.values()), http.Timeouts()) as session:
            yield session
