"""FLD: what people must fill in on each paper by the stage of the dossier."""

from __future__ import annotations

from collections.abc import Iterator

from dossier.checks.registry import Hit, Outcomes, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.catalogue import STAGES
from dossier.core.vietnamese import join_names
from dossier.inputs.ho_so import VanBanPhatHanh
from dossier.papers.view import Gap

STAGE_NAMES = {"du_thao": "dự thảo", "trinh_ky": "trình ký", "phat_hanh": "phát hành", "nop": "nộp"}
OPTIONAL = "khong_bat_buoc"
RECIPIENT_PAPERS = ("to_trinh", "bao_cao_tong_ket")
"""Papers sent out under a list of recipients of their own."""
MOST_NAMED = 3
"""Papers named in one finding before "và … giấy khác"."""


@rule("FLD-001", "FLD-002", "FLD-003", needs=("cho_trong",))
def gaps_of_papers(s: Subject) -> Outcomes:
    """Dotted gaps of all papers: one finding for each thing to fill in, naming every paper that lacks it."""
    for gap, papers in _by_place(s):
        yield _gap_hit(s, gap, papers)


def _by_place(s: Subject) -> Iterator[tuple[Gap, list[str]]]:
    """Gaps with the papers they are on; the same place to fill in counts once, with its earliest stage."""
    found: dict[str, tuple[Gap, list[str]]] = {}
    for paper, gaps in (s.gaps or {}).items():
        for gap in gaps:
            key = gap.pointer if gap.pointer and "#" in gap.pointer else f"{gap.pointer or paper}#{gap.label}"
            known, papers = found.setdefault(key, (gap, []))
            if paper not in papers:
                papers.append(paper)
            if _order(gap) < _order(known):
                found[key] = (gap, papers)
    yield from found.values()


def _order(gap: Gap) -> int:
    return STAGES.index(gap.required_from) if gap.required_from in STAGES else len(STAGES)


def _gap_hit(s: Subject, gap: Gap, papers: list[str]) -> Hit:
    named = [s.paper_title(paper) for paper in papers[:MOST_NAMED]]
    if len(papers) > MOST_NAMED:
        named.append(f"{len(papers) - MOST_NAMED} giấy khác")
    where = join_names(named)
    unit = papers[0].partition("__")[2] or None
    at = case_pointer(gap.pointer)
    if gap.required_from == OPTIONAL:
        return hit("FLD-003", at, unit=unit, paper=papers[0], ten=gap.label, giay=where)
    code = "FLD-001" if _order(gap) <= s.stage.level else "FLD-002"
    stage = STAGE_NAMES[gap.required_from]
    return hit(code, at, unit=unit, paper=papers[0], ten=gap.label, giay=where, giai_doan=stage)


def case_pointer(place: str | None) -> str | None:
    """ "ho_so.yaml#/van_ban/to_trinh/so" as a pointer from the root of the case: "/ho_so/van_ban/to_trinh/so"."""
    if place is None:
        return place
    file, _, inside = place.partition("#")
    if not file.endswith(".yaml"):
        return place
    return "/" + file.rsplit(".", 1)[0] + inside.rstrip("/")


@rule("FLD-004")
def confirmation_block(s: Subject) -> Outcomes:
    """NĐ 152 Điều 33 khoản 9: the report is confirmed by the level that submits."""
    for unit, awards in s.proposed.items():
        if unit in s.units and s.units[unit].cap_xac_nhan is None and s.awards[awards[0]].forms:
            at = s.unit_pointers[unit] + "/cap_xac_nhan"
            yield hit("FLD-004", at, unit=unit, paper="bao_cao_thanh_tich", don_vi=s.name(unit))


@rule("FLD-005")
def addressee(s: Subject) -> Outcomes:
    """A tờ trình says to whom it goes."""
    issued = s.case.ho_so.van_ban.get(s.proposal_paper, VanBanPhatHanh())
    if not issued.kinh_gui and not s.regulation.terms.noi_nhan_to_trinh:
        yield hit("FLD-005", f"/ho_so/van_ban/{s.proposal_paper}/kinh_gui", paper=s.proposal_paper)


@rule("FLD-006", "FLD-007")
def recipients(s: Subject) -> Outcomes:
    """Recipients and the archive line: what the print falls back on is said, what is written is looked at."""
    for name, issued in s.case.ho_so.van_ban.items():
        at, title = pointer("ho_so", "van_ban", name), s.paper_title(name)
        if name in RECIPIENT_PAPERS:
            for field, words, given in (("noi_nhan", "nơi nhận", issued.noi_nhan), ("luu", "dòng lưu", issued.luu)):
                if not given:
                    yield hit("FLD-006", f"{at}/{field}", paper=name, giay=title, thieu=words)
        if issued.luu is not None and issued.luu.partition(",")[0].strip() != "VT":
            yield hit("FLD-007", f"{at}/luu", paper=name, giay=title, da_ghi=issued.luu)
