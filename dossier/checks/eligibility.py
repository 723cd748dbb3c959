"""AWD: who may not be proposed, and the declarations that only people can make."""

from __future__ import annotations

from dossier.checks.awards import other_proposals
from dossier.checks.registry import Outcomes, Unchecked, hit, rule, undecided
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import lower_first
from dossier.inputs.ho_so import CamKet


def declaration_place(declaration: str) -> str:
    """Where a declaration is answered: in a field of its own, or among the others."""
    own = declaration in CamKet.model_fields
    return pointer("ho_so", "cam_ket", declaration) if own else pointer("ho_so", "cam_ket", "khac", declaration)


@rule("AWD-005")
def excluded_not_proposed(s: Subject) -> Outcomes:
    """A unit declared as not considered, or that did not sign the pact, is not proposed."""
    yield from undecided(s, "AWD-005")
    grounds = {exclusion.id: exclusion for exclusion in s.regulation.exclusions}
    declared = [
        (entry.don_vi, grounds[entry.can_cu], pointer("ho_so", "khong_xet", index))
        for index, entry in enumerate(s.case.ho_so.khong_xet)
        if entry.can_cu in grounds
    ]
    pact = s.case.ho_so.giao_uoc
    unsigned = next((exclusion for exclusion in s.regulation.exclusions if exclusion.unsigned_pact), None)
    if pact and unsigned:
        for index, unit in enumerate(pact.don_vi_khong_ky or ()):
            declared.append((unit, unsigned, pointer("ho_so", "giao_uoc", "don_vi_khong_ky", index)))
    elsewhere = {unit: (at, title) for at, unit, title in other_proposals(s)}
    for unit, exclusion, _declared_at in declared:
        if unit in elsewhere:
            at, title = elsewhere[unit]
            yield hit(
                "AWD-005",
                at,
                unit=unit,
                paper=s.proposal_paper,
                cites=(exclusion.cite,),
                don_vi=s.name(unit),
                hinh_thuc=title,
                ly_do=lower_first(exclusion.title),
            )
    for unit, exclusion, at in declared:
        if unit in s.proposed:
            yield hit(
                "AWD-005",
                at,
                unit=unit,
                paper=s.proposal_paper,
                cites=(exclusion.cite,),
                don_vi=s.name(unit),
                hinh_thuc=s.titles(unit),
                ly_do=lower_first(exclusion.title),
            )


@rule("AWD-008", "AWD-009")
def legal_standard(s: Subject) -> Outcomes:
    """The lead unit's legal standard is confirmed by people; the machine can't judge it."""
    given = s.case.ho_so.cam_ket or CamKet()
    for result in s.outcome.awards:
        award = s.awards[result.id]
        if not result.proposed or award.standard is None or award.standard_declaration is None:
            continue
        answer = given.answer(award.standard_declaration)
        if answer is True:
            continue
        standard = award.standard.removeprefix("đáp ứng ")
        cites = (award.standard_cite or award.cite,)
        at = declaration_place(award.standard_declaration)
        code = "AWD-008" if answer is None else "AWD-009"
        if answer is None:
            for blind in ("AWD-008", "AWD-009"):
                yield Unchecked(blind, "chua_khai", {"thieu": standard})
        yield hit(code, at, unit=result.proposed[0], cites=cites, tieu_chuan=standard, hinh_thuc=award.title)


@rule("AWD-010")
def declarations_answered(s: Subject) -> Outcomes:
    """Every ground that only people can know about is answered yes or no."""
    given = s.case.ho_so.cam_ket or CamKet()
    for exclusion in s.regulation.exclusions:
        if exclusion.declaration is None or given.answer(exclusion.declaration) is not None:
            continue
        title = lower_first(exclusion.title)
        yield Unchecked("AWD-010", "chua_khai", {"thieu": title})
        yield hit("AWD-010", declaration_place(exclusion.declaration), cites=(exclusion.cite,), truong_hop=title)


@rule("AWD-011", needs=("cam_ket",))
def declarations_fit_the_list(s: Subject) -> Outcomes:
    """The declarations and the list of units not considered say the same."""
    given = s.case.ho_so.cam_ket or CamKet()
    listed = {entry.can_cu for entry in s.case.ho_so.khong_xet}
    for exclusion in s.regulation.exclusions:
        answer = given.answer(exclusion.declaration) if exclusion.declaration else None
        if answer is None or exclusion.declaration is None:
            continue
        reason = None
        if exclusion.yes_means_somebody:
            if answer and exclusion.id not in listed:
                reason = "trả lời là có, nhưng danh sách không xét chưa nêu đơn vị nào theo căn cứ này"
            elif not answer and exclusion.id in listed:
                reason = "trả lời là không, nhưng danh sách không xét có đơn vị theo căn cứ này"
        elif not answer:
            reason = "câu trả lời cho biết còn đơn vị vi phạm ngoài danh sách không xét"
        if reason:
            yield hit(
                "AWD-011",
                declaration_place(exclusion.declaration),
                cites=(exclusion.cite,),
                truong_hop=lower_first(exclusion.title),
                ly_do=reason,
            )


@rule("AWD-012", needs=("cam_ket",))
def declaration_has_author(s: Subject) -> Outcomes:
    """Somebody answers for the declarations, on some paper."""
    given = s.case.ho_so.cam_ket
    for field, words in (("nguoi_ra_soat", "người rà soát"), ("can_cu", "văn bản làm căn cứ")):
        if getattr(given, field) is None:
            yield hit("AWD-012", pointer("ho_so", "cam_ket", field), thieu=words)


@rule("AWD-013", "AWD-014")
def grounds_known_and_papered(s: Subject) -> Outcomes:
    """A unit is left out on a ground of the regulation, with the paper behind it."""
    known = {exclusion.id for exclusion in s.regulation.exclusions}
    for index, entry in enumerate(s.case.ho_so.khong_xet):
        at = pointer("ho_so", "khong_xet", index)
        if entry.can_cu not in known:
            name = s.name(entry.don_vi)
            yield hit("AWD-013", f"{at}/can_cu", unit=entry.don_vi, don_vi=name, can_cu=entry.can_cu)
        if entry.van_ban is None:
            yield hit("AWD-014", f"{at}/van_ban", unit=entry.don_vi, don_vi=s.name(entry.don_vi))


@rule("AWD-015")
def pact_declared(s: Subject) -> Outcomes:
    """Who did not sign the pact is stated, because it excludes."""
    unsigned = next((exclusion for exclusion in s.regulation.exclusions if exclusion.unsigned_pact), None)
    if unsigned is None:
        return
    pact = s.case.ho_so.giao_uoc
    if pact is None or pact.don_vi_khong_ky is None:
        reason = "chưa khai phần giao ước thi đua" if pact is None else "chưa khai đơn vị nào không ký"
        yield Unchecked("AWD-015", "chua_khai", {"thieu": "đơn vị không ký giao ước"})
        at = "/ho_so/giao_uoc" if pact is None else "/ho_so/giao_uoc/don_vi_khong_ky"
        yield hit("AWD-015", at, cites=(unsigned.cite,), ly_do=reason)
