"""Separate papers, in a folder or ZIP, and a single PDF: signatures always, contents as far as the data came along."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date
from pathlib import PurePosixPath

from dossier.bundle.assemble import CASE_NAME
from dossier.core.files import sha256
from dossier.core.finding import InputInvalid, Location
from dossier.pipeline.make import is_signed
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.signed.scanned_papers import declared_originals
from dossier.pipeline.verify.case import check_declared_files, read_case
from dossier.pipeline.verify.folder_papers import find_papers, find_words
from dossier.pipeline.verify.papers import check_edited, remake_or_say, say_missing, title_of, worst
from dossier.pipeline.verify.parts import Checking, Parts
from dossier.pipeline.verify.remake import Brought, RemadePaper
from dossier.pipeline.verify.signed import OwnFile, OwnFileFacts, check_own_files
from dossier.verification.facts import Answer, AttachedFile, PaperFact, SignedFile, Verdict
from dossier.verification.file.received import Received
from dossier.verification.ledger import Ledger
from dossier.verification.signature.check import check_signatures
from dossier.verification.signature.trust import Trust
from dossier.verification.verdict import conclude

_WORKING = (CASE_NAME, "kiem_tra.json", "ca.pem")
"""Files of a build that are no papers."""


def verify_single(received: Received, trust: Trust, ledger: Ledger) -> Parts:
    """One PDF without data: who signed it, and whether it is as signed.

    Good signatures alone pass nothing: whoever holds the keys can sign any print, and "đạt" in a table of dossiers would
    be read as said of the dossier.
    """
    assert received.data is not None
    signed = check_signatures(received.data, trust, ledger, name=received.name)
    verdict, _ = conclude(ledger.results(), None, "")
    ledger.unchecked("CAS-012", "tep_roi_chu_ky_hop_le" if verdict is Verdict.DAT else "tep_roi")
    return Parts("tep_pdf", "", files=(signed,))


def verify_folder(received: Received, trust: Trust, checking: Checking, today: date, ledger: Ledger) -> Parts:
    """Every PDF's signatures; with the data (dossier.json), every paper against the one made anew from it."""
    files = received.files
    named = sorted((n for n in files if PurePosixPath(n).name == CASE_NAME), key=lambda n: (n.count("/"), n))
    ledger.begin("CAS-012")
    if not named:
        return _without_data(files, None, trust, ledger)
    case = read_case(
        files[named[0]], None, ledger, received=checking.received, today=today, regulations=checking.regulations
    )
    if case.prepared is None:
        return _without_data(files, case.inputs, trust, ledger)
    prepared = case.prepared
    evidence = check_declared_files(prepared.loaded.case, {PurePosixPath(n).name: d for n, d in files.items()}, ledger)
    words = find_words(files, prepared)
    brought = Brought(words={name: files[file] for name, file in words.items()}, packed=False)
    remade = remake_or_say(prepared, brought, checking.templates, ledger)
    papers = remade.papers if remade else ()
    pdfs = {n: d for n, d in files.items() if n.lower().endswith(".pdf") and PurePosixPath(n).name not in evidence}
    found = find_papers(pdfs, papers)
    working = {f"{key.name}{suffix}" for key in prepared.plan if not key.submitted for suffix in (".pdf", ".docx")}
    known = {*found.values(), *words.values(), *(n for n in files if PurePosixPath(n).name in {*working, *evidence})}
    _say_strangers(files, known, ledger)
    made = {paper.key.name: paper for paper in papers}
    own = check_own_files(
        {name: OwnFile(made[name].key, file, files[file], made[name].pdf) for name, file in found.items()},
        prepared,
        {paper.key.name: paper.docx for paper in papers if paper.edited},
        checking.templates,
        trust,
        ledger,
    )
    scans = _scans(prepared, evidence, ledger)
    edited = check_edited(papers, prepared, ledger)
    facts = tuple(
        _paper(paper, found, own, scans.get(paper.key.name), edited.get(paper.key.name, "co")) for paper in papers
    )
    there = {fact.name for fact in facts if fact.present}
    say_missing((paper.key for paper in papers if paper.key.name not in there), prepared, ledger)
    strangers = {name: data for name, data in pdfs.items() if name not in known}
    return Parts(
        "giay_to_rieng",
        f"Có đủ {len(facts)} văn bản theo {case.fact.regulation_title if case.fact else 'quy chế'}; chữ ký số trên từng tệp "
        "hợp lệ; nội dung mọi trang khớp với dữ liệu kèm theo, tính lại không có lỗi theo quy chế.",
        files=(*(one.signed for one in own.values()), *_signatures(strangers, trust, ledger)),
        papers=facts,
        attachments=_attached(files, set(evidence)),
        case=case.fact,
        report=case.report,
    )


def _scans(prepared: Prepared, evidence: Mapping[str, bytes], ledger: Ledger) -> dict[str, str]:
    """Papers that came as the declared scan of their original: there, but for a person to read."""
    items = prepared.loaded.case.ho_so.dinh_kem
    declared, _ = declared_originals(prepared)
    names = {paper: PurePosixPath(items[index].tep).name for paper, index in declared.items()}
    scans = {paper: name for paper, name in names.items() if name in evidence}
    for name in scans.values():
        ledger.unchecked("CAS-012", "ban_quet", tep=name)
    return scans


def _paper(
    paper: RemadePaper, found: Mapping[str, str], own: Mapping[str, OwnFileFacts], scan: str | None, words: Answer
) -> PaperFact:
    name = paper.key.name
    facts = own.get(name)
    if facts is None and scan:
        note = f"bản quét {scan}"
        return PaperFact(name=name, title=title_of(paper), required=True, present=True, note=note)
    return PaperFact(
        name=name,
        title=title_of(paper),
        required=True,
        present=facts is not None,
        pages=facts.signed.pages if facts else None,
        same=worst(facts.same, words) if facts else "khong_kiem_duoc",
        edited=paper.edited,
        signed=facts is not None and bool(facts.signed.signatures),
        note=f"tệp {found[name]}" if name in found and PurePosixPath(found[name]).stem != name else None,
    )


def _without_data(files: Mapping[str, bytes], inputs: InputInvalid | None, trust: Trust, ledger: Ledger) -> Parts:
    """Which of the files are papers that must be signed can't be known: what is signed is checked, the rest is named."""
    ledger.unchecked("CAS-012", "khong_co_du_lieu")
    for name, data in sorted(files.items()):
        if name.lower().endswith(".pdf") and not is_signed(data):
            ledger.unchecked("CAS-012", "khong_ky_khong_du_lieu", tep=name)
    signed = _signatures(files, trust, ledger)
    return Parts("giay_to_rieng", "", files=signed, attachments=_attached(files, set()), inputs=inputs)


def _signatures(files: Mapping[str, bytes], trust: Trust, ledger: Ledger) -> tuple[SignedFile, ...]:
    """Signatures of every signed PDF that is none of the known papers."""
    return tuple(
        check_signatures(data, trust, ledger, name=name)
        for name, data in sorted(files.items())
        if name.lower().endswith(".pdf") and is_signed(data)
    )


def _say_strangers(files: Mapping[str, bytes], known: set[str], ledger: Ledger) -> None:
    ledger.begin("CAS-010", "CAS-013")
    for name in sorted(files):
        plain = PurePosixPath(name).name
        if name in known or plain in _WORKING:
            continue
        code = "CAS-013" if name.lower().endswith(".pdf") and _is_bundle(files[name]) else "CAS-010"
        ledger.found(code, Location(file=name), ten=name)


def _is_bundle(data: bytes) -> bool:
    """A bundle among the papers: only its signatures are looked at here."""
    import pikepdf

    try:
        with pikepdf.open(io.BytesIO(data), suppress_warnings=True) as pdf:
            return CASE_NAME in pdf.attachments
    except (pikepdf.PdfError, ValueError, TypeError, KeyError, RecursionError):
        return False


def _attached(files: Mapping[str, bytes], evidence: set[str]) -> tuple[AttachedFile, ...]:
    """There is no manifest to hold them against."""
    return tuple(
        AttachedFile(
            name=n, sha256=sha256(d), size=len(d), listed=PurePosixPath(n).name in evidence, same="khong_kiem_duoc"
        )
        for n, d in sorted(files.items())
    )
