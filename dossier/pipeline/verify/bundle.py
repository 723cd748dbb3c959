"""A received bundle: signatures, hashes, the data decided anew, every page against the page those data give."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import date

from dossier.bundle.assemble import CASE_NAME, MANIFEST_NAME
from dossier.bundle.manifest import Manifest
from dossier.core.errors import BundleFailed
from dossier.pipeline.package import cover_facts
from dossier.pipeline.prepare import Prepared
from dossier.pipeline.verify.case import ReceivedCase, check_declared_files, read_case
from dossier.pipeline.verify.papers import check_edited, names_in, remake_or_say, say_missing, title_of, worst
from dossier.pipeline.verify.parts import Checking, Parts
from dossier.pipeline.verify.remake import Brought, Remade, installed_family, names_inside
from dossier.pipeline.verify.signed import OwnFile, OwnFileFacts, check_own_files
from dossier.verification.facts import Answer, PaperFact, SignedFile
from dossier.verification.file.received import Received
from dossier.verification.ledger import Ledger
from dossier.verification.manifest import (
    check_against,
    check_files,
    check_maker,
    check_pages_counted,
    check_waivers,
    read_manifest,
)
from dossier.verification.page.check import COVER, PAGE_CODES, Part, compare_pages
from dossier.verification.page.fonts import families
from dossier.verification.page.text import open_pages
from dossier.verification.signature.check import Expected, check_bundle_signatures, check_signatures
from dossier.verification.signature.trust import Trust


def verify_bundle(received: Received, trust: Trust, checking: Checking, today: date, ledger: Ledger) -> Parts:
    """Check everything that can be checked; findings go to the ledger."""
    assert received.data is not None
    with ThreadPoolExecutor(1, thread_name_prefix="chu-ky") as pool:
        # Signatures are Python's work, making the papers anew is mostly the typesetter's: side by side. No check is of both.
        signing = pool.submit(check_signatures, received.data, trust, ledger, name=received.name)
        return _verify(received, signing, trust, checking, today, ledger)


def _verify(
    received: Received, signing: Future[SignedFile], trust: Trust, checking: Checking, today: date, ledger: Ledger
) -> Parts:
    files = {name: file.data for name, file in received.embedded.items()}
    manifest = read_manifest(files.get(MANIFEST_NAME), ledger)
    attachments = check_files(manifest, files, ledger)
    check_pages_counted(manifest, received.pages, ledger)
    if manifest is not None:
        check_waivers(manifest, ledger)
    case = read_case(
        files.get(CASE_NAME),
        manifest,
        ledger,
        received=checking.received,
        today=today,
        regulations=checking.regulations,
    )
    exact = check_maker(manifest, case.regulation_sha256, ledger) if manifest is not None else True
    brought = _brought(received, case.prepared, manifest, ledger)
    remade = remake_or_say(case.prepared, brought, checking.templates, ledger)
    if remade is not None and remade.bundle is not None and received.data is not None:
        exact = _same_fonts(received.data, remade.bundle, ledger) and exact
    check_against(manifest, remade.manifest if remade else None, ledger, same_print=exact)
    signed = signing.result()
    person, agency = _expected_signers(case.prepared)
    check_bundle_signatures(signed, ledger, person=person, agency=agency)
    own = _own_files(brought, case.prepared, remade, checking, trust, ledger)
    papers = _papers(received, manifest, case, own, remade, exact, ledger)
    return Parts(
        "bo_ho_so",
        _passed(papers, case),
        files=(signed, *(facts.signed for facts in own.values())),
        papers=papers,
        attachments=attachments,
        case=case.fact,
        report=case.report,
        inputs=case.inputs,
    )


def _passed(papers: tuple[PaperFact, ...], case: ReceivedCase) -> str:
    title = case.fact.regulation_title if case.fact else ""
    return (
        f"Bộ hồ sơ nguyên vẹn như khi ký, có đủ {len(papers)} văn bản; chữ ký số của người có thẩm quyền và của cơ quan hợp lệ; "
        f"điểm, xếp hạng, kết quả bình xét tính lại theo {title} khớp với mọi trang giấy; không có lỗi theo quy chế."
    )


def _brought(received: Received, prepared: Prepared | None, manifest: Manifest | None, ledger: Ledger) -> Brought:
    """Sort the attached files by what the data says there should be, not by what the manifest says they are."""
    files = {name: file.data for name, file in received.embedded.items()}
    ledger.begin("CAS-005", "CAS-006")
    if prepared is None:
        for code in ("CAS-005", "CAS-006"):
            ledger.unchecked(code, "khong_co_du_lieu")
        return Brought()
    keys = [key for key in prepared.plan if key.submitted]
    words, signed = names_inside(keys, ".docx"), names_inside(keys, ".pdf")
    evidence = check_declared_files(prepared.loaded.case, files, ledger)
    known = {CASE_NAME, MANIFEST_NAME, *words, *signed, *evidence}
    for name in files:
        if name not in known:
            ledger.found("CAS-006", ten=name)
    return Brought(
        words={words[name]: data for name, data in files.items() if name in words},
        signed={signed[name]: data for name, data in files.items() if name in signed},
        evidence=evidence,
        waivers=manifest.waivers if manifest else (),
        stamp=_stamped(received),
        family=installed_family(families(received.data or b"")),
    )


def _stamped(received: Received) -> bool:
    """Whether the pages carry the mark of paper and page; a false mark only makes every page differ."""
    from dossier.core.errors import InputUnreadable

    assert received.data is not None
    try:
        with open_pages(received.data) as pages:
            words = " ".join(pages.words((received.pages or 1) - 1))
    except (InputUnreadable, ValueError, RuntimeError, IndexError):
        return False
    return f"Trang {received.pages}/{received.pages} của hồ sơ" in words


def _expected_signers(prepared: Prepared | None) -> tuple[Expected | None, Expected | None]:
    """The person and the agency that the cover made anew names: the bundle's two signatures must be theirs."""
    leader = prepared.loaded.case.ho_so.truong if prepared else None
    if prepared is None or leader is None:
        return None, None
    agency = Expected(leader.ten)
    try:
        facts = cover_facts(prepared)
    except BundleFailed:
        return None, agency
    return Expected(facts.signer_name, "\n".join(facts.signer_office), leader.ten), agency


def _papers(
    received: Received,
    manifest: Manifest | None,
    case: ReceivedCase,
    own: Mapping[str, OwnFileFacts],
    remade: Remade | None,
    exact: bool,
    ledger: Ledger,
) -> tuple[PaperFact, ...]:
    """Every page against the page made anew; which papers are there."""
    prepared = case.prepared
    if prepared is None or remade is None or remade.bundle is None or remade.manifest is None:
        reason = "khong_co_du_lieu" if prepared is None else "khong_lap_lai_duoc"
        for code in (*PAGE_CODES, "CAS-007"):
            ledger.unchecked(code, reason, ly_do="xem các lỗi đã nêu.")
        return ()
    assert received.data is not None
    answers: Mapping[str, Answer] = {}
    if exact or received.pages == remade.manifest.pages:
        parts = _parts(manifest, remade, prepared, exact, received.pages or 0)
        answers = compare_pages(received.data, remade.bundle, parts, ledger, exact=exact)
    else:
        # Other fonts or another version, and pages break elsewhere: words would be compared out of their order.
        for code in PAGE_CODES:
            ledger.unchecked(code, "trang_may_khac")
    words = check_edited(remade.papers, prepared, ledger)
    listed = _listed(manifest, prepared)
    facts = []
    for paper, place in zip(remade.papers, remade.manifest.papers, strict=True):
        name = paper.key.name
        looks = (answers.get(name, "khong_kiem_duoc"), words.get(name, "co"), own[name].same if name in own else "co")
        same = worst(*looks)
        scan = place.original.name if place.original and place.original.kind == "ban_quet" else None
        if scan:
            # Its pages are the attached scan's; what they say is for a person to read.
            ledger.unchecked("CAS-012", "ban_quet", tep=scan)
            same = "khong_kiem_duoc" if same == "co" else same
        facts.append(
            PaperFact(
                name=name,
                title=title_of(paper),
                required=True,
                present=same != "khong" or name in listed,
                first_page=place.first_page,
                pages=place.pages,
                same=same,
                edited=paper.edited,
                signed=name in own,
                note=f"bản quét {scan}" if scan else None,
            )
        )
    there = {fact.name for fact in facts if fact.present}
    say_missing((paper.key for paper in remade.papers if paper.key.name not in there), prepared, ledger)
    return tuple(facts)


def _same_fonts(received: bytes, expected: bytes, ledger: Ledger) -> bool:
    """Whether the maker's machine had our fonts. A font too many is no excuse: only ours being nowhere is."""
    ledger.begin("MAN-016")
    theirs, ours = families(received), families(expected)
    if ours <= theirs:
        return True
    ledger.found("MAN-016", may=", ".join(sorted(theirs)) or "không rõ", nay=", ".join(sorted(ours)))
    return False


def _own_files(
    brought: Brought,
    prepared: Prepared | None,
    remade: Remade | None,
    checking: Checking,
    trust: Trust,
    ledger: Ledger,
) -> dict[str, OwnFileFacts]:
    """Signed originals of papers, which the bundle's pages only show."""
    ledger.begin("CAS-012")
    if prepared is None or remade is None:
        return {}
    keys = [paper.key for paper in remade.papers]
    names = {paper: inside for inside, paper in names_inside(keys, ".pdf").items()}
    files = {
        key.name: OwnFile(key, names[key.name], brought.signed[key.name]) for key in keys if key.name in brought.signed
    }
    edited = {paper.key.name: paper.docx for paper in remade.papers if paper.edited}
    return check_own_files(files, prepared, edited, checking.templates, trust, ledger)


def _listed(manifest: Manifest | None, prepared: Prepared) -> set[str]:
    """Papers that the manifest claims to be there. Their pages are compared whatever it claims."""
    keys = {(key.id, key.unit, key.name) for key in prepared.plan}
    if manifest is None:
        return {name for _, _, name in keys}
    words = {paper.docx.name.partition("_")[2].removesuffix(".docx") for paper in manifest.papers if paper.docx}
    claimed = {(paper.id, paper.unit) for paper in manifest.papers}
    return {name for id_, unit, name in keys if name in words or (id_, unit) in claimed}


def _parts(manifest: Manifest | None, remade: Remade, prepared: Prepared, exact: bool, pages: int) -> list[Part]:
    """Stretches of pages to compare: cover and index, then each paper.

    Another version of the program may break pages elsewhere: then the manifest says where a paper is, which is only a
    hint on where to look. Pages outside every stretch are found all the same.
    """
    assert remade.manifest is not None
    names = names_in(prepared)
    # A range beyond the file would only be counted through.
    claimed = {
        paper.order: paper
        for paper in (manifest.papers if manifest and not exact else ())
        if paper.first_page + paper.pages - 1 <= pages
    }
    first = remade.manifest.papers[0].first_page
    told = claimed.get(1)
    parts = [Part(COVER, "Bìa và mục lục", 1, (told.first_page if told else first) - 1, 1, first - 1, names)]
    for paper, place in zip(remade.papers, remade.manifest.papers, strict=True):
        there = claimed.get(place.order, place)
        parts.append(
            Part(
                name=paper.key.name,
                title=title_of(paper),
                received_first=there.first_page,
                received_pages=there.pages,
                expected_first=place.first_page,
                expected_pages=place.pages,
                words=names,
                unit=paper.key.unit,
            )
        )
    return parts
