"""Where an event may be sent: to the open network over https, never to a machine of our own by a stranger's address.

A name is looked up each time, and the connection is made to the very address that was judged: a name that answers
differently the second time leads nowhere else.
"""

import ipaddress
import socket
from collections.abc import Collection
from dataclasses import dataclass
from urllib.parse import urlsplit

LONGEST = 2_000
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class UnfitAddress(ValueError):
    """An event must not be sent there."""


@dataclass(frozen=True)
class Allowed:
    """What an installation allows beyond https to the open network."""

    hosts: Collection[str] = ()  # Names of its own network.
    loopback: bool = False  # This machine, without encryption: for a demonstration.


@dataclass(frozen=True)
class Target:
    """Where to connect to, and what to ask there."""

    host: str
    port: int
    address: str
    path: str
    secure: bool


def judge(url: str, allowed: Allowed) -> None:
    """Raises UnfitAddress for what can be told without looking the name up."""
    _split(url, allowed)


def find_target(url: str, allowed: Allowed) -> Target:
    """Look the name up.  Raises UnfitAddress when any of its addresses is not for everybody, or it has none."""
    secure, host, port, path = _split(url, allowed)
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise UnfitAddress(f"Expected {host} to have an address, but it has none.") from error
    addresses = [str(one[4][0]) for one in found]
    if not secure and not all(ipaddress.ip_address(one).is_loopback for one in addresses):
        raise UnfitAddress("Expected https, but the address begins with http.")
    if secure and host not in allowed.hosts and not (allowed.loopback and all(map(_is_loopback, addresses))):
        refused = [one for one in addresses if not is_open(one)]
        if refused:
            raise UnfitAddress(f"Expected {host} to be on the open network, but it leads to {refused[0]}.")
    return Target(host, port, addresses[0], path, secure)


def is_open(address: str) -> bool:
    """Whether an address is everybody's: not of a private network, this machine, or one that hides another."""
    one = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(one, ipaddress.IPv6Address):
        hidden = one.ipv4_mapped or one.sixtofour or (one.teredo[1] if one.teredo else None)
        if hidden is not None:
            return is_open(str(hidden))
        if one in _NAT64:
            return is_open(str(ipaddress.IPv4Address(int(one) & 0xFFFFFFFF)))
    return one.is_global and not (one.is_multicast or one.is_reserved or one.is_unspecified or one.is_loopback)


def _is_loopback(address: str) -> bool:
    return ipaddress.ip_address(address.partition("%")[0]).is_loopback


def _split(url: str, allowed: Allowed) -> tuple[bool, str, int, str]:
    """Whether it is secure, its host, port and path."""
    if len(url) > LONGEST or not url.isascii() or not url.isprintable() or " " in url or "\\" in url:
        raise UnfitAddress("Expected an address of letters, digits and signs, but there is another character.")
    parts = urlsplit(url)
    schemes = {"https", "http"} if allowed.loopback else {"https"}
    if parts.scheme not in schemes or not parts.hostname:
        raise UnfitAddress("Expected an address that begins with https://, but it does not.")
    if parts.username is not None or parts.password is not None or parts.fragment:
        raise UnfitAddress("Expected an address without a name, a password or a #, but it has one.")
    try:
        port = parts.port or (443 if parts.scheme == "https" else 80)
    except ValueError as error:
        raise UnfitAddress("Expected a port from 1 to 65535, but it is another.") from error
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme == "https", parts.hostname, port, path
