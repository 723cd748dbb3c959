"""The commented starter of a case: files a clerk fills in from top to bottom.

What is not known yet stands as an empty key, so the starter can be read, checked and built from the first minute.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from dossier.core.errors import DossierError
from dossier.core.files import write_atomic
from dossier.inputs.ho_so import CamKet

MAX_UNITS = 200
_TEXTS = Path(__file__).resolve().parent / "starter_files"


@dataclass(frozen=True, slots=True)
class Question:
    """A yes/no declaration that the regulation asks for."""

    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Row:
    """A node of the starting score table."""

    id: str
    title: str
    points: Decimal
    standard: str | None = None
    """Id of the regulation's criterion."""
    quantitative: bool = False
    children: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True)
class Frame:
    """What a regulation says about a starter: the kind of cluster, its declarations, the criteria it names."""

    kind: str | None = None
    questions: Sequence[Question] = field(default=())
    rows: Sequence[Row] = field(default=())
    """Empty: the short sample table."""
    note: str | None = None
    """Where the criteria come from, as a comment."""


_CAO_BANG = Frame(
    questions=(
        Question(
            "dieu_6_qd_12",
            "Có đơn vị nào thuộc Điều 6 Quyết định 12/2024/QĐ-UBND không? Nếu có, khai ở khong_xet.",
        ),
        Question("dat_chuan_van_hoa", "Các đơn vị không nêu ở khong_xet đều đạt chuẩn cơ quan, đơn vị văn hóa?"),
        Question(
            "khong_tai_nan_lao_dong",
            "Các đơn vị không nêu ở khong_xet đều không để xảy ra tai nạn lao động chết người?",
        ),
        Question("tieu_chuan_dieu_26", "Đơn vị dẫn đầu đạt tiêu chuẩn khoản 1 Điều 26 Luật Thi đua, khen thưởng?"),
    )
)
"""The starter without a regulation's frame: the one in force."""


_FACTS = {True: "{ke_hoach: , ket_qua: , minh_chung: }", False: "{tu_cham: , minh_chung: }"}
"""What a sheet asks for a criterion, by whether it is scored against a plan."""


def write_starter(folder: Path, regulation: str, units: int = 9, frame: Frame | None = None) -> list[Path]:
    """Write the starter of a case under a regulation into ``folder``; the files, in the order to fill them in.

    Raises DossierError, and writes nothing, when one of the files is already there.
    """
    if not re.fullmatch(r"[a-z0-9][a-z0-9-]{0,59}", regulation):
        raise DossierError(f"Mã quy định “{regulation[:60]}” không hợp lệ.", "Ví dụ: cao-bang-2025.")
    if not 1 <= units <= MAX_UNITS:
        raise DossierError(f"Số đơn vị phải từ 1 đến {MAX_UNITS}, không phải {units}.")
    texts = _texts(regulation, [f"don_vi_{number}" for number in range(1, units + 1)], frame or _CAO_BANG)
    there = [name for name in texts if (folder / name).exists() or (folder / name).is_symlink()]
    if there:
        raise DossierError(
            f"Thư mục “{folder}” đã có {', '.join(there)}; không ghi đè.",
            "Chọn thư mục khác, hoặc chuyển các tệp đó đi.",
        )
    if folder.exists() and not folder.is_dir():
        raise DossierError(f"“{folder}” không phải thư mục.", "Chọn thư mục khác.")
    written = []
    for name, text in texts.items():
        write_atomic(folder / name, text.encode())
        written.append(folder / name)
    return written


def _texts(regulation: str, units: list[str], frame: Frame) -> dict[str, str]:
    """Text of each file by its path in the folder."""
    roles = ["truong", "pho"]
    members = "".join(
        _fill("don_vi.yaml", DON_VI=unit, SO=str(number), VAI_TRO=roles.pop(0) if roles else "thanh_vien")
        for number, unit in enumerate(units, 1)
    )
    return {
        "ho_so.yaml": _fill(
            "ho_so.yaml",
            QUY_CHE=regulation,
            CAC_DON_VI=members,
            LINH_VUC=frame.kind or "",
            CAM_KET=_questions(frame.questions),
        ),
        "bang_diem.yaml": _table(frame, units),
        f"thanh_tich/{units[0]}.yaml": _fill("thanh_tich.yaml", DON_VI=units[0]),
        "tong_ket.yaml": _fill("tong_ket.yaml"),
        "dinh_kem/README.txt": _fill("dinh_kem.txt"),
    }


def _questions(questions: Sequence[Question]) -> str:
    """The declarations, each with its question; those without a field of their own under ``khac``."""
    own = [q for q in questions if q.id in CamKet.model_fields]
    other = [q for q in questions if q.id not in CamKet.model_fields]
    lines = [f"  {q.id + ':':<25} # {q.words}\n" for q in own]
    # An empty answer is not a "no": the keys stand as comments until somebody answers.
    lines += ["  khac: {}                  # trả lời có hoặc không, ví dụ khac: {ma_cau_hoi: có}\n"] if other else []
    lines += [f"  #  {q.id}: {q.words}\n" for q in other]
    return "".join(lines) if lines else "  khac: {}                  # quy định này không hỏi thêm\n"


def _table(frame: Frame, units: Sequence[str]) -> str:
    """The score table with a sheet for each unit."""
    text = (_TEXTS / "bang_diem.yaml").read_text("utf-8")
    sheet = (_TEXTS / "phieu_diem.yaml").read_text("utf-8")
    if frame.rows:
        head, _, rest = text.partition("tieu_chi:\n")
        _, line, tail = rest.partition("\n# ----")
        head = re.sub(r"# Bảng tiêu chí dưới đây.*?\n#\n", f"{_comment(frame.note or '')}#\n", head, flags=re.DOTALL)
        text = head + "tieu_chi:\n" + "".join(_row(row, 2) for row in frame.rows) + line + tail
        lines = "".join(
            f"      {leaf.id}: {_FACTS[leaf.quantitative]}\n" for row in frame.rows for leaf in _leaves(row)
        )
        sheet = re.sub(r"(?<=    diem:\n)(      .*\n)+", lines, sheet)
    sheets = "\n".join(_filled(sheet, DON_VI=unit) for unit in units)
    return _filled(text, CAC_PHIEU=sheets).rstrip() + "\n"


def _comment(note: str) -> str:
    return "".join(f"# {line}\n" for line in note.splitlines())


def _row(row: Row, indent: int) -> str:
    """A node of the table as YAML."""
    pad = " " * indent
    lines = [
        f"- id: {row.id}",
        f"  ten: {json.dumps(row.title, ensure_ascii=False)}",
        f"  diem_toi_da: {_plain(row.points)}",
    ]
    lines += [f"  theo_mau: {row.standard}"] if row.standard else []
    if not row.children:
        lines.append(f"  cach_cham: {'dinh_luong' if row.quantitative else 'cham_truc_tiep'}")
    text = "".join(f"{pad}{line}\n" for line in lines)
    if row.children:
        text += f"{pad}  muc:\n" + "".join(_row(child, indent + 4) for child in row.children)
    return text


def _plain(points: Decimal) -> str:
    return format(points.normalize(), "f").replace(".", ",")


def _leaves(row: Row) -> list[Row]:
    return [row] if not row.children else [leaf for child in row.children for leaf in _leaves(child)]


def _fill(name: str, **values: str) -> str:
    """A starter text with its ``@NAME@`` places filled."""
    return _filled((_TEXTS / name).read_text("utf-8"), **values)


def _filled(text: str, **values: str) -> str:
    return re.sub(r"@([A-Z_]+)@", lambda place: values[place[1]], text)
