"""Minutes, counting record, score tables, summary and proposal under Bắc Kạn, Lào Cai and Triệu Sơn."""

from __future__ import annotations

from typing import Any

import pytest
import regime_cases as regimes
import view_cases as cases

from dossier.papers.blocks import Table
from dossier.papers.plan import plan_papers
from dossier.papers.view import Context, View
from dossier.papers.views import make_view

STEP_3 = "Bước 3 điểm a khoản 2 Phần II Hướng dẫn số 165/HD-UBND"


def text(view: View) -> str:
    return cases.text(view)


@pytest.fixture(scope="module")
def ballot() -> Context:
    """Bắc Kạn, two rounds."""
    return regimes.context(regimes.bac_kan())


@pytest.fixture(scope="module")
def agreed() -> Context:
    """Bắc Kạn, broad agreement."""
    return regimes.context(regimes.agreed(regimes.bac_kan()))


# --- Bắc Kạn: two ways of choosing


def test_the_minutes_tell_both_rounds(ballot: Context) -> None:
    view = regimes.paper(ballot, "bien_ban_hop")
    told = text(view)
    assert view.gaps == []
    assert view.values["ten_binh_xet"] == "Bỏ phiếu bình xét, suy tôn"
    assert "Hội nghị tiến hành bỏ phiếu kín lần 1 để lựa chọn các đơn vị xuất sắc" in told
    assert "Hội nghị tiến hành bỏ phiếu kín lần 2 để chọn đơn vị tiêu biểu xuất sắc dẫn đầu" in told
    assert told.count("(có biên bản kiểm phiếu riêng)") == 2
    lines = [line["text"] for line in view.values["de_nghi"]]
    assert lines[0].endswith("cho 01 đơn vị: Sở Thương mại mẫu (90,00 điểm).")


def test_the_counting_record_has_two_rounds_and_the_threshold(ballot: Context) -> None:
    view = regimes.paper(ballot, "bien_ban_kiem_phieu")
    assert view.values["lan"] == " lần 1"
    first = [line["text"] for line in view.values["ket_luan"]]
    assert first == [
        "Căn cứ kết quả kiểm phiếu lần 1, 03 đơn vị được chọn (đạt trên 50% số đơn vị tham gia bỏ phiếu): Sở Kế hoạch mẫu "
        "(100%), Sở Thương mại mẫu (85,71%) và Ban Quản lý mẫu (71,43%)."
    ]
    again = cases.cells(view, "lan_sau")
    assert again[1][1:] == ["Sở Thương mại mẫu", "05/07", "71,43%"]
    assert "Sở Thương mại mẫu được suy tôn là đơn vị xuất sắc dẫn đầu Khối thi đua số 3 năm 2019" in text(view)


def test_a_second_round_not_held_yet_is_a_gap() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["bo_phieu_lan_2"] = None
    given = regimes.context(tree)
    for name in ("bien_ban_hop", "bien_ban_kiem_phieu"):
        assert any("lần 2" in gap.label for gap in regimes.paper(given, name).gaps), name


def test_by_agreement_nobody_votes_and_the_clause_is_given(agreed: Context) -> None:
    view = regimes.paper(agreed, "bien_ban_hop")
    told = text(view)
    assert view.gaps == []
    assert view.values["ten_binh_xet"] == "Bình xét, suy tôn"
    assert (
        f"nhất trí cao đề nghị khen thưởng lần lượt từ đơn vị có số điểm cao nhất cho đến hết số lượng theo quy định (căn cứ {STEP_3})"
        in told
    )
    assert "phiếu kín" not in told
    assert view.values["dan_ket_luan"] == "Căn cứ kết quả chấm điểm, Hội nghị thống nhất:"
    assert next(line["text"] for line in view.values["de_nghi"]).endswith("Sở Kế hoạch mẫu (91,00 điểm).")


def test_a_way_of_choosing_not_stated_is_a_gap() -> None:
    tree = regimes.agreed(regimes.bac_kan())
    tree["ho_so"]["hoi_nghi"]["cach_binh_xet"] = None
    gaps = regimes.paper(regimes.context(tree), "bien_ban_hop").gaps
    assert ("cach_binh_xet", "ho_so.yaml#/hoi_nghi/cach_binh_xet") in {(gap.field, gap.pointer) for gap in gaps}


def test_the_letter_of_proposal_gives_the_votes_of_each_round(ballot: Context) -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["van_ban"]["van_ban_de_nghi"] = {"so": "5", "ngay": "2020-01-15"}
    view = regimes.paper(regimes.context(tree), "van_ban_de_nghi")
    assert view.gaps == []
    rows = cases.cells(view, "danh_sach")
    assert [row[5] for row in rows[1:]] == [
        "Lần 2: 05/07 (71,43%)",
        "Lần 1: 07/07 (100%)",
        "Lần 1: 05/07 (71,43%)",
    ]
    assert rows[0][3] == "Điểm thẩm định của đơn vị Trưởng và Phó Trưởng"


def test_the_score_table_shows_the_self_score_and_the_leaders_appraisal_only(ballot: Context) -> None:
    rows = cases.cells(regimes.paper(ballot, "bang_diem", unit="so_b"), "bang")
    assert rows[1][3:] == ["Tối đa", "Tự chấm", "Thẩm định của đơn vị Trưởng và Phó Trưởng"]
    assert rows[-1][1:4] == ["100", "90,00", "90,00"]


# --- every standing, with its clause, in every paper


@pytest.mark.parametrize("paper", ["bien_ban_hop", "bang_tong_hop", "van_ban_de_nghi", "bao_cao_tong_ket"])
def test_every_unit_left_out_stands_there_with_the_clause(ballot: Context, paper: str) -> None:
    told = text(regimes.paper(ballot, paper))
    assert (
        "Đủ điều kiện về điểm, ngoài số lượng được đề nghị: Sở Đo đạc mẫu (87,00 điểm); chưa đủ điểm đề nghị khen thưởng: "
        f"Sở Ấn loát mẫu (81,00 điểm, trong đó nội dung I 49,50 điểm) (căn cứ {STEP_3})" in told
    )
    clause = "điểm d khoản 1 Phần II Hướng dẫn số 165/HD-UBND"
    excluded = next(line for line in told.split("\n") if "Công ty mẫu" in line and clause in line)
    postponed = next(line for line in told.split("\n") if "Trung tâm mẫu" in line and clause in line)
    assert excluded != postponed
    if paper != "bang_tong_hop":
        assert "Không xét" in excluded and "Chưa xét" in postponed


def test_the_summary_tells_excluded_from_postponed_in_its_rows(ballot: Context) -> None:
    rows = {row[1]: row for row in cases.cells(regimes.paper(ballot, "bang_tong_hop"), "bang")}
    assert rows["Công ty mẫu"][-1].startswith("Không xét khen thưởng")
    assert rows["Trung tâm mẫu"][-1].startswith("Chưa xét khen thưởng")
    assert rows["Sở Đo đạc mẫu"][-1] == "Đủ điều kiện về điểm, ngoài số lượng được đề nghị"


def test_a_tie_that_is_not_settled_is_told_in_every_paper() -> None:
    tree = regimes.lao_cai()
    tree["bang_diem"]["don_vi"]["so_c"]["diem"] = tree["bang_diem"]["don_vi"]["so_g"]["diem"]
    given = regimes.context(tree)
    for paper, form in (("to_trinh", "mau_01"), ("bien_ban_hop", "bien_ban_hop"), ("bang_tong_hop", "bang_tong_hop")):
        told = text(regimes.paper(given, paper, form))
        line = next(
            line
            for line in told.split("\n")
            if line.lstrip("- ").startswith("Chưa xác định") and "Ban Quản lý mẫu" in line
        )
        assert "Công văn năm 2021 của Sở Nội vụ tỉnh Lào Cai" in told, paper
        assert line


# --- Lào Cai


def test_lao_cai_uses_its_own_words_and_needs_no_ballot() -> None:
    given = regimes.context(regimes.lao_cai())
    view = regimes.paper(given, "to_trinh", "mau_01")
    assert view.gaps == []
    assert "(Trưởng Khối thi đua các sở tổng hợp tỉnh Lào Cai)" in view.values["mo_dau"]
    planned = {key.name: key.form for key in plan_papers(given)}
    assert planned["bao_cao_tong_ket"] == "lao_cai_mau_02" and planned["de_nghi_tham_dinh"] == "de_nghi_tham_dinh"
    assert "bien_ban_kiem_phieu" not in planned


def test_the_request_of_lao_cai_asks_for_content_iii_by_its_clause() -> None:
    view = regimes.paper(regimes.context(regimes.lao_cai()), "de_nghi_tham_dinh")
    assert "khoản 1 mục II Công văn năm 2021 của Sở Nội vụ tỉnh Lào Cai" in view.values["mo_dau"]
    assert [title.split(":")[0] for title in cases.cells(view, "bang")[0][2:4]] == ["Nội dung III", "Nội dung III"]


def test_lao_cai_s_score_table_has_the_evidence_column() -> None:
    given = regimes.context(regimes.lao_cai())
    rows = cases.cells(regimes.paper(given, "bang_diem", unit="so_b"), "bang")
    assert "Hồ sơ tài liệu kiểm chứng" in rows[0]
    assert rows[1][4:] == ["Tự chấm", "Khối chấm", "Sau thẩm định"]


def test_the_form_of_lao_cai_is_headed_as_the_annex_says() -> None:
    view = regimes.paper(regimes.context(regimes.lao_cai(), "du_thao"), "bao_cao_tong_ket", "lao_cai_mau_02")
    assert view.values["chu_quan"] == ["UBND TỈNH LÀO CAI"]
    assert view.values["don_vi_ban_hanh"] == ["KHỐI THI ĐUA", "CÁC SỞ TỔNG HỢP"]
    assert view.values["ky_quyen_han"].startswith("TRƯỞNG KHỐI\n")


# --- Triệu Sơn


def test_triệu_sơn_honours_three_and_proposes_one() -> None:
    given = regimes.context(regimes.trieu_son())
    view = regimes.paper(given, "danh_sach_suy_ton")
    rows = cases.cells(view, "bang")
    assert [row[1:4] for row in rows[1:]] == [
        ["Nhất", "Sở Kế hoạch mẫu", "88,00"],
        ["Nhì", "Sở Thương mại mẫu", "87,00"],
        ["Ba", "Công ty mẫu", "86,00"],
    ]
    assert [row[-1] for row in rows[1:]] == ["Đề nghị tặng “Cờ thi đua của Ủy ban nhân dân tỉnh”", "-", "-"]
    assert view.values["trich_yeu"].replace("\n", " ").startswith("Các đơn vị được suy tôn Nhất, Nhì và Ba năm 2017")


def test_triệu_sơn_s_minutes_refuse_bang_khen_by_the_clause() -> None:
    given = regimes.context(regimes.trieu_son())
    lines = [line["text"] for line in regimes.paper(given, "bien_ban_hop").values["de_nghi"]]
    assert lines[0] == "- Suy tôn Đơn vị Nhất của Cụm: Sở Kế hoạch mẫu (88,00 điểm)."
    assert any(
        "không bình chọn, đề nghị Bằng khen (căn cứ khoản 5 mục III Hướng dẫn số 1302/HD-UBND)" in line
        for line in lines
    )
    assert not any("tặng Bằng khen" in line for line in lines)
    assert "bao_cao_thanh_tich__so_a" not in {key.name for key in plan_papers(given)}


def test_a_tie_in_triệu_sơn_asks_for_the_vote_and_then_tells_it() -> None:
    tree = regimes.trieu_son()
    tree["bang_diem"]["don_vi"]["so_b"]["diem"] = tree["bang_diem"]["don_vi"]["so_a"]["diem"]
    opened = regimes.paper(regimes.context(tree), "danh_sach_suy_ton")
    assert "dong_diem" in {gap.field for gap in opened.gaps}
    first = regimes.bac_kan()["ho_so"]["bo_phieu"]
    votes = [{"don_vi": "so_a", "so_phieu": "2"}, {"don_vi": "so_b", "so_phieu": "5"}]
    tree["ho_so"]["bo_phieu"] = {**first, "phan_dinh_dong_diem": "có", "ung_vien": votes}
    view = regimes.paper(regimes.context(tree), "danh_sach_suy_ton")
    rows = cases.cells(view, "bang")
    assert rows[0][4] == "Số phiếu"
    assert rows[1][1:5] == ["Nhất", "Sở Thương mại mẫu", "88,00", "05/07"]
    assert "đã bỏ phiếu lựa chọn; Sở Thương mại mẫu xếp trên" in text(view)


# --- clusters from which a council chooses


def test_a_cluster_of_communes_sends_its_excellent_units_to_the_district_council() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["nhom"] |= {"loai": "cum", "ten": "Cụm thi đua số 1 huyện Mẫu", "ten_ngan": "Cụm thi đua số 1"}
    tree["ho_so"]["nhom"] |= {"quan_ly": "huyen", "linh_vuc": "xa"}
    tree["ho_so"]["chi_tieu_khen"] = []
    given = regimes.context(tree)
    view = regimes.paper(given, "van_ban_de_nghi")
    told = text(view)
    assert "xét chọn" in view.values["trich_yeu"]
    assert "Đề nghị Hội đồng Thi đua - Khen thưởng cấp trên xem xét, lựa chọn" in told
    rows = cases.cells(view, "danh_sach")[1:]
    assert [row[6] for row in rows] == ["Đơn vị xuất sắc của Cụm"] * 3
    assert "Danh sách gồm 03 tập thể./." in told


# --- slips of two rounds


def _slips(given: Context) -> tuple[list[str], list[str]]:
    """(lines, instructions) of the printed slips."""
    lines = text(regimes.paper(given, "phieu_suy_ton")).split("\n")
    return lines, [line for line in lines if line.startswith("Cách ghi")]


def _named(given: Context, slip: int) -> list[str]:
    tables = [block for block in regimes.paper(given, "phieu_suy_ton").values["phieu"] if isinstance(block, Table)]
    return [row.cells[1].blocks[0].text for row in tables[slip].rows[1:]]  # type: ignore[union-attr]


def test_slips_of_the_first_round_choose_as_many_as_there_are_awards(ballot: Context) -> None:
    lines, told = _slips(ballot)
    assert len(told) == 14  # 7 member units, two rounds
    assert all("của 03 đơn vị được chọn" in line and "chọn quá 03 đơn vị" in line for line in told[:7])
    assert all("của 01 đơn vị được chọn" in line and "chọn quá 01 đơn vị" in line for line in told[7:])
    assert sum(line.startswith("Bỏ phiếu lần 1: lựa chọn") for line in lines) == 7
    assert sum(line.startswith("Bỏ phiếu lần 2: chọn đơn vị tiêu biểu") for line in lines) == 7


def test_slips_of_the_second_round_name_the_elected_units(ballot: Context) -> None:
    assert len(_named(ballot, 0)) == 4
    assert _named(ballot, 7) == ["Ban Quản lý mẫu", "Sở Kế hoạch mẫu", "Sở Thương mại mẫu"]


def test_before_the_meeting_the_second_slip_has_a_line_for_each_unit_to_elect() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["bo_phieu"] = tree["ho_so"]["bo_phieu_lan_2"] = None
    given = regimes.context(tree, "du_thao")
    assert _named(given, 7) == ["", "", ""]
    lines, _ = _slips(given)
    assert lines.count("(Ghi tên các đơn vị được chọn ở lần 1, xếp theo thứ tự bảng chữ cái)") == 7


def test_a_tie_at_the_last_place_leaves_that_line_blank() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["bo_phieu"]["ung_vien"][3]["so_phieu"] = "5"
    tree["ho_so"]["bo_phieu_lan_2"] = None
    assert _named(regimes.context(tree), 7) == ["Sở Kế hoạch mẫu", "Sở Thương mại mẫu", ""]


def test_a_quota_not_given_yet_is_a_gap_on_the_slip() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["chi_tieu_khen"] = []
    given = regimes.context(tree)
    gaps = regimes.paper(given, "phieu_suy_ton").gaps
    assert [(gap.field, gap.pointer) for gap in gaps] == [("so_luong", "ho_so.yaml#/chi_tieu_khen")]
    assert "của 01 đơn vị" not in _slips(given)[1][0]


def test_without_a_lead_award_there_is_no_second_slip() -> None:
    tree = regimes.bac_kan()
    tree["ho_so"]["chi_tieu_khen"][0]["so_luong"] = "0"
    told = _slips(regimes.context(tree))[1]
    assert len(told) == 7 and all("của 02 đơn vị" in line for line in told)


# --- the round a vote count comes from


def test_the_proposal_names_the_round_and_tells_each_in_its_own_paragraph(ballot: Context) -> None:
    view = regimes.paper(ballot, "van_ban_de_nghi")
    told = text(view)
    rounds = [line["text"] for line in view.values["ket_qua"] if "bỏ phiếu kín lần" in line["text"]]
    assert ["lần 1" in line for line in rounds] == [True, False]
    assert ["lần 2" in line for line in rounds] == [False, True]
    lead = next(line for line in told.split("\n") if line.startswith("a) Sở Thương mại mẫu"))
    assert "lần 1 đạt 06/07 phiếu suy tôn" in lead and "lần 2 đạt 05/07 phiếu suy tôn" in lead
    other = next(line for line in told.split("\n") if line.startswith("a) Sở Kế hoạch mẫu"))
    assert "lần 1 đạt 07/07 phiếu suy tôn" in other and "lần 2" not in other


def test_the_units_own_report_names_the_round(ballot: Context) -> None:
    plan = {key.unit: key for key in plan_papers(ballot) if key.id == "bao_cao_thanh_tich"}
    lead = text(make_view(plan["so_b"], ballot))
    assert (
        "tại hội nghị tổng kết: lần 1 đạt 06/07 phiếu suy tôn (bằng 85,71% số đơn vị tham gia bỏ phiếu); lần 2 đạt 05/07"
        in lead
    )
    other = text(make_view(plan["so_a"], ballot))
    assert "tại hội nghị tổng kết: lần 1 đạt 07/07 phiếu suy tôn" in other and "lần 2 đạt" not in other


# --- persons put forward


def _with_person(regulation: str = "bac-kan-2023") -> dict[str, Any]:
    tree = regimes.bac_kan(regulation)
    tree["ca_nhan"] = {
        "nguoi_mot": {
            "ho_ten": "Người Được Khen",
            "gioi_tinh": "Nữ",
            "don_vi": "so_a",
            "chuc_vu": "Trưởng phòng Mẫu",
            "hinh_thuc": "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh",
            "sang_kien": [
                {
                    "ten": "Sổ điện tử mẫu",
                    "quyet_dinh": {"loai": "Quyết định", "so": "17/QĐ-UBND", "ngay": "2019-10-12"},
                    "pham_vi": "tỉnh",
                }
            ],
        }
    }
    return tree


def test_a_person_put_forward_stands_in_the_proposal_and_its_list() -> None:
    view = regimes.paper(regimes.context(_with_person()), "van_ban_de_nghi")
    told = text(view)
    initiative = "“Sổ điện tử mẫu” (Quyết định số 17/QĐ-UBND ngày 12 tháng 10 năm 2019)"
    assert "03 tập thể và 01 cá nhân (có danh sách kèm theo)" in view.values["tong_de_nghi"]
    assert view.values["danh_sach_cong"] == "Danh sách gồm 03 tập thể và 01 cá nhân./."
    assert "3. Đề nghị tặng Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh: 01 cá nhân" in told
    assert (
        "a) Bà Người Được Khen, Trưởng phòng Mẫu (đơn vị: Sở Kế hoạch mẫu): có sáng kiến được công nhận: "
        f"{initiative}." in told
    )
    tables = [block for block in view.values["danh_sach"] if isinstance(block, Table)]
    row = [cell.blocks[0].text for cell in tables[1].rows[1].cells]  # type: ignore[union-attr]
    award = "Bằng khen của Chủ tịch Ủy ban nhân dân tỉnh"
    assert row == ["1", "Người Được Khen", "Trưởng phòng Mẫu", "Sở Kế hoạch mẫu", initiative, award]


def test_initiatives_not_stated_are_a_gap_of_the_proposal() -> None:
    tree = _with_person()
    tree["ca_nhan"]["nguoi_mot"]["sang_kien"] = None
    gaps = regimes.paper(regimes.context(tree), "van_ban_de_nghi").gaps
    assert ("sang_kien", "ca_nhan/nguoi_mot.yaml#/sang_kien") in {(gap.field, gap.pointer) for gap in gaps}


def test_no_person_is_told_of_where_there_is_none_or_the_regulation_has_no_papers_for_persons(ballot: Context) -> None:
    for given in (ballot, regimes.context(_with_person("bac-kan-2019"))):
        view = regimes.paper(given, "van_ban_de_nghi")
        assert "cá nhân" not in view.values["tong_de_nghi"] + view.values["danh_sach_cong"] + view.values["mo_dau"]
        assert len([block for block in view.values["danh_sach"] if isinstance(block, Table)]) == 1
