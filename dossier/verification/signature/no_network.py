"""Keeps pyHanko from loading its network client, which no check of ours uses: a tenth of a second for each file."""

from __future__ import annotations

import sys
from types import ModuleType

_CLIENTS = {
    "pyhanko.sign.timestamps.aiohttp_client": "HTTPTimeStamper",
    "pyhanko_certvalidator.fetchers.aiohttp_fetchers": "AIOHttpFetcherBackend",
}
"""Modules that load it, with the one name that the library takes from each."""


def leave_out_network_client() -> None:
    """For a process that only verifies: pyHanko can't fetch anything in it. Online answers come by ``online.py``."""
    for name, client in _CLIENTS.items():
        if name not in sys.modules:
            absent = ModuleType(name, leave_out_network_client.__doc__)
            setattr(absent, client, type(client, (), {}))
            sys.modules[name] = absent
