"""From the board to the unit and back, with the real commands on a real bundle."""

from __future__ import annotations

import json
from pathlib import Path

import notice_cases as n


def test_notice_sent_worked_off_and_handed_in_again(handed_in: Path, defective: Path, tmp_path: Path) -> None:
    trust = ("--trust", handed_in / "ca.pem")
    notice, letter = tmp_path / "phieu.json", tmp_path / "phieu.pdf"
    asked = (*trust, "--received", "2026-02-09", "--previous-returns", "4")
    office = (
        "--number",
        "12/BTĐKT",
        "--date",
        "2026-02-20",
        "--signer",
        "Nông Thị Thử",
        "--signer-office",
        "Trưởng ban",
    )
    both = ("-o", notice, "-o", letter)
    ran = n.run("return-notice", handed_in / "ho_so.pdf", *both, *asked, *office, "--json")
    assert ran.code == 0, ran.said
    assert [(Path(f["path"]).name, f["pages"] is None) for f in ran.json()["files"]] == [
        ("phieu.json", True), ("phieu.pdf", False),
    ]  # fmt: skip
    told = ran.json()["notice"]
    assert told == json.loads(notice.read_text("utf-8"))
    assert told["verdict"] == "khong_dat" and told["term"]["last_day"] == "2026-03-09"
    assert told["cost"]["before"] == "8" and told["cost"]["after"] == "10"
    votes = next(item for item in told["items"] if item["code"] == "BAL-004")
    assert votes["group"] == "Biên bản kiểm phiếu"
    assert votes["where"].startswith("Lấy phiếu bình xét, suy tôn, các đơn vị trên phiếu; trang ")
    text = n.pdf_text(letter)
    assert "Số: 12/BTĐKT" in text and "TRƯỞNG BAN" in text and "BAL-004" in text
    assert "trừ 08 điểm; tính cả lần này trừ 10 điểm" in text

    day = ("--today", n.TODAY.isoformat())
    still = n.run("check", defective, "--notice", notice, *day)
    assert still.code == 1 and "ho_so.yaml:213" in still.said
    done = n.run("check", n.KHOI_9, "--notice", notice, "--json", *day)
    assert done.code == 0
    states = {todo["item"]["code"]: todo["status"] for todo in done.json()["notice"]["todo"]}
    assert states["BAL-004"] == "da_xong"
    assert all(state != "da_xong" for code, state in states.items() if code.startswith(("SIG", "MAN", "PGE")))


def test_wrong_use_is_explained(tmp_path: Path) -> None:
    for args, words in (
        (("-o", tmp_path / "p.odt"), "Không rõ dạng tệp"),
        (("-o", tmp_path / "p.pdf", "--date", "20-2"), "không đúng dạng"),
        (("-o", tmp_path / "p.pdf", "--signer", "A"), "cả họ tên và chức vụ"),
        (("-o", tmp_path / "p.pdf", "--office", tmp_path / "x.yaml"), "Không tìm thấy"),
        (("-o", tmp_path / "p.pdf", "--previous-returns", "-1"), "previous-returns"),
    ):
        ran = n.run("return-notice", tmp_path / "ho_so.pdf", *args)
        assert ran.code in (2, 3) and words in ran.said, (args, ran.said)
    missing = n.run("return-notice", tmp_path / "ho_so.pdf", "-o", tmp_path / "p.pdf")
    assert missing.code == 2 and "Không tìm thấy" in missing.said
    assert not list(tmp_path.glob("p.*"))
