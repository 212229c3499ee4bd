"""The channels that an office may name: each in the model that its platform declares, built in or added by another package."""

from difflib import get_close_matches
from typing import Annotated, Any

from pydantic import ConfigDict, PlainValidator, PrivateAttr, SerializeAsAny
from pydantic_core import PydanticCustomError

from config.added import BadAddition, NobodyAdds, declared_by
from config.channel_base import KINDS, NAME_HINT, Address, ChannelBase, SecretName
from config.platforms import PLATFORMS, built_in

__all__ = ["KINDS", "NAME_HINT", "Address", "Channel", "ChannelBase", "SecretName", "Unusable", "channel_models"]


_TYPO = 0.8


class Unusable(ChannelBase):
    """A channel of a type that an installed package adds, but not in a way that could be used; `why` for people."""

    model_config = ConfigDict(extra="allow", frozen=True)
    _why: str = PrivateAttr(default="")

    @property
    def why(self) -> str:
        return self._why


def channel_models() -> tuple[type[ChannelBase], ...]:
    """The models of every built-in type, in the order of PLATFORMS."""
    return tuple(built_in(kind).channel for kind in PLATFORMS)


def _of_its_type(value: Any) -> ChannelBase:
    """A channel of a built-in type, else of one that an installed package adds; what is nearly a built-in name is a mistake."""
    if isinstance(value, ChannelBase):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "a channel is a table")
    kind = value.get("type")
    if kind is None:
        raise PydanticCustomError("union_tag_not_found", "a channel has a type")
    if not isinstance(kind, str):
        raise PydanticCustomError("string_type", "a type is a word")
    if kind in PLATFORMS:
        built: ChannelBase = built_in(kind).channel.model_validate(value)
        return built
    return _added(kind, value)


def _added(kind: str, value: dict[str, Any]) -> ChannelBase:
    try:
        declared = declared_by(kind, ChannelBase)
    except BadAddition as error:
        if isinstance(error, NobodyAdds) and get_close_matches(kind, PLATFORMS, 1, _TYPO):
            known = ", ".join(f"'{name}'" for name in PLATFORMS)
            raise PydanticCustomError("union_tag_invalid", "no such type", {"expected_tags": known}) from None
        broken = Unusable.model_validate(value)
        broken._why = str(error)
        return broken
    channel: ChannelBase = declared.channel.model_validate(value)
    channel._declared = declared
    return channel


Channel = Annotated[SerializeAsAny[ChannelBase], PlainValidator(_of_its_type)]
