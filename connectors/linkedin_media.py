"""How far LinkedIn is with a picture or a film that it processes."""

from connectors.contract import TryLater
from connectors.linkedin_client import LinkedInClient, Missing, encoded
from connectors.linkedin_text import NAME
from language.say import t

READY, FAILED, WORKING, WAITING = "AVAILABLE", "PROCESSING_FAILED", "PROCESSING", "WAITING_UPLOAD"
TRIES = 5
BETWEEN = 2.0


def state_of(linkedin: LinkedInClient, edge: str, urn: str) -> str:
    """How far it is with one of its `images` or `videos`; empty for one that it threw away. Raises TryLater where the answer
    says nothing of it: for that, nothing is sent a second time."""
    if (state := _said(linkedin, edge, urn)) in (READY, FAILED, WORKING, WAITING, ""):
        return state
    raise TryLater(
        t("{name}: jawaban tentang berkas yang diunggah tidak lengkap; belum ada yang tayang, dilihat lagi nanti.", name=NAME)
    )


def settled(linkedin: LinkedInClient, edge: str, urn: str) -> str:
    """READY or FAILED once LinkedIn has come to an end; anything else if it has not after a short wait."""
    state = ""
    for _ in range(TRIES):
        state = _said(linkedin, edge, urn)
        if state in (READY, FAILED):
            break
        linkedin.clock.sleep(BETWEEN)
    return state


def _said(linkedin: LinkedInClient, edge: str, urn: str) -> str:
    try:
        return str(linkedin.get(f"{edge}/{encoded(urn)}").get("status"))
    except Missing:
        return ""
