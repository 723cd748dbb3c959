"""For each code of the catalogue the smallest change of the clean case that must raise it, and where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

import check_builders as b

from dossier.decisions.outcome import Outcome, Scores
from dossier.papers.view import Gap

UNITS = "/ho_so/nhom/don_vi"
SHEET = "/bang_diem/don_vi"


@dataclass(frozen=True)
class Failing:
    """One failing case: the code that must appear, where, after which changes."""

    code: str
    at: str | None
    changes: tuple[tuple[str, Any], ...] = ()
    says: str = ""
    """Words that the message must contain."""
    options: dict[str, Any] = field(default_factory=dict)
    name: str = ""

    @property
    def label(self) -> str:
        return f"{self.code} {self.name}".strip()


def f(code: str, at: str | None, *changes: tuple[str, Any], says: str = "", name: str = "", **options: Any) -> Failing:
    return Failing(code, at, changes, says, options, name)


def proposed(award: str, *units: str) -> Callable[[Outcome], Outcome]:
    """Force who is proposed for an award, as a broken engine or a forged outcome would."""

    def change(outcome: Outcome) -> Outcome:
        awards = tuple(a.model_copy(update={"proposed": units}) if a.id == award else a for a in outcome.awards)
        return outcome.model_copy(update={"awards": awards})

    return change


def content_minimum() -> Any:
    """cao-bang-2025 with a minimum in content I, as bac-kan-2019 has one."""
    regulation = b.law()[0]
    awards = tuple(
        a.model_copy(update={"content_thresholds": (content_threshold(a),)}) if a.leader else a
        for a in regulation.awards
    )
    return regulation.model_copy(update={"awards": awards})


def content_threshold(award: Any) -> Any:
    from dossier.regulation.model import ContentThreshold

    return ContentThreshold(content="I", at_least=Decimal(601), cite=award.cite)


def repealed(regulation_until: str) -> Any:
    """cao-bang-2025 ended on a day."""
    regulation = b.law()[0]
    valid = regulation.valid.model_copy(update={"until": date.fromisoformat(regulation_until)})
    return regulation.model_copy(update={"valid": valid})


def base_zero(outcome: Outcome) -> Outcome:
    assert outcome.ballot is not None
    return outcome.model_copy(update={"ballot": outcome.ballot.model_copy(update={"base": 0})})


def uncertain(outcome: Outcome) -> Outcome:
    first, *others = outcome.deadlines
    return outcome.model_copy(update={"deadlines": (first.model_copy(update={"uncertain": True}), *others)})


def no_total(outcome: Outcome) -> Outcome:
    units = dict(outcome.units)
    units["so_hai"] = units["so_hai"].model_copy(update={"total": Scores(tu_cham=Decimal(942))})
    return outcome.model_copy(update={"units": units})


def gap(stage: str, pointer: str = "ho_so.yaml#/van_ban/to_trinh/ten") -> dict[str, list[Gap]]:
    return {"to_trinh": [Gap("ten", "tên giấy", pointer, stage)]}


BONUS = {"can_cu": "vuot_chi_tieu", "dien_giai": "Vượt chỉ tiêu", "tieu_chi": "I.2", "tu_cham": "5"}
DISCIPLINE = {"can_cu": "ky_luat", "dien_giai": "Kỷ luật khiển trách"}
LONG = (
    "Đơn vị đã tổ chức quán triệt đầy đủ các nghị quyết, chỉ thị của cấp trên tới toàn thể công chức, viên chức, "
    "người lao động; phân công nhiệm vụ rõ người, rõ việc, rõ thời hạn và kiểm tra, đôn đốc hằng tuần."
)
CLONE = b.spoiled()["ho_so"]["nhom"]["don_vi"][0]["nguoi_ky"]
ND_98 = {"loai": "Nghị định", "so": "98/2023/NĐ-CP", "ngay": "2023-12-31", "co_quan": "Chính phủ"}
ND_91 = {"loai": "Nghị định", "so": "91/2017/NĐ-CP", "ngay": "2017-07-31", "co_quan": "Chính phủ"}
OLD_LAW = {"loai": "Luật", "ngay": "2003-11-26", "trich_yeu": "Thi đua, khen thưởng"}

PAPERS = [
    f("PAP-001", "/thanh_tich/so_hai", ("thanh_tich/so_hai", None), says="Bằng khen của Chủ tịch"),
    f("PAP-002", "/ho_so/hoi_nghi", ("ho_so/hoi_nghi", None)),
    f("PAP-003", "/ho_so/bo_phieu", ("ho_so/bo_phieu", None), says="lấy phiếu"),
    f("PAP-004", f"{UNITS}/0/nguoi_ky", ("ho_so/nhom/don_vi/0/nguoi_ky", None), says="chưa khai người ký"),
    f("PAP-004", UNITS, ("ho_so/nhom/don_vi/0/vai_tro", "thanh_vien"), name="no leader", says="một đơn vị trưởng"),
    f("PAP-005", "/ho_so/to_trinh/y_kien", ("ho_so/to_trinh/y_kien", None)),
    f("PAP-005", "/ho_so/to_trinh/y_kien_tham_dinh", ("ho_so/to_trinh", None), name="nothing given"),
    f("PAP-006", "/thanh_tich/so_sau", ("thanh_tich/so_sau", b._achievement("so_sau")), says="Sở Công ích"),
    f("PAP-007", None, says="mẫu số 02 và 08"),
    f("PAP-008", "/ho_so/mau_bao_cao_bang_khen", ("ho_so/mau_bao_cao_bang_khen", "mau_02"), regulation="chỉ mẫu 08"),
    f("PAP-009", None, planned=(), says="tờ trình đề nghị khen thưởng"),
    f("PAP-010", None, planned=(), says="biên bản bình xét"),
    f("PAP-011", "/ho_so/dinh_kem/0/loai", ("ho_so/dinh_kem", [{"tep": "a.pdf", "ten": "A", "loai": "giay_la"}])),
    f(
        "PAP-011",
        "/ho_so/dinh_kem/0/tinh_chat",
        ("ho_so/dinh_kem", [{"tep": "a.pdf", "ten": "A", "loai": "bien_ban_hop"}]),
        name="no kind of copy",
    ),
    f("PAP-012", "/tong_ket", ("tong_ket", None)),
    f(
        "PAP-021",
        "/ho_so/van_ban/bao_cao_thanh_tich__so_sau",
        ("ho_so/van_ban/bao_cao_thanh_tich__so_sau", {"ngay": "2026-02-09"}),
        says="dưới 850 điểm",
    ),
    f(
        "PAP-023",
        "/dang_ky/don_vi",
        ("dang_ky", {"don_vi": {"so_mot": {"ngay_nhan": "2025-02-10"}}}),
        regulation="có đăng ký",
        says="Sở Công ích",
    ),
    f("PAP-022", "/ho_so/van_ban/to_trnh", ("ho_so/van_ban/to_trnh", {"so": "5"}), says="to_trnh"),
]

FIELDS = [
    f("FLD-001", "/ho_so/van_ban/to_trinh/ten", gaps=gap("phat_hanh"), says="tên giấy"),
    f("FLD-002", "/ho_so/van_ban/to_trinh/ten", gaps=gap("nop"), stage="trinh_ky"),
    f("FLD-003", "/ho_so/van_ban/to_trinh/ten", gaps=gap("khong_bat_buoc")),
    f("FLD-004", f"{UNITS}/0/cap_xac_nhan", ("ho_so/nhom/don_vi/0/cap_xac_nhan", None)),
    f("FLD-005", "/ho_so/van_ban/to_trinh/kinh_gui", regulation="không nơi kính gửi"),
    f("FLD-006", "/ho_so/van_ban/to_trinh/noi_nhan", ("ho_so/van_ban/to_trinh/noi_nhan", [])),
    f("FLD-007", "/ho_so/van_ban/to_trinh/luu", ("ho_so/van_ban/to_trinh/luu", "TCHC"), says="TCHC"),
]

SCORES = [
    f(
        "SCO-014",
        f"{SHEET}/so_mot/diem_thuong/0/minh_chung",
        (
            "bang_diem/don_vi/so_mot/diem_thuong",
            [{"can_cu": "sang_kien_giai_thuong", "dien_giai": "Sáng kiến", "tu_cham": "3"}],
        ),
        name="bonus",
        says="điểm thưởng dòng 1",
    ),
    f("SCO-001", f"{SHEET}/so_hai/diem/I.1/tu_cham", ("bang_diem/don_vi/so_hai/diem/I.1/tu_cham", "400"), says="392"),
    f("SCO-002", f"{SHEET}/so_hai/diem/I.1/khoi_cham", ("bang_diem/don_vi/so_hai/diem/I.1/khoi_cham", "400")),
    f("SCO-003", f"{SHEET}/so_sau/diem/III.2/tu_cham", ("bang_diem/don_vi/so_sau/diem/III.2/tu_cham", "50,5")),
    f("SCO-004", "/bang_diem/tieu_chi/0/diem_toi_da", ("bang_diem/tieu_chi/0/diem_toi_da", "599"), says="600"),
    f("SCO-005", "/bang_diem/tieu_chi", ("bang_diem/tieu_chi/0/diem_toi_da", "611"), says="vượt khung 1.000"),
    f("SCO-006", "/bang_diem/tieu_chi/2", ("bang_diem/tieu_chi/2/id", "IV"), says="không có nội dung IV"),
    f("SCO-006", "/bang_diem/tieu_chi", ("bang_diem/tieu_chi/2/id", "IV"), name="missing", says="thiếu nội dung III"),
    f(
        "SCO-007",
        f"{SHEET}/so_hai/diem_thuong",
        ("bang_diem/don_vi/so_hai/diem_thuong", [{**BONUS, "tu_cham": "31"}]),
        says="31 điểm, chỉ được tính 30",
    ),
    f(
        "SCO-028",
        f"{SHEET}/so_hai/diem_thuong",
        (
            "bang_diem/don_vi/so_hai/diem_thuong",
            [
                {**BONUS, "tu_cham": "25"},
                {"can_cu": "sang_kien_giai_thuong", "dien_giai": "Sáng kiến", "tu_cham": "8"},
            ],
        ),
        regulation="thưởng chung 30",
        says="33 điểm, chỉ được tính 30",
    ),
    f(
        "SCO-008",
        f"{SHEET}/so_sau/diem_tru",
        ("bang_diem/don_vi/so_sau/diem_tru", [{**DISCIPLINE, "so_truong_hop": "6", "so_truong_hop_thuoc_dien": "1"}]),
        says="13 điểm, chỉ trừ 10",
    ),
    f(
        "SCO-009",
        f"{SHEET}/so_hai/diem_thuong/0/tieu_chi",
        ("bang_diem/don_vi/so_hai/diem_thuong", [{**BONUS, "tieu_chi": "I.1"}]),
        says="98 không vượt kế hoạch 100",
    ),
    f(
        "SCO-009",
        f"{SHEET}/so_hai/diem_thuong/0/tieu_chi",
        ("bang_diem/don_vi/so_hai/diem_thuong", [{**BONUS, "tieu_chi": "III.2"}]),
        name="other content",
        says="thuộc nội dung III",
    ),
    f(
        "SCO-010",
        f"{SHEET}/so_ba/diem_thuong/0/can_cu",
        (
            "bang_diem/don_vi/so_ba/diem_thuong",
            [{"can_cu": "truong_doi_moi", "dien_giai": "Đổi mới", "tu_cham": "5"}],
        ),
        says="Khối trưởng",
    ),
    f(
        "SCO-011",
        f"{SHEET}/so_sau/diem/III.2/tham_dinh",
        ("bang_diem/don_vi/so_sau/diem/III.2/khoi_cham", "40"),
        ("bang_diem/don_vi/so_sau/diem/III.2/tham_dinh", "45"),
    ),
    f(
        "SCO-012",
        f"{SHEET}/so_ba/diem/I.2/thay_the",
        ("bang_diem/don_vi/so_ba/diem/I.1/thay_the", "Chỉ tiêu khác"),
        ("bang_diem/don_vi/so_ba/diem/I.2/thay_the", "Chỉ tiêu khác nữa"),
        says="I.1, I.2",
    ),
    f("SCO-013", f"{SHEET}/so_ba/diem/I.1/ke_hoach", ("bang_diem/don_vi/so_ba/diem/I.1/nam_truoc", "100")),
    f("SCO-014", f"{SHEET}/so_ba/diem/I.1/minh_chung", ("bang_diem/don_vi/so_ba/diem/I.1/minh_chung", [])),
    f("SCO-015", f"{SHEET}/so_ba/diem/I.1/ket_qua", ("bang_diem/don_vi/so_ba/diem/I.1/ket_qua", None)),
    f("SCO-015", f"{SHEET}/so_ba/diem_tru", ("bang_diem/don_vi/so_ba/diem_tru", None), name="deductions not stated"),
    f("SCO-016", f"{SHEET}/so_hai", outcome=no_total, says="điểm thẩm định"),
    f("SCO-017", f"{SHEET}/so_nam", ("bang_diem/don_vi/so_nam", None)),
    f(
        "SCO-018",
        f"{SHEET}/so_ba/diem_tru/0/can_cu",
        ("bang_diem/don_vi/so_ba/diem_tru", [{"can_cu": "la_lam", "dien_giai": "?", "tu_cham": "1"}]),
    ),
    f("SCO-019", "/ho_so/tham_dinh/van_ban", ("ho_so/tham_dinh/van_ban", None)),
    f(
        "SCO-020",
        f"{SHEET}/so_sau/diem_tru/0/so_truong_hop_thuoc_dien",
        ("bang_diem/don_vi/so_sau/diem_tru", [{**DISCIPLINE, "so_truong_hop": "1", "so_truong_hop_thuoc_dien": "2"}]),
    ),
    f(
        "SCO-021",
        "/thanh_tich/so_hai/chi_tieu/0/thuc_hien",
        ("thanh_tich/so_hai/chi_tieu/0/thuc_hien", "99"),
        says="thực hiện 98",
    ),
    f(
        "SCO-021",
        "/thanh_tich/so_hai/chi_tieu/0/ke_hoach",
        ("bang_diem/don_vi/so_hai/diem/I.1/ghi_chu", "Chỉ tiêu: Số doanh nghiệp mới (doanh nghiệp)"),
        (
            "thanh_tich/so_hai/chi_tieu",
            [{"ten": "Doanh nghiệp mới", "don_vi_tinh": "doanh nghiệp", "ke_hoach": "90", "thuc_hien": "98"}],
        ),
        name="named in a note",
        says="kế hoạch 100",
    ),
    f(
        "SCO-022",
        f"{SHEET}/so_sau/diem_tru/0/tu_cham",
        ("bang_diem/don_vi/so_sau/diem_tru", [{**DISCIPLINE, "so_truong_hop": "2", "tu_cham": "3"}]),
        says="ghi 3, tính từ số trường hợp là 4",
    ),
]

PHIEU = "ho_so/bo_phieu"
BALLOT = [
    f(
        "BAL-023",
        "/ho_so/bo_phieu/truong_ban/ho_ten",
        ("ho_so/bo_phieu/truong_ban/ho_ten", "Trần Văn Lạ"),
        says="Trần Văn Lạ",
    ),
    f("BAL-001", f"/{PHIEU}/thu_ve", (f"{PHIEU}/thu_ve", "7")),
    f("BAL-002", f"/{PHIEU}/hop_le", (f"{PHIEU}/khong_hop_le", "1"), says="là 7"),
    f("BAL-003", f"/{PHIEU}/ung_vien/0/so_phieu", (f"{PHIEU}/ung_vien/0/so_phieu", "7")),
    f("BAL-004", f"/{PHIEU}/ung_vien", (f"{PHIEU}/ung_vien/1/so_phieu", "2"), says="là 7"),
    f("BAL-005", f"/{PHIEU}/phat_ra", (f"{PHIEU}/phat_ra", "7")),
    f("BAL-006", f"/{PHIEU}/so_don_vi_tham_gia", (f"{PHIEU}/so_don_vi_tham_gia", "7"), says="chỉ có 6 đơn vị"),
    f(
        "BAL-006",
        f"/{PHIEU}/so_don_vi_tham_gia",
        ("ho_so/hoi_nghi/du_hop", b.clean()["ho_so"]["hoi_nghi"]["du_hop"][:5]),
        name="fewer present",
        says="có người dự họp",
    ),
    f(
        "BAL-007",
        f"/{PHIEU}/ung_vien/1/don_vi",
        ("ho_so/khong_xet", [{"don_vi": "so_hai", "can_cu": "tai_nan_lao_dong", "dien_giai": "Tai nạn"}]),
        says="không xét",
    ),
    f(
        "BAL-008",
        f"/{PHIEU}/ung_vien/1/so_phieu",
        (f"{PHIEU}/ung_vien/0/so_phieu", "1"),
        (f"{PHIEU}/ung_vien/1/so_phieu", "5"),
        says="942 điểm",
    ),
    f(
        "BAL-009",
        f"/{PHIEU}/ung_vien",
        (f"{PHIEU}/ung_vien/0/so_phieu", "3"),
        (f"{PHIEU}/ung_vien/1/so_phieu", "3"),
        says="cùng được 3 phiếu",
    ),
    f("BAL-010", f"/{PHIEU}/khong_hop_le", (f"{PHIEU}/khong_hop_le", None), says="không hợp lệ"),
    f("BAL-010", f"/{PHIEU}/ung_vien/1/so_phieu", (f"{PHIEU}/ung_vien/1/so_phieu", None), name="votes missing"),
    f("BAL-011", f"/{PHIEU}/uy_vien/1/ho_ten", (f"{PHIEU}/uy_vien/1", b._person("so_nam")), says="hai lần"),
    f("BAL-011", f"/{PHIEU}/truong_ban", (f"{PHIEU}/truong_ban", None), name="no head"),
    f(
        "BAL-012",
        f"/{PHIEU}/uy_vien",
        (f"{PHIEU}/truong_ban", b._person("so_mot")),
        (f"{PHIEU}/uy_vien", [{"ho_ten": "Vi Văn Sáng", "don_vi": "so_mot"}]),
    ),
    f("BAL-013", f"/{PHIEU}/gio_kiem_phieu", (f"{PHIEU}/gio_kiem_phieu", "2026-02-06 12:00")),
    f("BAL-014", f"/{PHIEU}", outcome=base_zero),
]

CAM_KET = "ho_so/cam_ket"
AWARDS = [
    f(
        "AWD-001",
        None,
        *((f"bang_diem/don_vi/{unit}/diem/II.1/muc", "kha") for unit in b.NAMES),
        *((f"bang_diem/don_vi/{unit}/diem/III.2/tu_cham", "40") for unit in b.NAMES),
        says="điểm cao nhất là 890, dưới mức 900",
    ),
    f("AWD-002", None, outcome=proposed("bang_khen", "so_hai", "so_ba", "ban_bon"), says="chỉ tiêu 2"),
    f("AWD-003", None, outcome=proposed("bang_khen", "so_hai", "so_sau"), says="790 điểm, dưới mức 850"),
    f(
        "AWD-004",
        "/ho_so/de_nghi_khac/0",
        (
            "ho_so/de_nghi_khac",
            [
                {
                    "doi_tuong": "Tập thể Sở Kế hoạch thử nghiệm",
                    "hinh_thuc": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
                }
            ],
        ),
        name="another proposal",
        says="de_nghi_khac",
    ),
    f("AWD-004", None, outcome=proposed("bang_khen", "so_mot", "so_hai"), says="Sở Kế hoạch"),
    f(
        "AWD-005",
        "/ho_so/khong_xet/0",
        ("ho_so/khong_xet", [{"don_vi": "so_hai", "can_cu": "tai_nan_lao_dong", "dien_giai": "Tai nạn"}]),
        outcome=proposed("bang_khen", "so_hai"),
    ),
    f(
        "AWD-005",
        "/ho_so/giao_uoc/don_vi_khong_ky/0",
        ("ho_so/giao_uoc/don_vi_khong_ky", ["so_hai"]),
        outcome=proposed("bang_khen", "so_hai"),
        name="pact not signed",
    ),
    f(
        "AWD-006",
        "/ho_so/bo_phieu/phan_dinh_dong_diem",
        ("bang_diem/don_vi/ban_bon/diem/I.1/ket_qua", "96"),
        ("thanh_tich/ban_bon", b._achievement("ban_bon")),
        says="cùng 934 điểm",
    ),
    f("AWD-007", "/ho_so/nhom/quan_ly", ("ho_so/nhom/quan_ly", "so"), says="Bằng khen"),
    f("AWD-008", f"/{CAM_KET}/tieu_chuan_dieu_26", (f"{CAM_KET}/tieu_chuan_dieu_26", None)),
    f(
        "AWD-009",
        f"/{CAM_KET}/tieu_chuan_dieu_26",
        (f"{CAM_KET}/tieu_chuan_dieu_26", "không"),
        outcome=proposed("co_thi_dua", "so_mot"),
    ),
    f("AWD-001", None, (f"{CAM_KET}/tieu_chuan_dieu_26", "không"), name="standard", says="không đáp ứng"),
    f("AWD-010", f"/{CAM_KET}/dieu_6_qd_12", (f"{CAM_KET}/dieu_6_qd_12", None), says="Điều 6"),
    f("AWD-010", f"/{CAM_KET}/dat_chuan_van_hoa", (CAM_KET, None), name="nothing declared"),
    f("AWD-011", f"/{CAM_KET}/dieu_6_qd_12", (f"{CAM_KET}/dieu_6_qd_12", "có"), says="chưa nêu đơn vị nào"),
    f("AWD-011", f"/{CAM_KET}/dat_chuan_van_hoa", (f"{CAM_KET}/dat_chuan_van_hoa", "không"), name="affirmation"),
    f("AWD-012", f"/{CAM_KET}/nguoi_ra_soat", (f"{CAM_KET}/nguoi_ra_soat", None)),
    f(
        "AWD-013",
        "/ho_so/khong_xet/0/can_cu",
        ("ho_so/khong_xet", [{"don_vi": "so_sau", "can_cu": "la_lam", "dien_giai": "?"}]),
    ),
    f(
        "AWD-014",
        "/ho_so/khong_xet/0/van_ban",
        ("ho_so/khong_xet", [{"don_vi": "so_sau", "can_cu": "tai_nan_lao_dong", "dien_giai": "Tai nạn"}]),
    ),
    f("AWD-015", "/ho_so/giao_uoc/don_vi_khong_ky", ("ho_so/giao_uoc/don_vi_khong_ky", None)),
    f("AWD-015", "/ho_so/giao_uoc", ("ho_so/giao_uoc", None), name="no pact at all"),
    f("AWD-016", None, regulation="tối thiểu nội dung I", outcome=proposed("co_thi_dua", "so_mot"), says="nội dung I"),
]

DATES = [
    f("DAT-001", "/ho_so/giao_uoc/ngay_ky", ("ho_so/giao_uoc/ngay_ky", "2026-01-28")),
    f("DAT-002", "/ho_so/tham_dinh/ngay_gui_tong_hop", ("ho_so/tham_dinh/ngay_gui_tong_hop", "2026-02-05")),
    f("DAT-003", "/ho_so/tham_dinh/van_ban/ngay", ("ho_so/tham_dinh/van_ban/ngay", "2026-02-09")),
    f("DAT-004", "/ho_so/van_ban/bien_ban_hop/ngay", ("ho_so/van_ban/bien_ban_hop/ngay", "2026-02-09")),
    f("DAT-005", "/ho_so/van_ban/to_trinh/ngay", ("ho_so/van_ban/to_trinh/ngay", "2026-02-05")),
    f("DAT-006", "/ho_so/hoi_nghi/ket_thuc", ("ho_so/hoi_nghi/ket_thuc", "2026-02-06 08:00")),
    f("DAT-007", "/ho_so/van_ban/to_trinh/ngay", today=date(2026, 2, 9), says="10/02/2026"),
    f("DAT-008", "/ho_so/giao_uoc/ngay_ky", ("ho_so/giao_uoc/ngay_ky", "2025-02-23"), says="Chủ nhật"),
    f("DAT-009", "/ho_so/van_ban/bang_diem__so_hai/ngay", ("ho_so/van_ban/bang_diem__so_hai/ngay", "2026-02-11")),
    f("DAT-010", "/ho_so/giao_uoc/ngay_ky", ("ho_so/giao_uoc/ngay_ky", "2020-02-20")),
    f("DAT-013", "/ho_so/nop/ngay_nop", ("ho_so/nop", {"ngay_nop": "2026-02-09"}), says="09/02/2026"),
    f("DAT-007", "/ho_so/nop/ngay_nop", ("ho_so/nop", {"ngay_nop": "2026-02-16"}), name="handed in"),
    f(
        "DAT-004",
        "/ho_so/van_ban/bien_ban_so_ket/ngay",
        ("ho_so/hoi_nghi_so_ket", {"ten": "Sơ kết", "bat_dau": "2025-07-10 08:00"}),
        ("ho_so/van_ban/bien_ban_so_ket", {"ngay": "2025-07-11"}),
        name="six months",
    ),
    f(
        "DAT-006",
        "/ho_so/hoi_nghi_so_ket/ket_thuc",
        ("ho_so/hoi_nghi_so_ket", {"ten": "Sơ kết", "bat_dau": "2025-07-10 08:00", "ket_thuc": "2025-07-10 07:00"}),
        name="six months",
    ),
    f(
        "DAT-002",
        "/ho_so/tham_dinh/van_ban_de_nghi/ngay",
        ("ho_so/tham_dinh/van_ban_de_nghi", {"loai": "Công văn", "so": "3/CV", "ngay": "2026-02-05"}),
        name="asked after the answer",
    ),
    f(
        "DAT-011",
        "/ho_so/to_trinh/can_cu_them/0/ngay",
        ("ho_so/to_trinh/can_cu_them", [{"loai": "Quyết định", "so": "9/QĐ-UBND", "ngay": "2026-02-11"}]),
        says="Quyết định số 9/QĐ-UBND",
    ),
    f(
        "DAT-012",
        "/thanh_tich/so_hai/khen_thuong/0/quyet_dinh/ngay",
        ("thanh_tich/so_hai/khen_thuong/0/quyet_dinh/ngay", "2023-02-20"),
        says="trước năm 2024",
    ),
    f(
        "DAT-012",
        "/thanh_tich/so_hai/khen_thuong/0/quyet_dinh/ngay",
        ("thanh_tich/so_hai/khen_thuong/0/quyet_dinh/ngay", "2026-02-11"),
        name="after the submission",
        says="sau ngày tờ trình",
    ),
]

DEADLINES = [
    f(
        "DLN-001",
        "/ho_so/tham_dinh/ngay_gui_tong_hop",
        ("ho_so/tham_dinh/ngay_gui_tong_hop", "2026-02-02"),
        says="chậm 1 ngày làm việc",
    ),
    f(
        "DLN-001",
        "/ho_so/hoi_nghi/bat_dau",
        ("ho_so/hoi_nghi/bat_dau", "2026-02-15 08:00"),
        ("ho_so/hoi_nghi/ket_thuc", "2026-02-15 11:00"),
        name="conference",
    ),
    f("DLN-002", "/ho_so/tham_dinh/ngay_gui_tong_hop", outcome=uncertain),
    f(
        "DLN-003",
        "/ho_so/hoi_nghi/bat_dau",
        ("ho_so/hoi_nghi/bat_dau", None),
        ("ho_so/hoi_nghi/ket_thuc", None),
        today=date(2026, 2, 10),
        says="còn 4 ngày",
    ),
]

LAW = [
    f("LAW-001", "/ho_so/nam", ("ho_so/nam", "2024")),
    f("LAW-002", "/ho_so/hoi_nghi/bat_dau", ("ho_so/hoi_nghi/bat_dau", "2025-12-29 08:00")),
    f("LAW-002", "/ho_so/van_ban/to_trinh/ngay", regulation="hết hiệu lực", name="ended", says="đã hết hiệu lực"),
    f("LAW-003", "/ho_so/to_trinh/can_cu_them/0", ("ho_so/to_trinh/can_cu_them", [ND_98]), says="30/06/2025"),
    f(
        "LAW-003",
        "/ho_so/to_trinh/mo_dau/0",
        ("ho_so/to_trinh/mo_dau", ["Thực hiện Thông tư số 01/2024/TT-BNV của Bộ Nội vụ."]),
        name="in the words",
    ),
    f("LAW-004", "/ho_so/to_trinh/can_cu_them/0", ("ho_so/to_trinh/can_cu_them", [ND_91])),
    f("LAW-004", "/ho_so/to_trinh/can_cu_them/0", ("ho_so/to_trinh/can_cu_them", [OLD_LAW]), name="law of 2003"),
    f(
        "LAW-005",
        "/ho_so/van_ban/to_trinh/ngay",
        ("ho_so/van_ban/to_trinh/ngay", "2026-10-01"),
        says="Luật số 06/2026/QH16 chưa được đối chiếu",
    ),
    f("LAW-006", None, ("bang_diem/don_vi/ban_bon/diem/I.1/ket_qua", "96"), says="bằng điểm"),
    f("LAW-007", None, says="“Trước ngày 15” nghĩa là"),
    f(
        "LAW-008",
        "/ho_so/khong_xet",
        ("ho_so/khong_xet", [{"don_vi": "so_sau", "can_cu": "dang_xem_xet_xu_ly", "dien_giai": "Đang thanh tra"}]),
    ),
]

HOP = "ho_so/hoi_nghi"
TEXT = [
    f("TXT-001", f"/{HOP}/thu_ky", (f"{HOP}/thu_ky", b._person("so_mot"))),
    f("TXT-002", f"/{HOP}/thu_ky", (f"{HOP}/thu_ky/ho_ten", "Mã Thị Thư")),
    f("TXT-003", f"/{HOP}/du_hop/5", (f"{HOP}/vang_mat", [{"don_vi": "so_sau", "ly_do": "Đi công tác"}])),
    f("TXT-004", f"/{HOP}/du_hop", (f"{HOP}/du_hop/5", b._person("so_mot")), says="Sở Công ích"),
    f("TXT-005", f"/{HOP}/dia_diem", (f"{HOP}/dia_diem", None), says="địa điểm"),
    f("TXT-006", f"/{HOP}/chu_tri", (f"{HOP}/chu_tri", b._person("so_hai"))),
    f("TXT-007", f"{UNITS}/1/ten", ("ho_so/nhom/don_vi/1/ten", "Sở GT&VT tỉnh"), says="GT&VT"),
    f("TXT-008", f"{UNITS}/0/nguoi_ky/ho_ten", ("ho_so/nhom/don_vi/0/nguoi_ky/ho_ten", "TS. Nông Văn Hòa"), says="TS."),
    f("TXT-009", "/ho_so/van_ban/to_trinh/so", ("ho_so/van_ban/to_trinh/so", "21 /TTr"), says="dấu gạch chéo"),
    f(
        "TXT-009",
        "/ho_so/van_ban/to_trinh/ky_hieu",
        ("ho_so/van_ban/to_trinh/ky_hieu", "TT-STC"),
        name="kind",
        says="TTr",
    ),
    f(
        "TXT-010",
        "/thanh_tich/so_ba/bien_phap/0",
        ("thanh_tich/so_hai/bien_phap", [LONG]),
        ("thanh_tich/so_ba/bien_phap", [LONG]),
        says="1 đoạn",
    ),
    f(
        "TXT-011",
        "/thanh_tich/so_hai/khen_thuong/0/quyet_dinh",
        ("thanh_tich/so_hai/khen_thuong/0/quyet_dinh", {"loai": "Quyết định", "so": "150/QĐ-UBND"}),
        says="ngày, cơ quan ban hành",
    ),
    f("TXT-012", UNITS, ("ho_so/nhom/don_vi/0/vai_tro", "thanh_vien"), says="0 đơn vị trưởng"),
    f("TXT-012", f"{UNITS}/2/vai_tro", ("ho_so/nhom/don_vi/2/vai_tro", "truong"), name="two"),
    f("TXT-013", f"{UNITS}/2/vai_tro", ("ho_so/nhom/don_vi/2/vai_tro", "pho")),
    f("TXT-014", f"/{HOP}/bau_nam_sau/pho", (f"{HOP}/bau_nam_sau/pho", "so_hai"), says="cả trưởng và phó"),
    f(
        "TXT-014",
        f"/{HOP}/bau_nam_sau/truong",
        (f"{HOP}/bau_nam_sau/truong", "so_mot"),
        name="again",
        says="luân phiên",
    ),
    f("TXT-015", f"{UNITS}/1/ten", ("ho_so/nhom/don_vi/1/ten", "Sở Kế hoạch thử nghiệm")),
    f("TXT-016", "/thanh_tich/so_hai/nhan_su/nu", ("thanh_tich/so_hai/nhan_su/nu", "41")),
    f(
        "TXT-021",
        "/ho_so/van_ban/bien_ban_kiem_phieu/so",
        ("ho_so/van_ban/bien_ban_kiem_phieu/so", "1"),
        says="Số 1 dùng cho cả biên bản họp",
    ),
    f(
        "TXT-001",
        "/ho_so/hoi_nghi_so_ket/thu_ky",
        ("ho_so/hoi_nghi_so_ket", {"ten": "Sơ kết", "chu_tri": b._person("so_hai"), "thu_ky": b._person("so_hai")}),
        name="six months",
    ),
    f(
        "TXT-024",
        "/thanh_tich/so_hai/khen_thuong/1/quyet_dinh",
        ("thanh_tich/so_hai/khen_thuong", b._achievement("so_hai")["khen_thuong"] * 2),
        says="ghi hai lần",
    ),
    f(
        "TXT-025",
        "/ho_so/van_ban/to_trinh/nguoi_ky/ho_ten",
        ("ho_so/van_ban/to_trinh/nguoi_ky", {"ho_ten": "Hoàng Thị Lan", "chuc_vu": "Giám đốc"}),
        says="Sở Giao thương",
    ),
    f("TXT-026", f"{UNITS}/1/ten", ("ho_so/nhom/don_vi/1/ten", "Sở Kế h\u043eạch"), says="U+043E"),
    f(
        "TXT-017",
        "/ca_nhan/nguoi_a/nhiem_vu/0",
        (
            "ca_nhan",
            {"nguoi_a": {"ho_ten": "Người A", "don_vi": "so_hai", "hinh_thuc": "Bằng khen", "nhiem_vu": ["Làm ……"]}},
        ),
        name="of a person",
    ),
    f("TXT-022", f"/{HOP}/du_hop/5", (f"{HOP}/du_hop/5", b._person("so_mot")), says="hai lần"),
    f(
        "TXT-023",
        f"{UNITS}/1/nguoi_ky",
        ("ho_so/nhom/don_vi/1/nguoi_ky/chuc_vu", "Phó Giám đốc"),
        says="không ghi KT.",
    ),
    f(
        "TXT-023",
        f"{UNITS}/1/nguoi_ky/tham_quyen",
        ("ho_so/nhom/don_vi/1/nguoi_ky/tham_quyen", "KT. GIÁM ĐỐC"),
        name="the head himself",
        says="không ký thay",
    ),
    f("TXT-017", "/thanh_tich/so_hai/bien_phap/0", ("thanh_tich/so_hai/bien_phap", ["Đơn vị đạt …… việc."])),
]

SIGNED = [f("SIG-001", None)]
"""Never a finding yet: always "không kiểm được"."""

FAILING = [*PAPERS, *FIELDS, *SCORES, *BALLOT, *AWARDS, *DATES, *DEADLINES, *LAW, *TEXT]


def bonus_together(most: str) -> Any:
    """cao-bang-2025 with a cap on all bonus points together, as bac-kan-2019 has one."""
    regulation = b.law()[0]
    scale = regulation.score.scale
    assert scale is not None
    score = regulation.score.model_copy(update={"bonus_total": scale.model_copy(update={"value": Decimal(most)})})
    return regulation.model_copy(update={"score": score})


REGULATIONS: dict[str, Callable[[], Any]] = {
    "thưởng chung 30": lambda: bonus_together("30"),
    "tối thiểu nội dung I": content_minimum,
    "có đăng ký": lambda: b.law()[0].model_copy(
        update={"deadlines": (b.law()[0].deadlines[-1].model_copy(update={"applies_to": "ngay_dang_ky"}),)}
    ),
    "hết hiệu lực": lambda: repealed("2026-02-09"),
    "không nơi kính gửi": lambda: b.law()[0].model_copy(
        update={"terms": b.law()[0].terms.model_copy(update={"noi_nhan_to_trinh": ()})}
    ),
    "chỉ mẫu 08": lambda: b.law()[0].model_copy(
        update={
            "awards": tuple(a if a.leader else a.model_copy(update={"forms": ("mau_08",)}) for a in b.law()[0].awards)
        }
    ),
}
"""Regulations changed for a case, by name (made when used)."""
