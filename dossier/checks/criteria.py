"""SCO: the table against the regulation's own criteria, units without assigned targets, appraisal, organisations."""

from __future__ import annotations

from decimal import Decimal

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.score_sheets import entries, listed
from dossier.checks.score_table import table
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_count, format_day, format_decimal
from dossier.decisions.frame import unit_condition
from dossier.decisions.standard_criteria import departures
from dossier.inputs.bang_diem import CachCham, Chieu, TieuChi

INDEX = "cchc"
"""Id of the administrative-reform criterion in the regulations' lists."""


@rule("SCO-023", needs=("bang_diem",))
def scale(s: Subject) -> Outcomes:
    """The cluster states its scale where the regulation leaves it open, and only there."""
    given, score = table(s).thang_diem, s.regulation.score
    if score.scale is None and given is None:
        cites = (score.own_scale,) if score.own_scale else ()
        reason = "quy định để cụm, khối tự định thang điểm nhưng bảng điểm chưa ghi"
        yield hit("SCO-023", "/bang_diem/thang_diem", cites=cites, ly_do=reason)
    elif score.scale is not None and given is not None and given != score.scale.value:
        reason = f"bảng điểm ghi {format_decimal(given)}, quy định là {format_decimal(score.scale.value)}"
        yield hit("SCO-023", "/bang_diem/thang_diem", cites=(score.scale.cite,), ly_do=reason)


@rule("SCO-024", needs=("bang_diem",))
def changed_criteria(s: Subject) -> Outcomes:
    """No more criteria replaced or added than the regulation allows."""
    rule_ = s.regulation.score.own_criteria
    if rule_ is None:
        return
    if s.case.ho_so.nhom.linh_vuc is None and any(c.kinds for c in s.regulation.criteria_lists):
        yield Unchecked("SCO-024", "chua_khai", {"thieu": "loại cụm, khối (linh_vuc)"})
    for found in departures(s.case, s.regulation):
        if found.changed > found.allowed:
            yield hit(
                "SCO-024",
                pointer("bang_diem", "tieu_chi", found.index),
                cites=(rule_.cite,),
                noi_dung=found.content,
                so=format_count(found.changed),
                tong=format_count(found.named),
                cho=format_count(found.allowed),
                ty_le=format_decimal(rule_.percent),
            )


@rule("SCO-025", needs=("bang_diem",))
def known_standards(s: Subject) -> Outcomes:
    """``theo_mau`` names a criterion of the regulation."""
    lists = s.regulation.criteria_lists
    known = {c.id for part in lists for c in part.criteria}
    known |= {child.id for part in lists for c in part.criteria for child in c.children}
    if not lists:
        known.add(INDEX)
    for at, node in _nodes(table(s).tieu_chi, "/bang_diem/tieu_chi"):
        if node.theo_mau is not None and node.theo_mau not in known:
            yield hit("SCO-025", f"{at}/theo_mau", tieu_chi=node.id, ten=node.theo_mau)


def _nodes(nodes: tuple[TieuChi, ...], at: str) -> list[tuple[str, TieuChi]]:
    found = []
    for index, node in enumerate(nodes):
        found += [(f"{at}/{index}", node), *_nodes(node.muc, f"{at}/{index}/muc")]
    return found


@rule("SCO-026", needs=("bang_diem",))
def own_targets_above_last_year(s: Subject) -> Outcomes:
    """A unit that has no assigned targets registers its own, above last year's results."""
    asked = s.local_rule("chi_tieu_dang_ky_cao_hon")
    if asked is None:
        return
    for unit, node, given, _score, at in entries(s):
        if s.units[unit].duoc_giao_chi_tieu is not False or node.cach_cham is not CachCham.DINH_LUONG:
            continue
        if given.ke_hoach is None:
            continue
        if given.nam_truoc is None:
            reason = "chưa ghi kết quả năm trước để so"
        else:
            ahead = given.ke_hoach - given.nam_truoc
            if (ahead if node.chieu is Chieu.CAO_HON_TOT else -ahead) > 0:
                continue
            reason = f"đăng ký {format_decimal(given.ke_hoach)}, kết quả năm trước {format_decimal(given.nam_truoc)}"
        place = "nam_truoc" if given.nam_truoc is None else "ke_hoach"
        yield hit(
            "SCO-026",
            f"{at}/{place}",
            unit=unit,
            cites=(asked.cite,),
            don_vi=s.name(unit),
            tieu_chi=node.id,
            ly_do=reason,
        )


@rule("SCO-027", needs=("bang_diem",))
def replaced_index(s: Subject) -> Outcomes:
    """A unit outside the administrative-reform index registers exactly one criterion in its place."""
    limit = s.local_rule("chi_tieu_thay_the_cchc")
    if limit is None or limit.value is None:
        return
    index = {node.id for _at, node in _nodes(table(s).tieu_chi, "") if node.theo_mau == INDEX}
    for unit, sheet in table(s).don_vi.items():
        if unit not in s.units or s.units[unit].danh_gia_cchc is not False:
            continue
        replaced = [name for name, given in sheet.diem.items() if given.thay_the is not None]
        reason = None
        if len(replaced) != limit.value:
            reason = f"có {format_count(len(replaced))} chỉ tiêu thay thế" + (
                f" ({listed(replaced)})" if replaced else ""
            )
        elif index and not set(replaced) & index:
            reason = (
                f"thay tiêu chí {listed(replaced)}, không phải tiêu chí cải cách hành chính ({listed(sorted(index))})"
            )
        if reason:
            at = pointer("bang_diem", "don_vi", unit, "diem", *(replaced[-1:] or sorted(index)[:1]))
            yield hit(
                "SCO-027",
                at,
                unit=unit,
                cites=(limit.cite,),
                don_vi=s.name(unit),
                ly_do=reason,
                so=format_decimal(limit.value),
            )


@rule("SCO-028", needs=("bang_diem",))
def bonus_in_all(s: Subject) -> Outcomes:
    """All bonus points together stay under the common cap."""
    cap = s.regulation.score.bonus_total
    if cap is None:
        return
    for unit, decided in s.outcome.units.items():
        raw = [line.scores.by(s.outcome.column) for line in decided.bonuses]
        total = sum((value for value in raw if value is not None), Decimal(0))
        if total > cap.value:
            yield hit(
                "SCO-028",
                pointer("bang_diem", "don_vi", unit, "diem_thuong"),
                unit=unit,
                paper="bang_diem",
                cites=(cap.cite,),
                don_vi=s.name(unit),
                goc=format_decimal(total),
                con=format_decimal(cap.value),
            )


@rule("SCO-029", "SCO-030", needs=("bang_diem",))
def papers_behind_deductions(s: Subject) -> Outcomes:
    """A deduction rests on its paper, and counts in the year the paper was issued."""
    for unit, sheet in table(s).don_vi.items():
        for index, line in enumerate(sheet.diem_tru or () if unit in s.units else ()):
            ground = s.frame.deductions.get(line.can_cu)
            if ground is None:
                continue
            at = pointer("bang_diem", "don_vi", unit, "diem_tru", index, "van_ban")
            facts = {"don_vi": s.name(unit), "khoan": ground.title}
            day = line.van_ban.ngay if line.van_ban else None
            if ground.document is not None and (line.van_ban is None or line.van_ban.so is None or day is None):
                yield hit("SCO-029", at, unit=unit, cites=(ground.cite,), giay=ground.document, **facts)
            if ground.decided_in_year and day is not None and not s.frame.counts(day):
                yield hit("SCO-030", f"{at}/ngay", unit=unit, cites=(ground.cite,), ngay=format_day(day), **facts)


@rule("SCO-031", "SCO-032", needs=("bang_diem",))
def share_of_a_content(s: Subject) -> Outcomes:
    """Who can earn only a share of a content is known, and gets no more."""
    for limit in s.regulation.score.content_limits:
        top = next((node for node in table(s).tieu_chi if node.id == limit.content), None)
        for unit in s.units.values():
            applies = unit_condition(limit.units, unit)
            facts = {"don_vi": unit.ten, "noi_dung": limit.content}
            if applies is None:
                at = s.unit_pointers[unit.id]
                yield hit("SCO-031", at, unit=unit.id, cites=(limit.cite,), **facts)
                continue
            decided = s.outcome.units.get(unit.id)
            given = decided.criteria.get(limit.content) if decided else None
            value = given.scores.by(s.outcome.column) if given else None
            if not applies or top is None or value is None:
                continue
            most = top.diem_toi_da * limit.percent / 100
            if value > most:
                at = pointer("bang_diem", "don_vi", unit.id, "diem")
                points = {"diem": format_decimal(value), "con": format_decimal(most)}
                yield hit("SCO-032", at, unit=unit.id, cites=(limit.cite,), paper="bang_diem", **facts, **points)


@rule("SCO-033", needs=("bang_diem",))
def appraisal_asked_for(s: Subject) -> Outcomes:
    """A content that Ban TĐKT must appraise: the request is written, the answer is there."""
    given = s.case.ho_so.tham_dinh
    for content in s.regulation.score.contents:
        if content.appraisal_cite is None:
            continue
        missing = []
        if given is None or given.van_ban_de_nghi is None:
            missing.append(("van_ban_de_nghi", "văn bản đề nghị thẩm định"))
        if given is None or given.van_ban is None:
            missing.append(("van_ban", "kết quả thẩm định"))
        for field, words in missing:
            at = f"/ho_so/tham_dinh/{field}"
            yield hit("SCO-033", at, cites=(content.appraisal_cite,), noi_dung=content.id, thieu=words)
