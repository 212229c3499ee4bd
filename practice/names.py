"""How a service with containers names its account, its edges and the fields of its objects."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """The names of one service."""

    member: str
    version: str
    account: str
    username: str
    create: str
    publish: str
    posts: str
    budget: str
    state: str
    trouble: str
    text: str
    quota: int
    scopes: tuple[str, ...]
    metrics: tuple[str, ...]
    most_children: int
