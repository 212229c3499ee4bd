"""How far LinkedIn is with a picture or a film that it processes."""

from connectors.linkedin_client import LinkedInClient, Missing, encoded

READY, FAILED, WORKING, WAITING = "AVAILABLE", "PROCESSING_FAILED", "PROCESSING", "WAITING_UPLOAD"
TRIES = 5
BETWEEN = 2.0


def state_of(linkedin: LinkedInClient, edge: str, urn: str) -> str:
    """How far it is with one of its `images` or `videos`; empty for one that it threw away."""
    try:
        return str(linkedin.get(f"{edge}/{encoded(urn)}").get("status", ""))
    except Missing:
        return ""


def settled(linkedin: LinkedInClient, edge: str, urn: str) -> str:
    """READY or FAILED once LinkedIn has come to an end; anything else if it has not after a short wait."""
    state = ""
    for _ in range(TRIES):
        state = state_of(linkedin, edge, urn)
        if state in (READY, FAILED):
            break
        linkedin.clock.sleep(BETWEEN)
    return state
