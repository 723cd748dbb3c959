"""What each paper says: exact headings, units that are excluded, postponed, outside the quota or tied, dates, forms."""

from __future__ import annotations

import pytest
import view_cases as cases

from dossier.inputs.ho_so import Nguoi, VanBan
from dossier.papers.form import Form, Para
from dossier.papers.form_source import load_form
from dossier.papers.views.wording import balanced, cite_document, closed_list, person


def printed(form: Form) -> list[str]:
    """Paragraph texts of a form, in order, conditions and loops left out."""
    return [block.p.text for block in form.body if isinstance(block, Para)]


def test_headings_of_the_collective_report_are_those_of_the_form() -> None:
    for form in ("mau_02", "mau_04"):
        texts = printed(load_form(form))
        expected = [
            "I. SƠ LƯỢC ĐẶC ĐIỂM, TÌNH HÌNH",
            "1. Đặc điểm, tình hình:",
            "- Quá trình thành lập và phát triển:",
            "2. Chức năng, nhiệm vụ:",
            "II. THÀNH TÍCH ĐẠT ĐƯỢC",
            "2. Những biện pháp hoặc nguyên nhân đạt được thành tích; các phong trào thi đua đã được áp dụng trong thực tiễn "
            "sản xuất, công tác",
            "3. Việc thực hiện chủ trương, chính sách của Đảng, pháp luật của Nhà nước",
            "4. Hoạt động của tổ chức đảng, đoàn thể",
            "III. CÁC HÌNH THỨC ĐÃ ĐƯỢC KHEN THƯỞNG",
            "1. Danh hiệu thi đua:",
            "2. Hình thức khen thưởng:",
        ]
        places = [texts.index(text) for text in expected]
        assert places == sorted(places)


def test_minutes_follow_mau_1_9() -> None:
    form = load_form("bien_ban_hop")
    texts = printed(form)
    labels = [
        "**Thời gian bắt đầu:**",
        "**Địa điểm:**",
        "**Thành phần tham dự:**",
        "**Chủ trì (chủ tọa):**",
        "**Thư ký (người ghi biên bản):**",
        "**Nội dung (theo diễn biến hội nghị):**",
        "Hội nghị kết thúc vào",
    ]
    places = [next(i for i, text in enumerate(texts) if text.startswith(label)) for label in labels]
    assert places == sorted(places)
    assert texts[-1].endswith("./.")
    view = cases.view(cases.context(cases.tree()), "bien_ban_hop")
    assert view.values["dia_danh_ngay"] == ""
    assert view.values["ket_thuc"] == "11 giờ 30 phút, ngày 06 tháng 02 năm 2026"
    assert view.values["noi_nhan"][-1] == "Lưu: VT, Hồ sơ."


def test_award_tables_have_the_official_headings_and_say_when_there_is_none() -> None:
    tree = cases.tree()
    tree["ho_so"]["mau_bao_cao_bang_khen"] = "mau_02"
    view = cases.view(cases.context(tree), "bao_cao_thanh_tich__so_b")
    titles = cases.cells(view, "danh_hieu")
    assert titles[0] == [
        "Năm",
        "Danh hiệu thi đua",
        "Số, ngày, tháng, năm của quyết định công nhận danh hiệu thi đua; cơ quan ban hành quyết định",
    ]
    assert [row[0] for row in titles[1:]] == ["2022", "2024"]
    assert titles[2][2] == "Quyết định số 20/QĐ-UBND ngày 03/02/2025 của Chủ tịch Ủy ban nhân dân tỉnh"
    awards = cases.cells(view, "khen_thuong")
    assert awards[0][2] == "Số, ngày, tháng, năm của quyết định khen thưởng; cơ quan ban hành quyết định"
    assert awards[1:] == [["-", "Chưa có", "-"]]


def test_targets_compare_with_the_plan_and_the_year_before() -> None:
    view = cases.view(cases.context(cases.tree()), "bao_cao_thanh_tich__so_a")
    rows = cases.cells(view, "ket_qua")
    assert rows[1] == ["1", "Việc xong", "việc", "125", "110", "88,00", "110,00"]
    assert rows[2] == ["2", "Việc mới", "việc", "-", "7", "-", "-"]


def test_sub_headings_of_the_author_are_lettered_and_the_engines_follow() -> None:
    view = cases.view(cases.context(cases.tree()), "bao_cao_thanh_tich__so_a")
    heads = [block.text for block in view.values["ket_qua"] if getattr(block, "style", "") == "diem"]
    assert heads == [
        "a) Công tác chuyên môn",
        "b) Kết quả thực hiện các chỉ tiêu chủ yếu",
        "c) Kết quả chấm điểm và bình xét, suy tôn của Khối thi đua số 99 năm 2025",
        "d) Sáng kiến, đề tài, giải pháp được công nhận",
    ]


def test_excluded_and_postponed_units_print_differently_with_their_clause() -> None:
    view = cases.view(cases.context(cases.tree()), "bien_ban_hop")
    lines = [line["text"] for line in view.values["khong_xet"]]
    assert any(
        line.startswith("- Không xét khen thưởng đối với Công ty mẫu: để xảy ra tai nạn lao động gây chết người")
        and line.endswith("căn cứ điểm d khoản 3 mục I Phần III Hướng dẫn số 4095/HD-UBND.")
        for line in lines
    )
    assert any(line.startswith("- Chưa xét khen thưởng đối với Trung tâm mẫu:") for line in lines)
    report = cases.view(cases.context(cases.tree()), "bao_cao_tong_ket")
    rows = {row[1]: row for row in cases.cells(report, "bang_diem")}
    assert rows["Công ty mẫu"][5] == "-"
    assert rows["Công ty mẫu"][6].startswith("Không xét khen thưởng")
    assert rows["Trung tâm mẫu"][6].startswith("Chưa xét khen thưởng")
    assert rows["Ban Quản lý mẫu"][6] == "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"
    assert rows["Sở Đo đạc mẫu"][6] == "Đủ điều kiện về điểm, ngoài số lượng được đề nghị"
    assert rows["Sở Ấn loát mẫu"][6] == "Chưa đủ điểm đề nghị khen thưởng"


def test_minutes_tell_the_scores_before_the_vote_and_the_proposals_after_it() -> None:
    view = cases.view(cases.context(cases.tree()), "bien_ban_hop")
    head, first, second, *rest = cases.cells(view, "bang_diem")
    assert head[-2:] == ["Xếp thứ theo điểm", "Ghi chú"]
    assert first[1:2] + first[-2:] == ["Sở Kế hoạch mẫu", "1", "Bằng điểm với Sở Thương mại mẫu"]
    assert second[1:2] + second[-2:] == ["Sở Thương mại mẫu", "1", "Bằng điểm với Sở Kế hoạch mẫu"]
    assert not any("Bằng khen" in row[-1] or "Đề nghị" in row[-1] for row in rest)
    assert (
        view.values["dan_ket_luan"]
        == "Căn cứ kết quả chấm điểm, kết quả thẩm định và kết quả bỏ phiếu, Hội nghị thống nhất:"
    )
    told = [line["text"] for line in view.values["de_nghi"]]
    assert told[0].startswith(
        "- Sở Kế hoạch mẫu và Sở Thương mại mẫu bằng điểm nhau; xác định Sở Kế hoạch mẫu xếp trên"
    )
    assert told[1].startswith("- Đề nghị Ủy ban nhân dân tỉnh Cao Bằng tặng danh hiệu")


def test_people_present_are_listed_unit_by_unit() -> None:
    tree = cases.tree()
    tree["ho_so"]["hoi_nghi"]["du_hop"].append(
        {"don_vi": "so_a", "ho_ten": "Người Đi Cùng", "chuc_vu": "Chánh Văn phòng"}
    )
    view = cases.view(cases.context(tree), "bien_ban_hop")
    rows = cases.cells(view, "du_hop")
    assert rows[0] == ["TT", "Đơn vị", "Họ và tên", "Chức vụ"]
    assert rows[1][:2] == ["1", "Sở Kế hoạch mẫu"]
    assert rows[2:4] == [
        ["Người Thư Ký", "Chuyên viên"],
        ["Người Đi Cùng", "Chánh Văn phòng"],
    ]  # cells span down to them
    assert len([row for row in rows[1:] if len(row) == 4]) == len(_units_present(tree))


def _units_present(tree: cases.Tree) -> set[str]:
    return {person["don_vi"] for person in tree["ho_so"]["hoi_nghi"]["du_hop"]}


def test_nobody_excluded_is_said_only_after_the_declaration() -> None:
    tree = cases.tree()
    tree["ho_so"]["khong_xet"] = []
    told = cases.view(cases.context(tree), "bien_ban_hop").values["khong_xet"]
    assert told == [{"text": "Qua rà soát, không có đơn vị thuộc trường hợp không xét hoặc chưa xét khen thưởng."}]
    tree["ho_so"]["cam_ket"] = None
    view = cases.view(cases.context(tree), "bien_ban_hop")
    assert "ra_soat" in {gap.field for gap in view.gaps}


def test_a_settled_tie_is_told_and_an_unsettled_one_names_nobody() -> None:
    tree = cases.tree()
    settled = cases.context(tree)
    assert "phân định qua bỏ phiếu suy tôn" in cases.text(cases.view(settled, "to_trinh"))
    conclusion = cases.text(cases.view(settled, "bien_ban_hop"))
    assert "Sở Kế hoạch mẫu và Sở Thương mại mẫu bằng điểm nhau" in conclusion
    tree["ho_so"]["bo_phieu"] = None
    open_tie = cases.context(tree)
    text = cases.text(cases.view(open_tie, "to_trinh"))
    assert "Chưa xác định được đơn vị đề nghị giữa Sở Kế hoạch mẫu và Sở Thương mại mẫu do bằng điểm." in text
    assert "tặng danh hiệu “Cờ thi đua của Ủy ban nhân dân tỉnh” cho" not in text
    assert "tặng danh hiệu “Cờ thi đua của Ủy ban nhân dân tỉnh”: chưa xác định" in text


def test_votes_are_printed_high_to_low_with_their_base() -> None:
    view = cases.view(cases.context(cases.tree()), "bien_ban_kiem_phieu")
    rows = cases.cells(view, "bang_phieu")
    assert rows[0] == ["TT", "Tên đơn vị", "Số phiếu tín nhiệm", "Tỷ lệ"]
    assert rows[1][1:] == ["Sở Kế hoạch mẫu", "04/07", "57,14%"]
    assert rows[2][1:] == ["Sở Thương mại mẫu", "02/07", "28,57%"]
    told = [line["text"] for line in view.values["so_phieu"]]
    assert told[1:] == [
        "Số phiếu phát ra: 07.",
        "Số phiếu thu về: 07.",
        "Số phiếu hợp lệ: 06.",
        "Số phiếu không hợp lệ: 01.",
    ]
    assert "số đơn vị tham gia bỏ phiếu: 07" in cases.text(view)


def test_slips_list_eligible_units_by_the_alphabet_once_for_each_member() -> None:
    tree = cases.tree()
    tree["ho_so"]["bo_phieu"] = None
    for sheet in tree["bang_diem"]["don_vi"].values():
        sheet["diem"] = {}
    view = cases.view(cases.context(tree, "du_thao"), "phieu_suy_ton")
    rows = cases.cells(view, "phieu")
    names = ["Ban Quản lý mẫu", "Sở Ấn loát mẫu", "Sở Đo đạc mẫu", "Sở Kế hoạch mẫu", "Sở Thương mại mẫu"]
    assert [row[1] for row in rows[1:]] == names
    assert all(row[2] == "" for row in rows[1:])
    text = cases.text(view)
    assert text.count("PHIẾU BÌNH XÉT, SUY TÔN") == 7
    assert "940" not in text


def test_the_score_table_shows_three_scores_deductions_and_the_leaders_confirmation() -> None:
    view = cases.view(cases.context(cases.tree()), "bang_diem__so_c")
    rows = cases.cells(view, "bang")
    assert rows[0] == ["TT", "Nội dung, tiêu chí", "Chỉ tiêu", "Điểm", "Hồ sơ tài liệu kiểm chứng", "Ghi chú"]
    assert rows[1] == [
        "Kế hoạch",
        "Kết quả thực hiện",
        "Tỷ lệ %",
        "Tối đa",
        "Tự chấm",
        "Khối chấm",
        "Ban TĐKT thẩm định",
    ]
    by_name = {name: row for row in rows[2:] for name in row[:2]}
    assert by_name["Nội dung một"][3:6] == ["900,50"] * 3
    assert by_name["Điểm trừ"][2:5] == ["-2,00"] * 3
    assert by_name["TỔNG ĐIỂM"][1:5] == ["1.000", *["898,50"] * 3]
    ground = next(row for name, row in by_name.items() if "Khiển trách 01 người" in name)
    assert ground[2] == "01 trường hợp"
    sums = [row for row in rows[2:] if len(row) < 8]
    assert sums and not any("-" in row for row in sums), "a row of sums has no dashes"
    assert view.values["xac_nhan"] == "XÁC NHẬN CỦA KHỐI TRƯỞNG\nGIÁM ĐỐC SỞ KẾ HOẠCH MẪU"
    assert view.values["xac_nhan_ten"] == "Người Ký 0"


def test_signing_for_somebody_prints_authority_then_office() -> None:
    view = cases.view(cases.context(cases.tree()), "bao_cao_thanh_tich__so_b")
    assert view.values["ky_quyen_han"] == "KT. GIÁM ĐỐC\nPHÓ GIÁM ĐỐC"
    assert view.values["ky_ho_ten"] == "Người Ký Thay"


def test_a_cum_uses_its_own_words() -> None:
    tree = cases.tree()
    tree["ho_so"]["nhom"] |= {"loai": "cum", "ten": "Cụm thi đua số 2 tỉnh Cao Bằng", "ten_ngan": "Cụm thi đua số 2"}
    context = cases.context(tree)
    for name, view in cases.views(context).items():
        text = cases.text(view)
        assert "Khối trưởng" not in text and "KHỐI TRƯỞNG" not in text, name
    assert "XÁC NHẬN CỦA CỤM TRƯỞNG" in cases.text(cases.view(context, "bang_diem__so_c"))


def test_a_report_dated_before_the_conference_does_not_know_its_result() -> None:
    tree = cases.tree()
    tree["ho_so"]["van_ban"]["bao_cao_tong_ket"] = {"so": "2", "ngay": "2026-01-28"}
    view = cases.view(cases.context(tree), "bao_cao_tong_ket")
    text = cases.text(view)
    assert view.gaps == []
    assert "57,14%" not in text and "Đề nghị Ủy ban" not in text
    assert cases.cells(view, "bang_diem")[0] == ["TT", "Đơn vị", "Điểm tự chấm", "Điểm khối chấm"]


def test_mau_08_rests_on_the_pact_and_shows_the_score_table_s_contents() -> None:
    view = cases.view(cases.context(cases.tree()), "bao_cao_thanh_tich__so_c")
    assert "“ĐỔI MỚI” NĂM 2025" in view.values["de_nghi"].replace("\n", " ")
    assert "ký kết ngày 01 tháng 3 năm 2025" in view.values["phong_trao_can_cu"]
    rows = cases.cells(view, "tieu_chi")
    assert rows[-1] == ["Tổng điểm", "1.000", "898,50", "898,50", "898,50"]


def test_legal_bases_end_with_semicolons_and_cite_the_minutes_last() -> None:
    lines = [line["text"] for line in cases.view(cases.context(cases.tree()), "to_trinh").values["can_cu"]]
    assert lines[0] == "Căn cứ Luật Thi đua, khen thưởng ngày 15 tháng 6 năm 2022;"
    assert all(line.endswith(";") for line in lines[:-1])
    assert lines[-1] == (
        "Căn cứ Biên bản số 07/BB-M0 ngày 06 tháng 02 năm 2026 của Hội nghị tổng kết và bình xét thi đua năm 2025 "
        "Khối thi đua số 99 tỉnh Cao Bằng."
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"loai": "Luật", "trich_yeu": "Thi đua, khen thưởng"}, "Luật Thi đua, khen thưởng"),
        (
            {"loai": "Thông báo", "so": "3/TB", "ngay": "2026-03-05", "co_quan": "Sở A", "trich_yeu": "Kết quả"},
            "Thông báo số 3/TB ngày 05 tháng 3 năm 2026 của Sở A về kết quả",
        ),
        ({"loai": "Quyết định", "so": "9/QĐ", "trich_yeu": "Ban hành Quy chế"}, "Quyết định số 9/QĐ ban hành Quy chế"),
    ],
)
def test_documents_are_cited_as_the_decree_says(given: dict[str, str], expected: str) -> None:
    assert cite_document(VanBan.model_validate(given)) == expected


def test_small_wordings() -> None:
    assert closed_list(["A.", "B;", "C"]) == ["A;", "B;", "C."]
    head = Nguoi(ho_ten="Người A", chuc_vu="Phó Trưởng ban")
    assert person(head, "Ban Quản lý mẫu") == "Người A, Phó Trưởng Ban Quản lý mẫu"
    member = Nguoi(ho_ten="Người B", chuc_vu="Phó Giám đốc, thành viên Hội đồng", co_quan="Sở Nội vụ")
    assert person(member, None) == "Người B, Phó Giám đốc Sở Nội vụ, thành viên Hội đồng"
    broken = balanced("Về việc đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh năm 2025", 40)
    assert "\n" in broken and "Ủy ban nhân dân" in broken and "năm 2025" in broken
