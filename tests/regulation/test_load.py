"""Regulation files: what a good one gives, what a broken one says, and amendments over the file they extend."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
import yaml

from dossier.core.errors import RegulationInvalid
from dossier.core.resources import REGULATIONS
from dossier.regulation.load import list_regulations, load_calendar, load_national, load_regulation

GOOD = (REGULATIONS / "cao-bang-2025.yaml").read_text(encoding="utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of regulations of one's own, with the real ones to begin with."""
    for name in ("cao-bang-2025", "quoc-gia", "ngay_nghi"):
        (tmp_path / f"{name}.yaml").write_bytes((REGULATIONS / f"{name}.yaml").read_bytes())
    return tmp_path


def broken(folder: Path, old: str, new: str) -> str:
    """What the loader says of the good file after one change."""
    assert old in GOOD
    (folder / "cao-bang-2025.yaml").write_text(GOOD.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(RegulationInvalid) as raised:
        load_regulation("cao-bang-2025", folder)
    return raised.value.message


def test_every_value_of_cao_bang_prints_its_clause() -> None:
    r = load_regulation("cao-bang-2025")
    assert str(r.citation(r.score.scale.cite)) == "khoản 2 mục I Phần II Hướng dẫn số 4095/HD-UBND"
    assert str(r.citation(r.award("bang_khen").quota[-1].cite)) == (
        "gạch đầu dòng thứ sáu điểm b khoản 1 mục I Phần III Hướng dẫn số 4095/HD-UBND"
    )
    assert [b.max for b in r.score.bonuses] == [30, 10, 10, 5]
    assert [d.max for d in r.score.deductions] == [10] * 6
    assert (r.award("co_thi_dua").threshold.value, r.award("bang_khen").threshold.value) == (900, 850)
    assert r.rule("bau_truong_pho").cite.diem == "b"


def test_citation_says_when_an_amendment_has_not_been_read() -> None:
    r = load_regulation("cao-bang-2025")
    cite = r.award("co_thi_dua").standard_cite
    assert cite is not None
    assert str(r.citation(cite, date(2026, 9, 30))) == "khoản 1 Điều 26 Luật Thi đua, khen thưởng"
    assert "Luật số 06/2026/QH16" in (r.citation(cite, date(2026, 10, 1)).note or "")
    assert r.citation(r.score.scale.cite, date(2027, 1, 1)).note is None


def test_national_rules_have_unique_ids_and_print() -> None:
    national = load_national()
    ids = [rule.id for rule in national.rules]
    assert len(ids) == len(set(ids)) > 30
    assert (
        str(national.citation(national.rule("noi_dung_to_trinh").cite))
        == "khoản 11 Điều 33 Nghị định số 152/2025/NĐ-CP"
    )
    assert (
        str(national.citation(national.rule("mau_bien_ban").cite))
        == "Mẫu số 1.9 Phụ lục III Nghị định số 30/2020/NĐ-CP"
    )
    with pytest.raises(KeyError):
        national.rule("khong_co")


def test_every_national_rule_that_findings_cite_is_there() -> None:
    """messages/kiem_tra.yaml names rules by id: a wrong id would break a finding only when it is made."""
    catalogue = REGULATIONS.parent / "dossier" / "messages" / "kiem_tra.yaml"
    cited: set[str] = set()
    for names in re.findall(r"^\s+law: \[(.*)\]", catalogue.read_text(encoding="utf-8"), re.MULTILINE):
        cited |= {name.strip() for name in names.split(",") if name.strip()}
    assert cited
    assert cited <= {rule.id for rule in load_national().rules}


def test_numbers_of_the_seed_stand_in_the_data_not_in_python() -> None:
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for layer in ("regulation", "decisions")
        for path in (REGULATIONS.parent / "dossier" / layer).glob("*.py")
    )
    code = re.sub(r'""".*?"""', "", code, flags=re.DOTALL)
    for number in ("900", "850", "899"):
        assert not re.search(rf"(?<![\d.#]){number}(?!\d)", code), number


def test_value_without_citation_is_refused_with_its_line(folder: Path) -> None:
    message = broken(
        folder,
        'own_table: {value: "1000", cite: {source: hd_4095, phan: II, muc: I, khoan: "3", diem: a}}',
        'own_table: {value: "1000"}',
    )
    line = next(i for i, text in enumerate(GOOD.splitlines(), 1) if "own_table" in text)
    assert f"cao-bang-2025.yaml:{line}: /score/own_table/cite: thiếu căn cứ (cite)" in message


def test_unknown_source_of_a_citation_is_refused(folder: Path) -> None:
    message = broken(folder, "used_cite: {source: hd_4095", "used_cite: {source: hd_4096")
    assert "văn bản “hd_4096” không có" in message and "/score/used_cite/source" in message


def test_unknown_key_is_refused(folder: Path) -> None:
    assert "khóa này không có trong cấu trúc" in broken(folder, "  used: tham_dinh\n", "  used: tham_dinh\n  la: x\n")


def test_duplicate_key_is_refused(folder: Path) -> None:
    assert "used" in broken(folder, "  used: tham_dinh\n", "  used: tham_dinh\n  used: khoi_cham\n")


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('value: "900"', 'value: "chín trăm"', "không phải là số"),
        ('value: "900"', 'value: "1.000"', "dễ hiểu nhầm"),
        ('value: "900"', 'value: "-1"', "không được nhỏ hơn 0"),
        ("used: tham_dinh", "used: tu_cham", "không thuộc các giá trị cho phép"),
        ('from_day: "2025-12-30"', 'from_day: "2025-02-30"', "không phải là ngày có thật"),
        ("month_day: 06-15", "month_day: 15/6", "không đúng dạng"),
        ("title: Tờ trình đề nghị khen thưởng", "title:", "phải là chữ"),
        ("id: cao-bang-2025", "id: cao-bang-2026", "khác tên tệp"),
        ("month_day: 06-15", "month_day: 02-30", "không có thật"),
        ("required_when: can_bo_phieu", "required_when: neu_can", "điều kiện “neu_can” không có trong danh sách"),
        ("reading: truoc_ngay", "reading: sau_ngay", "cách hiểu “sau_ngay” không có"),
    ],
)
def test_bad_values_are_named_in_vietnamese(folder: Path, old: str, new: str, words: str) -> None:
    assert words in broken(folder, old, new)


def test_all_problems_are_listed_at_once(folder: Path) -> None:
    text = (
        GOOD.replace('value: "900"', 'value: "x"')
        .replace("used: tham_dinh", "used: ai")
        .replace("source: qd_12, dieu", "source: qd_13, dieu")
    )
    (folder / "cao-bang-2025.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(RegulationInvalid, match="có 3 lỗi") as raised:
        load_regulation("cao-bang-2025", folder)
    assert raised.value.message.count("\n- cao-bang-2025.yaml:") == 3


@pytest.mark.parametrize("name", ["khong-co", "../quoc-gia", "/etc/passwd", "", "A" * 300])
def test_unknown_or_unsafe_name_lists_what_there_is(name: str) -> None:
    with pytest.raises(RegulationInvalid) as raised:
        load_regulation(name)
    assert "cao-bang-2025" in (raised.value.hint or "")


def test_list_names_regulations_only(folder: Path) -> None:
    assert list_regulations(folder) == ("cao-bang-2025",)


AMENDMENT = """\
schema: regulation/1
id: cao-bang-2027
extends: cao-bang-2025
title: Văn bản sửa đổi mẫu
main_source: hd_sua_doi
valid: {from_day: "2026-12-01", until: null, years_from: "2026", cite: {source: hd_sua_doi, khoan: "1"}, note: Mẫu}
sources:
  hd_sua_doi: {kind: Hướng dẫn, number: 1/HD-UBND, title: sửa đổi, short: Hướng dẫn số 1/HD-UBND, read: doc_nguyen_van}
awards:
  - id: bang_khen
    threshold: {value: "860", cite: {source: hd_sua_doi, khoan: "2"}}
score:
  deductions:
    - {id: khieu_nai_to_cao, removed: true, cite: {source: hd_sua_doi, khoan: "3"}}
    - {id: tre_hop, title: Họp trễ, each: "1", cite: {source: hd_sua_doi, khoan: "4"}}
papers:
  - {id: bao_cao_thanh_tich, award: bang_khen, form: mau_04, cite: {source: hd_sua_doi, khoan: "5"}}
"""


def test_amendment_changes_by_id_and_keeps_the_rest(folder: Path) -> None:
    (folder / "cao-bang-2027.yaml").write_text(AMENDMENT, encoding="utf-8")
    base, new = load_regulation("cao-bang-2025", folder), load_regulation("cao-bang-2027", folder)
    assert new.award("bang_khen").threshold.value == 860
    assert str(new.citation(new.award("bang_khen").threshold.cite)) == "khoản 2 Hướng dẫn số 1/HD-UBND"
    assert new.award("bang_khen").quota == base.award("bang_khen").quota
    assert new.award("co_thi_dua") == base.award("co_thi_dua")
    assert [d.id for d in new.score.deductions] == [*(d.id for d in base.score.deductions[:-1]), "tre_hop"]
    assert [(r.where, r.id, r.cite.khoan) for r in new.removed] == [("score/deductions", "khieu_nai_to_cao", "3")]
    assert [p.form for p in new.papers if p.id == "bao_cao_thanh_tich"] == ["mau_02", "mau_04"]
    assert new.deadlines == base.deadlines


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('removed: true, cite: {source: hd_sua_doi, khoan: "3"}', "removed: true", "kèm căn cứ"),
        ("removed: true", "removed: false", "kèm căn cứ"),
        ("id: khieu_nai_to_cao", "id: khong_co_muc_nay", "không có mục này"),
        ("extends: cao-bang-2025", "extends: cao-bang-2027", "thành vòng"),
        ("extends: cao-bang-2025", "extends: khong-co", "Không có quy định"),
        ('value: "860"', 'value: "x"', "cao-bang-2027.yaml:11"),
        (
            ', form: mau_04, cite: {source: hd_sua_doi, khoan: "5"}',
            ", form: mau_04",
            "phải ghi căn cứ (cite) của chỗ sửa",
        ),
    ],
)
def test_bad_amendments_are_refused(folder: Path, old: str, new: str, words: str) -> None:
    assert old in AMENDMENT
    (folder / "cao-bang-2027.yaml").write_text(AMENDMENT.replace(old, new), encoding="utf-8")
    with pytest.raises(RegulationInvalid) as raised:
        load_regulation("cao-bang-2027", folder)
    assert words in raised.value.message


def test_problem_of_an_amended_value_points_into_the_file_it_came_from(folder: Path) -> None:
    (folder / "cao-bang-2025.yaml").write_text(GOOD.replace("month_day: 06-15", "month_day: x"), encoding="utf-8")
    (folder / "cao-bang-2027.yaml").write_text(AMENDMENT, encoding="utf-8")
    line = next(i for i, text in enumerate(GOOD.splitlines(), 1) if "month_day: 06-15" in text)
    with pytest.raises(RegulationInvalid, match=f"cao-bang-2025.yaml:{line}: "):
        load_regulation("cao-bang-2027", folder)


def test_calendar_file_is_checked_like_the_others(folder: Path) -> None:
    path = folder / "ngay_nghi.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("status: nghi", "status: om"), encoding="utf-8")
    with pytest.raises(RegulationInvalid, match="không thuộc các giá trị cho phép"):
        load_calendar(folder)


def test_files_mean_the_same_to_any_yaml_reader() -> None:
    """Nothing in the files leans on our reader: a standard one finds the same texts."""
    standard = yaml.load(GOOD, Loader=yaml.BaseLoader)
    assert standard["score"]["scale"]["value"] == "1000"
    assert [a["id"] for a in standard["awards"]] == [a.id for a in load_regulation("cao-bang-2025").awards]
