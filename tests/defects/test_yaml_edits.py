"""The edits change what they name and nothing else, and fail when the example is not as they expect."""

from __future__ import annotations

from pathlib import Path

import pytest
from yaml_edits import EditFailed, append, drop, pointer_of, remove, rename, replace, reword

TEXT = """# Ghi chú đầu tệp
ten: Khối số 9   # tên
don_vi:
  - {id: a, so: 1}
  - id: b
    so: 2
ghi_chu:
  dai: |
    hai
    dòng
cuoi: [x, y]
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "h.yaml").write_text(TEXT, "utf-8")
    return tmp_path


def after(folder: Path) -> str:
    return (folder / "h.yaml").read_text("utf-8")


def test_replace_changes_one_value(folder: Path) -> None:
    replace("h.yaml", "/don_vi/id=b/so", "2", "7")(folder)
    assert after(folder) == TEXT.replace("so: 2", "so: 7")


def test_replace_keeps_a_comment(folder: Path) -> None:
    replace("h.yaml", "/ten", "Khối số 9", "Khối số 8")(folder)
    assert "ten: Khối số 8   # tên" in after(folder)


def test_drop_takes_whole_entries(folder: Path) -> None:
    drop("h.yaml", "/don_vi/1")(folder)
    drop("h.yaml", "/ghi_chu")(folder)
    assert after(folder) == TEXT.replace("  - id: b\n    so: 2\n", "").replace(
        "ghi_chu:\n  dai: |\n    hai\n    dòng\n", ""
    )


def test_drop_inside_braces_and_brackets(folder: Path) -> None:
    drop("h.yaml", "/don_vi/0/so")(folder)
    drop("h.yaml", "/cuoi/0")(folder)
    assert "- {id: a}" in after(folder) and "cuoi: [y]" in after(folder)


def test_append_to_block_and_flow(folder: Path) -> None:
    append("h.yaml", "/don_vi", "- {id: c, so: 3}")(folder)
    append("h.yaml", "/don_vi/id=a", "them: có")(folder)
    append("h.yaml", "", "moi: 1")(folder)
    assert "    so: 2\n  - {id: c, so: 3}\nghi_chu" in after(folder)
    assert "{id: a, so: 1, them: có}" in after(folder)
    assert after(folder).endswith("cuoi: [x, y]\nmoi: 1\n")


@pytest.mark.parametrize(
    "edit",
    [
        replace("h.yaml", "/ten", "Khối số 8", "x"),
        replace("h.yaml", "/khong_co", "", "x"),
        replace("khong_co.yaml", "/ten", "", "x"),
        drop("h.yaml", "/don_vi/id=z"),
        drop("h.yaml", "/don_vi/5"),
        append("h.yaml", "/ten", "x: 1"),
        reword("h.yaml", "so: ", "x"),
        remove("khong_co.yaml"),
        rename("khong_co.yaml", "x.yaml"),
    ],
)
def test_an_edit_that_finds_no_place_fails(folder: Path, edit) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EditFailed):
        edit(folder)
    assert after(folder) == TEXT


def test_pointer_of_gives_the_pointer(folder: Path) -> None:
    assert pointer_of(folder, "h.yaml", "/don_vi/id=b/so") == "/don_vi/1/so"
