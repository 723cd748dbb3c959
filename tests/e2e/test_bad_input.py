"""Broken, huge and hostile input through the real command: a clear Vietnamese message with its place, nothing written."""

from __future__ import annotations

import io
import os
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from command import TODAY, Ran, build, docx_paragraphs, dossier, dossier_here, edit_text, pdf_text, squeezed, tree
from conftest import Built

VIETNAMESE = re.compile(r"[ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ]")
ATTACHMENT = "dinh_kem/tb_27_tham_dinh_diem.pdf"
Spoil = Callable[[Path], Path | None]
"""Spoils a case folder; returns what to build instead of the folder, if something else."""


def refused(case: Path, out: Path, code: int, *, process: bool = True) -> Ran:
    """A build that must fail with this code, say why in Vietnamese, and leave ``out`` alone."""
    out.mkdir()
    (out / "ho_so.pdf").write_bytes(b"%PDF-1.7 cua lan truoc")
    before = tree(out)
    ran = build(case, out) if process else dossier_here("build", case, "--out", out, "--today", TODAY, "--jobs", "1")
    assert ran.code == code, ran.said
    assert VIETNAMESE.search(ran.said), ran.said
    assert "lỗi" in ran.said.casefold() or "chưa đọc được" in ran.said
    assert tree(out) == before
    return ran


def replace(old: str, new: str, name: str = "ho_so.yaml") -> Spoil:
    def spoil(case: Path) -> None:
        edit_text(case / name, old, new)

    return spoil


def write(data: bytes | str, name: str = "ho_so.yaml") -> Spoil:
    def spoil(case: Path) -> None:
        (case / name).write_bytes(data.encode() if isinstance(data, str) else data)

    return spoil


def document(data: bytes | str) -> Spoil:
    def spoil(case: Path) -> Path:
        path = case / "dossier.json"
        path.write_bytes(data.encode() if isinstance(data, str) else data)
        return path

    return spoil


def append(text: str, name: str = "ho_so.yaml") -> Spoil:
    def spoil(case: Path) -> None:
        with (case / name).open("a", encoding="utf-8") as file:
            file.write(text)

    return spoil


def encrypted(case: Path) -> None:
    pdf, data = pikepdf.new(), io.BytesIO()
    pdf.add_blank_page()
    pdf.save(data, encryption=pikepdf.Encryption(owner="chu", user="mat khau"))
    (case / ATTACHMENT).write_bytes(data.getvalue())


def link_out(name: str) -> Spoil:
    def spoil(case: Path) -> None:
        outside = case.parent / "ngoai"
        outside.write_bytes((case / name).read_bytes())
        (case / name).unlink()
        (case / name).symlink_to(outside)

    return spoil


def fifo(case: Path) -> None:
    (case / "tong_ket.yaml").unlink()
    os.mkfifo(case / "tong_ket.yaml")


def utf16(case: Path) -> None:
    text = (case / "ho_so.yaml").read_text("utf-8")
    (case / "ho_so.yaml").write_bytes(text.encode("utf-16"))


def folder_as_file(case: Path) -> None:
    (case / ATTACHMENT).unlink()
    (case / ATTACHMENT).mkdir()


BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True)
)
UNIT = "ten: Hội Luật gia tỉnh"

CASES: dict[str, tuple[Spoil, int, tuple[str, ...]]] = {
    "nothing there": (lambda case: case / "khong_co", 3, ("Không tìm thấy hồ sơ", "ho_so.yaml")),
    "a file that is no case": (lambda case: case / "ho_so.yaml", 3, ("ho_so.yaml",)),
    "empty": (write(""), 3, ("ho_so.yaml",)),
    "only a comment": (write("# chưa có gì\n"), 3, ("ho_so.yaml",)),
    "a list at the root": (write("- một\n- hai\n"), 3, ("ho_so.yaml",)),
    "one word at the root": (write("xin chào\n"), 3, ("ho_so.yaml",)),
    "binary": (write(bytes(range(256)) * 40), 3, ("ho_so.yaml",)),
    "UTF-16": (utf16, 3, ("ho_so.yaml",)),
    "6 MB": (write("a: " + "x" * 6_000_000), 3, ("ho_so.yaml", "5 MB")),
    "alias bomb": (write(BOMB), 3, ("ho_so.yaml:1", "&")),
    "alias bomb beside good files": (write(BOMB, "tong_ket.yaml"), 3, ("tong_ket.yaml:1",)),
    "deep nesting": (write("a: " + "[" * 5000 + "]" * 5000), 3, ("ho_so.yaml", "24")),
    "a tag that makes objects": (
        append("\nnhom2: !!python/object/apply:os.system [id]\n"),
        3,
        ("ho_so.yaml:", "python"),
    ),
    "two documents": (append("\n---\nquy_che: khac\n"), 3, ("ho_so.yaml",)),
    "a key twice": (append("\nnam: 2024\n"), 3, ("ho_so.yaml:", "nam")),
    "unknown key": (append("\ngiai_doann: nop\n"), 3, ("ho_so.yaml:", "giai_doann", "giai_doan")),
    "tab": (append("\nabc:\n\tdef: 1\n"), 3, ("ho_so.yaml:",)),
    "control character": (replace(UNIT, "ten: Hội Luật\x07gia tỉnh"), 3, ("ho_so.yaml:", "U+0007")),
    "escaped control character": (replace(UNIT, 'ten: "Hội \\u0000 Luật"'), 3, ("ho_so.yaml:", "U+0000")),
    "override of writing direction": (replace(UNIT, "ten: Hội \u202eLuật gia"), 3, ("ho_so.yaml:", "U+202E")),
    "regulation that climbs": (
        replace("quy_che: cao-bang-2025", "quy_che: ../../etc/passwd"),
        4,
        ("ho_so.yaml:3", "../../etc/passwd", "cao-bang-2025"),
    ),
    "regulation not known": (
        replace("quy_che: cao-bang-2025", "quy_che: cao-bang-2099"),
        4,
        ("ho_so.yaml:3", "cao-bang-2099", "cao-bang-2025"),
    ),
    "huge exponent": (replace("phat_ra: 5", "phat_ra: 1e999999"), 3, ("ho_so.yaml:", "1e999999")),
    "huge exponent in a score": (
        replace("ke_hoach: 18500", "ke_hoach: 1e999999", "thanh_tich/hoi_chu_thap_do.yaml"),
        3,
        ("thanh_tich/hoi_chu_thap_do.yaml:", "1e999999"),
    ),
    "not a number": (replace("phat_ra: 5", "phat_ra: NaN"), 3, ("ho_so.yaml:", "NaN")),
    "negative count": (replace("phat_ra: 5", "phat_ra: -5"), 3, ("ho_so.yaml:",)),
    "a million digits": (replace("phat_ra: 5", "phat_ra: " + "9" * 1_000_000), 3, ("ho_so.yaml:",)),
    "31 February": (replace("ngay: 02/02/2026", "ngay: 31/02/2026"), 3, ("ho_so.yaml:", "31/02/2026")),
    "attachment that climbs": (
        replace(f"tep: {ATTACHMENT}", "tep: ../../../etc/passwd"),
        3,
        ("ho_so.yaml:", "ra ngoài"),
    ),
    "attachment by absolute path": (replace(f"tep: {ATTACHMENT}", "tep: /etc/passwd"), 3, ("ho_so.yaml:",)),
    "attachment missing": (
        replace(f"tep: {ATTACHMENT}", "tep: dinh_kem/khong_co.pdf"),
        3,
        ("ho_so.yaml:", "khong_co.pdf"),
    ),
    "attachment encrypted": (encrypted, 3, (ATTACHMENT, "ho_so.yaml:")),
    "attachment no PDF": (write("xin chào", ATTACHMENT), 3, (ATTACHMENT, "PDF")),
    "attachment empty": (write("", ATTACHMENT), 3, (ATTACHMENT,)),
    "attachment a folder": (folder_as_file, 3, (ATTACHMENT,)),
    "attachment a link out of the folder": (link_out(ATTACHMENT), 3, (ATTACHMENT, "ra ngoài")),
    "input a link out of the folder": (link_out("bang_diem.yaml"), 3, ("bang_diem.yaml", "ra ngoài")),
    "input a pipe": (fifo, 3, ("tong_ket.yaml",)),
    "scores of a stranger": (
        append("\n  la_hoac:\n    diem: {}\n", "bang_diem.yaml"),
        3,
        ("bang_diem.yaml:", "la_hoac"),
    ),
    "JSON cut off": (document('{"ho_so": {'), 3, ("dossier.json",)),
    "JSON a list": (document("[1, 2]"), 3, ("dossier.json",)),
    "JSON deep": (document("[" * 100_000 + "]" * 100_000), 3, ("dossier.json",)),
    "JSON NaN": (document('{"ho_so": {"nam": NaN}}'), 3, ("dossier.json",)),
    "JSON 6 MB": (document('{"ho_so": "' + "x" * 6_000_000 + '"}'), 3, ("dossier.json", "5 MB")),
}

OWN_PROCESS = {
    "nothing there",
    "6 MB",
    "alias bomb",
    "deep nesting",
    "input a pipe",
    "JSON deep",
    "attachment encrypted",
}
"""Worth a real process: what could hang it or bring it down, and a few others."""


@pytest.mark.parametrize("name", CASES)
def test_bad_input_is_refused_with_its_place(name: str, case_5: Path, tmp_path: Path) -> None:
    spoil, code, words = CASES[name]
    target = spoil(case_5) or case_5
    ran = refused(target, tmp_path / "out", code, process=name in OWN_PROCESS)
    for word in words:
        assert word in ran.said, ran.said
    assert len(ran.said) < 40_000  # a screenful or a few, not the whole bomb


def test_every_problem_of_every_file_is_told_at_once(case_5: Path, tmp_path: Path) -> None:
    edit_text(case_5 / "ho_so.yaml", "phat_ra: 5", "phat_ra: năm")
    edit_text(case_5 / "ho_so.yaml", UNIT, "ten:")
    edit_text(case_5 / "thanh_tich" / "hoi_chu_thap_do.yaml", "ke_hoach: 18500", "ke_hoach: nhiều")
    ran = refused(case_5, tmp_path / "out", 3)
    assert ran.said.count("LỖI INP-") == 3
    for word in ("phat_ra", "ten", "hoi_chu_thap_do.yaml:"):
        assert word in ran.said


def test_the_output_folder_may_be_wrong_too(case_5: Path, tmp_path: Path) -> None:
    file = tmp_path / "out"
    file.write_text("một tệp", "utf-8")
    ran = build(case_5, file, "--paper", "to_trinh", "--json")
    assert ran.code == 2 and ran.json()["exit_code"] == 2 and VIETNAMESE.search(ran.json()["error"])
    assert file.read_text("utf-8") == "một tệp"


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", 3), (b"xin chao", 3), (b"PK\x03\x04" + b"\0" * 200, 3), (b"\xd0\xcf\x11\xe0" + b"\0" * 600, 3)],
)
def test_print_refuses_what_is_no_word_file(data: bytes, code: int, tmp_path: Path) -> None:
    path = tmp_path / "giay.docx"
    path.write_bytes(data)
    ran = dossier("print", path)
    assert ran.code in (3, 6) and VIETNAMESE.search(ran.said) and "giay" in ran.said
    assert [p.name for p in tmp_path.iterdir()] == ["giay.docx"]


def test_decomposed_letters_give_the_same_paper(built: dict[int, Built], case_5: Path, tmp_path: Path) -> None:
    """Text typed on a Mac (NFD) is the same text."""
    for path in [*case_5.glob("*.yaml"), *case_5.glob("thanh_tich/*.yaml")]:
        path.write_text(unicodedata.normalize("NFD", path.read_text("utf-8")), "utf-8")
    assert build(case_5, tmp_path / "out", "--paper", "to_trinh").code == 0
    for name in ("to_trinh.docx", "to_trinh.pdf"):
        ours = (tmp_path / "out" / "giay_to" / name).read_bytes()
        assert ours == (built[5].out / "giay_to" / name).read_bytes()


HOSTILE = "Hội & Bạn <b>đậm</b> {{ 7*7 }} {% for x in y %} <script>alert(1)</script> ${x} [/bold] \\u202e %s"


def test_a_hostile_name_is_printed_letter_by_letter(case_5: Path, tmp_path: Path) -> None:
    """Markup, template code and console markup in a name are only letters, on every paper and on the cover."""
    edit_text(case_5 / "ho_so.yaml", "ten: Hội Chữ thập đỏ tỉnh\n", f"ten: '{HOSTILE}'\n")
    out = tmp_path / "out"
    report = dossier("check", case_5, "--json", "--today", "2026-02-10")
    codes = {f["code"] for f in report.json()["findings"] if f["severity"] == "loi"}
    waivers = [part for code in sorted(codes) for part in ("--waive", f"{code}=thử tên lạ")]
    ran = build(case_5, out, *waivers)
    assert ran.code == 0, ran.said
    name = squeezed(HOSTILE).casefold()
    shown = 0
    for path in sorted((out / "giay_to").glob("*.docx")):
        in_word = squeezed("".join(docx_paragraphs(path))).casefold()
        in_print = squeezed(pdf_text(path.with_suffix(".pdf"), "-raw")).casefold()
        if "{{7*7}}" in in_word:
            shown += 1
            assert name in in_word, path.name
            assert "{{7*7}}" in in_print and "{%forxiny%}" in in_print and "<script>alert(1)</script>" in in_print, (
                path.name
            )
    assert shown >= 6
    cover = squeezed(pdf_text(out / "ho_so.pdf", "-l", "3", "-raw")).casefold()
    assert name in cover
    told = dossier("explain", case_5, "--unit", "hoi_chu_thap_do")
    assert told.code == 0 and squeezed(HOSTILE) in squeezed(told.out)
    human = dossier("check", case_5, "--stage", "nop", "--today", "2026-02-10")
    assert human.code in (0, 1) and ("{{ 7*7 }}" in human.out or not codes)
