"""What was received, as bytes: the file itself and every file inside it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Kind = Literal["pdf", "zip", "folder"]


@dataclass(frozen=True, slots=True)
class Embedded:
    """A file that rides inside a PDF."""

    data: bytes = field(repr=False)
    description: str | None = None
    media_type: str | None = None
    """As the PDF says it; not believed."""
    relationship: str | None = None
    """"Source", "Data", "Alternative", "Supplement"."""


@dataclass(frozen=True, slots=True)
class Received:
    """A received PDF, ZIP or folder that could be opened. Findings about it stand in the ledger."""

    name: str
    """As received, without folders; "nop.zip/ho_so.pdf" for a PDF that came alone in a ZIP."""
    kind: Kind
    data: bytes | None = field(repr=False)
    """None: a folder."""
    sha256: str | None
    size: int | None
    pages: int | None = None
    """Of a PDF; None also when its page tree is broken."""
    embedded: dict[str, Embedded] = field(default_factory=dict)
    """Files attached to a PDF, by their name exactly as it writes it; a second file of the same name gets a number."""
    files: dict[str, bytes] = field(default_factory=dict, repr=False)
    """Files of a ZIP or folder, by relative POSIX name (NFC); the folder that alone holds all else is left out."""
