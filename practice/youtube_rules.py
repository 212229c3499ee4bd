"""What YouTube refuses, in Google's own error bodies: fields, lengths and parts that the Data API v3 does not take. And how the
town's channel behaves until it is asked to behave otherwise."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from aiohttp import web

SNIPPET = {"title", "description", "tags", "categoryId", "defaultLanguage", "defaultAudioLanguage"}
STATUS: Mapping[str, Any] = {
    "privacyStatus": "public",
    "embeddable": True,
    "license": "youtube",
    "publicStatsViewable": True,
    "selfDeclaredMadeForKids": False,
    "containsSyntheticMedia": False,
    "publishAt": None,
}
"""What can be set of a video's standing, and what it falls back to where a request leaves it out."""
CATEGORIES = {"1", "2", "10", "15", "17", "19", "20", "22", "23", "24", "25", "26", "27", "28", "29"}
MOST = 256 * 2**30
SCOPE = "https://www.googleapis.com/auth/youtube"
MANNERS: Mapping[str, Any] = {
    "locked": False,
    "quota": "",
    "processing": 1,
    "verdict": {},
    "keeps": None,
    "pieces": None,
    "revoked": False,
    "scope": SCOPE,
    "refresh_ends": 0,
    "no_channel": False,
    "blind": False,
}
"""`locked`: videos stay private, as of a project that was not audited. `quota`: "units" or "uploads" are spent. `processing`: so
many looks see a film being processed, then `verdict` is added to its standing. `keeps`: bytes that are kept of each piece.
`pieces`: so many requests of an upload come through, then the line is cut. `revoked`: the permission is withdrawn. `blind`: the
list of uploads shows nothing. Beside these `forget`: no session is known."""


def problem(status: int, reason: str, message: str, domain: str = "youtube.video", **more: Any) -> web.Response:
    """An error body as Google writes it."""
    errors = [{"message": message, "domain": domain, "reason": reason, **more}]
    return web.json_response({"error": {"code": status, "message": message, "errors": errors}}, status=status)


def throttled(seconds: int) -> web.Response:
    response = problem(429, "rateLimitExceeded", "Resource has been exhausted (e.g. check quota).", "global")
    response.headers["Retry-After"] = str(seconds)
    return response


def spent() -> web.Response:
    message = (
        'The request cannot be completed because you have exceeded your <a href="/youtube/v3/getting-started#quota">quota</a>.'
    )
    return problem(403, "quotaExceeded", message, "youtube.quota")


def stranger() -> web.Response:
    message = "Request had invalid authentication credentials. Expected OAuth 2 access token, login cookie or other valid ones."
    return problem(401, "authError", message, "global", location="Authorization", locationType="header")


def denied(status: int, error: str, described: str) -> web.Response:
    """What the token endpoint says, in the way of OAuth."""
    return web.json_response({"error": error, "error_description": described}, status=status)


def missing(what: str = "video") -> web.Response:
    message = f"The {what} that you are trying to reach cannot be found."
    return problem(404, f"{what}NotFound", message, f"youtube.{what}")


def bad(message: str) -> web.Response:
    return problem(400, "badRequest", message, "global")


def wrong_query(query: Mapping[str, str], needed: Iterable[str], also: Iterable[str] = ()) -> web.Response | None:
    """What is wrong with the parameters of a request."""
    if lacking := sorted(set(needed) - set(query)):
        message = f"The request is missing required parameter {lacking[0]}."
        return problem(400, "missingRequiredParameter", message, "global", location=lacking[0], locationType="parameter")
    if extra := sorted(set(query) - set(needed) - set(also)):
        return bad(f'Invalid JSON payload received. Unknown name "{extra[0]}": Cannot bind query parameter.')
    return None


def parts_of(query: Mapping[str, str], known: set[str]) -> set[str] | web.Response:
    """The parts that a request asks for."""
    parts = set(query["part"].split(","))
    if wrong := sorted(parts - known):
        return problem(400, "unknownPart", f"'{wrong[0]}'", "youtube.part", location="part", locationType="parameter")
    return parts


def wrong_video(body: Any, parts: set[str]) -> web.Response | None:
    """What is wrong with a video's resource that is to be set."""
    if not isinstance(body, dict) or set(body) - parts - {"id", "kind"}:
        return bad("Invalid JSON payload received. Unknown name: Cannot find field.")
    snippet, status = body.get("snippet", {}), body.get("status", {})
    if extra := sorted((set(snippet) - SNIPPET) | (set(status) - set(STATUS))):
        return bad(f"Invalid JSON payload received. Unknown name \"{extra[0]}\" at 'video': Cannot find field.")
    if "snippet" in parts and (wrong := _wrong_words(snippet)):
        return wrong
    if status.get("privacyStatus", "private") not in ("private", "public", "unlisted"):
        return bad("Invalid value at 'video.status.privacy_status'")
    return None


def _wrong_words(snippet: Mapping[str, Any]) -> web.Response | None:
    title, description = str(snippet.get("title", "")), str(snippet.get("description", ""))
    if not title.strip() or len(title.encode("utf-16-le")) > 200 or set("<>") & set(title):
        return problem(400, "invalidTitle", "The request metadata specifies an invalid or empty video title.")
    if len(description.encode()) > 5000 or set("<>") & set(description):
        return problem(400, "invalidDescription", "The request metadata specifies an invalid video description.")
    tags = snippet.get("tags", [])
    quoted = ",".join(f'"{tag}"' if " " in tag else tag for tag in tags)
    if len(quoted) > 500 or any(set("<>,") & set(tag) or not tag for tag in tags):
        return problem(400, "invalidTags", "The request metadata specifies invalid video keywords.")
    if snippet.get("categoryId") not in CATEGORIES:
        return problem(400, "invalidCategoryId", "The snippet.categoryId property specifies an invalid category ID.")
    return None


async def json_of(request: web.Request) -> Any:
    """The body of a request, None if it is no JSON."""
    try:
        return await request.json()
    except json.JSONDecodeError:
        return None


async def video_in(request: web.Request) -> tuple[set[str], dict[str, Any]] | web.Response:
    """The parts of a video that a request writes, and what it says of them; else why it is refused."""
    parts = parts_of(request.query, {"snippet", "status"})
    if isinstance(parts, web.Response):
        return parts
    body = await json_of(request)
    return wrong_video(body, parts) or (parts, body)
