"""Runs the whole defect corpus and writes docs/defects.md: what the checker finds, what it does not, false alarms.

Nothing is declared: every line is the result of a run (tests/defects). A test says when the page is stale.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "support"), str(ROOT / "tests" / "defects")]

from corpus_bundle import BUNDLES, GOOD, result  # noqa: E402
from defect_corpus import AREAS, BASES, DEFECTS, VARIATIONS, alarms_on_clean, false_alarms, verdict  # noqa: E402
from defect_model import Defect, Verdict  # noqa: E402

from dossier.core.finding import Finding  # noqa: E402
from dossier.verification.facts import VERDICT_WORDS  # noqa: E402

OUT = ROOT / "docs" / "defects.md"
LEVELS = {"loi": "lỗi", "canh_bao": "cảnh báo", "luu_y": "lưu ý"}
PLACES = {
    "cb9": "Cao Bằng, khối 9",
    "cb5": "Cao Bằng, khối 5",
    "bk19": "Bắc Kạn 2019",
    "bk23": "Bắc Kạn 2023",
    "lc": "Lào Cai 2021",
    "ts": "Triệu Sơn 2017",
}
HEAD = """# Hồ sơ lỗi mẫu: phát hiện và báo động nhầm

Tệp này do `python tools/gen_defects_doc.py` chạy toàn bộ bộ lỗi mẫu rồi ghi ra; đừng sửa tay.

Mỗi dòng là một hồ sơ ví dụ sạch (thư mục `examples/`) bị làm sai **đúng một chỗ**, như một cán bộ có thể ghi nhầm, rồi được kiểm
tra bằng `dossier check`. *Phát hiện*: có đúng mã mong đợi, đúng mức độ. *Vị trí đúng*: thông báo chỉ đúng tệp và đúng chỗ (hoặc
đúng đơn vị, đúng giấy tờ). *Báo động kèm theo*: các thông báo lỗi, cảnh báo khác xuất hiện cùng lúc; đó là hệ quả thật của chỗ sai
(ví dụ một đơn vị không được đề nghị nữa thì đơn vị kế tiếp phải có báo cáo), không phải báo nhầm. Bộ lỗi nằm trong `tests/defects/`.
"""


def cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def besides(found: Verdict) -> str:
    """Codes that come with the expected one: errors, then warnings."""
    errors = sorted({f.code for f in (*found.consequences, *found.errors_besides)})
    warnings = sorted({f.code for f in found.warnings_besides})
    parts = ([", ".join(errors) + " (lỗi)"] if errors else []) + (
        [", ".join(warnings) + " (cảnh báo)"] if warnings else []
    )
    return "; ".join(parts) or "–"


def row(number: int, defect: Defect) -> str:
    found = verdict(defect.id)
    result = "phát hiện" if found.found else "**không phát hiện**"
    place = ("đúng" if found.placed else "**sai**") if found.found else "–"
    expected = f"{defect.code} ({LEVELS[defect.severity.value]})" if not defect.missed else "–"
    cells = (str(number), cell(defect.title), PLACES[defect.base], expected, result, place, besides(found))
    return "| " + " | ".join(cells) + " |"


def totals(alarms: Iterable[tuple[Finding, ...]], clean: Iterable[tuple[Finding, ...]]) -> list[str]:
    found = [verdict(name) for name in DEFECTS]
    codes = {defect.code for defect in DEFECTS.values() if not defect.missed} | {bundle.code for bundle in BUNDLES}
    alone = sum(v.found and not v.consequences and not v.errors_besides for v in found)
    wrong = [a for a in alarms if a]
    noisy = [c for c in clean if c]
    return [
        "| | |",
        "|---|---|",
        f"| Hồ sơ lỗi được phát hiện | {sum(v.found for v in found)} / {len(found)} |",
        f"| Chỉ đúng vị trí | {sum(v.found and v.placed for v in found)} / {sum(v.found for v in found)} |",
        f"| Không kèm lỗi nào khác | {alone} / {sum(v.found for v in found)} |",
        f"| Bộ hồ sơ gửi sai được phát hiện | {sum(result(b.id).found(b) for b in BUNDLES)} / {len(BUNDLES)} |",
        f"| Bộ hồ sơ gửi đúng bị báo lỗi | {sum(bool(result(b.id).errors) for b in GOOD)} / {len(GOOD)} |",
        f"| Số mã thông báo khác nhau | {len(codes)} |",
        f"| Ví dụ sạch bị báo lỗi | {len(noisy)} / {len(BASES)} |",
        f"| Thay đổi vô hại bị báo lỗi hoặc cảnh báo | {len(wrong)} / {len(VARIATIONS)} |",
    ]


def bundles() -> list[str]:
    """Bundles received with one thing wrong, as ``dossier verify`` sees them."""
    lines = ["", "## Bộ hồ sơ gửi đi (dossier verify)", ""]
    lines += [
        "Bộ hồ sơ Triệu Sơn 2017 được đóng, ký số rồi làm sai một chỗ; nơi nhận xác minh bằng `dossier verify`.",
        "",
    ]
    lines += ["| TT | Lỗi | Mã mong đợi | Kết luận | Kết quả | Lỗi kèm theo |", "|---|---|---|---|---|---|"]
    for number, bundle in enumerate(BUNDLES, start=1):
        found = result(bundle.id)
        cells = (
            str(number),
            cell(bundle.title),
            bundle.code,
            VERDICT_WORDS[found.verdict].lower(),
            "phát hiện" if found.found(bundle) else "**không phát hiện**",
            ", ".join(found.besides(bundle)) or "–",
        )
        lines.append("| " + " | ".join(cells) + " |")
    return lines


def page() -> str:
    """The whole page."""
    alarms = {name: false_alarms(name) for name in VARIATIONS}
    lines = [HEAD, "## Kết quả", "", *totals(alarms.values(), [alarms_on_clean(base) for base in BASES])]
    number = 0
    for area, defects in AREAS.items():
        lines += ["", f"## {area}", ""]
        lines += ["| TT | Lỗi | Hồ sơ gốc | Mã mong đợi | Kết quả | Vị trí | Báo động kèm theo |"]
        lines += ["|---|---|---|---|---|---|---|"]
        for defect in defects:
            number += 1
            lines.append(row(number, defect))
    holes = [defect for defect in DEFECTS.values() if defect.missed]
    if holes:
        lines += ["", "## Vì sao không phát hiện", ""]
        lines += [f"- {cell(defect.title)}: {cell(defect.missed or '')}" for defect in holes]
    lines += bundles()
    lines += ["", "## Thay đổi vô hại", ""]
    lines += ["| TT | Thay đổi | Hồ sơ gốc | Báo động nhầm |", "|---|---|---|---|"]
    for index, (name, found) in enumerate(alarms.items(), start=1):
        variation = VARIATIONS[name]
        said = ", ".join(sorted({f.code for f in found})) or "không"
        lines.append(f"| {index} | {cell(variation.title)} | {PLACES[variation.base]} | {said} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    text = page()
    if sys.argv[1:] == ["--check"]:
        current = OUT.is_file() and OUT.read_text("utf-8") == text
        sys.exit(0 if current else "docs/defects.md đã cũ: chạy python tools/gen_defects_doc.py")
    OUT.write_text(text, "utf-8")
