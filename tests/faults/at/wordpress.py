"""The real WordPress in the laboratory."""

import requests

from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.wordpress_stand import wordpress_stand as stand
from tests.faults.world import REAL_DEADLINE

__all__ = ["CHANNEL", "naive", "stand"]
CHANNEL = "website"


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    line.auth = ("editor", stand.tokens["site"])
    post = {"title": words, "content": "<p>KPU menetapkan daftar pemilih.</p>", "status": "publish"}
    return done(line.post(f"{stand.url}/wp-json/wp/v2/posts", json=post, timeout=REAL_DEADLINE)).ok
