"""WordPress through XML-RPC: what the office file says of it, where its secrets come from, how its connector is made."""

from typing import TYPE_CHECKING, Literal

from pydantic import Field, StrictInt

from config.channel_base import NAME_HINT, Address, ChannelBase, SecretName
from connectors.accounts import AccountGuide, Platform
from connectors.accounts.wordpress import POST_TYPES_HINT, STEPS, PostTypes
from language.say import later

if TYPE_CHECKING:
    from connectors.added import Means
    from connectors.contract import Connector


class WordPressXmlRpc(ChannelBase):
    """A WordPress site with REST switched off."""

    type: Literal["wordpress_xmlrpc"]
    url: Address = Field(description=later("alamat depan situs, misalnya https://kpu-contoh.example"))
    username: str = Field(min_length=1, description=later("nama pengguna WordPress yang menulis, peran author atau editor"))
    secret: SecretName = Field(description=NAME_HINT)
    post_types: PostTypes = Field(default_factory=dict, description=POST_TYPES_HINT)
    blog_id: StrictInt = Field(default=0, ge=0, description=later("nomor blog, 0 bila situs tunggal"))


def _make(channel: WordPressXmlRpc, means: "Means") -> "Connector":
    from connectors import wordpress_xmlrpc

    password = means.secret(channel.secret)
    return wordpress_xmlrpc.WordPressXmlRpc(
        channel.url,
        channel.username,
        password,
        means.session,
        means.name,
        channel.blog_id,
        means.clock,
        channel.post_types,
    )


PLATFORM = Platform(
    channel=WordPressXmlRpc,
    module="connectors.wordpress_xmlrpc",
    make=_make,
    guide=AccountGuide(
        name="WordPress (XML-RPC)",
        through="python-wordpress-xmlrpc",
        steps=STEPS,
        secrets={"secret": later("sandi aplikasi WordPress (bukan sandi masuk)")},
        rights=later(
            "peran Penulis (Author), yang lewat XML-RPC tidak dapat membuat tagar baru; "
            "Editor dan Administrator ditolak kecuali `allow_more_power = true`"
        ),
        version=later("XML-RPC; tidak ada tanggal akhir"),
    ),
    undescribed="XML-RPC has no description; a real one answers in tests/wordpress",
)
