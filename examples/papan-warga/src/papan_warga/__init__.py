"""Papan Warga as a type of channel: what the entry point `tayang.connectors` gives."""

from typing import Literal

from pydantic import Field

from config.channels import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide
from connectors.added import AddedPlatform, Means
from papan_warga.connector import LIMITS, Board


class BoardChannel(ChannelBase):
    """The channel's table in an office file: account fields in the open, the secret by its name."""

    type: Literal["papan_warga"]
    url: Address = Field(description="alamat papan, misalnya https://papan.example")
    board: str = Field(pattern=r"^[a-z0-9-]{1,40}$", description="nama papan kantor")
    secret: SecretName = Field(description=NAME_HINT)


def make(channel: BoardChannel, means: Means) -> Board:
    return Board(means.session, channel.url, channel.board, means.secret(channel.secret), means.clock, means.name)


PLATFORM = AddedPlatform(
    channel=BoardChannel,
    make=make,
    limits=LIMITS,
    guide=AccountGuide(
        name="Papan Warga",
        through="requests",
        steps=("Masuk ke papan sebagai pengurus, buka Setelan, Kunci API.", "Buat kunci dengan hak menempel saja, lalu salin."),
        secrets={"secret": "kunci API papan"},
        rights="hak menempel",
        version="API v1",
    ),
)
