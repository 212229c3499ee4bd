"""What the laboratory knows of a platform besides its stand-in: `NAME.py` here, by the name of its member in the practice town.

Every name in such a module is optional, and so is the module: `naive` (the control), `open_lax` (the stand-in with a guard that
can be switched off), `stand` (a stand of its own), `TOKENS` (tokens that must not change), `PIECES` (where the size of a film's
pieces stands, for a platform that is tried with films as well), `FILM` (makes the film in the package
of a whole home, for a platform that shows nothing else), `WIDE` (whether it treats wide films otherwise), `CHANNEL` (its
channel, for a platform that does not live in the town).
"""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import requests

from config.platforms import practised
from flows.channels import limits_declared
from practice.town import member_names

ELSEWHERE = ("wordpress",)
"""Platforms that are no members of the town: the real thing stands here."""


def told(member: str, name: str, otherwise: Any = None) -> Any:
    """What the module of this platform says under that name."""
    place = f"{__name__}.{member}"
    return getattr(import_module(place), name, otherwise) if find_spec(place) else otherwise


def filmed() -> tuple[str, ...]:
    """The platforms that are tried a second time with a film in the package."""
    return tuple(member for member in member_names() if told(member, "PIECES") is not None)


def everybody() -> tuple[str, ...]:
    """All that the laboratory can try, by the names of its command line."""
    return (*member_names(), *ELSEWHERE, *(f"{member}-film" for member in filmed()))


@cache
def channel_of(member: str) -> str:
    """What a practice office calls its channel on this platform."""
    channels = {one.practice.member: one.practice.channel for one in practised()}
    return str(told(member, "CHANNEL") or channels[member])


def is_blind(called: str) -> bool:
    """Whether nobody can ask it: whatever is unclear there goes to a person, and no share of the worlds is promised."""
    platforms = {one.practice.member: one for one in practised()}
    platform = platforms.get(called.removesuffix("-film"))
    return platform is not None and not limits_declared(platform).can_find


def done(response: requests.Response) -> requests.Response:
    """What a naive client asks of an answer."""
    response.raise_for_status()
    return response
