"""Papers beside the award dossier: periodic reports, registrations, estimate, requests, six-month minutes, persons."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import report_cases as reports
import view_cases as cases
from word_tools import validation_errors

from dossier.core.vietnamese import number_words
from dossier.inputs.ho_so import GiaiDoan
from dossier.papers.blocks import Paragraph, Table
from dossier.papers.plan import plan_papers
from dossier.papers.view import GAP, Context
from dossier.papers.views import make_view
from dossier.papers.word import fill
from dossier.regulation.model import RequiredPaper


def words(name: str, given: Context | None = None) -> list[str]:
    """The paragraphs of a finished Word paper, tables left out."""
    made = reports.view(given or cases.context(reports.tree()), name)
    return [
        block.text for block in reports.document(made).blocks if isinstance(block, Paragraph) and block.text.strip()
    ]


def in_order(lines: list[str], expected: list[str]) -> None:
    """Every expected line is there, in this order."""
    places = [lines.index(text) for text in expected]
    assert places == sorted(places)


@pytest.mark.parametrize("name", reports.KEYS)
def test_a_complete_case_has_no_gap(name: str) -> None:
    view = reports.view(cases.context(reports.tree()), name)
    assert view.gaps == []
    assert GAP not in cases.text(view)


@pytest.mark.parametrize("name", [name for name in reports.KEYS if name not in ("ca_nhan",)])
@pytest.mark.parametrize("stage", ["du_thao", "nop"])
def test_an_empty_case_prints_dots_and_points_to_the_inputs(name: str, stage: str) -> None:
    ho_so = cases.tree()["ho_so"]
    units = [{"id": unit["id"], "ten": unit["ten"]} for unit in ho_so["nhom"]["don_vi"]]
    bare = {
        "ho_so": {
            "quy_che": "cao-bang-2025",
            "nam": "2025",
            "nhom": {"loai": "khoi", "ten": "Khối thi đua số 99", "don_vi": units},
        }
    }
    view = reports.view(cases.context(bare, stage), name)
    text = cases.text(view)
    assert view.gaps and GAP in text
    assert "None" not in text
    assert all(gap.pointer is None or "{" not in gap.pointer for gap in view.gaps)


def test_every_new_paper_is_a_valid_word_file(tmp_path: Path) -> None:
    given = cases.context(reports.tree())
    made = {name: reports.view(given, name) for name in reports.KEYS}
    files = {name: fill(view.form, view, created=reports.CREATED) for name, view in made.items()}
    assert validation_errors(tmp_path, files) == []


# --- Lào Cai, mẫu số 01


def test_the_units_report_has_the_headings_of_the_annex() -> None:
    lines = words("mau_01_nam")
    in_order(
        lines,
        [
            "BÁO CÁO",
            "Phương hướng, nhiệm vụ năm 2026",
            "Phần I",
            "TÌNH HÌNH TỔ CHỨC, TRIỂN KHAI THỰC HIỆN PHONG TRÀO THI ĐUA, CÔNG TÁC KHEN THƯỞNG NĂM 2025",
            "1. Công tác lãnh đạo, chỉ đạo, tổ chức thực hiện phong trào thi đua yêu nước và công tác khen thưởng",
            "- Xét công nhận sáng kiến của đơn vị:",
            "- Giải quyết đơn thư, khiếu nại về công tác thi đua, khen thưởng:",
            "2. Kết quả đạt được trong phong trào thi đua yêu nước",
            "- Việc tham gia hoạt động cụm, khối thi đua:",
            "3. Công tác khen thưởng",
            "4. Công tác tuyên truyền, nhân rộng các gương điển hình tiên tiến",
            "5. Đánh giá tổng quát, nguyên nhân và các bài học kinh nghiệm",
            "6. Kiến nghị đề xuất",
            "Phần II",
            "PHƯƠNG HƯỚNG, NHIỆM VỤ VÀ GIẢI PHÁP THỰC HIỆN PHONG TRÀO THI ĐUA, CÔNG TÁC KHEN THƯỞNG NĂM 2026",
            "1. Phương hướng, nhiệm vụ",
            "2. Các giải pháp thực hiện",
        ],
    )
    assert all(f"Nội dung {part}." in lines for part in reports.UNIT_PARTS)


def test_the_half_years_report_resolves_the_alternatives() -> None:
    text = "\n".join(words("mau_01_6_thang"))
    assert "KHEN THƯỞNG 6 THÁNG ĐẦU NĂM 2025" in text
    assert "KHEN THƯỞNG 6 THÁNG CUỐI NĂM 2025" in text
    assert "Tổng kết" not in text and "NĂM 2026" not in text


@pytest.mark.parametrize("name", ["mau_01_nam", "mau_01_6_thang", "mau_02_nam", "mau_02_6_thang"])
def test_no_bracket_or_alternative_of_the_form_stays(name: str) -> None:
    text = "\n".join(words(name))
    assert not re.search(r"\.\.\.|…|HOẶC|TRIỂN KHAI HIỆN|Sơ, tổng kết|Sơ kết, tổng kết (phong|hoạt)", text)


def test_shares_of_awards_are_computed() -> None:
    text = "\n".join(words("mau_01_nam"))
    assert (
        "Số lượng trình khen thưởng: 40; đủ điều kiện (đã có quyết định): 30 (chiếm 75%); trong đó khen tập thể nhỏ: 06 "
        "(chiếm 20%), khen người lao động trực tiếp: 21 (chiếm 70%)." in text
    )
    assert "+ Khen thưởng cấp bộ, ngành Trung ương: không có." in text


def test_complaints_are_asked_of_agencies_only_and_the_table_of_businesses() -> None:
    tree = reports.tree()
    tree["ho_so"]["nhom"]["don_vi"][1]["loai"] = "doanh_nghiep"
    tree["bang_diem"] = None
    tree["bao_cao_don_vi"]["tong_ket__so_b"]["khieu_nai"] = []
    view = reports.view(cases.context(tree), "mau_01_nam")
    assert {gap.field for gap in view.gaps} == {"so_lieu"}
    assert not any("đơn thư" in line for line in words("mau_01_nam", cases.context(tree)))


def test_the_units_table_compares_with_the_plan_and_the_year_before() -> None:
    given = cases.context(reports.tree())
    year = cases.cells(reports.view(given, "mau_01_nam"), "bang_so_sanh")
    assert year[0][3:] == [
        "Kế hoạch năm 2025",
        "Năm 2024",
        "Thực hiện năm 2025",
        "Tỷ lệ (%) so với kế hoạch",
        "Tỷ lệ (%) so với năm 2024",
    ]
    assert year[1] == ["1", "Thu ngân sách", "tỷ đồng", "100", "80", "105", "105,00", "131,25"]
    assert year[2] == ["2", "Tỷ lệ hồ sơ quá hạn", "%", "-", "3", "1", "-", "33,33"]
    half = cases.cells(reports.view(given, "mau_01_6_thang"), "bang_so_sanh")
    assert half[0][4:] == [
        "Cùng kỳ năm 2024",
        "Thực hiện 6 tháng đầu năm 2025",
        "Tỷ lệ (%) so với kế hoạch cả năm",
        "Tỷ lệ (%) so với cùng kỳ",
    ]


# --- Lào Cai, mẫu số 02


def test_the_clusters_report_has_the_headings_of_the_annex() -> None:
    in_order(
        words("mau_02_nam"),
        [
            "I. TÌNH HÌNH TỔ CHỨC TRIỂN KHAI HOẠT ĐỘNG KHỐI",
            "1. Đặc điểm tình hình khối thi đua",
            "2. Tình hình triển khai hoạt động khối thi đua trong năm",
            "2.1. Triển khai thực hiện các hoạt động của khối",
            "2.2. Việc tổ chức ký giao ước thi đua của khối",
            "II. KẾT QUẢ ĐẠT ĐƯỢC",
            "1. Kết quả đạt được trong phong trào thi đua, công tác khen thưởng",
            "1.1. Phong trào thi đua của khối và các đơn vị thành viên",
            "1.2. Kết quả thực hiện nhiệm vụ chính trị của các thành viên trong khối",
            "2. Công tác khen thưởng",
            "- Kết quả xét tặng Huy hiệu Vì sự nghiệp xây dựng và phát triển tỉnh Lào Cai:",
            "3. Công tác tuyên truyền, nhân rộng các gương điển hình tiên tiến",
            "III. ĐÁNH GIÁ TỔNG QUÁT",
            "1. Ưu điểm",
            "2. Hạn chế, tồn tại",
            "3. Nguyên nhân",
            "IV. PHƯƠNG HƯỚNG NHIỆM VỤ",
            "1. Nhiệm vụ chủ yếu trong hoạt động của khối",
            "2. Những giải pháp để nâng cao chất lượng hoạt động của khối",
            "3. Kiến nghị, đề xuất của khối thi đua",
        ],
    )


def test_the_clusters_report_is_headed_by_the_province_and_signed_by_the_leader() -> None:
    view = reports.view(cases.context(reports.tree()), "mau_02_nam")
    assert view.values["chu_quan"] == ["UBND TỈNH CAO BẰNG"]
    assert view.values["don_vi_ban_hanh"] == ["KHỐI THI ĐUA SỐ 99"]
    assert view.values["ky_quyen_han"] == "KHỐI TRƯỞNG\nGIÁM ĐỐC SỞ KẾ HOẠCH MẪU"
    assert "tổng số cán bộ, công chức, viên chức, người lao động: 412 người" in view.values["thanh_vien"]


def test_units_that_did_not_sign_the_pact_are_named() -> None:
    tree = reports.tree()
    tree["ho_so"]["giao_uoc"]["don_vi_khong_ky"] = ["so_e", "so_g"]
    pact = reports.view(cases.context(tree), "mau_02_nam").values["giao_uoc"]
    assert pact.endswith(
        "05/07 đơn vị tham gia ký giao ước thi đua; đơn vị không ký giao ước thi đua: Sở Ấn loát mẫu và Trung tâm mẫu."
    )


def test_the_clusters_table_has_the_whole_and_every_member_for_each_target() -> None:
    given = cases.context(reports.tree())
    year = cases.cells(reports.view(given, "mau_02_nam"), "bang_so_sanh")
    assert len(year) == 1 + 2 * 8
    assert year[1] == ["1", "Thu ngân sách (toàn khối)", "tỷ đồng", "700", "560", "665", "95,00", "118,75"]
    assert year[2][:3] == ["1.1", "Sở Kế hoạch mẫu", "tỷ đồng"]
    # No plan: with the year before; lower is better, so 3 or fewer is as good.
    assert year[9] == ["2", "Tỷ lệ hồ sơ quá hạn (toàn khối)", "04/07 đơn vị bằng hoặc tốt hơn năm 2024"]
    half = cases.cells(reports.view(given, "mau_02_6_thang"), "bang_so_sanh")
    assert half[1][3:] == ["700", "280", "350", "50,00", "125,00"]


def test_the_cluster_takes_figures_from_the_units_own_report() -> None:
    tree = reports.tree()
    del tree["bao_cao_nhom"]["so_ket"]["so_lieu"]
    view = reports.view(cases.context(tree), "mau_02_6_thang")
    row = next(row for row in cases.cells(view, "bang_so_sanh") if row[0] == "1.2")
    assert row[5:] == ["55", "55,00", "125,00"]
    assert len({gap.label for gap in view.gaps}) == 12  # six units, two targets


def test_a_result_with_nothing_to_compare_with_is_a_gap() -> None:
    tree = reports.tree()
    del tree["bang_diem"]["don_vi"]["so_b"]["diem"]["I.2"]["nam_truoc"]
    gaps = reports.view(cases.context(tree), "mau_01_nam").gaps
    assert [gap.label for gap in gaps] == [
        "số liệu so sánh chỉ tiêu (kế hoạch hoặc năm trước của Tỷ lệ hồ sơ quá hạn, tiêu chí I.2)"
    ]


# --- the general reports, six-month conference


def test_the_deputy_issues_the_six_month_report_and_its_minutes_where_the_regulation_says_so() -> None:
    given = cases.context(reports.tree())
    view = reports.view(given, "so_ket")
    assert view.values["don_vi_ban_hanh"] == ["SỞ THƯƠNG MẠI MẪU"]
    assert "Sở Thương mại mẫu (Khối phó Khối thi đua số 99 tỉnh Cao Bằng)" in view.values["mo_dau"]
    minutes = reports.view(given, "bien_ban_so_ket")
    assert minutes.values["don_vi_ban_hanh"] == ["SỞ THƯƠNG MẠI MẪU"]
    assert minutes.values["chu_tri"] == "Người Phó Khối, Phó Giám đốc Sở Thương mại mẫu, Khối phó"
    other = given.regulation.model_copy(update={"rules": ()})
    led = Context(given.case, given.outcome, other, given.national, given.stage)
    assert reports.view(led, "so_ket").values["don_vi_ban_hanh"] == ["SỞ KẾ HOẠCH MẪU"]


def test_papers_of_other_times_wait_until_something_is_written() -> None:
    cite = {"source": "hd_4095"}
    extra = [
        RequiredPaper(
            id="bao_cao_so_ket", form="bao_cao_so_ket", title="Báo cáo", scope="ho_so", period="sau_thang", cite=cite
        ),
        RequiredPaper(
            id="bao_cao_don_vi_6_thang",
            form="bao_cao_don_vi",
            title="Báo cáo",
            scope="don_vi",
            period="sau_thang",
            cite=cite,
        ),
        RequiredPaper(id="du_toan", form="du_toan", title="Dự toán", scope="ho_so", period="dau_nam", cite=cite),
        RequiredPaper(id="bao_cao_ca_nhan", form="bao_cao_ca_nhan", title="Báo cáo", scope="ca_nhan", cite=cite),
    ]

    def names(tree: cases.Tree) -> set[str]:
        given = cases.context(tree)
        papers = tuple(p for p in given.regulation.papers if p.period == "nam" and p.scope != "don_vi")
        regulation = given.regulation.model_copy(update={"papers": (*papers, *extra)})
        planned = plan_papers(Context(given.case, given.outcome, regulation, given.national, GiaiDoan.NOP))
        return {key.name for key in planned}

    told = {"bao_cao_so_ket", "bao_cao_don_vi_6_thang__so_b", "du_toan", "bao_cao_ca_nhan__nguoi_a"}
    assert told <= names(reports.tree())
    assert not told & names(cases.tree())


# --- registrations, request, estimate


def test_the_registration_list_takes_targets_from_the_score_table() -> None:
    tree = reports.tree()
    del tree["dang_ky"]["don_vi"]["so_g"]
    view = reports.view(cases.context(tree), "dang_ky")
    rows = cases.cells(view, "bang")
    assert rows[1][2] == "Công văn số 1/CV-M ngày 20/02/2025 của Sở Kế hoạch mẫu"
    assert rows[1][3] == "- Xây dựng cơ quan văn hóa;\n- Thu ngân sách: 100 tỷ đồng."
    assert view.values["tong_hop"] == "Danh sách gồm 06/07 đơn vị thành viên đã đăng ký./."
    assert [gap.label for gap in view.gaps] == ["đăng ký thi đua của đơn vị (Trung tâm mẫu)"]


def test_the_request_is_a_letter_without_type_name() -> None:
    given = cases.context(reports.tree())
    view = reports.view(given, "de_nghi_tham_dinh")
    assert view.values["so_ky_hieu"] == "Số: 09/M0"
    assert view.values["ve_viec"].startswith("V/v đề nghị thẩm định điểm thi đua")
    document = reports.document(view)
    heading = next(block for block in document.blocks if isinstance(block, Table) and block.role == "tieu_de")
    left = [block for row in heading.rows for block in row.cells[0].blocks if isinstance(block, Paragraph)]
    styles = [block.style for block in left]
    assert styles.index("ve_viec") > styles.index("so_ky_hieu")
    assert not any(isinstance(block, Paragraph) and block.style == "ten_loai" for block in document.blocks)


def test_the_request_asks_for_the_contents_the_regulation_names() -> None:
    given = cases.context(reports.tree())
    score = given.regulation.score
    contents = tuple(
        content.model_copy(update={"appraisal_cite": content.cite}) if content.id == "II" else content
        for content in score.contents
    )
    regulation = given.regulation.model_copy(update={"score": score.model_copy(update={"contents": contents})})
    view = reports.view(
        Context(given.case, given.outcome, regulation, given.national, given.stage), "de_nghi_tham_dinh"
    )
    rows = cases.cells(view, "bang")
    assert rows[0][2:] == [
        "Nội dung II: tự chấm (tối đa 50)",
        "Nội dung II: khối chấm",
        "Tổng điểm tự chấm",
        "Hồ sơ tài liệu kiểm chứng",
    ]
    assert rows[1][2:] == ["0,00", "0,00", "940,00", "Kế hoạch số 01/KH-M"]
    assert "nội dung II (nội dung hai)" in view.values["de_nghi"]


def test_the_estimate_computes_totals_and_writes_them_out() -> None:
    view = reports.view(cases.context(reports.tree()), "du_toan")
    rows = cases.cells(view, "bang")
    assert rows[1][3:6] == ["60", "150.000", "9.000.000"]
    assert rows[-1] == ["Tổng cộng", "10.500.000", "-"]
    assert [line["text"] for line in view.values["tong"]] == [
        "Tổng dự toán: 10.500.000 đồng (bằng chữ: Mười triệu năm trăm nghìn đồng).",
        "Kinh phí từ nguồn khác: 500.000 đồng.",
        "Kinh phí đề nghị ngân sách tỉnh hỗ trợ: 10.000.000 đồng (bằng chữ: Mười triệu đồng).",
    ]
    account = [line["text"] for line in view.values["tai_khoan"]]
    assert account[0] == "Tên đơn vị: Sở Kế hoạch mẫu;" and account[-1] == "Mã ngành kinh tế: 341."


def test_an_enterprise_gives_its_bank_instead_of_budget_codes() -> None:
    tree = reports.tree()
    tree["ho_so"]["nhom"]["don_vi"][0]["loai"] = "doanh_nghiep"
    tree["du_toan"]["tai_khoan"] = {"so_tai_khoan": "001", "ngan_hang": "Ngân hàng mẫu, chi nhánh tỉnh"}
    view = reports.view(cases.context(tree), "du_toan")
    assert view.gaps == []
    assert [line["text"] for line in view.values["tai_khoan"]][1:] == [
        "Số tài khoản: 001;",
        "Ngân hàng giao dịch: Ngân hàng mẫu, chi nhánh tỉnh.",
    ]


# --- persons, letters


def test_the_personal_report_names_decisions_of_initiatives_and_past_awards() -> None:
    tree = reports.tree()
    tree["ca_nhan"]["nguoi_a"]["danh_hieu"] = [{"nam": "2024", "hinh_thuc": "Chiến sĩ thi đua cơ sở"}]
    view = reports.view(cases.context(tree), "ca_nhan")
    assert view.values["de_nghi"].replace("\n", " ").startswith("ĐỀ NGHỊ TẶNG BẰNG KHEN CỦA CHỦ TỊCH")
    assert "Quyết định số 9/QĐ-M ngày 01/10/2025 của Sở mẫu" in cases.text(view)
    assert [(gap.field, gap.pointer) for gap in view.gaps] == [
        ("quyet_dinh", "ca_nhan/nguoi_a.yaml#/danh_hieu/0/quyet_dinh")
    ]
    title = reports.tree()
    title["ca_nhan"]["nguoi_a"]["hinh_thuc"] = "Chiến sĩ thi đua cấp tỉnh"
    asked = reports.view(cases.context(title), "ca_nhan").values["de_nghi"].replace("\n", " ")
    assert asked == "ĐỀ NGHỊ TẶNG DANH HIỆU “CHIẾN SĨ THI ĐUA CẤP TỈNH” NĂM 2025"


def test_the_letter_of_proposal_says_what_a_to_trinh_says_in_its_own_words() -> None:
    given = cases.context(reports.tree())
    letter = reports.view(given, "van_ban_de_nghi")
    text = cases.text(letter)
    assert letter.values["so_ky_hieu"] == "Số: 09/M0"
    assert "tại Văn bản này" in text and "Kèm theo Văn bản số 09/M0" in text
    assert "Tờ trình này" not in text
    names = [row[1] for row in cases.cells(letter, "danh_sach")[1:]]
    assert names == [given.case.ho_so.don_vi(unit).ten for unit, _ in given.outcome.proposed]


def test_a_view_without_its_subject_is_a_programming_error() -> None:
    given = cases.context(reports.tree())
    for name in ("mau_01_nam", "ca_nhan"):
        key = type(reports.KEYS[name])(reports.KEYS[name].id, reports.KEYS[name].form)
        with pytest.raises(ValueError):
            make_view(key, given)


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        (0, "không"),
        (15, "mười lăm"),
        (21, "hai mươi mốt"),
        (104, "một trăm linh bốn"),
        (1_005, "một nghìn không trăm linh năm"),
        (1_205_000, "một triệu hai trăm linh năm nghìn"),
        (2_000_000_010, "hai tỷ không trăm mười"),
        (55_555_000, "năm mươi lăm triệu năm trăm năm mươi lăm nghìn"),
    ],
)
def test_amounts_are_written_out_as_they_are_read(amount: int, words: str) -> None:
    assert number_words(amount) == words
