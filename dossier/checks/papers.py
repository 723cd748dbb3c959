"""PAP: the papers that the regulation and the law ask for can be made, and the files given stand for what they claim."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, hit, rule, undecided
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import join_names, lower_first
from dossier.decisions.facts import facts_of
from dossier.decisions.outcome import Standing
from dossier.inputs.bao_cao import KyBaoCao
from dossier.inputs.ho_so import ToTrinh
from dossier.regulation.model import Cite
from dossier.regulation.predicates import applies

EVIDENCE = "minh_chung"
LAW_PAPERS = {
    "to_trinh": "tờ trình",
    "bao_cao_thanh_tich": "báo cáo thành tích",
    "bien_ban_hop": "biên bản bình xét thi đua",
}
"""Our papers that are the three of Luật Đ84 k1."""


def paper_cites(s: Subject, paper: str, award: str | None = None) -> tuple[Cite, ...]:
    """Where the regulation asks for a paper (for one award, if it says so)."""
    asked = [p for p in s.regulation.papers if p.id == paper and (award is None or p.award in (None, award))]
    return tuple(dict.fromkeys(p.cite for p in asked))


@rule("PAP-001")
def report_of_each_proposed_unit(s: Subject) -> Outcomes:
    """Phần III.II.2.c: an achievement report for each proposed unit."""
    yield from undecided(s, "PAP-001")
    for unit, awards in s.proposed.items():
        if unit in s.case.thanh_tich or not s.awards[awards[0]].forms:
            continue
        yield hit(
            "PAP-001",
            pointer("thanh_tich", unit),
            unit=unit,
            paper="bao_cao_thanh_tich",
            cites=paper_cites(s, "bao_cao_thanh_tich", awards[0]),
            don_vi=s.name(unit),
            hinh_thuc=s.titles(unit),
        )


@rule("PAP-002")
def minutes(s: Subject) -> Outcomes:
    """The minutes need the conference."""
    if s.case.ho_so.hoi_nghi is None:
        yield hit("PAP-002", "/ho_so/hoi_nghi", paper="bien_ban_hop", cites=paper_cites(s, "bien_ban_hop"))


@rule("PAP-003")
def ballot_where_needed(s: Subject) -> Outcomes:
    """An award that goes by ballot needs the ballot's result."""
    if s.case.ho_so.bo_phieu is not None:
        return
    for result in s.outcome.awards:
        award = s.awards[result.id]
        if award.ballot and result.quota:
            yield hit(
                "PAP-003", "/ho_so/bo_phieu", paper="bien_ban_kiem_phieu", cites=(award.cite,), hinh_thuc=award.title
            )


@rule("PAP-004")
def confirmed_score_table(s: Subject) -> Outcomes:
    """Phần III.II.2.d: the unit's score table is confirmed by the leader unit, which must be known and have a signer."""
    asked = [p for p in s.regulation.papers if p.confirmed_by_leader]
    leader = s.case.ho_so.truong
    if not asked or (leader is not None and leader.nguoi_ky is not None):
        return
    reason = "hồ sơ chưa khai đúng một đơn vị trưởng" if leader is None else f"{leader.ten} chưa khai người ký"
    at = "/ho_so/nhom/don_vi" if leader is None else s.unit_pointers[leader.id] + "/nguoi_ky"
    yield hit(
        "PAP-004",
        at,
        unit=leader.id if leader else None,
        paper=asked[0].id,
        cites=tuple(p.cite for p in asked),
        ly_do=reason,
    )


@rule("PAP-005")
def four_contents_of_the_submission(s: Subject) -> Outcomes:
    """NĐ 152 Điều 33 khoản 11: bases, form and achievement of each, opinions asked, own appraisal."""
    if not s.in_force("nd_152") or not any(p.proposal and p.id == "to_trinh" for p in s.regulation.papers):
        return
    given = s.case.ho_so.to_trinh or ToTrinh()
    missing = []
    if not s.regulation.legal_bases and not given.can_cu_them:
        missing.append(("can_cu_them", "căn cứ pháp lý"))
    if given.y_kien is None:
        missing.append(("y_kien", "ý kiến của các cơ quan được hỏi"))
    if given.y_kien_tham_dinh is None:
        missing.append(("y_kien_tham_dinh", "ý kiến thẩm định của đơn vị trình"))
    for field, words in missing:
        yield hit("PAP-005", pointer("ho_so", "to_trinh", field), paper="to_trinh", thieu=words)


@rule("PAP-006")
def report_of_unit_not_proposed(s: Subject) -> Outcomes:
    """An achievement file of a unit that is not proposed stays out of the dossier."""
    open_units = {r.don_vi for r in s.outcome.ranking if r.standing is Standing.CHUA_XAC_DINH}
    for unit in s.case.thanh_tich:
        if unit in s.units and unit not in s.proposed and unit not in open_units:
            reason = _why_not_proposed(s, unit)
            yield hit(
                "PAP-006",
                pointer("thanh_tich", unit),
                unit=unit,
                don_vi=s.name(unit),
                ly_do=lower_first(reason).rstrip("."),
            )


def _why_not_proposed(s: Subject, unit: str) -> str:
    return next((r.reason for r in s.outcome.ranking if r.don_vi == unit), "không có tên trong kết quả")


@rule("PAP-021", "PAP-022")
def issued_papers_belong(s: Subject) -> Outcomes:
    """A paper that has a number, a day or a signer is one this dossier holds.

    One that is issued for a unit which is not proposed (too few points or votes, excluded, beyond the quota) says that
    somebody counts on the award.
    """
    known = {paper.id: paper.scope for paper in s.regulation.papers}
    open_units = {r.don_vi for r in s.outcome.ranking if r.standing is Standing.CHUA_XAC_DINH}
    told: set[str] = set()
    for name in s.case.ho_so.van_ban:
        paper, _, unit = name.partition("__")
        at = pointer("ho_so", "van_ban", name)
        if paper not in known:
            yield hit("PAP-022", at, ten=name)
        elif known[paper] == "don_vi_de_nghi" and unit in s.units and unit not in s.proposed:
            if unit in open_units or unit in told:
                continue
            told.add(unit)
            cites = tuple(dict.fromkeys(award.cite for award in s.regulation.awards))
            yield hit(
                "PAP-021",
                at,
                unit=unit,
                paper=paper,
                cites=cites,
                giay=s.paper_title(name),
                don_vi=s.name(unit),
                ly_do=lower_first(_why_not_proposed(s, unit)).rstrip("."),
            )


def report_readings(s: Subject) -> set[str]:
    """Readings about which form an award's report takes."""
    return {paper.reading for paper in s.regulation.papers if paper.award is not None and paper.reading is not None}


@rule("PAP-007")
def forms_of_the_reports(s: Subject) -> Outcomes:
    """How the engine reads "mẫu số 02 và 08": always said when a report is made on one of them."""
    awarded = {award for awards in s.proposed.values() for award in awards}
    for paper in s.regulation.papers:
        if paper.award not in awarded or paper.reading is None:
            continue
        reading = s.regulation.reading(paper.reading)
        reason = lower_first(reading.reason)
        yield hit("PAP-007", paper=paper.id, cites=(reading.cite,), cach_hieu=reading.text, ly_do=reason)
        return


@rule("PAP-008")
def form_allowed(s: Subject) -> Outcomes:
    """The form chosen for Bằng khen is one the regulation (as read) allows."""
    chosen = s.case.ho_so.mau_bao_cao_bang_khen
    if chosen is None:
        return
    for award in s.regulation.awards:
        if award.leader or chosen in award.forms:
            continue
        yield hit(
            "PAP-008",
            "/ho_so/mau_bao_cao_bang_khen",
            paper="bao_cao_thanh_tich",
            cites=paper_cites(s, "bao_cao_thanh_tich", award.id),
            mau=_form_name(chosen),
            hinh_thuc=award.title,
            cho_phep=join_names([_form_name(form) for form in award.forms]),
        )


def _form_name(form: str) -> str:
    return form.replace("mau_", "mẫu số ")


@rule("PAP-009", needs=("giay_to",))
def planned_papers(s: Subject) -> Outcomes:
    """Every paper the regulation asks for in this case is on the list of papers to make."""
    facts = facts_of(s.case, s.regulation, s.outcome)
    planned = {(key.id, key.unit) for key in s.planned or ()}
    for paper in s.regulation.papers:
        if not paper.submitted or paper.period != "nam" or not applies(paper.required_when, facts):
            continue
        if paper.scope in ("don_vi", "ca_nhan"):
            continue
        wanted: list[str | None] = [None]
        if paper.scope == "don_vi_de_nghi":
            wanted = [u for u, awards in s.proposed.items() if paper.award is None or paper.award in awards]
        for unit in wanted:
            if (paper.id, unit) not in planned:
                name = f" của {s.name(unit)}" if unit else ""
                yield hit(
                    "PAP-009",
                    unit=unit,
                    paper=paper.id,
                    cites=(paper.cite,),
                    giay=lower_first(paper.title),
                    don_vi=name,
                )


@rule("PAP-010", needs=("giay_to",))
def papers_by_law(s: Subject) -> Outcomes:
    """Luật Điều 84 khoản 1, whatever the regulation lists."""
    titles = {award.id for award in s.regulation.awards if award.kind == "danh_hieu_thi_dua"}
    if not any(titles & set(awards) for awards in s.proposed.values()):
        return
    if not s.in_force("luat_tdkt"):
        return
    planned = {key.id for key in s.planned or () if key.submitted}
    if s.proposal_paper in planned:
        planned.add("to_trinh")
    for paper, name in LAW_PAPERS.items():
        if paper not in planned:
            yield hit("PAP-010", paper=paper, giay=name)


@rule("PAP-011")
def attachments_declared(s: Subject) -> Outcomes:
    """A file that stands for a paper names a paper that exists and says which kind of copy it is."""
    known = {paper.id for paper in s.regulation.papers}
    for index, attached in enumerate(s.case.ho_so.dinh_kem):
        at = pointer("ho_so", "dinh_kem", index)
        if attached.loai == EVIDENCE:
            continue
        if attached.loai not in known:
            reason, field = f"loại “{attached.loai}” không phải giấy tờ nào của hồ sơ", "/loai"
        elif attached.tinh_chat is None:
            reason, field = "thay cho giấy tờ của hồ sơ nhưng chưa khai là bản gốc, bản chính hay bản sao", "/tinh_chat"
        else:
            continue
        yield hit("PAP-011", at + field, unit=attached.don_vi, tep=attached.tep, ly_do=reason)


@rule("PAP-012")
def cluster_report(s: Subject) -> Outcomes:
    """The cluster's year-end report, where the regulation asks for it; a province's own form has its own file."""
    cites = paper_cites(s, "bao_cao_tong_ket")
    if cites and s.case.tong_ket is None and s.case.report_of_cluster(KyBaoCao.TONG_KET) is None:
        yield hit("PAP-012", "/tong_ket", paper="bao_cao_tong_ket", cites=cites)


@rule("PAP-023")
def everybody_registered(s: Subject) -> Outcomes:
    """Where the year's registrations are told, each member's is there."""
    told = s.case.dang_ky
    if told is None:
        return
    cites = tuple(d.cite for d in s.regulation.deadlines if d.applies_to in ("ngay_dang_ky", "dang_ky_thi_dua"))
    missing = [unit for unit in s.units if unit not in told.don_vi]
    if missing and cites:
        names = join_names([s.name(unit) for unit in missing])
        yield hit("PAP-023", "/dang_ky/don_vi", unit=missing[0], paper="dang_ky_thi_dua", cites=cites[:1], don_vi=names)
