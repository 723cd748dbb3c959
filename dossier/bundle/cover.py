"""Cover and index of a bundle: facts for ``cover.typ``, printed as PDF/A like any paper."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dossier.bundle.contents import AttachmentFile, AwardLine, BundlePaper, CoverFacts
from dossier.bundle.manifest import Waiver
from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.errors import BundleFailed
from dossier.core.vietnamese import format_count, format_day

if TYPE_CHECKING:
    from dossier.papers.typeset import Printed

_PROGRAM = Path(__file__).with_name("cover.typ")
_PAGE_HEIGHT = 297.0
_POINTS = 72 / 25.4
"""Points in a millimetre."""
_AWARD_LINES = 12
_UNIT_LETTERS = 33
"""Lines of awards that fit between title and signatures, and letters in a line of unit names."""
_PAPER_WIDTHS = (10, 24, 21, 55, 24, 17, 14)
_FILE_WIDTHS = (11, 62, 92)
"""Columns of the two lists of the index, millimetres."""
_SIZE, _PADDING = 11.5, 2.4
"""Type size in the lists, and the padding of a cell, left and right together, millimetres."""

LINK = "dossier:paper/"
"""Links of the index carry this scheme; ``assemble`` turns them into jumps inside the file."""


@dataclass(frozen=True, slots=True)
class Front:
    """Cover and index, printed."""

    pdf: bytes
    pages: int
    first_pages: tuple[int, ...]
    """Page of the bundle, from 1, on which each paper begins."""
    total_pages: int
    places: dict[str, Place]
    """Signature places by field name."""


def make_front(
    facts: CoverFacts,
    papers: Sequence[BundlePaper],
    attachments: Sequence[AttachmentFile] = (),
    waivers: Sequence[Waiver] = (),
    *,
    created: str,
) -> Front:
    """Print cover and index; ``created`` is an ISO 8601 moment with zone."""
    from dossier.papers.typeset import print_program

    if not papers:
        raise BundleFailed("Không có văn bản nào để đóng thành bộ hồ sơ.", "Chạy “dossier build” để lập văn bản trước.")
    title = f"Hồ sơ đề nghị khen thưởng năm {facts.year} của {facts.cluster}"
    data = _data(facts, papers, attachments, waivers)
    printed = print_program(_PROGRAM, data, title=title, author=facts.agency, created=datetime.fromisoformat(created))
    ends = list(accumulate((paper.pages for paper in papers), initial=printed.pages))
    return Front(printed.data, printed.pages, tuple(end + 1 for end in ends[:-1]), ends[-1], _places(printed))


def _data(
    facts: CoverFacts, papers: Sequence[BundlePaper], files: Sequence[AttachmentFile], waivers: Sequence[Waiver]
) -> dict[str, Any]:
    """What cover.typ shows. Texts of the lists come as the pieces that their longest words must be cut into."""
    from dossier.papers.fonts import choose_family
    from dossier.papers.print_lines import cut_words

    families = (choose_family().name,)

    def cut(text: str | None, width: float) -> list[str]:
        return cut_words(text or "", width - _PADDING, _SIZE, families)

    return {
        "superior": _keep_place_together(facts.superior) if facts.superior else "",
        "agency": facts.agency,
        "cluster": facts.cluster,
        "year": str(facts.year),
        "awards": [{"title": a.title, "count": a.count, "units": a.units} for a in _fitting(facts.awards)],
        "regulation": facts.regulation,
        "place_date": facts.place_date,
        "signer_office": list(facts.signer_office),
        "signer_name": facts.signer_name,
        "paper_count": format_count(len(papers)),
        "paper_pages": sum(paper.pages for paper in papers),
        "docx_count": format_count(count) if (count := sum(paper.docx is not None for paper in papers)) else "",
        "signed_elsewhere": any(paper.original and paper.original.kind == "ky_so" for paper in papers),
        "attachment_count": format_count(len(files)) if files else "",
        "widths": {"papers": _PAPER_WIDTHS, "files": _FILE_WIDTHS},
        "papers": [
            {
                "notation": cut(paper.notation, _PAPER_WIDTHS[1]),
                "date": format_day(paper.date) if paper.date else "",
                "title": cut(paper.title, _PAPER_WIDTHS[3]),
                "author": cut(paper.author, _PAPER_WIDTHS[4]),
                "note": cut(paper.note, _PAPER_WIDTHS[6]),
                "pages": paper.pages,
                "link": f"{LINK}{number}",
            }
            for number, paper in enumerate(papers, 1)
        ],
        "files": [
            {"name": cut(file.name, _FILE_WIDTHS[1]), "description": cut(file.description, _FILE_WIDTHS[2])}
            for file in files
        ],
        "waivers": [{"code": w.code, "reason": w.reason, "by": w.by} for w in waivers],
    }


def _fitting(awards: Sequence[AwardLine]) -> list[AwardLine]:
    """Award lines that leave room for the signatures: very long lists of units give way to a pointer to the tờ trình."""
    lines = sum(max(-(-len(award.units) // _UNIT_LETTERS), -(-len(award.title) // 30)) for award in awards)
    if lines <= _AWARD_LINES:
        return list(awards)
    return [replace(award, units="Danh sách kèm theo Tờ trình") for award in awards]


def _keep_place_together(name: str) -> str:
    """ "Ủy ban nhân dân tỉnh Cao Bằng" breaks before "tỉnh", as offices write it."""
    for word in (" tỉnh ", " thành phố ", " xã ", " phường "):
        before, found, after = name.rpartition(word)
        if found:
            return f"{before} {(word.strip() + ' ' + after).replace(' ', chr(0xA0))}"
    return name


def _places(printed: Printed) -> dict[str, Place]:
    """Signature places, from millimetres below the top left corner to points above the lower left one."""
    places = {}
    for name in (FIELD_PERSON, FIELD_AGENCY):
        found = printed.places[name]
        left, top = found.x_mm, _PAGE_HEIGHT - found.y_mm
        box = (left, top - found.height_mm, left + found.width_mm, top)
        places[name] = Place(found.page - 1, *(round(value * _POINTS, 2) for value in box))
    return places
