"""What every answer of Graph has in common: its version, its errors, and what it does not take."""

from typing import Any

from aiohttp import web

PAGE_ID = "100000000000000"
VERSION = "v26.0"
PROOF = {"appsecret_proof"}
KINDS = {100: "OAuthException", 190: "OAuthException", 506: "OAuthException", 2: "OAuthException", 4: "OAuthException"}


def problem(code: int, message: str, status: int = 400, **extra: Any) -> web.Response:
    """An error body as Graph writes it."""
    body = {
        "message": message,
        "type": KINDS.get(code, "GraphMethodException"),
        "code": code,
        "fbtrace_id": "APraktikTrace",
        **extra,
    }
    return web.json_response({"error": body}, status=status)


def unknown(allowed: set[str], given: set[str]) -> web.Response | None:
    extra = sorted(given - allowed)
    return problem(100, f"(#100) Invalid parameter: {', '.join(extra)}") if extra else None
