"""Reports, registrations and the estimate in the case folder: read, named by their period, held against the case."""

from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError
from small_case import SmallCase

from dossier.inputs.bao_cao import KyBaoCao, report_name, report_period
from dossier.inputs.du_toan import KhoanChi, Tien
from dossier.inputs.load import load_case


def test_reports_are_found_by_period_and_unit(small: SmallCase) -> None:
    small.write("bao_cao_nhom/so_ket.yaml", "so_nguoi: 120\n")
    small.write("bao_cao_don_vi/tong_ket__so_b.yaml", "uu_diem: [Tốt.]\n")
    small.write("dang_ky.yaml", "don_vi: {so_a: {danh_hieu: [Tập thể lao động xuất sắc]}}\n")
    small.write("du_toan.yaml", "khoan_chi: [{noi_dung: In ấn, so_luong: 3, don_gia: 1.500}]\n")
    case = load_case(small.folder).case
    cluster = case.report_of_cluster(KyBaoCao.SO_KET)
    assert cluster is not None and cluster.so_nguoi == 120
    assert case.report_of_cluster(KyBaoCao.TONG_KET) is None
    assert case.report_of_unit(KyBaoCao.TONG_KET, "so_b") is not None
    assert case.report_of_unit(KyBaoCao.SO_KET, "so_b") is None
    assert case.du_toan is not None and case.du_toan.khoan_chi[0].thanh_tien == 4500


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("bao_cao_nhom/quy_1.yaml", "INP-211"),
        ("bao_cao_nhom/so_ket__so_a.yaml", "INP-211"),
        ("bao_cao_don_vi/so_ket.yaml", "INP-211"),
        ("bao_cao_don_vi/so_ket__so_x.yaml", "INP-201"),
    ],
)
def test_a_file_whose_name_says_no_period_or_no_unit(small: SmallCase, file: str, code: str) -> None:
    small.write(file, "uu_diem: [Tốt.]\n")
    finding = small.finding()
    assert (finding.code, finding.at.file) == (code, file)


@pytest.mark.parametrize(
    ("file", "content", "pointer"),
    [
        ("bao_cao_nhom/so_ket.yaml", "chi_tieu_trong_tam: [X.9]\n", "/chi_tieu_trong_tam/0"),
        ("bao_cao_nhom/so_ket.yaml", "so_lieu: {so_a: {X.9: {thuc_hien: 1}}}\n", "/so_lieu/so_a/X.9"),
        ("bao_cao_don_vi/so_ket__so_a.yaml", "so_lieu: {X.9: {thuc_hien: 1}}\n", "/so_lieu/X.9"),
    ],
)
def test_a_criterion_that_the_table_does_not_have(small: SmallCase, file: str, content: str, pointer: str) -> None:
    small.write(file, content)
    finding = small.finding()
    assert (finding.at.file, finding.at.pointer) == (file, pointer)
    assert "X.9" in finding.message


def test_figures_and_registrations_of_strangers_are_refused(small: SmallCase) -> None:
    small.write("bao_cao_nhom/so_ket.yaml", "so_lieu: {so_x: {}}\n")
    small.write("dang_ky.yaml", "don_vi: {so_y: {}}\n")
    assert {(f.code, f.at.file) for f in small.findings()} == {
        ("INP-201", "bao_cao_nhom/so_ket.yaml"),
        ("INP-201", "dang_ky.yaml"),
    }


def test_a_paper_of_a_person_may_have_a_number(small: SmallCase) -> None:
    small.write("ca_nhan/nguoi_a.yaml", "{ho_ten: Nguyễn Giả Định, don_vi: so_a, hinh_thuc: Bằng khen}\n")
    small.replace("ho_so.yaml", "bao_cao_thanh_tich__so_a", "bao_cao_ca_nhan__nguoi_a")
    assert "bao_cao_ca_nhan__nguoi_a" in load_case(small.folder).case.ho_so.van_ban


def test_names_of_reports_go_both_ways() -> None:
    assert report_name(KyBaoCao.SO_KET) == "so_ket"
    assert report_period(report_name(KyBaoCao.TONG_KET, "so_a")) == (KyBaoCao.TONG_KET, "so_a")
    assert report_period("so_ket") == (KyBaoCao.SO_KET, None)
    assert report_period("so_ket__") is None and report_period("nam") is None


@pytest.mark.parametrize(("text", "amount"), [("1500000", 1_500_000), ("1.500.000", 1_500_000), ("0", 0)])
def test_money_is_whole_dong(text: str, amount: int) -> None:
    assert TypeAdapter(Tien).validate_python(text) == amount


@pytest.mark.parametrize("text", ["1,5", "1.50", "1e6", "-1", "1 500", "", 1.5, True, "9" * 16])
def test_money_that_is_not_is_refused(text: object) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(Tien).validate_python(text)


def test_an_amount_is_computed_exactly() -> None:
    item = KhoanChi.model_validate({"noi_dung": "Thuê hội trường", "so_luong": "3", "don_gia": "333.333.333"})
    assert item.thanh_tien == 999_999_999
