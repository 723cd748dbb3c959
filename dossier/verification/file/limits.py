"""How much of a received file is read. Generous for a real dossier, small for a machine."""

from __future__ import annotations

MAX_RECEIVED = 300_000_000
"""Bytes of the received file, and of all that comes out of it."""
MAX_FILE = 100_000_000
"""Bytes of one file inside it."""
MAX_FILES = 1_000
MAX_DEPTH = 20
"""Folders inside one another; levels of a PDF's tree."""
MAX_RATIO = 200
"""How many times a packed file may grow; text packs about 10 times, an empty table about 100."""
RATIO_FROM = 5_000_000
"""Bytes below which a file may grow as it likes."""

SECONDS = 120
MEGABYTES = 2_000
"""Limits of the guarded child that reads it (``core.guard.call``)."""


def megabytes(size: int) -> str:
    """ "12,3 MB"."""
    return f"{size / 1_000_000:.1f} MB".replace(".", ",")
