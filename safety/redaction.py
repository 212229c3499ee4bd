"""What must never be written down. Secrets register here once; logs, errors and evidence pass through `redact`."""

import json
import logging
import re
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import quote, quote_plus

from safety.visible import without_controls

MASK = "•••"

_SHAPES = (
    re.compile(r"(?i)(authorization|cookie|set-cookie|x-api-key)(['\"]?\s*[:=]\s*['\"]?)([^\r\n'\"]+)"),
    re.compile(r"(?i)\b(access_token|appsecret_proof|client_secret|token|password|pwd)(=|['\"]\s*:\s*['\"])([^&\s'\"]+)"),
    re.compile(r"(?i)\b(bearer|basic|oauth)(\s+)([A-Za-z0-9._~+/=-]{8,})"),
    re.compile(r"(?i)(/bot)(\d{5,}:)([A-Za-z0-9_-]{20,})"),  # Telegram's token stands in the address itself
)


class Redactor:
    """Hides registered secrets and anything in the shape of one. Instances are made by the wiring and passed in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        known = {s for s in secrets if len(s) >= 4}
        self._secrets = sorted({form for s in known for form in _forms(s)}, key=len, reverse=True)

    def known(self, text: str) -> str:
        """The text without the registered secrets; what only looks like one stays."""
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        return text

    def redact(self, text: str) -> str:
        text = self.known(text)
        for shape in _SHAPES:
            text = shape.sub(rf"\1\2{MASK}", text)
        return text


def _forms(secret: str) -> set[str]:
    """A secret as it is, and as it stands in an address and in JSON."""
    return {secret, quote(secret), quote(secret, safe=""), quote_plus(secret), json.dumps(secret)[1:-1]}


class RedactedRecords:
    """Makes the log records of a process, whoever logs and wherever they go, a library's and its tracebacks included.

    What was once registered stays hidden for as long as the process lives: an error may be logged after its room is closed.
    """

    def __init__(self, make: Callable[..., logging.LogRecord]) -> None:
        self._make = make
        self._secrets: frozenset[str] = frozenset()
        self._redactor = Redactor()

    def __call__(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._make(*args, **kwargs)
        told = record.getMessage()
        if (
            safe := without_controls(self._redactor.redact(told))
        ) != told:  # a formatter may need the arguments of any other record
            record.msg, record.args = safe, None
        if record.exc_info and record.exc_info[0] is not None:
            told = logging.Formatter().formatException(record.exc_info)
            record.exc_text = without_controls(self._redactor.redact(told))
            record.exc_info = None
        return record

    def redact(self, text: str) -> str:
        """The text without whatever was registered."""
        return self._redactor.redact(text)

    def known(self, text: str) -> str:
        """The same, and nothing else is changed in it."""
        return self._redactor.known(text)

    def hide(self, secrets: Iterable[str]) -> None:
        """Hide these too from now on."""
        more = self._secrets.union(secrets)
        if more != self._secrets:
            self._secrets, self._redactor = more, Redactor(more)


def hide_in_logs(secrets: Iterable[str]) -> None:
    """No log record of this process shows these secrets from now on."""
    factory = logging.getLogRecordFactory()
    if not isinstance(factory, RedactedRecords):
        factory = RedactedRecords(factory)
        logging.setLogRecordFactory(factory)
    factory.hide(secrets)


def hidden(text: str) -> str:
    """A text without any secret that this process was told of, for what is kept beyond the logs."""
    factory = logging.getLogRecordFactory()
    return factory.redact(text) if isinstance(factory, RedactedRecords) else text


def known_hidden(text: str) -> str:
    """The same for what must stay as it is otherwise, as data that is handed on."""
    factory = logging.getLogRecordFactory()
    return factory.known(text) if isinstance(factory, RedactedRecords) else text
