"""``dossier compare``: what became of the findings, and every change, between cases and received dossiers."""

from __future__ import annotations

import shutil
from pathlib import Path

import notice_cases as n

from dossier import api
from dossier.inputs.dump import dump_case
from dossier.pipeline.compare.dossiers import Comparison, compare
from dossier.pipeline.compare.papers import paper_changes
from dossier.pipeline.compare.received import PaperText

NAME = (
    "ho_so.yaml",
    "{ho_ten: Đàm Thị Ngọc Quyên, chuc_vu: Giám đốc}",
    "{ho_ten: Đàm Thị Ngọc Quyên, chuc_vu: Phó Giám đốc}",
)


def differences(old: Path, new: Path) -> Comparison:
    return compare(old, new, today=n.TODAY)


def test_two_equal_dossiers_are_equal(tmp_path: Path) -> None:
    document = tmp_path / "dossier.json"
    document.write_bytes(dump_case(api.load_case(n.KHOI_9)))
    result = differences(n.KHOI_9, n.copy_case(tmp_path / "case"))
    assert result.same and not result.notes
    assert {f.status for f in result.findings} == {"con"}
    # A document without its attachments has the same data, and no files.
    alone = differences(n.KHOI_9, document)
    assert not alone.fields and not alone.papers and not alone.decisions
    assert {f.kind for f in alone.files} == {"bo"}


def test_a_score_is_followed_through(tmp_path: Path) -> None:
    result = differences(n.KHOI_9, n.copy_case(tmp_path / "case", ("bang_diem.yaml", *n.SCORE)))
    (field,) = result.fields
    assert (field.kind, field.old, field.new) == ("doi", "94,05", "12")
    assert field.where == "Bảng chấm điểm, Sở Tài chính, tiêu chí I.1.2, kết quả"
    assert (field.file, field.line) == ("bang_diem.yaml", 300)
    told = {d.what: (d.old, d.new) for d in result.decisions}
    assert told["Sở Tài chính: tổng điểm"][0] == "948,35 điểm"
    assert told["Sở Tài chính: xếp thứ"][0] == "1" and told["Sở Tài chính: xếp thứ"][1] != "1"
    changed = {paper.name: paper for paper in result.papers}
    sheet = changed["bang_tong_hop"]
    assert sheet.kind == "doi" and sheet.by == "word" and sheet.changed > 3
    assert any(line.startswith("- ") and "Sở Tài chính |" in line for line in sheet.first), sheet.first


def test_findings_closed_open_and_new(tmp_path: Path) -> None:
    old = n.copy_case(tmp_path / "cu", ("ho_so.yaml", *n.VOTES), ("ho_so.yaml", "phat_ra: 9", "phat_ra: 8"))
    new = n.copy_case(
        tmp_path / "moi",
        ("ho_so.yaml", n.VOTES[0], n.VOTES[1].replace("4", "7")),
        ("ho_so.yaml", "      nguoi_ky: {ho_ten: Đàm Thị Ngọc Quyên, chuc_vu: Giám đốc}\n", ""),
    )
    result = differences(old, new)
    told = {(f.finding.code, f.status) for f in result.findings}
    assert {("BAL-001", "da_xong"), ("BAL-005", "da_xong"), ("BAL-004", "con"), ("FLD-001", "moi")} <= told
    votes = next(f for f in result.findings if f.finding.code == "BAL-004")
    assert "13" in votes.finding.message and votes.where.startswith("Lấy phiếu")


def test_items_of_lists_are_paired_by_name(tmp_path: Path) -> None:
    """A member moved to the end and renamed: said as such, not as eight changed units."""
    case = n.copy_case(tmp_path / "case", NAME)
    text = (case / "ho_so.yaml").read_text("utf-8")
    row = "    - {don_vi: so_tai_chinh, so_phieu: 3}\n"
    last = "    - {don_vi: trung_tam_xuc_tien, so_phieu: 0}\n"
    assert row in text and last in text
    (case / "ho_so.yaml").write_text(text.replace(row, "").replace(last, last + row), "utf-8")
    result = differences(n.KHOI_9, case)
    assert {(f.kind, f.pointer.rpartition("/")[2]) for f in result.fields} == {
        ("doi", "chuc_vu"),
        ("thu_tu", "ung_vien"),
    }
    office = next(f for f in result.fields if f.kind == "doi")
    assert office.where == "Sở Tư pháp, người ký của đơn vị, chức vụ người ký"
    assert (office.old, office.new) == ("Giám đốc", "Phó Giám đốc")


def test_papers_attachments_added_and_removed(tmp_path: Path) -> None:
    case = n.copy_case(tmp_path / "case")
    files = sorted((case / "dinh_kem").iterdir())
    files[0].write_bytes(files[0].read_bytes() + b"\n% another copy\n")
    (case / "tong_ket.yaml").unlink()
    result = differences(n.KHOI_9, case)
    assert {(f.kind, f.name) for f in result.files} == {("doi", files[0].name)}
    back = differences(case, n.KHOI_9)
    assert back.files[0].new == result.files[0].old
    assert any(f.pointer == "/tong_ket" and f.kind == "bo" for f in result.fields)
    assert any(f.pointer == "/tong_ket" and f.kind == "them" for f in back.fields)


def test_a_bundle_against_the_repaired_case(handed_in: Path) -> None:
    result = differences(handed_in / "ho_so.pdf", n.KHOI_9)
    assert [(f.pointer, f.old, f.new) for f in result.fields] == [("/ho_so/bo_phieu/ung_vien/0/so_phieu", "4", "3")]
    assert result.fields[0].where == "Lấy phiếu bình xét, suy tôn, Sở Tài chính, số phiếu đồng ý"
    assert ("Lấy phiếu: Sở Tài chính", "4 phiếu (44,44%)", "3 phiếu (33,33%)") in [
        (d.what, d.old, d.new) for d in result.decisions
    ]
    assert {("BAL-004", "da_xong"), ("LAW-006", "con")} == {(f.finding.code, f.status) for f in result.findings}
    changed = {p.name: p for p in result.papers if p.kind == "doi"}
    assert "bien_ban_kiem_phieu" in changed and changed["bien_ban_kiem_phieu"].by == "word"
    assert "bao_cao_thanh_tich__so_cong_thuong" not in changed
    assert {f.kind for f in result.files} <= {"bo"}, "the same evidence"
    assert {s.what for s in result.signers} == {"Người có thẩm quyền", "Cơ quan"}
    assert all("Sở Tài chính" in s.old and s.new == "chưa ký" for s in result.signers)
    assert result.old.kind == "nhan_duoc" and result.old.sha256


def test_pages_without_their_word_files(handed_in: Path, defective: Path, tmp_path: Path) -> None:
    """A ZIP of papers and the data: what pages without a Word file say is compared with what the data would print."""
    papers = tmp_path / "giay_to"
    shutil.copytree(handed_in / "giay_to", papers, ignore=shutil.ignore_patterns("to_trinh.docx", "bien_ban_hop.docx"))
    shutil.copy(handed_in / "dossier.json", papers)
    shutil.copy(papers / "to_trinh.pdf", papers / "bien_ban_hop.pdf")
    packed = Path(shutil.make_archive(str(tmp_path / "goi"), "zip", papers))
    result = differences(defective, packed)
    assert not result.fields
    changed = {p.name: p for p in result.papers if p.kind == "doi"}
    assert set(changed) == {"bien_ban_hop"}, "to_trinh.pdf says what the data says"
    assert changed["bien_ban_hop"].by == "trang" and changed["bien_ban_hop"].changed > 5


def test_the_command(tmp_path: Path) -> None:
    case = n.copy_case(tmp_path / "case", ("ho_so.yaml", *n.VOTES))
    day = ("--today", n.TODAY.isoformat())
    ran = n.run("compare", n.KHOI_9, case, *day)
    assert ran.code == 0
    for words in ("Lấy phiếu bình xét, suy tôn, Sở Tài chính, số phiếu đồng ý", "mới", "BAL-004", "4 phiếu (44,44%)"):
        assert words in ran.said, words
    data = n.run("compare", n.KHOI_9, case, "--json", *day).json()
    assert data["schema_id"] == "comparison/1" and data["same"] is False
    missing = n.run("compare", n.KHOI_9, tmp_path / "không có", *day)
    assert missing.code == 3 and "Không tìm thấy" in missing.said


def test_a_file_of_nonsense_is_compared_as_far_as_it_goes(tmp_path: Path) -> None:
    bad = tmp_path / "hong.pdf"
    bad.write_bytes(b"%PDF-1.7\n" + b"\x00" * 500)
    result = differences(n.KHOI_9, bad)
    assert result.notes and "hong.pdf" in result.notes[0]
    assert not result.fields and not result.decisions


def test_pages_changed_behind_the_word_file() -> None:
    """The Word files agree and the pages do not: the pages are what people read."""
    old = PaperText(title="Tờ trình", pages=1, lines=("Điểm: 90",), words=("Điểm:", "90"))
    new = old.model_copy(update={"words": ("Điểm:", "99")})
    (change,) = paper_changes({"to_trinh": old}, {"to_trinh": new}, {})
    assert change.by == "trang" and change.note and "trang giấy khác nhau" in change.note
    assert change.first == ("- … Điểm: [90]  …", "+ … Điểm: [99]  …")
    assert not list(paper_changes({"to_trinh": old}, {"to_trinh": old}, {}))
    blind = old.model_copy(update={"words": None, "lines": None})
    (unread,) = paper_changes({"to_trinh": old}, {"to_trinh": blind}, {})
    assert unread.by is None and unread.note


def test_two_different_dossiers_are_said_to_be_that(tmp_path: Path) -> None:
    """A wrong file picked by mistake: hundreds of changes, and first of all why."""
    result = differences(n.KHOI_9, n.ROOT / "examples" / "trieu_son_2017_cum")
    assert len(result.notes) == 3
    assert "hai cụm, khối khác nhau" in result.notes[0] and "Khối thi đua số 9" in result.notes[0]
    assert "2025 và 2017" in result.notes[1] and "trieu-son-2017" in result.notes[2]
    ran = n.run("compare", n.KHOI_9, n.ROOT / "examples" / "trieu_son_2017_cum", "--today", n.TODAY.isoformat())
    assert ran.code == 0 and "dòng khác, xem bằng --json" in ran.said
    assert ran.out.index("hai cụm") < ran.out.index("Dữ liệu thay đổi")
    assert len(ran.out.splitlines()) < 400
