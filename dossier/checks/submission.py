"""PAP: what a regulation asks of the papers that are handed in: decisions, initiatives, copies, seals, time and place."""

from __future__ import annotations

from dossier.checks.papers import EVIDENCE
from dossier.checks.past_awards import past_awards
from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_count, format_day, format_decimal

AUTHENTIC = ("ban_goc", "ban_chinh", "ban_sao_chung_thuc")


@rule("PAP-013")
def decisions_of_past_awards(s: Subject) -> Outcomes:
    """Reports name the decision of every title and award, where the regulation asks for it."""
    asked = s.local_rule("quyet_dinh_khen")
    if asked is None:
        return
    parts = (("so", "số"), ("ngay", "ngày"), ("co_quan", "cơ quan ban hành"))
    for at, unit, whose, row in past_awards(s):
        decision = row.quyet_dinh
        missing = [words for name, words in parts if decision is None or getattr(decision, name) is None]
        if missing:
            yield hit(
                "PAP-013",
                at,
                unit=unit,
                paper="bao_cao_thanh_tich",
                cites=(asked.cite,),
                ai=whose,
                hinh_thuc=row.hinh_thuc,
                nam=str(row.nam),
                thieu=", ".join(missing),
            )


@rule("PAP-014")
def initiatives_of_persons(s: Subject) -> Outcomes:
    """A person's report names the recognised initiatives, each with its decision."""
    asked = s.local_rule("sang_kien_ca_nhan")
    if asked is None:
        return
    for name, person in s.case.ca_nhan.items():
        at = pointer("ca_nhan", name, "sang_kien")
        if not person.sang_kien:
            reason = "chưa khai sáng kiến" if person.sang_kien is None else "khai là không có sáng kiến được công nhận"
            yield hit("PAP-014", at, paper="bao_cao_ca_nhan", cites=(asked.cite,), ai=person.ho_ten, ly_do=reason)
        for index, work in enumerate(person.sang_kien or ()):
            if work.quyet_dinh is None or work.quyet_dinh.so is None:
                reason = f"sáng kiến “{work.ten}” chưa có quyết định công nhận"
                yield hit(
                    "PAP-014",
                    f"{at}/{index}/quyet_dinh",
                    paper="bao_cao_ca_nhan",
                    cites=(asked.cite,),
                    ai=person.ho_ten,
                    ly_do=reason,
                )


@rule("PAP-015")
def authentic_evidence(s: Subject) -> Outcomes:
    """Evidence is an original or a certified copy."""
    asked = s.local_rule("minh_chung_ban_chinh")
    if asked is None:
        return
    for index, attached in enumerate(s.case.ho_so.dinh_kem):
        if attached.loai == EVIDENCE and attached.tinh_chat not in AUTHENTIC:
            reason = "chưa khai là bản gì" if attached.tinh_chat is None else "là bản sao không chứng thực"
            at = pointer("ho_so", "dinh_kem", index, "tinh_chat")
            yield hit("PAP-015", at, unit=attached.don_vi, cites=(asked.cite,), tep=attached.tep, ly_do=reason)


@rule("PAP-016")
def seal_across_the_pages(s: Subject) -> Outcomes:
    """Reports on paper bear the seal across their pages; the print says how many impressions."""
    asked = s.local_rule("giap_lai")
    if asked is None:
        return
    reports = [s.name(unit) for unit in s.proposed if s.awards[s.proposed[unit][0]].forms]
    reports += [person.ho_ten for person in s.case.ca_nhan.values()]
    if reports:
        yield hit("PAP-016", paper="bao_cao_thanh_tich", cites=(asked.cite,), so=format_count(len(reports)))


@rule("PAP-017")
def handed_in_on_time(s: Subject) -> Outcomes:
    """A dossier that comes late, or on the eve of the ceremony, is not received."""
    asked, given = s.local_rule("khong_nhan_ho_so_cham"), s.case.ho_so.nop
    if asked is None:
        return
    if given is None or given.ngay_nop is None:
        yield Unchecked("PAP-017", "chua_khai", {"thieu": "ngày nộp hồ sơ"})
        return
    reason = None
    if given.han is not None and given.ngay_nop > given.han:
        reason = f"quá hạn {format_day(given.han)}"
    elif given.ngay_trao_thuong is not None and given.ngay_nop >= given.ngay_trao_thuong:
        reason = f"không trước ngày trao thưởng {format_day(given.ngay_trao_thuong)}"
    if reason:
        at = "/ho_so/nop/ngay_nop"
        yield hit("PAP-017", at, cites=(asked.cite,), ngay=format_day(given.ngay_nop), ly_do=reason)


@rule("PAP-018")
def one_procedure_each(s: Subject) -> Outcomes:
    """One submission for each administrative procedure."""
    asked, given = s.local_rule("mot_thu_tuc"), s.case.ho_so.nop
    if asked is None or asked.value is None or given is None or len(given.thu_tuc) <= asked.value:
        return
    yield hit(
        "PAP-018",
        "/ho_so/nop/thu_tuc",
        cites=(asked.cite,),
        so=format_count(len(given.thu_tuc)),
        cho=format_decimal(asked.value),
    )


@rule("PAP-019")
def online_and_on_paper(s: Subject) -> Outcomes:
    """Handed in on the portal, with so many sets on paper."""
    online, sets, state = s.local_rule("nop_truc_tuyen"), s.local_rule("mot_bo_giay"), s.local_rule("nop_cap_nha_nuoc")
    given = s.case.ho_so.nop
    if given is None:
        if online or sets:
            yield Unchecked("PAP-019", "chua_khai", {"thieu": "cách nộp hồ sơ"})
        return
    for_state = given.cap_khen == "nha_nuoc"
    if online and not (for_state and state) and given.truc_tuyen is False:
        yield hit("PAP-019", "/ho_so/nop/truc_tuyen", cites=(online.cite,), ly_do="hồ sơ không nộp trực tuyến")
    if state and for_state and given.truc_tuyen:
        reason = "hồ sơ cấp Nhà nước nộp tại Ban Thi đua - Khen thưởng, không nộp trực tuyến"
        yield hit("PAP-019", "/ho_so/nop/truc_tuyen", cites=(state.cite,), ly_do=reason)
    if sets and sets.value is not None and given.so_bo_giay is not None and given.so_bo_giay != sets.value:
        reason = f"ghi {format_count(given.so_bo_giay)} bộ giấy, quy định là {format_count(int(sets.value))}"
        yield hit("PAP-019", "/ho_so/nop/so_bo_giay", cites=(sets.cite,), ly_do=reason)


@rule("PAP-020")
def persons_without_papers(s: Subject) -> Outcomes:
    """A person is put forward, but the regulation has no report for persons."""
    if any(paper.scope == "ca_nhan" for paper in s.regulation.papers):
        return
    for name, person in s.case.ca_nhan.items():
        yield hit("PAP-020", pointer("ca_nhan", name), ai=person.ho_ten)
