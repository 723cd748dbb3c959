"""A PDF open in two independent readers at once: what pages draw, by qpdf, and what they show, by PDFium."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from dossier.core.errors import InputUnreadable
from dossier.verification.page.digest import PageDigests
from dossier.verification.page.text import PageReader, open_pages


@dataclass(slots=True)
class Side:
    """One of the two files, open in both readers."""

    pdf: Any
    reader: PageReader
    digests: dict[bool, list[bytes | None]] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """Number of pages."""
        return len(self.pdf.pages)

    def drawn(self, *, packed: bool) -> list[bytes | None]:
        """What each page draws."""
        if packed not in self.digests:
            digests = PageDigests(self.pdf, packed=packed)
            self.digests[packed] = [digests.page(number) for number in range(len(self.pdf.pages))]
        return self.digests[packed]


@contextmanager
def open_side(data: bytes) -> Iterator[Side]:
    """Open a file in both readers. Raises InputUnreadable: broken, encrypted."""
    import pikepdf

    with ExitStack() as files:
        try:
            pdf = files.enter_context(pikepdf.open(io.BytesIO(data), suppress_warnings=True))
            len(pdf.pages)
        except pikepdf.PasswordError as error:
            raise InputUnreadable("tệp có mật khẩu.") from error
        except (pikepdf.PdfError, ValueError, RuntimeError, TypeError, AttributeError) as error:
            raise InputUnreadable("tệp bị hỏng.") from error
        yield Side(pdf, files.enter_context(open_pages(data)))
