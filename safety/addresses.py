"""Which addresses tayang may speak to (SSRF policy); both HTTP sessions, requests and aiohttp, ask here.

A page, a redirect or a DNS answer must not lead tayang into the office's own network. Public addresses are
allowed; everything else only if the office named the host itself, as the practice town does with loopback.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

from yarl import URL

from language.say import t

_TRANSLATED = IPv6Network("64:ff9b::/96")
_NOWHERE_PUBLIC = (IPv6Network("::/96"), IPv6Network("64:ff9b:1::/48"))
"""What `ipaddress` takes for public: the old way to write an IPv4 address as IPv6, and a network's own translator."""


class ForbiddenAddress(Exception):
    """A request was about to leave for an address that the policy does not allow. Nothing was sent."""


@dataclass(frozen=True)
class AddressPolicy:
    """`hosts`: `host` or `host:port` entries that may be spoken to although they are not public (practice, intranet)."""

    hosts: frozenset[str] = field(default_factory=frozenset)

    def names(self, host: str, port: int | None) -> bool:
        host = host.strip("[]").lower()
        return host in self.hosts or f"{host}:{port}" in self.hosts

    def check_url(self, url: str) -> None:
        """Raise ForbiddenAddress for a scheme other than http(s), credentials in the URL, or a forbidden literal address."""
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError as error:
            raise ForbiddenAddress(t("“{url}” bukan alamat", url=url)) from error
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ForbiddenAddress(t("“{url}” bukan alamat http(s)", url=url))
        if parts.username or parts.password:
            raise ForbiddenAddress(t("alamat tidak boleh memuat nama pengguna atau kata sandi"))
        host = _as_asked(url, parts.hostname)
        try:
            literal = ip_address(host)
        except ValueError:
            return
        self.check_ip(host, port, str(literal))

    def check_ip(self, host: str, port: int | None, ip: str) -> None:
        """Raise ForbiddenAddress unless `ip`, to which `host` resolved, may be connected to."""
        if self.names(host, port):
            return
        address = _led_to(ip_address(ip.split("%")[0]))
        if not address.is_global or address.is_multicast or any(address in network for network in _NOWHERE_PUBLIC):
            raise ForbiddenAddress(t("{host} mengarah ke {ip}, yang bukan alamat publik", host=host, ip=ip))


def _as_asked(url: str, host: str) -> str:
    """The host as it is asked: digits and dots of other scripts become plain ones there, and with them an address."""
    if host.isascii():
        return host
    try:
        return URL(url).raw_host or ""
    except ValueError as error:
        raise ForbiddenAddress(t("“{url}” bukan alamat", url=url)) from error


def _led_to(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address that an IPv6 address only wraps: mapped, translated (NAT64) or tunnelled (6to4)."""
    if isinstance(address, IPv4Address):
        return address
    if address in _TRANSLATED:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
