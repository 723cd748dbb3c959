"""Writes docs/tamper.md: how many tampered bundles there are of each class, and what the verifier said of them.

Run ``python tests/tamper/tamper_table.py`` after adding a kind of tampering; the test says when the page is stale.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from tampering import Result, run

OUT = Path(__file__).resolve().parents[2] / "docs" / "tamper.md"
HEAD = """# Thử sửa bộ hồ sơ đã ký

Tệp này do `python tests/tamper/tamper_table.py` sinh ra từ chính chương trình thử ở `tests/tamper/`; đừng sửa tay.

Chương trình thử lập một bộ hồ sơ mẫu, ký hai chữ ký, rồi sửa nó theo mọi cách nêu dưới đây, mỗi lần một cách, và cho
`dossier verify` xem từng tệp. Bộ hồ sơ không bị sửa thì **đạt**; **không bộ nào bị sửa được kết luận là đạt**.

“Trước khi ký bằng khóa thật” là trường hợp xấu nhất: người trong cuộc sửa tệp rồi mới ký, nên cả hai chữ ký đều đúng; chỉ việc lập lại
hồ sơ từ dữ liệu rồi so từng trang mới thấy được chỗ sửa.

| cách sửa | số tệp | không đạt | không kết luận được | đạt |
|---|---:|---:|---:|---:|
"""
TAIL = """
Một số liệu gốc bị sửa trong dữ liệu rồi mới ký thì chỉ thấy được khi nó làm đổi một con số, một kết luận, hay một chữ nào đó trên giấy.
Ngoài tầm: khóa thật bị đánh cắp và toàn bộ hồ sơ được lập, ký lại từ dữ liệu khác một cách nhất quán; khi đó chỉ người biết sự việc mới nhận ra.
"""

Count = tuple[str, int, int, int, int]


def counts(results: Sequence[Result]) -> list[Count]:
    """Class, files, and files by verdict."""
    groups = dict.fromkeys(result.group for result in results)
    rows = []
    for group in groups:
        verdicts = [result.verdict for result in results if result.group == group]
        by = (verdicts.count(name) for name in ("khong_dat", "khong_ket_luan_duoc", "dat"))
        rows.append((group, len(verdicts), *by))
    return rows


def document(rows: Sequence[Count]) -> str:
    """The whole page."""
    total = ("**cộng**", *(sum(row[column] for row in rows) for column in range(1, 5)))
    return HEAD + "".join(f"| {' | '.join(str(item) for item in row)} |\n" for row in (*rows, total)) + TAIL


if __name__ == "__main__":
    with tempfile.TemporaryDirectory(prefix="dossier-tamper-") as name:
        OUT.write_text(document(counts(run(Path(name))[2])), "utf-8")
