"""Telegram in the laboratory."""

import requests

from practice.telegram import CHANNEL as NAME
from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE

TOKENS = {"telegram": "rahasia-bot-telegram-di-laboratorium"}
"""Always the same: it stands in the address, and by the address a schedule knows a request again."""


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    files = {"photo": ("01.jpg", picture, "image/jpeg")}
    form = {"chat_id": f"@{NAME}", "caption": words}
    url = f"{stand.url}/bot{stand.tokens['telegram']}/sendPhoto"
    return bool(done(line.post(url, data=form, files=files, timeout=REAL_DEADLINE)).json()["ok"])
