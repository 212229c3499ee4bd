"""A secret is hidden in every form in which it is written down, and in every error that a person is told."""

from urllib.parse import quote, quote_plus

import pytest

from connectors.contract import ConnectorError, Refused, TryLater
from safety.redaction import MASK, Redactor, hidden, hide_in_logs

SECRET = 'kenari /+="rahasia"?&'


@pytest.mark.parametrize(
    "told", [SECRET, quote(SECRET), quote(SECRET, safe=""), quote_plus(SECRET), SECRET.replace('"', '\\"')], ids=range(5)
)
def test_a_secret_is_hidden_as_it_stands_in_texts_addresses_and_json(told: str) -> None:
    assert Redactor([SECRET]).redact(f"sebelum {told} sesudah") == f"sebelum {MASK} sesudah"


@pytest.mark.parametrize("kind", [ConnectorError, Refused, TryLater])
def test_no_error_of_a_connector_repeats_what_a_platform_repeats(kind: type[ConnectorError]) -> None:
    hide_in_logs([SECRET])
    assert str(kind(f"Contoh: ditolak (token {SECRET} salah).")) == f"Contoh: ditolak (token {MASK} salah)."
    assert hidden("tanpa rahasia") == "tanpa rahasia"
