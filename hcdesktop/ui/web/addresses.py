"""Which addresses are this computer's own, as ``QUrl`` and with it the engine reads them."""

from __future__ import annotations

import ipaddress

from PySide6.QtCore import QUrl

from hcdesktop.core.models import Environment


def is_local(environment: Environment) -> bool:
    """Whether the popup of this environment comes from this computer."""
    return not environment.simulated and is_loopback(QUrl(environment.hosts.connect_url).host())


def is_loopback(host: str) -> bool:
    """Whether this host is this computer."""
    name = host.removesuffix(".")
    if name == "localhost" or name.endswith(".localhost"):
        return True
    try:
        address = ipaddress.ip_address(name.strip("[]"))
    except ValueError:
        return False
    # Python before 3.13 does not take ::ffff:127.0.0.1 for a loopback; 0.0.0.0 leads here too.
    plain = getattr(address, "ipv4_mapped", None) or address
    return plain.is_loopback or plain.is_unspecified
