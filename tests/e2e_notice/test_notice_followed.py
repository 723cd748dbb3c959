"""The notice as a to-do list at the unit, through the JSON file and the real command."""

from __future__ import annotations

from pathlib import Path

import notice_cases as n
import pytest

from dossier.core.errors import InputUnreadable
from dossier.core.finding import Location
from dossier.core.resources import SCHEMAS
from dossier.inputs.ho_so import GiaiDoan
from dossier.pipeline.board.notice import ReturnNotice, load_notice, make_notice
from dossier.pipeline.board.progress import Done, NoticeProgress, follow_notice
from dossier.pipeline.board.schemas import board_schemas
from dossier.pipeline.prepare import prepare

NO_SIGNER_1 = ("ho_so.yaml", "      nguoi_ky: {ho_ten: Đàm Thị Ngọc Quyên, chuc_vu: Giám đốc}\n", "")
NO_SIGNER_2 = (
    "ho_so.yaml",
    "      nguoi_ky: {ho_ten: Lục Thị Bích Hạnh, chuc_vu: Phó Giám đốc, tham_quyen: KT. GIÁM ĐỐC}\n",
    "",
)
"""Sở Tư pháp and Sở Công Thương: their papers have nobody to sign them."""
SLIPS = ("ho_so.yaml", "phat_ra: 9", "phat_ra: 8")


@pytest.fixture(scope="module")
def sent(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The notice for a dossier with a vote too many, a slip too few and a bad signature."""
    folder = tmp_path_factory.mktemp("sent")
    case = n.copy_case(folder / "case", ("ho_so.yaml", *n.VOTES), SLIPS)
    verification, loaded = n.received(
        case,
        folder,
        n.broken("SIG-103", "Chứng thư của Hoàng Thị Thu Trang hết hạn trước khi ký."),
        n.unknown("SIG-111", "Chứng thư dẫn tới CA tin cậy", "Chưa nêu CA."),
    )
    path = folder / "phieu.json"
    path.write_bytes(make_notice(verification, loaded, previous_returns=1).to_json())
    return path


def follow(sent: Path, case: Path) -> NoticeProgress:
    return follow_notice(load_notice(sent), prepare(case, stage=GiaiDoan.NOP, today=n.TODAY))


def states(progress: NoticeProgress) -> dict[str, str]:
    return {todo.item.code: todo.status.value for todo in progress.todo}


def test_the_file_reads_back_to_the_same_notice(sent: Path) -> None:
    notice = load_notice(sent)
    assert notice.to_json() == sent.read_bytes()
    assert {"BAL-001", "BAL-004", "SIG-103"} <= {item.code for item in notice.errors}
    assert notice.cost and str(notice.cost.after) == "4"


def test_what_is_left_is_found_though_everything_moved(sent: Path, tmp_path: Path) -> None:
    case = n.copy_case(
        tmp_path / "case",
        ("ho_so.yaml", n.VOTES[0], "# dòng mới\n    # dòng mới\n    - {don_vi: so_tai_chinh, so_phieu: 5}"),
    )
    progress = follow(sent, case)
    assert states(progress)["BAL-004"] == "con"
    assert states(progress)["BAL-001"] == "da_xong"
    assert states(progress)["SIG-103"] == "khong_tu_kiem_duoc"
    votes = next(todo for todo in progress.todo if todo.item.code == "BAL-004")
    assert votes.now and votes.now.at.file == "ho_so.yaml" and "11" in votes.now.message and "10" in votes.item.message
    signature = next(todo for todo in progress.todo if todo.item.code == "SIG-103")
    assert signature.reason and "dossier verify" in signature.reason
    assert [u.item.code for u in progress.unchecked if u.status is None] == ["SIG-111"]


def test_a_repaired_case_has_nothing_left(sent: Path) -> None:
    progress = follow(sent, n.KHOI_9)
    assert not progress.notes
    # The example itself carries one warning: how ties are read.
    assert {code: state for code, state in states(progress).items() if state != "da_xong"} == {
        "SIG-103": "khong_tu_kiem_duoc",
        "LAW-006": "con",
    }


def test_one_of_two_alike_repaired(tmp_path: Path) -> None:
    """Two units with the same defect: the one that was repaired is done, not the other."""
    verification, loaded = n.received(n.copy_case(tmp_path / "hai", NO_SIGNER_1, NO_SIGNER_2), tmp_path)
    notice = make_notice(verification, loaded)
    asked = {item.number for item in notice.items if item.code == "FLD-001" and item.at.unit}
    assert {notice.items[number - 1].at.unit for number in asked} == {"so_tu_phap", "so_cong_thuong"}
    sent = tmp_path / "phieu.json"
    sent.write_bytes(notice.to_json())
    left = follow(sent, n.copy_case(tmp_path / "mot", NO_SIGNER_2, ("bang_diem.yaml", *n.SCORE)))
    found = {(todo.item.at.unit, todo.status.value) for todo in left.todo if todo.item.number in asked}
    assert found == {("so_tu_phap", "da_xong"), ("so_cong_thuong", "con")}


def test_new_defects_are_told_apart(sent: Path, tmp_path: Path) -> None:
    case = n.copy_case(tmp_path / "case", ("bang_diem.yaml", *n.SCORE))
    progress = follow(sent, case)
    assert progress.count(Done.CON) == 0, "the tie is gone with the score"
    assert progress.new and not {f.code for f in progress.new} & {"BAL-001", "BAL-004"}


def test_a_notice_for_another_dossier_is_said(sent: Path) -> None:
    progress = follow(sent, n.ROOT / "examples" / "lao_cai_2021_khoi_doanh_nghiep")
    assert len(progress.notes) == 3
    assert "Khối thi đua số 9" in progress.notes[0]


def test_the_command_keeps_the_exit_code_of_check(sent: Path, tmp_path: Path) -> None:
    day = ("--today", n.TODAY.isoformat())
    good = n.run("check", n.KHOI_9, "--notice", sent, *day)
    assert good.code == 0
    assert "3 đã xong, 1 còn, 1 không tự kiểm được ở đây; 0 nội dung mới" in good.said
    case = n.copy_case(tmp_path / "case", ("ho_so.yaml", *n.VOTES))
    bad = n.run("check", case, "--notice", sent, *day)
    assert bad.code == 1
    assert "ho_so.yaml:213" in bad.said and "Việc phải làm theo phiếu trả hồ sơ" in bad.said
    data = n.run("check", case, "--notice", sent, "--json", *day)
    assert data.code == 1
    todo = {t["item"]["code"]: t["status"] for t in data.json()["notice"]["todo"]}
    assert todo["BAL-004"] == "con" and todo["BAL-001"] == "da_xong"


def test_a_draft_is_followed_as_the_board_checks_it(sent: Path, tmp_path: Path) -> None:
    """The case is back at an earlier stage: what the board asked for is still asked for."""
    case = n.copy_case(tmp_path / "case", ("ho_so.yaml", *n.VOTES))
    data = n.run("check", case, "--notice", sent, "--stage", "du_thao", "--json", "--today", n.TODAY.isoformat())
    assert {t["item"]["code"]: t["status"] for t in data.json()["notice"]["todo"]}["BAL-004"] == "con"


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"schema_id": "return_notice/2"}', "không phải JSON", "\ud800"])
def test_anything_else_is_refused_in_words(content: str, tmp_path: Path) -> None:
    path = tmp_path / "phieu.json"
    path.write_bytes(content.encode("utf-8", "surrogatepass"))
    with pytest.raises(InputUnreadable, match="không phải phiếu trả hồ sơ"):
        load_notice(path)
    ran = n.run("check", n.KHOI_9, "--notice", path)
    assert ran.code == 3 and "return_notice/1" in ran.said


def test_a_place_of_the_notice_may_be_nonsense(sent: Path) -> None:
    """Pointers come from a file that anybody may have written."""
    notice = load_notice(sent)
    odd = [
        Location(file="dossier.json", pointer="/ho_so/nhom/don_vi/99999999999/x"),
        Location(file="../../etc/passwd", pointer="a~2b"),
        Location(file="dossier.json", pointer="/"),
        Location(pointer="x"),
    ]
    items = tuple(
        notice.items[0].model_copy(update={"at": at, "place": None, "number": i + 1}) for i, at in enumerate(odd)
    )
    changed = ReturnNotice.model_validate({**notice.model_dump(), "items": [item.model_dump() for item in items]})
    progress = follow_notice(changed, prepare(n.KHOI_9, stage=GiaiDoan.NOP, today=n.TODAY))
    assert len(progress.todo) == 4


def test_the_schemas_are_current_and_vietnamese() -> None:
    for name, data in board_schemas().items():
        assert (SCHEMAS / name).read_bytes() == data, "run: python -m dossier.pipeline.board.schemas"
        assert b'"title": "Document"' not in data and b"The board" not in data
