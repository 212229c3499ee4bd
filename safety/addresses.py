"""Which addresses tayang may speak to (SSRF policy); both HTTP sessions, requests and aiohttp, ask here.

A page, a redirect or a DNS answer must not lead tayang into the office's own network. Public addresses are
allowed; everything else only if the office named the host itself, as the practice town does with loopback.
"""

from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit


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
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ForbiddenAddress(f"{url!r} is not an http(s) address")
        if parts.username or parts.password:
            raise ForbiddenAddress("an address must not carry a user name or password")
        try:
            literal = ip_address(parts.hostname)
        except ValueError:
            return
        self.check_ip(parts.hostname, parts.port, str(literal))

    def check_ip(self, host: str, port: int | None, ip: str) -> None:
        """Raise ForbiddenAddress unless `ip`, to which `host` resolved, may be connected to."""
        if self.names(host, port):
            return
        address: IPv4Address | IPv6Address = ip_address(ip.split("%")[0])
        if isinstance(address, IPv6Address) and address.ipv4_mapped:
            address = address.ipv4_mapped
        if not address.is_global or address.is_multicast:
            raise ForbiddenAddress(f"{host} leads to {ip}, which is not a public address")
