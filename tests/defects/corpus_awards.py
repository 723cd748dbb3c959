"""Defects of who may be proposed: exclusions, pact, declarations, quotas, thresholds, ties."""

from __future__ import annotations

from defect_model import At, Defect
from yaml_edits import append, drop, replace

from dossier.core.finding import Severity

H, B = "ho_so.yaml", "bang_diem.yaml"
WARN, NOTE = Severity.CANH_BAO, Severity.LUU_Y

AWARDS = (
    Defect(
        "bang_khen_thieu_nua_diem",
        "Lập hồ sơ Bằng khen cho đơn vị 849,63 điểm, chưa đủ 850",
        "cb5",
        (replace(B, "/don_vi/lien_minh_hop_tac_xa/diem/I.2/ket_qua", "35280", "10400"),),
        "PAP-021",
        At(H, "/van_ban/bao_cao_thanh_tich__lien_minh_hop_tac_xa", unit="lien_minh_hop_tac_xa"),
        also=("FLD-001", "PAP-001", "SCO-021"),
    ),
    Defect(
        "thieu_mot_phieu",
        "Bắc Kạn: lập hồ sơ cho đơn vị được 4/8 phiếu, thiếu một phiếu để quá nửa",
        "bk23",
        (replace(H, "/bo_phieu/ung_vien/2/so_phieu", "5", "4"), drop(H, "/bo_phieu_lan_2/ung_vien/2")),
        "PAP-021",
        At(H, "/van_ban/bao_cao_thanh_tich__huyen_bach_thong", unit="huyen_bach_thong"),
    ),
    Defect(
        "vuot_chi_tieu_bang_khen",
        "Lập hồ sơ Bằng khen cho đơn vị thứ hai, khối 05 đơn vị chỉ có 01 Bằng khen",
        "cb5",
        (
            append(
                H,
                "/van_ban",
                "bao_cao_thanh_tich__lien_hiep_hoi_khoa_hoc: {ngay: 30/01/2026}\n"
                "bang_diem__lien_hiep_hoi_khoa_hoc: {ngay: 30/01/2026}",
            ),
        ),
        "PAP-021",
        At(H, "/van_ban/bao_cao_thanh_tich__lien_hiep_hoi_khoa_hoc", unit="lien_hiep_hoi_khoa_hoc"),
    ),
    Defect(
        "lap_ho_so_cho_don_vi_bi_loai",
        "Lập báo cáo thành tích cho đơn vị bị loại vì tai nạn lao động chết người",
        "cb9",
        (append(H, "/van_ban", "bao_cao_thanh_tich__cong_ty_do_thi_bang_giang: {ngay: 27/01/2026}"),),
        "PAP-021",
        At(H, "/van_ban/bao_cao_thanh_tich__cong_ty_do_thi_bang_giang", unit="cong_ty_do_thi_bang_giang"),
    ),
    Defect(
        "khoi_cua_so_de_nghi_bang_khen",
        "Khối do sở quản lý lập hồ sơ Bằng khen, hình thức không thuộc quyền đề nghị",
        "cb5",
        (replace(H, "/nhom/quan_ly", "tinh", "so"),),
        "PAP-021",
        At(H, "/van_ban/bao_cao_thanh_tich__lien_minh_hop_tac_xa", unit="lien_minh_hop_tac_xa"),
    ),
    Defect(
        "hai_don_vi_bang_diem_chua_phan_dinh",
        "Hai xã bằng điểm cao nhất mà không có kết quả bỏ phiếu",
        "ts",
        (drop(H, "/bo_phieu"),),
        "AWD-006",
        At(unit="dan_ly"),
    ),
    Defect(
        "khai_khong_dat_dieu_26",
        "Khai đơn vị dẫn đầu không đạt Điều 26 mà vẫn lập hồ sơ Cờ thi đua",
        "cb9",
        (replace(H, "/cam_ket/tieu_chuan_dieu_26", "có", "không"),),
        "AWD-001",
        At(paper="to_trinh"),
        WARN,
        also=("PAP-021",),
    ),
    Defect(
        "de_nghi_don_vi_khong_ky_giao_uoc",
        "Lập hồ sơ cho đơn vị không ký giao ước thi đua",
        "cb9",
        (replace(H, "/giao_uoc/don_vi_khong_ky", "[]", "[so_tu_phap]"),),
        "BAL-007",
        At(H, "/bo_phieu/ung_vien/3/don_vi", unit="so_tu_phap"),
        also=("FLD-001", "PAP-001", "PAP-021"),
    ),
    Defect(
        "don_vi_dang_bi_xem_xet_co_ten_tren_phieu",
        "Đơn vị đang bị xem xét xử lý vẫn có tên trên phiếu",
        "cb9",
        (
            append(
                H,
                "/khong_xet",
                "- don_vi: so_xay_dung\n  can_cu: dang_xem_xet_xu_ly\n  dien_giai: Đang thanh tra\n"
                "  van_ban: {loai: Quyết định, so: 9/QĐ-TTT, ngay: 05/01/2026, co_quan: Thanh tra tỉnh}",
            ),
        ),
        "BAL-007",
        At(H, "/bo_phieu/ung_vien/5/don_vi", unit="so_xay_dung"),
    ),
    Defect(
        "chua_xac_nhan_dieu_26",
        "Chưa xác nhận đơn vị dẫn đầu đạt tiêu chuẩn Điều 26",
        "cb9",
        (drop(H, "/cam_ket/tieu_chuan_dieu_26"),),
        "AWD-008",
        At(H, "/cam_ket/tieu_chuan_dieu_26"),
    ),
    Defect(
        "chua_ra_soat_dieu_6",
        "Chưa trả lời việc rà soát các trường hợp không xét",
        "cb9",
        (drop(H, "/cam_ket/dieu_6_qd_12"),),
        "AWD-010",
        At(H, "/cam_ket/dieu_6_qd_12"),
    ),
    Defect(
        "khong_co_cam_ket",
        "Hồ sơ không có phần rà soát, cam kết",
        "cb5",
        (drop(H, "/cam_ket"),),
        "AWD-010",
        At(H, "/cam_ket/dieu_6_qd_12"),
        hits=3,
        also=("AWD-008",),
    ),
    Defect(
        "ra_soat_co_ma_khong_neu_don_vi",
        "Trả lời có đơn vị vi phạm nhưng danh sách không xét không nêu ai",
        "cb9",
        (replace(H, "/cam_ket/dieu_6_qd_12", "không", "có"),),
        "AWD-011",
        At(H, "/cam_ket/dieu_6_qd_12"),
    ),
    Defect(
        "khai_co_tai_nan_ngoai_danh_sach",
        "Khai còn đơn vị khác để xảy ra tai nạn lao động mà không nêu tên",
        "cb5",
        (replace(H, "/cam_ket/khong_tai_nan_lao_dong", "có", "không"),),
        "AWD-011",
        At(H, "/cam_ket/khong_tai_nan_lao_dong"),
    ),
    Defect(
        "ra_soat_khong_ai_chiu_trach_nhiem",
        "Phần rà soát không ghi người rà soát",
        "cb9",
        (drop(H, "/cam_ket/nguoi_ra_soat"),),
        "AWD-012",
        At(H, "/cam_ket/nguoi_ra_soat"),
        WARN,
    ),
    Defect(
        "can_cu_khong_xet_la",
        "Loại đơn vị theo căn cứ không có trong quy định",
        "cb9",
        (replace(H, "/khong_xet/0/can_cu", "tai_nan_lao_dong", "no_thue"),),
        "AWD-013",
        At(H, "/khong_xet/0/can_cu", unit="cong_ty_do_thi_bang_giang"),
    ),
    Defect(
        "khong_xet_khong_van_ban",
        "Loại một đơn vị mà không có văn bản kèm theo",
        "cb9",
        (drop(H, "/khong_xet/0/van_ban"),),
        "AWD-014",
        At(H, "/khong_xet/0/van_ban", unit="cong_ty_do_thi_bang_giang"),
        WARN,
    ),
    Defect(
        "chua_khai_don_vi_khong_ky",
        "Không khai đơn vị nào không ký giao ước",
        "cb9",
        (drop(H, "/giao_uoc/don_vi_khong_ky"),),
        "AWD-015",
        At(H, "/giao_uoc/don_vi_khong_ky"),
    ),
    Defect(
        "khong_co_giao_uoc",
        "Hồ sơ không có phần giao ước thi đua",
        "cb5",
        (drop(H, "/giao_uoc"),),
        "AWD-015",
        At(H, "/giao_uoc"),
    ),
    Defect(
        "chua_ghi_cach_binh_xet",
        "Không ghi bình xét theo cách nào",
        "bk19",
        (drop(H, "/hoi_nghi/cach_binh_xet"),),
        "AWD-017",
        At(H, "/hoi_nghi/cach_binh_xet"),
    ),
    Defect(
        "binh_xet_bang_bieu_quyet",
        "Từ tháng 4/2023 Bắc Kạn phải bỏ phiếu kín mà hội nghị biểu quyết",
        "bk23",
        (replace(H, "/hoi_nghi/cach_binh_xet", "bo_phieu_kin", "bieu_quyet"),),
        "AWD-018",
        At(H, "/hoi_nghi/cach_binh_xet"),
        also=("BAL-015",),
    ),
    Defect(
        "chi_tieu_khen_khong_can_cu",
        "Số lượng Cờ thi đua không dẫn văn bản ấn định",
        "lc",
        (drop(H, "/chi_tieu_khen/0/van_ban"),),
        "AWD-019",
        At(H, "/chi_tieu_khen/0/van_ban"),
    ),
    Defect(
        "thieu_chi_tieu_bang_khen",
        "Không ghi số lượng Bằng khen được ấn định",
        "bk19",
        (drop(H, "/chi_tieu_khen/1"),),
        "AWD-019",
        At(H, "/chi_tieu_khen"),
    ),
    Defect(
        "hai_co_thi_dua",
        "Ghi hai Cờ thi đua cho một khối",
        "lc",
        (replace(H, "/chi_tieu_khen/0/so_luong", "1", "2"),),
        "AWD-020",
        At(H, "/chi_tieu_khen/0/hinh_thuc"),
    ),
    Defect(
        "tu_dat_so_luong_bang_khen",
        "Cao Bằng đã định số Bằng khen mà hồ sơ tự ghi 05",
        "cb9",
        (append(H, "", "chi_tieu_khen:\n  - {hinh_thuc: bang_khen, so_luong: 5}"),),
        "AWD-020",
        At(H, "/chi_tieu_khen/0/hinh_thuc"),
    ),
    Defect(
        "de_nghi_bang_khen_tai_hoi_nghi_trieu_son",
        "Cụm đề nghị Bằng khen tại hội nghị, Triệu Sơn không cho",
        "ts",
        (
            append(
                H,
                "",
                "de_nghi_khac:\n  - {doi_tuong: Xã Dân Lý, hinh_thuc: Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh}",
            ),
        ),
        "AWD-021",
        At(H, "/de_nghi_khac/0/hinh_thuc"),
    ),
    Defect(
        "hai_hinh_thuc_mot_thanh_tich",
        "Hội nghị đề nghị thêm Bằng khen cho đơn vị đã được đề nghị Cờ thi đua",
        "cb9",
        (
            append(
                H,
                "",
                "de_nghi_khac:\n  - {doi_tuong: Sở Nông nghiệp và Môi trường, "
                "hinh_thuc: Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh}",
            ),
        ),
        "AWD-004",
        At(H, "/de_nghi_khac/0", unit="so_nong_nghiep_va_moi_truong"),
    ),
    Defect(
        "de_nghi_khac_cho_don_vi_bi_loai",
        "Hội nghị đề nghị Bằng khen cho đơn vị bị loại vì tai nạn lao động",
        "cb9",
        (
            append(
                H,
                "",
                "de_nghi_khac:\n  - {doi_tuong: Công ty trách nhiệm hữu hạn một thành viên Công trình đô thị Bằng Giang, "
                "hinh_thuc: Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh}",
            ),
        ),
        "AWD-005",
        At(H, "/de_nghi_khac/0", unit="cong_ty_do_thi_bang_giang"),
    ),
    Defect(
        "chua_khai_loai_khoi",
        "Bắc Kạn phân loại cụm, khối mà hồ sơ không khai loại",
        "bk19",
        (drop(H, "/nhom/linh_vuc"),),
        "AWD-024",
        At(H, "/nhom/linh_vuc"),
    ),
)
