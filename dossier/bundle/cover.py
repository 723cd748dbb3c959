"""Cover and index of a bundle: two templates beside this file, printed as PDF/A like any paper.

The index must say on which page each paper begins, which depends on how long the index itself is: it is printed with
a guess and, when the guess was wrong, once more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from dossier.bundle.contents import AttachmentFile, AwardLine, BundlePaper, CoverFacts
from dossier.bundle.manifest import Waiver
from dossier.bundle.places import FIELD_AGENCY, FIELD_PERSON, Place
from dossier.core.errors import BundleFailed
from dossier.core.files import sha256
from dossier.core.vietnamese import format_count, format_day

if TYPE_CHECKING:
    from jinja2 import Template

    from dossier.papers.typeset import Printed

_PAGE_HEIGHT = 297.0
_POINTS = 72 / 25.4
"""Points in a millimetre."""
_AWARD_LINES = 12
_UNIT_LETTERS = 33
"""Lines of awards that fit between title and signatures, and letters in a line of unit names."""

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
    engine: str,
    created: str,
) -> Front:
    """Print cover and index; ``created`` is an ISO 8601 moment with zone."""
    from dossier.papers.typeset import html_to_pdf

    if not papers:
        raise BundleFailed("Không có văn bản nào để đóng thành bộ hồ sơ.", "Chạy “dossier build” để lập văn bản trước.")
    guess = _guess_pages(papers, attachments, waivers)
    for _ in range(4):
        html = _fill(facts, papers, attachments, waivers, guess, engine, created)
        printed = html_to_pdf(html, identifier=sha256(html.encode()).encode(), css=_css())
        if printed.pages == guess:
            total = guess + sum(p.pages for p in papers)
            return Front(printed.data, guess, _first_pages(papers, guess), total, _places(printed))
        guess = printed.pages
    raise BundleFailed("Không dàn được trang mục lục của bộ hồ sơ.", "Báo lỗi này cho người phát triển kèm hồ sơ.")


def _guess_pages(papers: Sequence[BundlePaper], files: Sequence[AttachmentFile], waivers: Sequence[Waiver]) -> int:
    """Pages of cover and index: lays the rows of the index out by counting letters; a wrong guess costs a second print."""
    rows = [6 + 13.3 * max(1, -(-len(p.title) // 28), -(-len(p.author or "") // 11)) for p in papers]
    if files:
        rows += [58] + [6 + 13.3 * max(1, -(-len(f.description) // 48), -(-len(f.name) // 31)) for f in files]
    rows += [45] + ([30] if waivers else []) + [18.0 + 15 * (len(w.reason) // 70) for w in waivers]
    page_height, pages, filled = 728, 2, 95.0
    for height in rows:
        if filled + height > page_height:
            pages, filled = pages + 1, 46
        filled += height
    return pages


def _first_pages(papers: Sequence[BundlePaper], front_pages: int) -> tuple[int, ...]:
    pages, page = [], front_pages + 1
    for paper in papers:
        pages.append(page)
        page += paper.pages
    return tuple(pages)


def _fill(
    facts: CoverFacts,
    papers: Sequence[BundlePaper],
    attachments: Sequence[AttachmentFile],
    waivers: Sequence[Waiver],
    front_pages: int,
    engine: str,
    created: str,
) -> str:
    rows = [
        {
            "order": number,
            "notation": paper.notation or "",
            "date": format_day(paper.date) if paper.date else "",
            "title": paper.title,
            "author": paper.author or "",
            "page": f"{first}–{first + paper.pages - 1}" if paper.pages > 1 else str(first),
            "note": paper.note or "",
            "link": f"{LINK}{number}",
        }
        for number, (paper, first) in enumerate(zip(papers, _first_pages(papers, front_pages), strict=True), 1)
    ]
    return _template().render(
        title=f"Hồ sơ đề nghị khen thưởng năm {facts.year} của {facts.cluster}",
        facts=facts,
        awards=_fitting(facts.awards),
        rows=rows,
        superior=_keep_place_together(facts.superior) if facts.superior else "",
        attachments=attachments,
        attachment_count=format_count(len(attachments)) if attachments else "",
        docx_count=format_count(sum(paper.docx is not None for paper in papers)),
        waivers=waivers,
        paper_count=format_count(len(papers)),
        page_count=front_pages + sum(paper.pages for paper in papers),
        engine=engine,
        created=created,
    )


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


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(Path(__file__).with_name("cover.html").read_text(encoding="utf-8"))


@lru_cache(maxsize=1)
def _css() -> str:
    return Path(__file__).with_name("cover.css").read_text(encoding="utf-8")


def _places(printed: Printed) -> dict[str, Place]:
    """Signature places, from millimetres below the top left corner to points above the lower left one."""
    places = {}
    for name in (FIELD_PERSON, FIELD_AGENCY):
        found = printed.places[name]
        left, top = found.x_mm, _PAGE_HEIGHT - found.y_mm
        box = (left, top - found.height_mm, left + found.width_mm, top)
        places[name] = Place(found.page - 1, *(round(value * _POINTS, 2) for value in box))
    return places
