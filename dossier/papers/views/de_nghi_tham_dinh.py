"""Công văn đề nghị thẩm định: the leader unit asks Ban TĐKT in writing to appraise the contents that it alone may appraise."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, format_decimal, join_names
from dossier.inputs.bang_diem import TieuChi
from dossier.papers.blocks import Block, Row, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import LETTER, Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_row
from dossier.papers.views.wording import balanced, score_text


def de_nghi_tham_dinh_view(key: PaperKey, context: Context) -> View:
    """The written request for an appraisal."""
    ho_so = context.case.ho_so
    fields = Fields(key.form, don_vi=unit_place(context), paper=key.name)
    issue = Issue(context, key, fields, ho_so.truong, LETTER)
    told = Standings(context, fields)
    terms = told.terms
    asked = _asked(context)
    names = join_names([f"nội dung {group.id} ({group.ten[:1].lower()}{group.ten[1:]})" for group in asked])
    subject = f"thẩm định điểm thi đua năm {ho_so.nam} của {terms.ten_ngan}"
    rule = _rule(context)
    values = {
        **issue.heading(),
        **issue.signature(),
        "ve_viec": balanced(f"V/v đề nghị {subject}", 36),
        "kinh_gui": issue.addressees([terms.tham_dinh]),
        "mo_dau": (
            f"Thực hiện {rule}, các đơn vị thành viên {terms.ten} đã tự chấm điểm thi đua năm {ho_so.nam}; {terms.truong} đã tổng hợp "
            "kết quả tự chấm điểm của các đơn vị."
        ),
        "tong_hop": f"{terms.truong} gửi tổng hợp điểm {names} của các đơn vị thành viên như sau:",
        "bang": _table(context, told, fields, asked),
        "de_nghi": (
            f"Đề nghị {terms.tham_dinh} thẩm định, cho ý kiến bằng văn bản đối với {names} của "
            f"{format_count(len(ho_so.nhom.don_vi))} đơn vị thành viên để {terms.nhom} có căn cứ bình xét, suy tôn và đề nghị khen "
            "thưởng."
        ),
        "kem_theo": "(Gửi kèm bảng tự chấm điểm và hồ sơ tài liệu kiểm chứng của các đơn vị)",
        "ket": f"{terms.truong_cua(terms.ten_ngan)} trân trọng đề nghị./.",
        "noi_nhan": issue.recipients([f"Các đơn vị thành viên {terms.ten_ngan}"], addressed=True),
    }
    return View(key.form, f"Công văn đề nghị {subject}", values, fields.gaps)


def _asked(context: Context) -> list[TieuChi]:
    """The contents that the regulation puts before Ban TĐKT; all of them where it names none."""
    table = context.case.bang_diem
    if table is None:
        return []
    named = {content.id for content in context.regulation.score.contents if content.appraisal_cite}
    return [group for group in table.tieu_chi if not named or group.id in named]


def _rule(context: Context) -> str:
    regulation = context.regulation
    cite = next((c.appraisal_cite for c in regulation.score.contents if c.appraisal_cite), regulation.score.used_cite)
    return str(regulation.citation(cite))


def _table(context: Context, told: Standings, fields: Fields, asked: list[TieuChi]) -> list[Block]:
    if not asked:
        return [paragraph(fields.need("bang_diem", None))]
    titles = ["TT", "Đơn vị"]
    weights = [12.0, 48.0]
    for group in asked:
        most = format_decimal(group.diem_toi_da)
        titles += [f"Nội dung {group.id}: tự chấm (tối đa {most})", f"Nội dung {group.id}: {told.terms.nhom} chấm"]
        weights += [24.0, 24.0]
    titles += ["Tổng điểm tự chấm", "Hồ sơ tài liệu kiểm chứng"]
    weights += [22.0, 44.0]
    evidence = {attached.tep: attached.ten for attached in context.case.ho_so.dinh_kem}
    rows = [header_row(titles)]
    for number, unit in enumerate(context.case.ho_so.nhom.don_vi, start=1):
        scores = context.outcome.units.get(unit.id)
        cells = [cell(str(number), "o_bang_giua"), cell(unit.ten)]
        for group in asked:
            given = scores.contents.get(group.id) if scores else None
            for value in (given.tu_cham if given else None, given.khoi_cham if given else None):
                text = fields.need("diem", score_text(value, told.places), about=f"nội dung {group.id}, {unit.ten}")
                cells.append(cell(text, "o_bang_giua"))
        cells.append(cell(told.total(unit.id, "tu_cham"), "o_bang_giua"))
        sheet = context.case.bang_diem.don_vi.get(unit.id) if context.case.bang_diem else None
        ids = {leaf.id for group in asked for leaf in group.leaves()}
        proofs = (
            [proof for name, entry in sheet.diem.items() if name in ids for proof in entry.minh_chung] if sheet else []
        )
        told_proofs = "; ".join(dict.fromkeys(evidence.get(proof, proof).rstrip(" .;") for proof in proofs))
        cells.append(cell(told_proofs or "-"))
        rows.append(Row(tuple(cells), cant_split=True))
    return spaced(Table(tuple(rows), scaled(weights, TEXT_WIDTH)))
