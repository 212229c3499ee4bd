"""What a token may do on a LinkedIn page, and until when: its owner's roles there, and what LinkedIn says of the token itself."""

from dataclasses import dataclass
from datetime import UTC, datetime

from connectors.contract import ConnectorError
from connectors.linkedin_client import FINDER, Json, LinkedInClient
from language.say import later, t

MAY_POST = frozenset({"ADMINISTRATOR", "CONTENT_ADMINISTRATOR", "CONTENT_ADMIN"})
NEEDED = ("w_organization_social", "r_organization_social")
OF_THE_PAGE = ("rw_organization_admin", "r_organization_admin")
"""One of them: who may read roles and statistics."""
TOO_MUCH = {"rw_ads": later("memasang iklan berbayar"), "w_member_social": later("mengirim atas nama pribadi pemilik token")}


@dataclass(frozen=True)
class TokenFacts:
    """What is known of a token; nothing where the office gave no client secret to ask with."""

    active: bool = True
    ends: datetime | None = None
    lacking: tuple[str, ...] = ()
    excess: tuple[str, ...] = ()


def roles_on(linkedin: LinkedInClient, organization: str) -> frozenset[str]:
    """The roles that the owner of the token has on this page."""
    found = linkedin.elements("organizationAcls", "q=roleAssignee&state=APPROVED&count=100", FINDER)
    ours = [one for one in found if organization in (one.get("organization"), one.get("organizationTarget"))]
    return frozenset(str(one.get("role")) for one in ours if one.get("state", "APPROVED") == "APPROVED")


def name_of(linkedin: LinkedInClient, organization: str) -> str:
    """The page's name; its URN where LinkedIn does not tell it to this token."""
    try:
        body = linkedin.get(f"organizations/{organization.rpartition(':')[2]}")
    except ConnectorError:
        return organization
    return str(body.get("localizedName") or organization)


def facts_of(linkedin: LinkedInClient, client_id: str, client_secret: str) -> TokenFacts:
    """What LinkedIn says of the token. Asked with the app's own secret; without one, or without an answer, nothing is said."""
    if not client_id or not client_secret:
        return TokenFacts()
    try:
        return _facts(linkedin.introspect(client_id, client_secret))
    except ConnectorError:
        return TokenFacts()


def _facts(body: Json) -> TokenFacts:
    ends, scope = body.get("expires_at"), body.get("scope")
    held = set(scope.replace(",", " ").split()) if isinstance(scope, str) else None
    lacking = [] if held is None else [one for one in NEEDED if one not in held]
    if held is not None and not held & set(OF_THE_PAGE):
        lacking.append(OF_THE_PAGE[0])
    return TokenFacts(
        active=body.get("active") is not False,
        ends=datetime.fromtimestamp(ends, UTC) if isinstance(ends, int) and ends > 0 else None,
        lacking=tuple(lacking),
        excess=tuple(t(told) for one, told in TOO_MUCH.items() if one in (held or ())),
    )
