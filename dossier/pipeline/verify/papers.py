"""The papers that a received dossier should have: made anew from its data, and what is said when they can't be or are missing."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from dossier.core.citation import Citation
from dossier.core.errors import DossierError, RenderingFailed, TemplateInvalid
from dossier.core.finding import Location
from dossier.core.vietnamese import lower_first
from dossier.papers.paper import PaperKey
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.verify.remake import Brought, Remade, RemadePaper, remake
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.word_files import compare_words


def remake_or_say(prepared: Prepared | None, brought: Brought, templates: Path | None, ledger: Ledger) -> Remade | None:
    """The dossier made anew; when it can't be, the ledger says why."""
    codes = ("CAS-008", "CAS-011")
    ledger.begin(*codes)
    if prepared is None:
        for code in codes:
            ledger.unchecked(code, "khong_co_du_lieu")
        return None
    try:
        remade = remake(prepared, brought, templates)
    except (RenderingFailed, TemplateInvalid) as error:  # fonts, templates: this machine's fault, not the sender's
        for code in codes:
            ledger.unchecked(code, "khong_lap_lai_duoc", ly_do=error.message)
        return None
    except DossierError as error:
        ledger.found("CAS-008", ly_do=" ".join(filter(None, (error.message, error.hint))))
        return None
    if remade.why:
        ledger.found("CAS-008", ly_do=remade.why)
    for paper in remade.papers:
        if paper.broken_word:
            ledger.found("CAS-011", place_of(paper.key), van_ban=title_of(paper), ly_do=paper.broken_word)
    return remade


def check_edited(papers: Iterable[RemadePaper], prepared: Prepared, ledger: Ledger) -> dict[str, Answer]:
    """Every paper whose Word file is not the one the data gives: what was changed in it by hand, and whether it still
    says what the data say."""
    answers: dict[str, Answer] = {}
    for paper in papers:
        if paper.edited:
            answers[paper.key.name] = compare_words(
                paper.docx,
                paper.data_docx,
                title_of(paper),
                ledger,
                names=names_in(prepared),
                at=place_of(paper.key),
                prints=(paper.pdf, paper.data_pdf),
            )
    return answers


def worst(*answers: Answer) -> Answer:
    """Several looks at one paper must all be right."""
    if "khong" in answers:
        return "khong"
    return "khong_kiem_duoc" if "khong_kiem_duoc" in answers else "co"


def say_missing(keys: Iterable[PaperKey], prepared: Prepared, ledger: Ledger) -> None:
    """Required papers that are not there, each with the clause that asks for it."""
    ledger.begin("CAS-007")
    for key in keys:
        ledger.found("CAS-007", place_of(key), clauses_for(key, prepared), van_ban=lower_first(key.title or key.name))


def clauses_for(key: PaperKey, prepared: Prepared) -> tuple[Citation, ...]:
    """Where the regulation asks for a paper."""
    regulation = prepared.regulation
    return tuple(dict.fromkeys(regulation.citation(paper.cite) for paper in regulation.papers if paper.id == key.id))


def place_of(key: PaperKey) -> Location:
    """A finding's place: the paper and whose it is."""
    return Location(paper=key.name, unit=key.unit)


def title_of(paper: RemadePaper) -> str:
    """Short name of a paper for people."""
    return paper.key.title or paper.title


def names_in(prepared: Prepared) -> tuple[str, ...]:
    """Names of units and persons of the case: a change in one of them is told as such."""
    ho_so = prepared.loaded.case.ho_so
    names = [ho_so.nhom.ten]
    for unit in ho_so.nhom.don_vi:
        names.append(unit.ten)
        if unit.nguoi_ky:
            names.append(unit.nguoi_ky.ho_ten)
    names += [person.ho_ten for person in prepared.loaded.case.ca_nhan.values()]
    return tuple(dict.fromkeys(names))
