"""Small judgements about words: abbreviations, degrees, numbers, unfilled text, copied paragraphs."""

from __future__ import annotations

import check_builders as b
import pytest

from dossier.checks.run import run_checks
from dossier.checks.units import abbreviations


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Sở Tài chính tỉnh Cao Bằng", []),
        ("Ủy ban nhân dân phường Thục Phán", []),
        ("Chi cục Hải quan khu vực VIII", []),
        ("Công ty TNHH một thành viên Thử nghiệm", []),
        ("UBND phường Thục Phán", ["UBND"]),
        ("HĐND tỉnh", ["HĐND"]),
        ("Sở KH&ĐT", ["KH&ĐT"]),
        ("Công an TP. Cao Bằng", ["TP."]),
        ("Trường THPT Thử nghiệm", ["THPT"]),
    ],
)
def test_abbreviations_in_names(name: str, short: list[str]) -> None:
    assert abbreviations(name) == short


def found(code: str, *changes: tuple[str, object]) -> int:
    report = run_checks(b.subject(b.spoiled(*changes)))
    return sum(f.code == code for f in report.findings)


@pytest.mark.parametrize(
    ("signer", "faulty"),
    [
        ("Nông Văn Hòa", False),
        ("Tsằn A Sáng", False),
        ("Lê Thị Sĩ", False),
        ("Cao Bá Quát", False),
        ("TS. Nông Văn Hòa", True),
        ("ThS Nông Văn Hòa", True),
        ("Th.S Nông Văn Hòa", True),
        ("PGS.TS. Nông Văn Hòa", True),
        ("BSCKII Nông Văn Hòa", True),
        ("Thạc sĩ Nông Văn Hòa", True),
    ],
)
def test_degrees_before_the_name(signer: str, faulty: bool) -> None:
    assert found("TXT-008", ("ho_so/nhom/don_vi/2/nguoi_ky/ho_ten", signer)) == faulty


@pytest.mark.parametrize(
    ("field", "value", "faulty"),
    [
        ("so", "05", False),
        ("so", "1234", False),
        ("so", "1.234", True),
        ("so", "12 ", False),
        ("so", "1 2", True),
        ("ky_hieu", "TTr-DV0", False),
        ("ky_hieu", "TTr-DV0.VP", False),
        ("ky_hieu", "TTr-VP-DV0", False),
        ("ky_hieu", "TTr-STC", True),
        ("ky_hieu", "TTr - STC", True),
        ("ky_hieu", "TTrSTC", True),
        ("ky_hieu", "BC-STC", True),
    ],
)
def test_number_and_notation_of_the_submission(field: str, value: str, faulty: bool) -> None:
    assert found("TXT-009", (f"ho_so/van_ban/to_trinh/{field}", value)) == faulty


@pytest.mark.parametrize(
    ("text", "faulty"),
    [
        ("Kết quả tốt, phong trào sôi nổi…", False),
        ("Các đơn vị [1] và [2] thống nhất.", False),
        ("Giai đoạn 2021 - 2025...", False),
        ("Đạt ………… việc.", True),
        ("Đạt ........ việc.", True),
        ("Thực hiện [...] theo kế hoạch.", True),
        ("Số {{ so }}", True),
        ("Ông XXX phát biểu.", True),
    ],
)
def test_unfilled_text(text: str, faulty: bool) -> None:
    assert found("TXT-017", ("tong_ket/uu_diem", [text])) == faulty


def test_copied_text_is_found_under_another_units_name_and_inside_headings() -> None:
    text = (
        "{} đã chỉ đạo xây dựng kế hoạch ngay từ đầu năm, giao nhiệm vụ cho từng phòng, từng người, kiểm tra hằng tháng, "
        "sơ kết hằng quý, kịp thời biểu dương người làm tốt và nhắc nhở nơi làm chậm."
    )
    own = text.format(b.NAMES["so_hai"][0])
    other = text.format(b.NAMES["so_ba"][0])
    place = {"muc": "Biện pháp", "noi_dung": [other]}
    assert found("TXT-010", ("thanh_tich/so_hai/bien_phap", [own]), ("thanh_tich/so_ba/bien_phap", [place])) == 1
    assert found("TXT-010", ("thanh_tich/so_hai/bien_phap", [own])) == 0
