from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from dossier.core.errors import DossierError
from dossier.inputs.bang_diem import DiemThuongTru, DiemTieuChi, TieuChi
from dossier.inputs.fields import is_model, plain
from dossier.inputs.ho_so import (
    BoPhieu,
    DonVi,
    GiaiDoan,
    HoiNghi,
    HoSo,
    KhongXet,
    NhomThiDua,
    TepDinhKem,
    ToTrinh,
    VaiTro,
    VanBan,
    VanBanPhatHanh,
    YKien,
)
from dossier.inputs.load import load_case
from dossier.inputs.prose import Bang, BangNoiDung, GachDauDong, Muc
from dossier.inputs.starter import write_starter
from dossier.inputs.thanh_tich import KhenThuong, NghiaVu, PhongTraoDeNghi, SangKien, ThanhTich, XepLoai
from dossier.inputs.tong_ket import TongKet

MODELS = (HoSo, NhomThiDua, DonVi, HoiNghi, BoPhieu, ToTrinh, VanBanPhatHanh, TepDinhKem, KhongXet, YKien, VanBan)
MODELS += (ThanhTich, PhongTraoDeNghi, SangKien, XepLoai, NghiaVu, KhenThuong, Muc, GachDauDong, Bang, BangNoiDung)


@pytest.mark.parametrize("units", [1, 2, 9, 21])
def test_the_starter_loads_as_a_draft_without_any_finding(tmp_path: Path, units: int) -> None:
    files = write_starter(tmp_path / "moi", "cao-bang-2025", units)
    loaded = load_case(tmp_path / "moi")
    ho_so = loaded.case.ho_so
    assert [f.name for f in files[:2]] == ["ho_so.yaml", "bang_diem.yaml"] and all(f.is_file() for f in files)
    assert (ho_so.quy_che, ho_so.giai_doan, len(ho_so.nhom.don_vi)) == ("cao-bang-2025", GiaiDoan.DU_THAO, units)
    roles = [u.vai_tro for u in ho_so.nhom.don_vi]
    assert roles.count(VaiTro.TRUONG) == 1 and roles.count(VaiTro.PHO) == min(units - 1, 1)
    assert loaded.case.bang_diem and len(loaded.case.bang_diem.don_vi) == units


def test_nothing_is_claimed_that_nobody_said(tmp_path: Path) -> None:
    write_starter(tmp_path, "cao-bang-2025")
    case = load_case(tmp_path).case
    assert case.ho_so.bo_phieu and case.ho_so.bo_phieu.phat_ra is None
    assert case.ho_so.giao_uoc and case.ho_so.giao_uoc.don_vi_khong_ky is None
    assert case.ho_so.cam_ket and set(case.ho_so.cam_ket.model_dump(exclude={"khac"}).values()) == {None}
    assert not case.ho_so.cam_ket.khac
    assert case.ho_so.hoi_nghi and case.ho_so.hoi_nghi.du_hop is None
    assert case.bang_diem
    for sheet in case.bang_diem.don_vi.values():
        assert sheet.diem_thuong is None and sheet.diem_tru is None
        assert all(score == DiemTieuChi() for score in sheet.diem.values())
    report = case.thanh_tich["don_vi_1"].model_dump(exclude={"don_vi", "lien_he", "nhan_su"}).values()
    assert all(value in (None, ()) for value in report)
    assert case.tong_ket == TongKet()


def test_the_sample_table_adds_up_and_every_sheet_covers_it(tmp_path: Path) -> None:
    write_starter(tmp_path, "cao-bang-2025", 3)
    table = load_case(tmp_path).case.bang_diem
    assert table
    assert [node.id for node in table.tieu_chi] == ["I", "II", "III"]
    assert sum(node.diem_toi_da for node in table.tieu_chi) == Decimal(950)

    def adds_up(node: TieuChi) -> bool:
        return not node.muc or (
            sum(c.diem_toi_da for c in node.muc) == node.diem_toi_da and all(map(adds_up, node.muc))
        )

    assert all(map(adds_up, table.tieu_chi))
    leaves = {leaf.id for node in table.tieu_chi for leaf in node.leaves()}
    for sheet in table.don_vi.values():
        assert set(sheet.diem) == leaves


@pytest.mark.parametrize(
    ("name", "roots"),
    [
        ("ho_so.yaml", [HoSo]),
        ("bang_diem.yaml", [TieuChi, DiemTieuChi, DiemThuongTru]),
        ("tong_ket.yaml", [TongKet]),
        ("thanh_tich/don_vi_1.yaml", [ThanhTich]),
    ],
)
def test_every_field_is_named_in_the_starter(tmp_path: Path, name: str, roots: list[type]) -> None:
    write_starter(tmp_path, "cao-bang-2025", 2)
    text = (tmp_path / name).read_text("utf-8")
    seen: set[type] = set()

    def missing(model: type) -> list[str]:
        if model in seen:
            return []
        seen.add(model)
        result = []
        for field, info in model.model_fields.items():  # type: ignore[attr-defined]
            if not re.search(rf"\b{field}\b", text):
                result.append(f"{model.__name__}.{field}")
            inner = plain(info.annotation)
            while getattr(inner, "__args__", None):
                inner = plain(inner.__args__[0])
            if is_model(inner):
                result += missing(inner)
        return result

    assert [m for root in roots for m in missing(root)] == []


def test_the_commented_examples_are_right(tmp_path: Path) -> None:
    """Uncomment every example of ho_so and thanh_tich: the case must load, and hold what the examples say."""
    write_starter(tmp_path, "cao-bang-2025", 4)
    for name in ("ho_so.yaml", "thanh_tich/don_vi_1.yaml"):
        path = tmp_path / name
        path.write_text(_with_examples(path.read_text("utf-8")), "utf-8")
    (tmp_path / "dinh_kem" / "qd_12_sang_kien.pdf").write_bytes(b"%PDF-1.7\n%%EOF\n")
    case = load_case(tmp_path).case
    ho_so, report = case.ho_so, case.thanh_tich["don_vi_1"]
    assert ho_so.khong_xet and ho_so.dinh_kem and ho_so.nhom.don_vi[3].nguoi_ky
    assert ho_so.hoi_nghi and ho_so.hoi_nghi.chu_tri and ho_so.hoi_nghi.du_hop and len(ho_so.hoi_nghi.dien_bien) == 4
    assert ho_so.bo_phieu and ho_so.bo_phieu.truong_ban and len(ho_so.bo_phieu.ung_vien) == 2
    assert ho_so.to_trinh and ho_so.to_trinh.y_kien and ho_so.to_trinh.can_cu_them
    assert set(ho_so.van_ban) == {
        "to_trinh",
        "bien_ban_hop",
        "bien_ban_kiem_phieu",
        "bao_cao_tong_ket",
        "bang_tong_hop",
    }
    assert report.chi_tieu and report.sang_kien and report.xep_loai and report.nghia_vu and report.danh_hieu
    assert report.phong_trao_de_nghi and report.phong_trao_de_nghi.tu_ngay


def _with_examples(text: str) -> str:
    """The text with its example lines uncommented; the sample of written content moves under ``dien_bien``."""
    before, mark, after = text.partition("  # Phần viết: ")
    if mark:
        prose, key, rest = after.partition("  dien_bien: []")
        sample = "\n".join(line for line in prose.splitlines() if line.startswith("  #  "))
        text = f"{before}{key}\n{sample}\n{rest.partition(chr(10))[2]}"
    fields = set().union(*(model.model_fields for model in MODELS))
    lines: list[str] = []
    for line in text.splitlines():
        example = re.match(r"(\s*)#( *)((- .*)|(\w+):( .*)?)$", line)
        header = all(earlier.startswith("#") or not earlier for earlier in lines)
        if header or example is None or not (example[4] or example[5] in fields or (example[6] or "").startswith(" {")):
            lines.append(line)
            continue
        if example[4]:  # a list goes under the key above, which said that there was none
            last = max(i for i, earlier in enumerate(lines) if not earlier.lstrip().startswith("#"))
            lines[last] = re.sub(r":\s*\[\]", ":", lines[last])
        lines.append(line.replace("#", "", 1))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize("name", ["ho_so.yaml", "tong_ket.yaml", "thanh_tich/don_vi_1.yaml", "dinh_kem/README.txt"])
def test_nothing_is_ever_overwritten_nor_half_written(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("của người khác", "utf-8")
    with pytest.raises(DossierError) as caught:
        write_starter(tmp_path, "cao-bang-2025")
    assert name in caught.value.message and "không ghi đè" in caught.value.message
    assert [p.read_text("utf-8") for p in tmp_path.rglob("*") if p.is_file()] == ["của người khác"]


@pytest.mark.parametrize(("regulation", "units"), [("cao-bang-2025\nnam: 1", 9), ("", 9), ("x", 0), ("x", 201)])
def test_senseless_orders_write_nothing(tmp_path: Path, regulation: str, units: int) -> None:
    with pytest.raises(DossierError):
        write_starter(tmp_path / "moi", regulation, units)
    assert not (tmp_path / "moi").exists()


def test_a_file_in_the_place_of_the_folder(tmp_path: Path) -> None:
    (tmp_path / "moi").write_text("x", "utf-8")
    with pytest.raises(DossierError) as caught:
        write_starter(tmp_path / "moi", "cao-bang-2025")
    assert "không phải thư mục" in caught.value.message
