"""What must never be written down. Secrets register here once; logs, errors and evidence pass through `redact`."""

import logging
import re
from collections.abc import Iterable

MASK = "•••"

_SHAPES = (
    re.compile(r"(?i)(authorization|cookie|set-cookie|x-api-key)(['\"]?\s*[:=]\s*['\"]?)([^\r\n'\"]+)"),
    re.compile(r"(?i)\b(access_token|appsecret_proof|client_secret|token|password|pwd)(=|['\"]\s*:\s*['\"])([^&\s'\"]+)"),
    re.compile(r"(?i)\b(bearer|basic|oauth)(\s+)([A-Za-z0-9._~+/=-]{8,})"),
)


class Redactor:
    """Hides registered secrets and anything in the shape of one. Instances are made by the wiring and passed in."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets = sorted({s for s in secrets if len(s) >= 4}, key=len, reverse=True)

    def redact(self, text: str) -> str:
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        for shape in _SHAPES:
            text = shape.sub(rf"\1\2{MASK}", text)
        return text


class RedactingFilter(logging.Filter):
    """Put on every log handler: a record leaves only in its redacted form, its traceback included."""

    def __init__(self, redactor: Redactor) -> None:
        super().__init__()
        self._redactor = redactor

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = self._redactor.redact(record.getMessage())
        record.args = None
        if record.exc_info:
            formatted = logging.Formatter().formatException(record.exc_info)
            record.exc_text = self._redactor.redact(formatted)
            record.exc_info = None
        return True
