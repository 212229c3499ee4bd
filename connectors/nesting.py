"""Answers that are nested so deep that no reader of JSON comes back from them."""

import re

DEEPEST = 100
_MARKS = re.compile(rb'"(?:[^"\\]+|\\.)*(?:"|\\?\Z)|[][{}]', re.DOTALL)


def too_deep(body: bytes | bytearray) -> bool:
    """Whether a JSON text opens more lists and objects inside each other than any platform's answer does."""
    if body[:1].isspace():
        body = body.lstrip()
    if body[:1] not in (b"[", b"{") or body.count(b"[") + body.count(b"{") <= DEEPEST:
        return False
    depth = 0
    for mark in _MARKS.finditer(body):
        sign = mark[0]
        depth += (sign in (b"[", b"{")) - (sign in (b"]", b"}"))
        if depth > DEEPEST:
            return True
    return False
