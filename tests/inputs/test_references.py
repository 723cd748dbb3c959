from __future__ import annotations

import typing
from collections.abc import Iterator

import pytest
from small_case import SmallCase

from dossier.core.base import Id
from dossier.core.finding import InputInvalid
from dossier.inputs.fields import is_model, plain
from dossier.inputs.ho_so import HoSo
from dossier.inputs.load import load_case
from dossier.inputs.references import UNIT_FIELDS

UNKNOWN = [
    ("don_vi_khong_ky: []", "don_vi_khong_ky: [so_x]", "/giao_uoc/don_vi_khong_ky/0"),
    ("{don_vi: so_c, can_cu", "{don_vi: so_x, can_cu", "/khong_xet/0/don_vi"),
    ("chu_tri: {ho_ten: Nguyễn Giả Định, don_vi: so_a}", "chu_tri: {ho_ten: A, don_vi: so_x}", "/hoi_nghi/chu_tri/don_vi"),
    ("{ho_ten: Trần Giả Định, don_vi: so_b}", "{ho_ten: A, don_vi: so_x}", "/hoi_nghi/du_hop/1/don_vi"),
    ("{don_vi: so_c, ly_do", "{don_vi: so_x, ly_do", "/hoi_nghi/vang_mat/0/don_vi"),
    ("{truong: so_b,", "{truong: so_x,", "/hoi_nghi/bau_nam_sau/truong"),
    ("pho: so_a}", "pho: so_x}", "/hoi_nghi/bau_nam_sau/pho"),
    ("{don_vi: so_b, so_phieu", "{don_vi: so_x, so_phieu", "/bo_phieu/ung_vien/1/don_vi"),
    ("bao_cao_thanh_tich__so_a", "bao_cao_thanh_tich__so_x", "/van_ban/bao_cao_thanh_tich__so_x"),
    ("tinh_chat: ban_sao, don_vi: so_a", "don_vi: so_x", "/dinh_kem/0/don_vi"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "pointer"), UNKNOWN, ids=[u[2] for u in UNKNOWN])
def test_a_unit_that_is_not_a_member(small: SmallCase, old: str, new: str, pointer: str) -> None:
    line = small.replace("ho_so.yaml", old, new)
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.pointer) == ("INP-201", "ho_so.yaml", pointer)
    assert finding.at.line == line
    assert "“so_x”" in finding.message and "có phải là" in finding.message
    assert finding.expected and "so_a, so_b, so_c" in finding.expected


def test_every_field_that_can_name_a_unit_is_checked() -> None:
    """A new field with an id must either be listed as a unit or be known to name something else."""
    others = {"nhom/don_vi/*/id", "khong_xet/*/can_cu", "dinh_kem/*/loai", "chi_tieu_khen/*/hinh_thuc"}
    assert set(_id_fields(HoSo, ())) == set(UNIT_FIELDS) | others


def _id_fields(kind: typing.Any, path: tuple[str, ...]) -> Iterator[str]:
    if kind == Id:
        yield "/".join(path)
        return
    kind = plain(kind)
    if is_model(kind):
        for name, annotation in typing.get_type_hints(kind, include_extras=True).items():
            if (
                name in kind.model_fields
                and "noi_dung" not in str(annotation)
                and "Discriminator" not in str(annotation)
            ):
                yield from _id_fields(_without_none(annotation), (*path, name))
    elif typing.get_origin(kind) is dict:
        yield from _id_fields(typing.get_args(kind)[1], (*path, "*"))
    elif typing.get_origin(kind) is tuple:
        yield from _id_fields(_without_none(typing.get_args(kind)[0]), (*path, "*"))


def _without_none(annotation: typing.Any) -> typing.Any:
    arms = [a for a in typing.get_args(annotation) if a is not type(None)]
    return arms[0] if type(None) in typing.get_args(annotation) and len(arms) == 1 else annotation


def test_scores_for_a_unit_that_is_not_a_member(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "  so_b:\n", "  so_bb:\n")
    finding = small.finding()
    assert (finding.code, finding.at.file, finding.at.pointer) == ("INP-201", "bang_diem.yaml", "/don_vi/so_bb")
    assert finding.at.unit == "so_bb"


def test_achievements_of_a_unit_that_is_not_a_member(small: SmallCase) -> None:
    small.write("thanh_tich/so_x.yaml", "don_vi: so_x\n")
    finding = small.finding()
    assert (finding.code, finding.at.file) == ("INP-201", "thanh_tich/so_x.yaml")


def test_a_file_name_that_is_no_unit_id(small: SmallCase) -> None:
    small.write("thanh_tich/Sở A.yaml", "don_vi: so_a\n")
    codes = {f.code: f for f in small.findings()}
    assert codes["INP-106"].at.file == "thanh_tich/Sở A.yaml"


def test_achievements_under_another_units_name(small: SmallCase) -> None:
    small.replace("thanh_tich/so_a.yaml", "don_vi: so_a", "don_vi: so_b")
    finding = small.finding()
    assert (finding.code, finding.at.line) == ("INP-210", 1)
    assert "“so_a”" in finding.message and "“so_b”" in finding.message


def test_two_units_with_one_id(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "{id: so_b, ten: Sở B", "{id: so_a, ten: Sở B")
    found = small.findings()
    assert (found[-1].code, found[-1].at.pointer) == ("INP-202", "/nhom/don_vi/1/id")
    assert "INP-201" in {f.code for f in found}  # so_b is gone now


def test_one_unit_twice_on_the_slip(small: SmallCase) -> None:
    small.replace("ho_so.yaml", "{don_vi: so_b, so_phieu: 0}", "{don_vi: so_a, so_phieu: 0}")
    finding = small.finding()
    assert (finding.code, finding.at.pointer) == ("INP-209", "/bo_phieu/ung_vien/1/don_vi")


TABLE = [
    ("id: II,", "id: I.1,", {"INP-203": "/tieu_chi/1/id", "INP-204": "/don_vi/so_a/diem/II"}),
    ("{id: kha,", "{id: tot,", {"INP-207": "/tieu_chi/0/muc/1/muc_do/1/id"}),
    ("      II: {so_luong: 1}", "      ii: {so_luong: 1}", {"INP-204": "/don_vi/so_a/diem/ii"}),
    ("      II: {so_luong: 1}", "      I: {tu_cham: 1}", {"INP-205": "/don_vi/so_a/diem/I"}),
    ("tieu_chi: I.1, tu_cham", "tieu_chi: I.9, tu_cham", {"INP-204": "/don_vi/so_a/diem_thuong/0/tieu_chi"}),
    ("{muc: tot}", "{muc: xuat_sac}", {"INP-206": "/don_vi/so_a/diem/I.2/muc"}),
    ("{muc: tot}", "{muc: tot, ke_hoach: 1}", {"INP-208": "/don_vi/so_a/diem/I.2/ke_hoach"}),
    ("{so_luong: 1}", "{so_luong: 1, ket_qua: 1}", {"INP-208": "/don_vi/so_a/diem/II/ket_qua"}),
    ("{so_luong: 1}", "{muc: tot}", {"INP-208": "/don_vi/so_a/diem/II/muc"}),
    ("ket_qua: 90}", "ket_qua: 90, so_luong: 2}", {"INP-208": "/don_vi/so_b/diem/I.1/so_luong"}),
]


@pytest.mark.parametrize(("old", "new", "expected"), TABLE, ids=[f"{t[1].strip()[:30]}" for t in TABLE])
def test_scores_must_fit_the_table(small: SmallCase, old: str, new: str, expected: dict[str, str]) -> None:
    small.replace("bang_diem.yaml", old, new)
    found = small.findings()
    assert {f.code: f.at.pointer for f in found} == expected
    for finding in found:
        assert finding.at.file == "bang_diem.yaml" and finding.at.line and finding.fix


def test_the_way_of_scoring_is_explained(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "{muc: tot}", "{muc: tot, ket_qua: 1}")
    finding = small.finding()
    assert "theo_muc" in finding.message
    assert finding.expected == (
        "“ket_qua” chỉ dùng cho cách chấm dinh_luong (định lượng, theo kết quả so với kế hoạch)."
    )


def test_a_wrong_capital_is_recognised(small: SmallCase) -> None:
    small.replace("bang_diem.yaml", "      II: {so_luong: 1}", "      ii: {so_luong: 1}")
    assert "(có phải là “II”?)" in small.finding().message


def test_a_sound_case_has_no_broken_reference(small: SmallCase) -> None:
    try:
        load_case(small.folder)
    except InputInvalid as error:  # pragma: no cover - shows what is wrong when it fails
        pytest.fail(str([(f.code, f.at.pointer) for f in error.findings]))
