"""AWD: how the conference chose, the numbers set elsewhere, the choices of a council above, what may not be proposed."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.checks.wording import texts
from dossier.core.vietnamese import format_count, join_names
from dossier.decisions.places import open_to, places_for
from dossier.decisions.selection import method_of

METHODS = {
    "nhat_tri_cao": "nhất trí cao",
    "bo_phieu_hai_vong": "bỏ phiếu kín",
    "bieu_quyet": "biểu quyết",
}


@rule("AWD-017", "AWD-018")
def way_of_choosing(s: Subject) -> Outcomes:
    """The way the conference chose is stated, and one the regulation offers."""
    method = method_of(s.case, s.regulation)
    if method is None:
        return
    meeting = s.case.ho_so.hoi_nghi
    at = "/ho_so/hoi_nghi/cach_binh_xet"
    cites = tuple(dict.fromkeys(m.cite for m in s.regulation.selection))
    if meeting is None or meeting.cach_binh_xet is None:
        offered = join_names([m.title for m in s.regulation.selection])
        yield hit("AWD-017", at, cites=cites, cach=offered)
    elif s.regulation.method(method) is None:
        gone = tuple(r.cite for r in s.regulation.removed if r.where == "selection" and r.id == method)
        offered = join_names([m.title for m in s.regulation.selection])
        yield hit("AWD-018", at, cites=gone or cites, cach=METHODS[method], cho=offered)


@rule("AWD-019", "AWD-020")
def numbers_set_elsewhere(s: Subject) -> Outcomes:
    """A number that another decision sets is given with that decision; no other number is given."""
    given = {quota.hinh_thuc: (index, quota) for index, quota in enumerate(s.case.ho_so.chi_tieu_khen)}
    for award in s.regulation.awards:
        if award.quota_input is None or not open_to(award, s.case):
            continue
        cites = (award.quota_input.cite,)
        if award.id not in given:
            yield hit("AWD-019", "/ho_so/chi_tieu_khen", cites=cites, hinh_thuc=award.title, thieu="số lượng")
            continue
        index, quota = given[award.id]
        text = quota.van_ban
        if text is None or text.so is None or text.ngay is None:
            at = pointer("ho_so", "chi_tieu_khen", index, "van_ban")
            missing = "văn bản ấn định (số, ngày)"
            yield hit("AWD-019", at, cites=cites, hinh_thuc=award.title, thieu=missing)
    refused = {award.id for award in s.regulation.refused_awards}
    for name, (index, quota) in given.items():
        known = s.awards.get(name)
        at = pointer("ho_so", "chi_tieu_khen", index, "hinh_thuc")
        if known is None and name not in refused:
            yield hit("AWD-020", at, hinh_thuc=name, ly_do="quy định không có hình thức này")
        elif known is not None and known.quota_input is None:
            yield hit("AWD-020", at, hinh_thuc=known.title, ly_do="quy định đã nêu cách tính số lượng")
        elif known is not None and known.leader and quota.so_luong > 1:
            reason = f"chỉ một đơn vị dẫn đầu được đề nghị, hồ sơ ghi {format_count(quota.so_luong)}"
            yield hit("AWD-020", at, hinh_thuc=known.title, ly_do=reason)


@rule("AWD-021")
def refused_awards(s: Subject) -> Outcomes:
    """Some awards may not be proposed at the conference at all."""
    ho_so = s.case.ho_so
    for award in s.regulation.refused_awards:
        word = award.title.casefold()
        places = [
            (pointer("ho_so", "de_nghi_khac", i, "hinh_thuc"), other.hinh_thuc)
            for i, other in enumerate(ho_so.de_nghi_khac)
        ]
        places += [(pointer("ca_nhan", name, "hinh_thuc"), person.hinh_thuc) for name, person in s.case.ca_nhan.items()]
        places += [
            (pointer("ho_so", "chi_tieu_khen", i, "hinh_thuc"), award.title)
            for i, quota in enumerate(ho_so.chi_tieu_khen)
            if quota.hinh_thuc == award.id
        ]
        if ho_so.hoi_nghi is not None:
            root = pointer("ho_so", "hoi_nghi", "ket_luan")
            said = texts(ho_so.hoi_nghi.model_copy(update={"dien_bien": (), "thao_luan": ()}), "/ho_so/hoi_nghi")
            places += [(at, text) for at, text in said if at.startswith(root) and "đề nghị" in text.casefold()]
        for at, text in places:
            if word in text.casefold():
                yield hit("AWD-021", at, cites=(award.cite,), hinh_thuc=award.title)


@rule("AWD-022")
def choice_of_the_council(s: Subject) -> Outcomes:
    """What the council above chose fits what it could choose from."""
    council = s.case.ho_so.de_nghi_cap_tren
    for award in s.regulation.awards:
        places = places_for(award, s.case)
        if award.chosen_by != "cap_tren" or places is None:
            continue
        at = pointer("ho_so", "de_nghi_cap_tren", "lua_chon", award.id)
        if council is None:
            for code in ("AWD-022",):
                yield Unchecked(code, "chua_khai", {"thieu": f"lựa chọn của hội đồng cấp trên cho {award.title}"})
            continue
        picked = council.lua_chon.get(award.id, ())
        result = next(r for r in s.outcome.awards if r.id == award.id)
        strangers = [s.name(unit) for unit in picked if unit not in result.proposed]
        if strangers:
            reason = f"{join_names(strangers)} không thuộc các đơn vị được lựa chọn"
            yield hit("AWD-022", at, cites=(award.cite,), hinh_thuc=award.title, ly_do=reason)
        if places.count is not None and len(picked) > places.count:
            reason = f"chọn {format_count(len(picked))} đơn vị, số lượng là {format_count(places.count)}"
            yield hit("AWD-022", at, cites=(places.cite,), hinh_thuc=award.title, ly_do=reason)
        if council.van_ban is None:
            reason = "chưa ghi văn bản của hội đồng"
            yield hit(
                "AWD-022", "/ho_so/de_nghi_cap_tren/van_ban", cites=(award.cite,), hinh_thuc=award.title, ly_do=reason
            )


@rule("AWD-023")
def standards_found(s: Subject) -> Outcomes:
    """Titles given to units that meet a standard need the list of those units."""
    asked: dict[str, str] = {}
    for award in s.regulation.awards:
        if award.declared is not None and open_to(award, s.case):
            asked.setdefault(award.declared, award.id)
    for name, award_id in asked.items():
        if name not in s.case.ho_so.du_tieu_chuan:
            award = s.awards[award_id]
            title = s.awards[name].title if name in s.awards else name
            yield hit("AWD-023", pointer("ho_so", "du_tieu_chuan", name), cites=(award.cite,), danh_hieu=title)


@rule("AWD-024")
def kind_of_cluster(s: Subject) -> Outcomes:
    """Where the regulation treats kinds of cluster differently, the case says which it is."""
    if s.case.ho_so.nhom.linh_vuc is not None:
        return
    run_by = s.case.ho_so.nhom.quan_ly.value
    awards = [a.cite for a in s.regulation.awards if a.kinds and run_by in a.run_by]
    lists = [c.cite for c in s.regulation.criteria_lists if c.kinds]
    if awards or lists:
        yield hit("AWD-024", "/ho_so/nhom/linh_vuc", cites=tuple(dict.fromkeys([*awards, *lists]))[:1])
