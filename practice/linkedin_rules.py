"""What the stand-in of LinkedIn has against a request, in LinkedIn's own words; and how it reads the little text format."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

PAGE = "urn:li:organization:104200300"
VERSIONS = frozenset({"202608", "202609", "202610"})
CHARACTERS, MOST_IMAGES = 3000, 20
NEW_FIELDS = {"author", "commentary", "visibility", "distribution", "lifecycleState", "isReshareDisabledByAuthor", "content"}
NOT_REQUIRED = {"isReshareDisabledByAuthor", "content"}
_PIECE = re.compile(
    r"\{hashtag\|\\#\|(?P<tag>(?:\\.|[^\\|{}@\[\]()<>#*_~])+)\}|\\(?P<escaped>.)|(?P<word>[^\\|{}@\[\]()<>#*_~]+)", re.DOTALL
)
ImageState = Callable[[str], str]


def problem(status: int, code: str, message: str, **more: Any) -> web.Response:
    return web.json_response({"status": status, "code": code, "message": message, **more}, status=status)


def missing() -> web.Response:
    return problem(404, "NOT_FOUND", "Not Found", serviceErrorCode=0)


def throttled(seconds: int) -> web.Response:
    response = problem(429, "TOO_MANY_REQUESTS", "Resource level throttle APPLICATION DAY limit for calls is reached.")
    response.headers["Retry-After"] = str(seconds)
    return response


def double(of: str) -> web.Response:
    details = {"inputErrors": [{"description": "Duplicate post is detected", "input": {}, "code": "DUPLICATE_POST"}]}
    return problem(422, "UNPROCESSABLE_ENTITY", f"Content is a duplicate of {of}", errorDetails=details)


def read(commentary: str) -> str:
    """The text that comes of a commentary: everything up to the first sign that LinkedIn cannot read."""
    text, at = "", 0
    while piece := _PIECE.match(commentary, at):
        text += f"#{read(piece['tag'])}" if piece["tag"] else piece["escaped"] or piece["word"]
        at = piece.end()
    return text


def media_of(content: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pictures that a post names."""
    if "multiImage" in content:
        return list(content["multiImage"]["images"])
    return [content["media"]] if "media" in content else []


def wrong_headers(headers: Mapping[str, str]) -> web.Response | None:
    """A version that is missing or over, another protocol."""
    version = headers.get("LinkedIn-Version")
    if version is None:
        return problem(400, "VERSION_MISSING", "A version must be present. Please specify a version in the request header.")
    if version not in VERSIONS:
        return problem(426, "NONEXISTENT_VERSION", f"Requested version {version}01 is not active")
    if headers.get("X-Restli-Protocol-Version") != "2.0.0":
        return problem(400, "ILLEGAL_ARGUMENT", "X-Restli-Protocol-Version must be 2.0.0")
    return None


def wrong_post(body: Mapping[str, Any], state: ImageState) -> web.Response | None:
    """What LinkedIn has against making this post; `state` is that of a picture, "" for one that it does not know."""
    if extra := sorted(set(body) - NEW_FIELDS):
        return problem(422, "UNPERMITTED_FIELDS", f"Unpermitted fields present in REQUEST_BODY: /{extra[0]}")
    if lacking := sorted(NEW_FIELDS - NOT_REQUIRED - set(body)):
        return problem(400, "MISSING_FIELD", f"/{lacking[0]} :: field is required but not found")
    if body["author"] != PAGE:
        return problem(403, "ACCESS_DENIED", "Unpermitted to act as this author", serviceErrorCode=100)
    if body["lifecycleState"] != "PUBLISHED" or body["visibility"] != "PUBLIC":
        return problem(400, "INVALID_VALUE_FOR_FIELD", "PUBLISHED is the only accepted lifecycleState during creation")
    if body["distribution"].get("feedDistribution") != "MAIN_FEED":
        return problem(400, "INVALID_VALUE_FOR_FIELD", "/distribution/feedDistribution")
    return too_long(body["commentary"]) or _wrong_content(body.get("content", {}), state)


def too_long(commentary: str) -> web.Response | None:
    if len(commentary.encode("utf-16-le")) // 2 <= CHARACTERS:
        return None
    return problem(422, "FIELD_LENGTH_TOO_LONG", f"ERROR :: /commentary :: length is beyond maximum allowed ({CHARACTERS})")


def _wrong_content(content: Mapping[str, Any], state: ImageState) -> web.Response | None:
    if len(content) > 1 or set(content) - {"media", "multiImage", "article"}:
        return problem(422, "UNPERMITTED_FIELDS", "content is a union of one kind")
    if article := content.get("article"):
        sound = article.get("source") and article.get("title") and not set(article) - {"source", "title", "description"}
        return None if sound else problem(400, "MISSING_FIELD", "/content/article/title :: field is required but not found")
    media = media_of(content)
    if "multiImage" in content and not 2 <= len(media) <= MOST_IMAGES:
        return problem(400, "INVALID_VALUE_FOR_FIELD", "multiImage takes 2 to 20 images")
    for one in media:
        if set(one) - {"id", "altText", "title"} or state(str(one.get("id"))) != "AVAILABLE":
            return problem(400, "INVALID_VALUE_FOR_FIELD", f"/content/media/id :: {one.get('id')} is no image that can be used")
    return None
