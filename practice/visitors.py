"""Who looks at a page: people are counted, machines are not."""

from aiohttp import web

BOTS = ("bot", "crawler", "spider", "tayang", "python-requests", "headless")


def is_a_person(request: web.Request) -> bool:
    """Whether this request counts as a reader's."""
    agent = request.headers.get("User-Agent", "").lower()
    return request.method == "GET" and bool(agent) and not any(bot in agent for bot in BOTS)
