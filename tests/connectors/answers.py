"""Answers of platforms, made by hand for the tables of errors."""

import json
from collections.abc import Mapping

import requests


def answer(status: int, body: object, headers: Mapping[str, str] | None = None) -> requests.Response:
    """An answer with this JSON; one of a gateway on the way where there is none."""
    response = requests.Response()
    response.status_code = status
    response._content = json.dumps(body).encode() if body is not None else b"<h1>Bad Gateway</h1>"
    response.headers.update(headers or {})
    return response
