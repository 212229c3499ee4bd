"""What a Mastodon token may do: what publishing needs of it, and what it had better not have."""

from connectors.contract import ConnectorError
from connectors.mastodon_client import MastodonClient
from language.say import later, t

NEEDED = ("read:accounts", "read:statuses", "write:statuses", "write:media")
BEYOND = {
    "write": later("mengubah segala sesuatu pada akun"),
    "follow": later("mengikuti dan memblokir akun lain"),
    "admin:read": later("membaca data pengurus instans"),
    "admin:write": later("mengurus instans"),
}
"""Rights that whoever steals the token has, and that publishing does not need."""


def rights_of(instance: MastodonClient) -> list[str] | None:
    """The rights that the token's application was made with; None where the instance does not say."""
    try:
        scopes = instance.get("/api/v1/apps/verify_credentials").get("scopes")
    except ConnectorError:
        return None
    return [str(scope) for scope in scopes] if isinstance(scopes, list) else None


def lacking(held: list[str] | None) -> list[str]:
    """The rights that publishing needs and the token does not have; none where nobody says."""
    return [] if held is None else [right for right in NEEDED if right not in held and right.partition(":")[0] not in held]


def excess(held: list[str] | None) -> tuple[str, ...]:
    """What the token may do beyond publishing, in words."""
    return tuple(f"{t(what)} ({right})" for right, what in BEYOND.items() if right in (held or ()))
