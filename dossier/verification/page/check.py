"""Do the pages of a received bundle show exactly what its data gives?

The caller makes the bundle anew from the data; here the two are compared page by page, with everything that lies over the
pages, and with the pages as they were when they were signed.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from dossier.core.errors import InputUnreadable
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.compare import Comparison
from dossier.verification.page.extras import compare_extras
from dossier.verification.page.report import COVER, PageReport, Part
from dossier.verification.page.revisions import pages_changed_since
from dossier.verification.page.side import open_side
from dossier.verification.page.signed_paper import compare_paper
from dossier.verification.signature.signing_allowance import Filling

__all__ = ["COVER", "PAGE_CODES", "Filling", "Part", "compare_pages", "compare_paper"]

PAGE_CODES = (
    *(f"PGE-{number:03d}" for number in range(1, 16)),
    *(f"PGE-{number:03d}" for number in range(20, 33)),
)
"""All that ``compare_pages`` looks at."""


def compare_pages(
    received: bytes, expected: bytes, parts: Sequence[Part], ledger: Ledger, *, exact: bool
) -> dict[str, Answer]:
    """Compare the received bundle with the one made anew from its data; the answer for each part, by name.

    ``exact``: engine and fonts are the maker's, so that every page must be drawn alike; otherwise only words can be
    compared. What differs is written to ``ledger``. ``expected`` must be a readable PDF of ours.
    """
    ledger.begin(*PAGE_CODES)
    with open_side(expected) as wanted:
        try:
            with open_side(received) as given:
                report = PageReport(parts, ledger, given.count, wanted.count)
                comparison = Comparison(given, wanted, report)
                places = comparison.exactly() if exact else comparison.by_words()
                compare_extras(given.pdf, wanted.pdf, given.reader, places, report)
                _since_signing(received, given.pdf, ledger)
                return report.answers()
        except InputUnreadable as error:
            for code in PAGE_CODES:
                ledger.unchecked(code, "trang_khong_mo_duoc", ly_do=error.message)
            return {part.name: "khong_kiem_duoc" for part in parts}


def _since_signing(data: bytes, pdf: Any, ledger: Ledger) -> None:
    """The pages as they were when each signature was made."""
    import pikepdf

    try:
        changed = pages_changed_since(data, pdf)
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        ledger.unchecked("PGE-031", "trang_khong_doc_duoc", trang="các bản của tệp", ly_do="cấu trúc hỏng.")
        return
    for unlike in changed:
        if unlike.pages is None:
            ledger.unchecked("PGE-031", "trang_ban_ky_hong", chu_ky=unlike.revision.signature)
        else:
            ledger.found("PGE-031", chu_ky=unlike.revision.signature, trang=unlike.pages)
