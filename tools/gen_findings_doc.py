"""Writes docs/findings.md from the catalogues of findings. Run after changing one; a test says when it is stale."""

from __future__ import annotations

import sys
from pathlib import Path

import yaml

from dossier.core.catalogue import STAGES, Catalogue, Entry, check_catalogue, load_catalogue
from dossier.core.resources import MESSAGES
from dossier.regulation import lint

OUT = Path(__file__).resolve().parent.parent / "docs" / "findings.md"
LEVELS = {"loi": "lỗi", "canh_bao": "cảnh báo", "luu_y": "lưu ý", "bo_qua": "–"}
AREAS = {
    "PAP": "Giấy tờ của hồ sơ",
    "FLD": "Các mục phải điền",
    "SCO": "Điểm",
    "BAL": "Lấy phiếu",
    "AWD": "Danh hiệu, hình thức khen thưởng",
    "DAT": "Thứ tự ngày",
    "DLN": "Thời hạn",
    "LAW": "Hiệu lực và căn cứ",
    "TXT": "Khớp nhau giữa các giấy tờ, cách viết",
    "SIG": "Chữ ký",
}
VERIFIER = {
    "FIL": "Tệp nhận được và tệp bên trong",
    "SIG": "Chữ ký số",
    "MAN": "Bản kê (manifest.json) và mã băm",
    "CAS": "Dữ liệu kèm theo (dossier.json) và giấy tờ phải có",
    "PGE": "Trang giấy so với dữ liệu",
}
HEAD = """# Danh mục thông báo

Tệp này do `python tools/gen_findings_doc.py` sinh ra từ `dossier/messages/`; đừng sửa tay.

Mỗi thông báo có một mã giữ nguyên mãi mãi. Mức độ tùy giai đoạn của hồ sơ (dự thảo, trình ký, phát hành, nộp):
**lỗi** chặn việc đóng bộ hồ sơ, **cảnh báo** nên sửa hoặc giải trình, **lưu ý** để biết, “–” là chưa áp dụng.
Mỗi quy tắc kết thúc bằng *đạt*, *không đạt* hoặc *không kiểm được* (kèm lý do); quy tắc thiếu dữ liệu không bao giờ được coi là đạt.
Chỗ trong ngoặc nhọn được điền bằng số liệu của hồ sơ. Dấu § ở cột “Căn cứ”: thông báo luôn kèm điều khoản viện dẫn.
"""


def levels(entry: Entry) -> str:
    if len(set(entry.severity)) == 1:
        return LEVELS[entry.severity[0]]
    return " / ".join(LEVELS[entry.level(stage)] for stage in STAGES)


def cell(text: str | None) -> str:
    return " ".join((text or "").split()).replace("|", "\\|")


def checker() -> list[str]:
    """The checker's codes by area."""
    catalogue = check_catalogue()
    lines = ["", "## Kiểm tra hồ sơ", ""]
    lines += ["Mức độ ghi theo thứ tự dự thảo / trình ký / phát hành / nộp; một từ là như nhau ở mọi giai đoạn."]
    for area, title in AREAS.items():
        entries = {code: e for code, e in catalogue.findings.items() if code.startswith(area)}
        lines += ["", f"### {area}: {title}", ""]
        lines += ["| Mã | Quy tắc | Mức độ | Khi | Cách sửa | Căn cứ |", "|---|---|---|---|---|---|"]
        for code, e in sorted(entries.items()):
            mark = "§" if e.needs_citation else ""
            lines.append(f"| {code} | {cell(e.title)} | {levels(e)} | {cell(e.message)} | {cell(e.fix)} | {mark} |")
    lines += ["", "### Vì sao một quy tắc không kiểm được", ""]
    lines += [f"- {cell(reason)}" for reason in catalogue.reasons.values()]
    return lines


def verifier() -> list[str]:
    """The verifier's codes by area, from all its catalogues."""
    catalogues: list[Catalogue] = [load_catalogue(path) for path in sorted((MESSAGES / "xac_minh").glob("*.yaml"))]
    entries = {code: e for catalogue in catalogues for code, e in catalogue.findings.items()}
    reasons = {name: text for catalogue in catalogues for name, text in catalogue.reasons.items()}
    lines = ["", "## Xác minh hồ sơ nhận được (`dossier verify`, `dossier bundle`)", ""]
    lines += [
        "**Lỗi** làm hồ sơ không đạt; **cảnh báo** và **lưu ý** để người xét biết, không làm hồ sơ không đạt. Việc mức “lỗi” mà",
        "không kiểm tra được thì hồ sơ *không kết luận được*, không bao giờ được coi là đạt. Xem docs/verify.md.",
    ]
    for area, title in VERIFIER.items():
        lines += ["", f"### {area}: {title}", ""]
        lines += ["| Mã | Việc kiểm tra | Mức độ | Khi | Cách sửa | Căn cứ |", "|---|---|---|---|---|---|"]
        for code, e in sorted(entries.items()):
            if code.startswith(area):
                mark = "§" if e.needs_citation else ""
                lines.append(f"| {code} | {cell(e.title)} | {levels(e)} | {cell(e.message)} | {cell(e.fix)} | {mark} |")
    lines += ["", "### Vì sao một việc không kiểm tra được", ""]
    return lines + [f"- {cell(reason)}" for _, reason in sorted(reasons.items())]


def inputs() -> list[str]:
    """Problems of reading the input files: always errors."""
    path = MESSAGES / "nhap.yaml"
    tree = yaml.safe_load(path.read_text("utf-8")) if path.is_file() else {"loi": {}}
    rows = sorted(((entry["code"], entry) for entry in tree["loi"].values()), key=lambda row: row[0])
    lines = [
        "",
        "## INP: đọc dữ liệu nhập",
        "",
        "Luôn là lỗi: hồ sơ chưa đọc được trọn vẹn thì chưa kiểm tra được gì.",
        "",
    ]
    lines += ["| Mã | Khi | Yêu cầu | Cách sửa |", "|---|---|---|---|"]
    for code, e in rows:
        lines.append(f"| {code} | {cell(e['message'])} | {cell(e.get('expected'))} | {cell(e.get('fix'))} |")
    return lines


def regulations() -> list[str]:
    """Problems of a regulation file, for those who edit it."""
    lines = [
        "",
        "## REG: soát tệp quy định",
        "",
        "Do lệnh `dossier regulation lint` báo, cho người sửa tệp quy định.",
        "",
    ]
    lines += ["| Mã | Cách sửa |", "|---|---|"]
    return lines + [f"| {code} | {cell(fix)} |" for code, fix in sorted(lint._FIXES.items())]


def document() -> str:
    """The whole page."""
    return HEAD + "\n".join([*checker(), *verifier(), *inputs(), *regulations()]) + "\n"


if __name__ == "__main__":
    text = document()
    if sys.argv[1:] == ["--check"]:
        current = OUT.is_file() and OUT.read_text("utf-8") == text
        sys.exit(0 if current else "docs/findings.md đã cũ: chạy python tools/gen_findings_doc.py")
    OUT.write_text(text, "utf-8")
