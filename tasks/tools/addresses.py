"""Which network addresses a fetch may go to: those of the open internet, and where it is said so those of one's own."""

from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address

_OWN = (
    *map(IPv4Network, ("10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")),
    *map(IPv6Network, ("::1/128", "fc00::/7")),
)
_HANDS_OUT_KEYS = (
    *map(IPv4Network, ("169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32")),
    *map(IPv6Network, ("fe80::/10", "fd00:ec2::/32", "fd20:ce::/32", "fd00:42::/32", "fd00:c1::/32")),
)
"""Where clouds hand out keys to their machines: link-local, and beside it what Alibaba, Azure, Oracle, AWS, Google and
Scaleway use, some of it among the addresses of one's own network or of the open internet."""
_UNICAST = IPv6Network("2000::/3")
_CARRIERS = (IPv6Network("2001::/32"), IPv6Network("2002::/16"))
"""Teredo and 6to4: a packet goes to another address than the one that stands there."""


def reachable(text: str, *, own_network: bool) -> bool:
    """Tell whether a fetch may go to this address.

    With `own_network` private and loopback addresses may be fetched from too; those under which clouds hand out keys
    never may.
    """
    address = ip_address(text.partition("%")[0])
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped  # the system connects to that one
    if _is_in(address, _HANDS_OUT_KEYS):
        return False
    if own_network and _is_in(address, _OWN):
        return True
    if not address.is_global or address.is_multicast or address.is_reserved:
        return False
    if isinstance(address, IPv4Address):
        return True
    return address in _UNICAST and not _is_in(address, _CARRIERS)


def _is_in(address: IPv4Address | IPv6Address, networks: Iterable[IPv4Network | IPv6Network]) -> bool:
    return any(address.version == each.version and address in each for each in networks)
