"""Changes that are no defect: other ways of writing, optional things left out, the last allowed day, vote, point, place."""

from __future__ import annotations

from defect_model import Harmless
from yaml_edits import append, decomposed, drop, recode, replace, reword, trailing_spaces, windows_lines

H, B = "ho_so.yaml", "bang_diem.yaml"
STC = "thanh_tich/so_tai_chinh.yaml"

HARMLESS = (
    Harmless(
        "thu_tu_tren_phieu",
        "Đổi thứ tự các đơn vị trên phiếu",
        "cb5",
        (
            replace(H, "/bo_phieu/ung_vien/2/don_vi", "lien_hiep_hoi_khoa_hoc", "hoi_van_hoc_nghe_thuat_"),
            replace(H, "/bo_phieu/ung_vien/3/don_vi", "hoi_van_hoc_nghe_thuat", "lien_hiep_hoi_khoa_hoc"),
            replace(H, "/bo_phieu/ung_vien/2/don_vi", "hoi_van_hoc_nghe_thuat_", "hoi_van_hoc_nghe_thuat"),
        ),
    ),
    Harmless(
        "thu_tu_don_vi",
        "Đơn vị cuối danh sách khối chuyển lên đầu mục khác, thứ tự người dự họp khác",
        "cb5",
        (
            drop(H, "/hoi_nghi/du_hop/4"),
            append(
                H, "/hoi_nghi/du_hop", "- {ho_ten: Lô Xuân Hiếu, chuc_vu: Chủ tịch, don_vi: lien_hiep_hoi_khoa_hoc}"
            ),
        ),
    ),
    Harmless(
        "ngay_viet_kieu_khac",
        "Viết ngày theo kiểu năm-tháng-ngày",
        "cb9",
        (replace(H, "/van_ban/to_trinh/ngay", "28/01/2026", "2026-01-28"),),
    ),
    Harmless(
        "to_trinh_sau_mot_ngay",
        "Tờ trình đề ngày làm việc hôm sau",
        "cb9",
        (replace(H, "/van_ban/to_trinh/ngay", "28/01/2026", "29/01/2026"),),
    ),
    Harmless(
        "don_vi_do_co_chu_hy_lap",
        "Đơn vị đo có chữ Hy Lạp",
        "cb9",
        (
            append(
                H,
                "/hoi_nghi/khach_moi",
                "- {ho_ten: Hoàng Đức Thắng, chuc_vu: Phụ trách trạm đo bụi 25 μg/m³, co_quan: Sở Nội vụ}",
            ),
        ),
    ),
    Harmless(
        "them_khach_moi",
        "Thêm một khách mời",
        "cb9",
        (append(H, "/hoi_nghi/khach_moi", "- {ho_ten: Hoàng Đức Thắng, chuc_vu: Chuyên viên, co_quan: Sở Nội vụ}"),),
    ),
    Harmless(
        "them_dai_bieu",
        "Một đơn vị cử thêm người dự họp",
        "cb5",
        (append(H, "/hoi_nghi/du_hop", "- {ho_ten: Trương Thị Én, chuc_vu: Chánh Văn phòng, don_vi: hoi_luat_gia}"),),
    ),
    Harmless(
        "khong_dia_danh",
        "Không ghi địa danh của đơn vị: lấy địa danh của tỉnh",
        "cb9",
        (drop(H, "/nhom/don_vi/id=so_tai_chinh/dia_danh"),),
    ),
    Harmless(
        "khong_kinh_gui",
        "Không ghi “Kính gửi”: lấy nơi nhận mà quy định nêu",
        "bk19",
        (drop(H, "/van_ban/van_ban_de_nghi/kinh_gui"),),
    ),
    Harmless(
        "khong_ky_hieu",
        "Không ghi ký hiệu văn bản: máy lập từ tên loại và tên đơn vị",
        "cb9",
        (drop(H, "/van_ban/to_trinh/ky_hieu"), drop(H, "/van_ban/bien_ban_hop/ky_hieu")),
    ),
    Harmless(
        "khong_fax",
        "Không ghi số fax, trang thông tin",
        "cb9",
        (drop(STC, "/lien_he/fax"), drop(STC, "/lien_he/trang_tin")),
    ),
    Harmless("chu_to_hop", "Tệp lưu dấu rời (NFD) như trên một số máy", "cb9", (recode(H, decomposed),)),
    Harmless("chu_to_hop_thanh_tich", "Báo cáo thành tích lưu dấu rời (NFD)", "cb9", (recode(STC, decomposed),)),
    Harmless("xuong_dong_windows", "Tệp lưu bằng Notepad (BOM, CRLF)", "cb9", (recode(B, windows_lines),)),
    Harmless("dau_cach_cuoi_dong", "Dấu cách thừa cuối dòng", "cb9", (recode(H, trailing_spaces),)),
    Harmless(
        "so_co_so_0_dung_truoc",
        "Số biên bản viết 07 thay cho 7",
        "bk19",
        (replace(H, "/van_ban/bien_ban_hop/so", "07", "7"),),
    ),
    Harmless(
        "dung_han_gui_tong_hop",
        "Gửi bảng tổng hợp điểm đúng ngày làm việc thứ năm trước hội nghị",
        "cb9",
        (replace(H, "/tham_dinh/ngay_gui_tong_hop", "15/01/2026", "16/01/2026"),),
    ),
    Harmless(
        "dung_han_bao_cao_tong_ket",
        "Báo cáo tổng kết khối gửi đúng ngày 30/01",
        "cb9",
        (replace(H, "/van_ban/bao_cao_tong_ket/ngay", "28/01/2026", "30/01/2026"),),
    ),
    Harmless(
        "dung_han_dang_ky_lao_cai",
        "Lào Cai: đăng ký thi đua gửi ngày 14/3",
        "lc",
        (replace(H, "/van_ban/dang_ky_thi_dua/ngay", "10/3/2021", "14/3/2021"),),
    ),
    Harmless(
        "dung_han_giao_uoc_bac_kan",
        "Bắc Kạn: ký giao ước đúng ngày 31/3",
        "bk19",
        (replace(H, "/giao_uoc/ngay_ky", "20/3/2019", "31/3/2019"),),
    ),
    Harmless(
        "dung_han_nop_bac_kan",
        "Bắc Kạn: nộp hồ sơ đúng ngày cuối của hạn",
        "bk23",
        (replace(H, "/nop/ngay_nop", "29/12/2023", "15/01/2024"),),
    ),
    Harmless(
        "dung_nguong_50_phan_tram_cong_mot",
        "Bắc Kạn: đơn vị được đúng số phiếu quá nửa (5/8) ở lần 1",
        "bk23",
        (replace(H, "/bo_phieu/ung_vien/1/so_phieu", "7", "6"),),
    ),
    Harmless(
        "ty_le_phieu_toi_thieu_de_dan_dau",
        "Đơn vị dẫn đầu hơn đơn vị sau đúng một phiếu",
        "cb9",
        (
            replace(H, "/bo_phieu/ung_vien/2/so_phieu", "6", "5"),
            replace(H, "/bo_phieu/ung_vien/0/so_phieu", "3", "4"),
        ),
    ),
    Harmless(
        "phieu_khong_hop_le",
        "Có một phiếu không hợp lệ, cộng vẫn đúng",
        "cb9",
        (
            replace(H, "/bo_phieu/hop_le", "9", "8"),
            replace(H, "/bo_phieu/khong_hop_le", "0", "1"),
            replace(H, "/bo_phieu/ung_vien/2/so_phieu", "6", "5"),
        ),
    ),
    Harmless(
        "diem_dung_toi_da",
        "Điểm tự chấm bằng đúng điểm tối đa của tiêu chí",
        "cb9",
        (replace(B, "/don_vi/so_xay_dung/diem/III.3.2/tu_cham", "13", "15"),),
    ),
    Harmless(
        "tu_ghi_diem_dung_ket_qua",
        "Tự ghi điểm đúng như máy tính từ số liệu",
        "cb9",
        (append(B, "/don_vi/so_tai_chinh/diem/I.2.1", "tu_cham: 58,92"),),
    ),
    Harmless(
        "so_thap_phan_them_so_khong",
        "Viết 99,10 thay cho 99,1",
        "cb9",
        (replace(B, "/don_vi/so_tai_chinh/diem/I.1.3/ket_qua", "99,1", "99,10"),),
    ),
    Harmless(
        "thuong_dung_tran",
        "Điểm thưởng đổi mới của Khối phó đúng mức tối đa 05 điểm",
        "cb9",
        (replace(B, "/don_vi/so_cong_thuong/diem_thuong/2/tu_cham", "4", "5"),),
    ),
    Harmless(
        "tru_dung_so_truong_hop",
        "Tự ghi điểm trừ đúng số trường hợp",
        "cb9",
        (append(B, "/don_vi/trung_tam_xuc_tien/diem_tru/0", "tu_cham: 2"),),
    ),
    Harmless(
        "mau_bao_cao_duoc_phep",
        "Chọn mẫu báo cáo Bằng khen khác nhưng được phép (mẫu số 04)",
        "cb9",
        (append(H, "", "mau_bao_cao_bang_khen: mau_04"),),
    ),
    Harmless(
        "cap_pho_ky_thay",
        "Phó Giám đốc ký thay, ghi KT. GIÁM ĐỐC",
        "cb9",
        (
            replace(H, "/nhom/don_vi/id=so_tu_phap/nguoi_ky/chuc_vu", "Giám đốc", "Phó Giám đốc"),
            append(H, "/nhom/don_vi/id=so_tu_phap/nguoi_ky", "tham_quyen: KT. GIÁM ĐỐC"),
        ),
    ),
    Harmless(
        "khen_chuyen_de_cho_don_vi_duoc_co",
        "Hội nghị đề nghị khen chuyên đề cho đơn vị đã được đề nghị Cờ thi đua",
        "cb9",
        (
            append(
                H,
                "",
                "de_nghi_khac:\n  - {doi_tuong: Sở Nông nghiệp và Môi trường, hinh_thuc: Giấy khen chuyên đề trồng rừng}",
            ),
        ),
    ),
    Harmless(
        "can_cu_con_hieu_luc",
        "Thêm căn cứ còn hiệu lực vào tờ trình",
        "cb9",
        (
            append(
                H,
                "/to_trinh/can_cu_them",
                "- {loai: Nghị định, so: 152/2025/NĐ-CP, ngay: 14/6/2025, co_quan: Chính phủ}",
            ),
        ),
    ),
    Harmless(
        "chu_hoa_chu_thuong_ten_nguoi",
        "Tên chủ trì gõ chữ hoa, vẫn là một người",
        "cb9",
        (replace(H, "/hoi_nghi/chu_tri/ho_ten", "Bế Minh Tường", "BẾ MINH TƯỜNG"),),
    ),
    Harmless(
        "doi_ten_cau_van",
        "Sửa câu văn trong diễn biến hội nghị",
        "cb9",
        (reword(H, "khai mạc Hội nghị, giới thiệu đại biểu", "khai mạc, giới thiệu đại biểu"),),
    ),
    Harmless(
        "khach_moi_kiem_phieu",
        "Khách mời của cơ quan thi đua, khen thưởng làm ủy viên Ban kiểm phiếu",
        "cb9",
        (
            append(
                H,
                "/bo_phieu/uy_vien",
                '- {ho_ten: Hoàng Trung Kiên, chuc_vu: Chuyên viên, co_quan: "Ban Thi đua - Khen thưởng, Sở Nội vụ"}',
            ),
        ),
    ),
    Harmless(
        "pho_ky_to_trinh_thay_truong",
        "Cấp phó của chính đơn vị trình ký tờ trình, ghi KT. GIÁM ĐỐC",
        "cb9",
        (
            append(
                H,
                "/van_ban/to_trinh",
                "nguoi_ky: {ho_ten: Hà Văn Phóng, chuc_vu: Phó Giám đốc, tham_quyen: KT. GIÁM ĐỐC}",
            ),
        ),
    ),
    Harmless(
        "dung_han_nop_trieu_son",
        "Triệu Sơn: nộp hồ sơ đúng ngày cuối, 24/12 (Chủ nhật)",
        "ts",
        (replace(H, "/nop/ngay_nop", "21/12/2017", "24/12/2017"),),
    ),
)
