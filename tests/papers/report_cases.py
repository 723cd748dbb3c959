"""The small case of ``view_cases`` with what the papers outside the review of the year are made from."""

from __future__ import annotations

from datetime import datetime

import view_cases as cases

from dossier.papers.blocks import Document
from dossier.papers.paper import PaperKey
from dossier.papers.view import Context, View
from dossier.papers.views import make_view
from dossier.papers.word import fill
from dossier.papers.word_read import read_docx

CREATED = datetime(2026, 2, 9)  # noqa: DTZ001
UNIT_PARTS = (
    "thuan_loi_kho_khan",
    "quan_triet",
    "van_ban_ban_hanh",
    "doi_moi",
    "kiem_tra",
    "sang_kien",
    "khieu_nai",
    "phong_trao",
    "hieu_qua",
    "nhan_dien_hinh",
    "tham_gia_khoi",
    "tinh_hinh_khen_thuong",
    "tac_dung_khen_thuong",
    "tuyen_truyen_dien_hinh",
    "vai_tro_lanh_dao",
    "tac_dong",
    "uu_diem",
    "han_che",
    "nguyen_nhan",
    "phuong_huong",
    "giai_phap",
)
CLUSTER_PARTS = (
    "dac_diem",
    "tuyen_truyen",
    "phat_dong",
    "ke_hoach",
    "bang_cham_diem",
    "kiem_tra",
    "so_tong_ket",
    "phong_trao_chuyen_de",
    "tuyen_duong",
    "ket_qua_nhiem_vu",
    "huy_hieu",
    "khen_thuong_xuyen",
    "khen_dot_xuat",
    "khen_cua_nhom",
    "tuyen_truyen_dien_hinh",
    "danh_gia_chung",
    "uu_diem",
    "han_che",
    "nguyen_nhan",
    "nhiem_vu",
    "giai_phap",
)
_LEVELS = {"cap_nha_nuoc": ["02 Huân chương Lao động hạng Ba."], "cap_tinh": ["05 Bằng khen."]}
_MODELS = {"tap_the": "3", "ca_nhan": "12", "moi": "2"}


def tree() -> cases.Tree:
    """The case of ``view_cases`` with quantitative targets and every new input."""
    data = cases.tree()
    table = data["bang_diem"]
    table["tieu_chi"][0]["muc"] = [
        {
            "id": "I.1",
            "ten": "Thu ngân sách",
            "diem_toi_da": "900",
            "cach_cham": "dinh_luong",
            "don_vi_tinh": "tỷ đồng",
        },
        {
            "id": "I.2",
            "ten": "Tỷ lệ hồ sơ quá hạn",
            "diem_toi_da": "50",
            "cach_cham": "dinh_luong",
            "don_vi_tinh": "%",
            "chieu": "thap_hon_tot",
        },
    ]
    for number, sheet in enumerate(table["don_vi"].values()):
        sheet["diem"] = {
            "I.1": {"ke_hoach": "100", "ket_qua": str(110 - 5 * number), "nam_truoc": "80"},
            "I.2": {"ket_qua": str(number), "nam_truoc": "3", "tu_cham": "40"},
            "II.1": {"tu_cham": "0", "minh_chung": ["Kế hoạch số 01/KH-M"]},
        }
    levels = {**_LEVELS, "don_vi": ["20 Giấy khen."]}
    own = {
        **{name: [f"Nội dung {name}."] for name in UNIT_PARTS},
        "dang_ky": {"tap_the": "4", "ca_nhan": "50", "danh_hieu": ["Chiến sĩ thi đua cơ sở: 08 cá nhân"]},
        "khen_thuong": levels,
        "so_khen_thuong": {"trinh": "40", "du_dieu_kien": "30", "tap_the_nho": "6", "truc_tiep": "21"},
        "so_dien_hinh": _MODELS,
    }
    half = {**own, "so_lieu": {"I.1": {"thuc_hien": "55", "cung_ky": "44"}, "I.2": {"thuc_hien": "1", "cung_ky": "2"}}}
    cluster = {
        **{name: [f"Nội dung {name}."] for name in CLUSTER_PARTS},
        "so_nguoi": "412",
        "khen_thuong": _LEVELS,
        "so_dien_hinh": _MODELS,
        "chi_tieu_cong_don": ["I.1"],
    }
    figures = {
        unit: {"I.1": {"thuc_hien": "50", "cung_ky": "40"}, "I.2": {"thuc_hien": "1", "cung_ky": "2"}}
        for unit in cases.UNITS
    }
    data["bao_cao_don_vi"] = {"tong_ket__so_b": own, "so_ket__so_b": half}
    data["bao_cao_nhom"] = {"tong_ket": cluster, "so_ket": {**cluster, "so_lieu": figures}}
    data["dang_ky"] = {
        "don_vi": {
            unit: {
                "van_ban": {"loai": "Công văn", "so": f"{number}/CV-M", "ngay": "2025-02-20", "co_quan": name},
                "noi_dung": ["Xây dựng cơ quan văn hóa"],
                "danh_hieu": ["Tập thể lao động xuất sắc"],
            }
            for number, (unit, (name, _)) in enumerate(cases.UNITS.items(), start=1)
        }
    }
    data["du_toan"] = {
        "tai_khoan": {
            "so_tai_khoan": "9523.1.0000001",
            "kho_bac": "Kho bạc Nhà nước khu vực mẫu",
            "ma_quan_he_ngan_sach": "1000001",
            "ma_chuong": "400",
            "ma_khoan": "341",
            "ma_nganh_kinh_te": "341",
        },
        "khoan_chi": [
            {"noi_dung": "Hội nghị tổng kết", "don_vi_tinh": "người", "so_luong": "60", "don_gia": "150.000"},
            {"noi_dung": "In tài liệu", "don_vi_tinh": "bộ", "so_luong": "60", "don_gia": "25000"},
        ],
        "nguon_khac": "500000",
    }
    meeting = dict(data["ho_so"]["hoi_nghi"])
    meeting |= {
        "ten": "Hội nghị sơ kết thực hiện giao ước thi đua 6 tháng đầu năm 2025",
        "bat_dau": "2025-07-08 08:00",
        "ket_thuc": "2025-07-08 11:00",
        "chu_tri": {"ho_ten": "Người Phó Khối", "chuc_vu": "Phó Giám đốc", "don_vi": "so_b"},
        "ket_luan": ["Các đơn vị tiếp tục thực hiện giao ước."],
    }
    data["ho_so"]["hoi_nghi_so_ket"] = meeting
    data["ca_nhan"] = {
        "nguoi_a": {
            "ho_ten": "Nguyễn Văn Mẫu",
            "gioi_tinh": "Nam",
            "ngay_sinh": "12/05/1985",
            "dien_thoai": "0900.000.000",
            "que_quan": "xã Mẫu, tỉnh Bắc Kạn",
            "tru_quan": "phường Mẫu, thành phố Bắc Kạn",
            "don_vi": "so_b",
            "chuc_vu": "Trưởng phòng",
            "trinh_do": "Cử nhân luật",
            "hinh_thuc": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
            "nhiem_vu": ["Phụ trách phòng."],
            "thanh_tich": ["Hoàn thành xuất sắc nhiệm vụ."],
            "sang_kien": [
                {
                    "ten": "Sổ tay nghiệp vụ",
                    "pham_vi": "tỉnh",
                    "quyet_dinh": {"loai": "Quyết định", "so": "9/QĐ-M", "ngay": "2025-10-01", "co_quan": "Sở mẫu"},
                }
            ],
            "danh_hieu": [],
            "khen_thuong": [],
        }
    }
    issued = {"so": "9", "ngay": "2026-01-20"}
    for name in (
        *(f"{key.name}" for key in KEYS.values()),
        "bao_cao_so_ket",
    ):
        data["ho_so"]["van_ban"].setdefault(name, issued)
    return data


KEYS = {
    "mau_01_nam": PaperKey("bao_cao_don_vi", "lao_cai_mau_01", unit="so_b"),
    "mau_01_6_thang": PaperKey("bao_cao_don_vi_6_thang", "lao_cai_mau_01", unit="so_b"),
    "mau_02_nam": PaperKey("bao_cao_tong_ket", "lao_cai_mau_02"),
    "mau_02_6_thang": PaperKey("bao_cao_so_ket", "lao_cai_mau_02"),
    "don_vi_nam": PaperKey("bao_cao_don_vi", "bao_cao_don_vi", unit="so_b"),
    "don_vi_6_thang": PaperKey("bao_cao_don_vi_6_thang", "bao_cao_don_vi", unit="so_b"),
    "so_ket": PaperKey("bao_cao_so_ket", "bao_cao_so_ket"),
    "bien_ban_so_ket": PaperKey("bien_ban_so_ket", "bien_ban_so_ket"),
    "dang_ky": PaperKey("dang_ky_thi_dua", "dang_ky_thi_dua"),
    "de_nghi_tham_dinh": PaperKey("de_nghi_tham_dinh", "de_nghi_tham_dinh"),
    "du_toan": PaperKey("du_toan", "du_toan"),
    "ca_nhan": PaperKey("bao_cao_ca_nhan", "bao_cao_ca_nhan", unit="so_b", person="nguoi_a"),
    "tap_the": PaperKey("bao_cao_thanh_tich", "bao_cao_tap_the", unit="so_b"),
    "van_ban_de_nghi": PaperKey("van_ban_de_nghi", "van_ban_de_nghi"),
}
"""Every new form with the paper ids the regulations use."""


def view(given: Context, name: str) -> View:
    """One of the new papers."""
    return make_view(KEYS[name], given)


def document(made: View) -> Document:
    """The finished Word paper, read back: the words of its form with those of the view."""
    return read_docx(fill(made.form, made, created=CREATED))
