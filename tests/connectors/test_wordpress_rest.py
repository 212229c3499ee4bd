"""What several requests at once to a WordPress site must not lose."""

import pytest

from connectors.http import Timeouts, session
from connectors.wordpress import RestSite
from connectors.wordpress_api import Api
from safety.addresses import AddressPolicy
from safety.fence import ask_fence, fenced
from safety.redaction import Redactor


class PassedOn(Exception):
    """Somebody else took over."""


def _passed_on() -> None:
    raise PassedOn


@pytest.mark.parametrize("writing", [0, 1, 2, 3])
def test_whichever_of_them_writes_asks_for_the_right_first(writing: int) -> None:
    line = session(AddressPolicy(frozenset()), Redactor([]), Timeouts())
    calls = [lambda: None, lambda: None, lambda: None, lambda: None]
    calls[writing] = ask_fence
    with fenced(_passed_on), pytest.raises(PassedOn):
        RestSite(Api("http://127.0.0.1:1", "editor", "-", line)).together(*calls)
