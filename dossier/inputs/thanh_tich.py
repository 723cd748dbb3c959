"""``thanh_tich/<don_vi>.yaml``: what a proposed unit says of itself. Scores, ranks and votes come from elsewhere.

The fields together fill mẫu 02, 04 and 08 of Nghị định 152/2025/NĐ-CP, so a change of form loses nothing.
"""

from __future__ import annotations

from dossier.core.base import Diem, Id, Model, Ngay, SoDem, Text
from dossier.inputs.ho_so import VanBan
from dossier.inputs.prose import NoiDung


class LienHe(Model):
    """Address of the head office."""

    dia_chi: Text | None = None
    dien_thoai: Text | None = None
    fax: Text | None = None
    email: Text | None = None
    trang_tin: Text | None = None


class NhanSu(Model):
    """Staff figures."""

    tong_so: SoDem | None = None
    nu: SoDem | None = None
    dang_vien: SoDem | None = None
    ghi_chu: Text | None = None
    """Qualifications, structure of the staff."""


class ChiTieu(Model):
    """One target of the year, as the report's table shows it."""

    ten: Text
    don_vi_tinh: Text
    ke_hoach: Diem | None = None
    thuc_hien: Diem
    nam_truoc: Diem | None = None
    ghi_chu: Text | None = None


class PhongTrao(Model):
    """An emulation movement."""

    ten: Text
    thoi_gian: Text | None = None
    ket_qua: Text


class SangKien(Model):
    """A recognised initiative or study."""

    ten: Text
    tac_gia: Text | None = None
    quyet_dinh: VanBan | None = None
    pham_vi: Text | None = None
    """Reach: "cơ sở", "tỉnh", "toàn quốc"."""
    hieu_qua: Text | None = None


class XepLoai(Model):
    """Yearly rating of the party organisation, trade union or youth union."""

    to_chuc: Text
    """"Chi bộ Sở Tài chính", "Công đoàn cơ sở"."""
    ket_qua: Text
    """"Hoàn thành xuất sắc nhiệm vụ"."""
    quyet_dinh: VanBan | None = None


class KhenThuong(Model):
    """An award received: one decision, one row."""

    nam: SoDem
    hinh_thuc: Text
    """Title or award: "Tập thể lao động xuất sắc", "Bằng khen của Chủ tịch UBND tỉnh"."""
    quyet_dinh: VanBan | None = None
    """Decision with number, date, issuer."""


class NghiaVu(Model):
    """An enterprise's duty and who confirms it (tax, insurance, safety, environment)."""

    ten: Text
    co_quan_xac_nhan: Text | None = None
    van_ban: VanBan | None = None
    ket_qua: Text | None = None


class PhongTraoDeNghi(Model):
    """The movement an award of mẫu 08 rests on; for a cluster's yearly award, its pact."""

    ten: Text
    """Name, as in quotation marks after "trong phong trào thi đua"."""
    co_quan_phat_dong: Text | None = None
    van_ban: VanBan | None = None
    """Launch paper."""
    tu_ngay: Ngay | None = None
    den_ngay: Ngay | None = None


class ThanhTich(Model):
    """Root of ``thanh_tich/<don_vi>.yaml``."""

    don_vi: Id
    lien_he: LienHe | None = None
    thanh_lap: NoiDung = ()
    """Founding and development (quá trình thành lập và phát triển)."""
    dac_diem: NoiDung = ()
    """Main features: structure, facilities, party and mass organisations; firms: capital."""
    nhan_su: NhanSu | None = None
    chuc_nang: NoiDung = ()
    """Functions and tasks."""
    phong_trao_de_nghi: PhongTraoDeNghi | None = None
    """For mẫu 08; None: the cluster's pact of the year."""
    ket_qua_nhiem_vu: NoiDung = ()
    """Results of the tasks (II.1), written out."""
    chi_tieu: tuple[ChiTieu, ...] = ()
    """Main targets, shown as a table."""
    bien_phap: NoiDung = ()
    """Measures and causes (II.2)."""
    phong_trao: tuple[PhongTrao, ...] = ()
    sang_kien: tuple[SangKien, ...] = ()
    chu_truong_chinh_sach: NoiDung = ()
    """Party lines, state law, care for staff, social work (II.3)."""
    doan_ket_ky_luat: NoiDung = ()
    """Unity, discipline, complaints."""
    tiet_kiem: NoiDung = ()
    """Thrift, against waste, corruption and negative acts."""
    dang_doan_the: NoiDung = ()
    """Party and mass organisations (II.4)."""
    xep_loai: tuple[XepLoai, ...] = ()
    nghia_vu: tuple[NghiaVu, ...] = ()
    """Enterprises only."""
    pham_vi_anh_huong: NoiDung = ()
    """Effect and reach of the results (mẫu 08)."""
    danh_hieu: tuple[KhenThuong, ...] | None = None
    """Emulation titles received; an empty list says none; None: not stated yet."""
    khen_thuong: tuple[KhenThuong, ...] | None = None
    """Awards received; likewise."""
