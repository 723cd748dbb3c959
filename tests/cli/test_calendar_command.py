"""`dossier calendar`: the table, the JSON, and an .ics file that a strict reader of RFC 5545 accepts."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from dossier.cli.app import app

EXAMPLE = Path(__file__).parents[2] / "examples" / "cao_bang_khoi_9"


def run(*arguments: str | Path) -> str:
    result = CliRunner().invoke(app, ["calendar", *map(str, arguments)])
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture
def case(tmp_path: Path) -> Path:
    """The example, its conference in 2027: a year without announced holidays, and a name that needs escaping."""
    folder = tmp_path / "khoi"
    shutil.copytree(EXAMPLE, folder)
    path = folder / "ho_so.yaml"
    text = path.read_text(encoding="utf-8")
    assert "ten: Khối thi đua số 9 tỉnh Cao Bằng" in text
    text = text.replace("ten: Khối thi đua số 9 tỉnh Cao Bằng", 'ten: "Khối thi đua 9; sở, ngành \\\\ tỉnh Cao Bằng"')
    path.write_text(text, encoding="utf-8")
    return folder


# --- a strict reader of the part of RFC 5545 that we write


@dataclass
class Line:
    name: str
    params: dict[str, str]
    value: str


def unfold(data: bytes) -> list[str]:
    assert data.endswith(b"\r\n")
    rows = data[:-2].split(b"\r\n")
    assert not any(b"\r" in row or b"\n" in row for row in rows)
    lines: list[bytes] = []
    for row in rows:
        assert 0 < len(row) <= 75, row
        row.decode("utf-8")  # no letter is cut in two
        if row.startswith(b" "):
            assert lines
            lines[-1] += row[1:]
        else:
            lines.append(row)
    return [line.decode("utf-8") for line in lines]


def parse_line(line: str) -> Line:
    match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[^;:,\"]+)*):(.*)", line)
    assert match, line
    params = dict(part.split("=", 1) for part in match[2].split(";") if part)
    return Line(match[1], params, match[3])


def text(value: str) -> str:
    """A TEXT value unescaped; a bare separator is an error."""
    assert not re.search(r"(?<!\\)(?:\\\\)*[;,]", value), value
    assert re.fullmatch(r"(?:[^\\]|\\[\\;,nN])*", value), value
    return re.sub(r"\\(.)", lambda m: "\n" if m[1] in "nN" else m[1], value)


ONCE = {"UID", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP"}


def parse(data: bytes) -> tuple[dict[str, str], list[dict[str, Line]]]:
    lines = [parse_line(line) for line in unfold(data)]
    assert (lines[0].name, lines[0].value) == ("BEGIN", "VCALENDAR")
    assert (lines[-1].name, lines[-1].value) == ("END", "VCALENDAR")
    head: dict[str, str] = {}
    events: list[dict[str, Line]] = []
    current: dict[str, Line] | None = None
    for line in lines[1:-1]:
        if line.name in ("BEGIN", "END"):
            assert line.value == "VEVENT"
            assert (current is None) == (line.name == "BEGIN")
            if line.name == "END" and current is not None:
                assert set(current) == ONCE
                events.append(current)
            current = {} if line.name == "BEGIN" else None
        elif current is None:
            assert not events and line.name not in head
            head[line.name] = text(line.value)
        else:
            assert line.name not in current
            current[line.name] = line
    assert current is None
    assert head["VERSION"] == "2.0" and head["PRODID"]
    for event in events:
        datetime.strptime(event["DTSTAMP"].value, "%Y%m%dT%H%M%SZ")  # noqa: DTZ007  # UTC by its Z
        assert event["DTSTART"].params == event["DTEND"].params == {"VALUE": "DATE"}
        assert day(event["DTEND"]) == day(event["DTSTART"]) + timedelta(days=1)
        assert event["STATUS"].value in ("CONFIRMED", "TENTATIVE") and event["TRANSP"].value == "TRANSPARENT"
        assert text(event["SUMMARY"].value) and text(event["DESCRIPTION"].value)
    uids = [event["UID"].value for event in events]
    assert len(uids) == len(set(uids))
    return head, events


def day(line: Line) -> date:
    assert re.fullmatch(r"\d{8}", line.value)
    return date(int(line.value[:4]), int(line.value[4:6]), int(line.value[6:]))


# --- what is in it


def test_ics_has_the_meeting_and_every_limit_and_reads_back(case: Path, tmp_path: Path) -> None:
    target = tmp_path / "lich.ics"
    run(case, "--today", "2026-01-20", "--ics", target)

    head, events = parse(target.read_bytes())

    assert head["X-WR-CALNAME"] == "Thi đua năm 2025 - Khối thi đua 9; sở, ngành \\ tỉnh Cao Bằng"
    found = {text(event["SUMMARY"].value): event for event in events}
    assert day(found["Hạn: Báo cáo tổng kết năm của khối"]["DTSTART"]) == date(2026, 1, 30)
    meeting = next(event for title, event in found.items() if title.startswith("Hội nghị tổng kết - "))
    assert day(meeting["DTSTART"]) == date(2026, 1, 23)
    about = text(found["Hạn: Hội nghị tổng kết năm"]["DESCRIPTION"].value).split("\n")
    assert about[0] == "Người thực hiện: Khối."
    assert "Căn cứ: điểm c khoản 2 mục II Phần IV Hướng dẫn số 4095/HD-UBND." in about
    assert about[-1] == "Khối thi đua 9; sở, ngành \\ tỉnh Cao Bằng"
    assert len(events) == 8


def test_ics_is_the_same_whatever_the_day_and_keeps_its_uids_when_the_meeting_moves(case: Path, tmp_path: Path) -> None:
    one, two, moved = (tmp_path / name for name in ("1.ics", "2.ics", "3.ics"))
    run(case, "--today", "2026-01-01", "--ics", one)
    run(case, "--today", "2026-09-09", "--ics", two)
    path = case / "ho_so.yaml"
    text_ = path.read_text(encoding="utf-8")
    assert "bat_dau: 23/01/2026 " in text_
    path.write_text(text_.replace("bat_dau: 23/01/2026 ", "bat_dau: 05/01/2027 "), encoding="utf-8")
    run(case, "--today", "2026-09-09", "--ics", moved)

    assert one.read_bytes() == two.read_bytes()
    before, after = parse(one.read_bytes())[1], parse(moved.read_bytes())[1]
    assert {e["UID"].value for e in before} == {e["UID"].value for e in after}
    assert {e["DTSTAMP"].value for e in before} != {e["DTSTAMP"].value for e in after}
    summary = next(e for e in after if e["UID"].value.startswith("gui_tong_hop_diem."))
    assert summary["STATUS"].value == "TENTATIVE"  # the holidays of 2027 are not announced
    assert "hạn có thể thay đổi" in text(summary["DESCRIPTION"].value)


def test_table_says_who_when_how_it_stands_and_why(case: Path) -> None:
    printed = " ".join(re.sub(r"[│┃━─┼├┤]", " ", run(case, "--today", "2026-01-20")).split())

    assert "Theo Hướng dẫn số 4095/HD-UBND; tính đến thứ Ba, 20/01/2026." in printed
    assert "Mốc tính: Hội nghị tổng kết: thứ Sáu, 23/01/2026." in printed
    for word in ("đã qua", "sắp tới", "còn hạn", "đã làm", "Khối trưởng", "30/01/2026"):
        assert word in printed, word


def test_json_is_for_other_programs(case: Path) -> None:
    made = json.loads(run(case, "--today", "2026-01-20", "--json"))

    assert (made["schema"], made["year"], made["today"]) == ("calendar/1", 2025, "2026-01-20")
    found = {entry["id"]: entry for entry in made["entries"]}
    assert found["bao_cao_tong_ket"]["due"] == "2026-01-30"
    assert (found["bao_cao_tong_ket"]["state"], found["bao_cao_tong_ket"]["state_text"]) == ("sap_toi", "sắp tới")
    assert found["bao_cao_tong_ket"]["citation_text"].startswith("điểm b khoản 2 mục I Phần IV")


def test_a_bad_day_is_refused_in_vietnamese(case: Path) -> None:
    result = CliRunner().invoke(app, ["calendar", str(case), "--today", "mai"])
    assert result.exit_code == 2 and "không đúng dạng" in result.output
