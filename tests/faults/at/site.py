"""The practice site in the laboratory."""

import requests

from tests.faults.at import done
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    line.headers["Authorization"] = f"Bearer {stand.tokens['site']}"
    article = {
        "title": words, "slug": "penetapan", "summary": "", "html": "<p>KPU menetapkan daftar pemilih.</p>", "language": "id",
        "category": "Berita", "tags": [], "images": [], "attachments": [], "marker": "",
    }  # fmt: skip
    made = done(line.post(f"{stand.url}/api/articles", json=article, timeout=REAL_DEADLINE)).json()
    return done(line.post(f"{stand.url}/api/articles/{made['id']}/publish", timeout=REAL_DEADLINE)).ok
