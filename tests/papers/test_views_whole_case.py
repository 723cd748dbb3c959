"""Every paper of a complete case has no gap; a draft lists what is missing; hostile text survives; papers agree."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
import view_cases as cases
from pydantic import ValidationError

from dossier.papers.blocks import Paragraph, Table
from dossier.papers.plan import plan_papers, plan_unit
from dossier.papers.view import GAP
from dossier.papers.views import FORMS, make_view
from dossier.papers.word import fill
from dossier.papers.word_read import read_docx

CREATED = datetime(2026, 2, 9)  # noqa: DTZ001


def words_of(blocks: tuple[Any, ...]) -> list[str]:
    lines: list[str] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            lines.append(block.text)
        elif isinstance(block, Table):
            for row in block.rows:
                for cell in row.cells:
                    lines.extend(words_of(cell.blocks))
    return lines


def test_plan_has_the_papers_of_the_regulation_in_dossier_order() -> None:
    keys = plan_papers(cases.context(cases.tree()))
    assert [(key.name, key.form) for key in keys] == [
        ("to_trinh", "mau_01"),
        ("bien_ban_hop", "bien_ban_hop"),
        ("bien_ban_kiem_phieu", "bien_ban_kiem_phieu"),
        ("bao_cao_tong_ket", "bao_cao_tong_ket"),
        ("bang_tong_hop", "bang_tong_hop"),
        ("bao_cao_thanh_tich__so_a", "mau_02"),
        ("bang_diem__so_a", "bang_diem"),
        ("bao_cao_thanh_tich__so_b", "mau_08"),
        ("bang_diem__so_b", "bang_diem"),
        ("bao_cao_thanh_tich__so_c", "mau_08"),
        ("bang_diem__so_c", "bang_diem"),
        ("phieu_suy_ton", "phieu_suy_ton"),
    ]
    assert [key.name for key in keys if not key.submitted] == ["phieu_suy_ton"]
    assert keys[1].title == "Biên bản họp khối thi đua"


def test_the_case_may_choose_another_form_for_bang_khen_but_not_for_co() -> None:
    tree = cases.tree()
    tree["ho_so"]["mau_bao_cao_bang_khen"] = "mau_04"
    forms = {key.name: key.form for key in plan_papers(cases.context(tree))}
    assert forms["bao_cao_thanh_tich__so_a"] == "mau_02"
    assert forms["bao_cao_thanh_tich__so_b"] == "mau_04"


def test_a_unit_prepares_its_papers_before_anything_is_decided() -> None:
    tree = cases.tree()
    tree["ho_so"]["bo_phieu"] = None
    for sheet in tree["bang_diem"]["don_vi"].values():
        sheet["diem"] = {}
    context = cases.context(tree, "du_thao")
    assert context.outcome.proposed == ()
    keys = plan_unit(context, "so_d")
    assert [(key.id, key.form, key.unit) for key in keys] == [
        ("bao_cao_thanh_tich", "mau_08", "so_d"),
        ("bang_diem", "bang_diem", "so_d"),
    ]
    for key in keys:
        assert make_view(key, context).gaps


def test_a_complete_case_has_no_gap_in_any_paper() -> None:
    for name, view in cases.views(cases.context(cases.tree())).items():
        assert view.gaps == [], name
        assert GAP not in cases.text(view), name


@pytest.mark.parametrize("form", ["mau_02", "mau_04", "mau_08"])
def test_every_report_form_is_complete(form: str) -> None:
    tree = cases.tree()
    tree["ho_so"]["mau_bao_cao_bang_khen"] = form
    view = cases.view(cases.context(tree), "bao_cao_thanh_tich__so_b")
    assert view.form == form
    assert view.gaps == []


def bare_tree() -> cases.Tree:
    ho_so = cases.tree()["ho_so"]
    return {
        "ho_so": {
            "quy_che": "cao-bang-2025",
            "nam": "2025",
            "nhom": {
                "loai": "khoi",
                "ten": "Khối thi đua số 99 tỉnh Cao Bằng",
                "don_vi": [{"id": u["id"], "ten": u["ten"]} for u in ho_so["nhom"]["don_vi"]],
            },
        }
    }


@pytest.mark.parametrize("stage", ["du_thao", "trinh_ky", "phat_hanh", "nop"])
def test_an_empty_draft_prints_dots_and_lists_every_gap(stage: str) -> None:
    context = cases.context(bare_tree(), stage)
    keys = {key.form: key for key in (*plan_papers(context), *plan_unit(context, "so_a"))}
    for form in FORMS:
        if form not in keys:  # another award's, or a paper outside the review of the year
            continue
        view = make_view(keys[form], context)
        words = cases.text(view)
        assert "None" not in words
        if form == "phieu_suy_ton":
            assert view.gaps == []
            continue
        assert view.gaps, form
        assert GAP in words, form
        for gap in view.gaps:
            assert gap.label and gap.required_from in ("du_thao", "trinh_ky", "phat_hanh", "nop", "khong_bat_buoc")
            assert gap.pointer is None or "{" not in gap.pointer


def removable(tree: cases.Tree) -> list[tuple[str, ...]]:
    """Every entry of ``ho_so`` to the second level, and every file but ``ho_so``."""
    ho_so = tree["ho_so"]
    paths = [("ho_so", name) for name in ho_so]
    paths += [("ho_so", name, inner) for name, part in ho_so.items() if isinstance(part, dict) for inner in part]
    paths += [("bang_diem",), ("tong_ket",), ("thanh_tich",), ("bang_diem", "don_vi"), ("thanh_tich", "so_a")]
    return paths


def test_any_missing_entry_becomes_a_gap_and_never_an_error() -> None:
    seen = 0
    for path in removable(cases.tree()):
        tree = cases.tree()
        inner = tree
        for name in path[:-1]:
            inner = inner[name]
        del inner[path[-1]]
        try:
            context = cases.context(tree)
        except ValidationError:
            continue  # an entry that the inputs themselves require
        seen += 1
        keys = [*plan_papers(context), *plan_unit(context, "so_b")]
        reports = [replace(key, form=form) for key in keys[-2:-1] for form in ("mau_02", "mau_04", "mau_08")]
        for key in (*keys, *reports):
            assert "None" not in cases.text(make_view(key, context)), (path, key.name)
    assert seen > 30


def test_gaps_point_to_the_place_to_fill_in() -> None:
    tree = cases.tree()
    del tree["ho_so"]["nhom"]["don_vi"][1]["nguoi_ky"]
    tree["thanh_tich"]["so_b"]["bien_phap"] = []
    view = cases.view(cases.context(tree), "bao_cao_thanh_tich__so_b")
    assert {(gap.field, gap.pointer) for gap in view.gaps} == {
        ("nguoi_ky", "ho_so.yaml#/nhom/don_vi/1/nguoi_ky"),
        ("bien_phap", "thanh_tich/so_b.yaml#/bien_phap"),
    }


def test_number_and_day_are_left_to_the_clerk_until_issued() -> None:
    tree = cases.tree()
    view = cases.view(cases.context(tree, "trinh_ky"), "to_trinh")
    assert view.values["so_ky_hieu"] == "Số:       /TTr-M0"
    assert view.values["dia_danh_ngay"] == "Cao Bằng, ngày      tháng 02 năm 2026"
    assert view.gaps == []
    issued = cases.view(cases.context(tree, "phat_hanh"), "to_trinh")
    assert issued.values["so_ky_hieu"] == "Số: 05/TTr-M0"
    assert issued.values["dia_danh_ngay"] == "Cao Bằng, ngày 09 tháng 02 năm 2026"
    tree["ho_so"]["van_ban"]["to_trinh"] = {}
    missing = cases.view(cases.context(tree, "phat_hanh"), "to_trinh")
    assert {gap.field for gap in missing.gaps} == {"so", "ngay"}


HOSTILE = "Sở <b>A & B</b> {{ 7*7 }} {% if x %} **đậm** _nghiêng_ “ngoặc” </w:t>"


def test_hostile_text_reaches_the_word_paper_unchanged() -> None:
    tree = cases.tree()
    tree["ho_so"]["nhom"]["don_vi"][1]["ten"] = HOSTILE
    tree["ho_so"]["hoi_nghi"]["dien_bien"] = [HOSTILE, {"gach_dau_dong": [HOSTILE]}]
    tree["thanh_tich"]["so_b"]["ket_qua_nhiem_vu"] = [
        {"muc": HOSTILE, "noi_dung": [{"bang": {"cot": [HOSTILE, "Số"], "hang": [[HOSTILE, ""]]}}]}
    ]
    context = cases.context(tree)
    for name, least in (("bien_ban_hop", 5), ("bao_cao_thanh_tich__so_b", 3), ("to_trinh", 2), ("phieu_suy_ton", 2)):
        view = cases.view(context, name)
        words = "\n".join(words_of(read_docx(fill(view.form, view, created=CREATED)).blocks))
        assert words.count(HOSTILE) >= least, name
        assert "49" not in words.replace("949", ""), name


def test_the_papers_agree_with_each_other() -> None:
    context = cases.context(cases.tree())
    views = cases.views(context)
    proposed = [context.case.ho_so.don_vi(unit).ten for unit, _ in context.outcome.proposed]
    rows = cases.cells(views["to_trinh"], "danh_sach")[1:]
    assert [row[1] for row in rows] == proposed == ["Sở Kế hoạch mẫu", "Sở Thương mại mẫu", "Ban Quản lý mẫu"]
    assert "Đề nghị khen thưởng 03 tập thể" in views["to_trinh"].values["tong_de_nghi"]
    reports = [view for name, view in views.items() if name.startswith("bao_cao_thanh_tich")]
    assert [view.values["ten_don_vi"] for view in reports] == proposed
    for row, unit in zip(rows, ("so_a", "so_b", "so_c"), strict=True):
        score = row[3]
        assert f"thẩm định: {score} điểm" in cases.text(views[f"bao_cao_thanh_tich__{unit}"])
        assert cases.cells(views[f"bang_diem__{unit}"], "bang")[-1][-2] == score
        summary = next(line for line in cases.cells(views["bang_tong_hop"], "bang") if line[1] == row[1])
        assert score in summary
        minutes = next(line for line in cases.cells(views["bien_ban_hop"], "bang_diem") if line[1] == row[1])
        assert minutes[4] == score
    for view in (views["to_trinh"], views["bien_ban_kiem_phieu"], views["bao_cao_tong_ket"]):
        assert "57,14%" in cases.text(view)


def test_no_text_of_a_form_stays_on_a_paper() -> None:
    left_over = re.compile(r"\{\{|\}\}|\bNone\b|\bnan\b|…|\(HOẶC|\bXXX\b|\.\.\.\.")
    for name, view in cases.views(cases.context(cases.tree())).items():
        assert not left_over.search(cases.text(view)), name
