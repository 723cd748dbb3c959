"""A small complete case (three fictional units) that each test may spoil in one place."""

from __future__ import annotations

from pathlib import Path

import pytest

from dossier.core.finding import Finding, InputInvalid
from dossier.inputs.load import load_case

HO_SO = """\
quy_che: cao-bang-2025
nam: 2025
giai_doan: trinh_ky
nhom:
  loai: khoi
  ten: Khối thi đua số 99 tỉnh Cao Bằng
  don_vi:
    - {id: so_a, ten: Sở A, ky_hieu: SA, vai_tro: truong, nguoi_ky: {ho_ten: Nguyễn Giả Định, chuc_vu: Giám đốc}}
    - {id: so_b, ten: Sở B, vai_tro: pho}
    - id: so_c
      ten: Sở C
giao_uoc:
  ngay_ky: 28/02/2025
  don_vi_khong_ky: []
khong_xet:
  - {don_vi: so_c, can_cu: khong_dat_van_hoa, dien_giai: Không đạt chuẩn văn hóa}
cam_ket:
  dieu_6_qd_12: không
  dat_chuan_van_hoa: có
hoi_nghi:
  ten: Hội nghị tổng kết năm 2025
  bat_dau: 2026-01-28 08:00
  chu_tri: {ho_ten: Nguyễn Giả Định, don_vi: so_a}
  du_hop:
    - {ho_ten: Nguyễn Giả Định, don_vi: so_a}
    - {ho_ten: Trần Giả Định, don_vi: so_b}
  vang_mat:
    - {don_vi: so_c, ly_do: Đi công tác}
  dien_bien:
    - Khai mạc.
    - muc: Báo cáo
      noi_dung:
        - gach_dau_dong: [Báo cáo điểm, Báo cáo quỹ]
        - bang: {cot: [TT, Chỉ tiêu], hang: [["1", ""], ["2", Thu]], rong: [1, 3]}
  bau_nam_sau: {truong: so_b, pho: so_a}
bo_phieu:
  so_don_vi_tham_gia: 2
  phat_ra: 2
  thu_ve: 2
  hop_le: 2
  khong_hop_le: 0
  ung_vien:
    - {don_vi: so_a, so_phieu: 2}
    - {don_vi: so_b, so_phieu: 0}
to_trinh:
  y_kien: []
van_ban:
  to_trinh: {kinh_gui: [Ủy ban nhân dân tỉnh]}
  bao_cao_thanh_tich__so_a: {so: 12, ngay: 2026-01-29}
dinh_kem:
  - {tep: dinh_kem/qd.pdf, ten: Quyết định, tinh_chat: ban_sao, don_vi: so_a}
"""

BANG_DIEM = """\
ten: Bảng điểm
tieu_chi:
  - id: I
    ten: Nội dung I
    diem_toi_da: 600
    muc:
      - {id: I.1, ten: Thu ngân sách, diem_toi_da: "300,5", cach_cham: dinh_luong, don_vi_tinh: tỷ đồng}
      - id: I.2
        ten: Chuyển đổi số
        diem_toi_da: 299.5
        cach_cham: theo_muc
        muc_do:
          - {id: tot, ten: Tốt, diem: 299.5}
          - {id: kha, ten: Khá, diem: 200}
  - {id: II, ten: Nội dung II, diem_toi_da: 350, cach_cham: tru_tu_toi_da, diem_moi: 5}
don_vi:
  so_a:
    diem:
      I.1: {ke_hoach: 100, ket_qua: "105,25"}
      I.2: {muc: tot}
      II: {so_luong: 1}
    diem_thuong:
      - {can_cu: vuot_chi_tieu, dien_giai: Thu ngân sách, tieu_chi: I.1, tu_cham: 5}
    diem_tru: []
  so_b:
    diem:
      I.1: {ke_hoach: 100, ket_qua: 90}
"""

THANH_TICH = """\
don_vi: so_a
nhan_su: {tong_so: 60, nu: 31}
ket_qua_nhiem_vu:
  - Hoàn thành nhiệm vụ.
khen_thuong: []
"""

PDF = b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class SmallCase:
    """The case folder, and ways to spoil it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name, text in {
            "ho_so.yaml": HO_SO,
            "bang_diem.yaml": BANG_DIEM,
            "tong_ket.yaml": "uu_diem: [Hoàn thành]\n",
            "thanh_tich/so_a.yaml": THANH_TICH,
        }.items():
            self.write(name, text)
        self.write("dinh_kem/qd.pdf", PDF)

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def replace(self, name: str, old: str, new: str) -> int:
        """Put ``new`` for the only ``old`` in a file; the line it starts on."""
        path = self.folder / name
        text = path.read_text("utf-8")
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {name}"
        path.write_text(text.replace(old, new), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    def findings(self) -> tuple[Finding, ...]:
        """What loading the case reports."""
        with pytest.raises(InputInvalid) as caught:
            load_case(self.folder)
        return caught.value.findings

    def finding(self) -> Finding:
        """The only thing that loading the case reports."""
        found = self.findings()
        assert len(found) == 1, [(f.code, f.at.pointer, f.message) for f in found]
        return found[0]
