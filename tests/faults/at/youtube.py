"""YouTube in the laboratory."""

import requests

from tests.faults.at import done
from tests.faults.film_stand import film as a_film
from tests.faults.film_stand import film_stand as stand
from tests.faults.film_stand import plain_film
from tests.faults.stands import Stand
from tests.faults.world import REAL_DEADLINE

__all__ = ["naive", "stand"]

FILM = plain_film


def naive(line: requests.Session, stand: Stand, words: str, picture: bytes) -> bool:
    """One post, as it is usually sent."""
    names = {"client_id": "youtube_client", "client_secret": "youtube_client_secret", "refresh_token": "youtube"}
    form = {"grant_type": "refresh_token"} | {field: stand.tokens[name] for field, name in names.items()}
    access = done(line.post(f"{stand.url}/token", data=form, timeout=REAL_DEADLINE)).json()["access_token"]
    line.headers["Authorization"] = f"Bearer {access}"
    film = a_film()
    begun = done(
        line.post(
            f"{stand.url}/upload/youtube/v3/videos",
            params={"uploadType": "resumable", "part": "snippet,status"},
            headers={"X-Upload-Content-Length": str(len(film)), "X-Upload-Content-Type": "video/mp4"},
            json={"snippet": {"title": words, "description": "", "categoryId": "25"}, "status": {"privacyStatus": "public"}},
            timeout=REAL_DEADLINE,
        )
    )
    span = {"Content-Range": f"bytes 0-{len(film) - 1}/{len(film)}"}
    return bool(done(line.put(begun.headers["Location"], data=film, headers=span, timeout=REAL_DEADLINE)).json()["id"])
