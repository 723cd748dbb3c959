"""Files that are broken, huge, misleading or made to harm: each ends with its finding, in bounded time and memory."""

from __future__ import annotations

import io
import json
import os
import random
import re
import stat
import struct
import subprocess
import sys
import unicodedata
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from bad_pdf import deflated, pdf, stream, with_attachments, write
from pikepdf import Array, Dictionary, Name, String
from PIL import Image

from dossier.core.finding import RuleStatus, Severity
from dossier.core.guard import GuardFailed
from dossier.verification.file.container import Received, guard_failed, open_received
from dossier.verification.ledger import Ledger


def look(path: Path) -> tuple[Received | None, dict[str, list[str]]]:
    """What was opened, and the messages by code."""
    ledger = Ledger()
    received = open_received(path, ledger)
    found = {r.code: [f.message for f in r.findings] for r in ledger.results() if r.findings}
    for result in ledger.results():
        for finding in result.findings:
            assert finding.fix, finding.code
    return received, found


def look_at(data: bytes, tmp_path: Path, name: str = "nhan_duoc.pdf") -> tuple[Received | None, dict[str, list[str]]]:
    path = tmp_path / name
    path.write_bytes(data)
    return look(path)


def saved(change: Callable[[pikepdf.Pdf], object], **options: object) -> bytes:
    with pikepdf.new() as made:
        made.add_blank_page(page_size=(595, 842))
        change(made)
        out = io.BytesIO()
        made.save(out, **options)  # type: ignore[arg-type]
        return out.getvalue()


GOOD = saved(lambda made: made.attachments.__setitem__("dữ liệu.csv", pikepdf.AttachedFileSpec(made, b"a,b\n1,2\n")))


# --- files that are fine ----------------------------------------------------------------------------------------------


def test_a_plain_pdf_with_an_attachment_has_no_finding(tmp_path: Path) -> None:
    received, found = look_at(GOOD, tmp_path, "Hồ sơ khối 9.pdf")
    assert received is not None
    assert (received.kind, received.pages, received.name, received.size) == ("pdf", 1, "Hồ sơ khối 9.pdf", len(GOOD))
    assert received.embedded["dữ liệu.csv"].data == b"a,b\n1,2\n"
    assert found == {}


def test_an_incremental_update_is_not_taken_for_a_second_document(tmp_path: Path) -> None:
    start = GOOD.rindex(b"startxref")
    update = b"\n99 0 obj\nnull\nendobj\nxref\n99 1\n%010d 00000 n \ntrailer\n<</Size 100/Root 1 0 R/Prev %s>>\nstartxref\n%d\n%%%%EOF\n"
    body = GOOD + update % (len(GOOD) + 1, GOOD[start + 9 :].split()[0], len(GOOD) + 22)
    assert look_at(body, tmp_path)[1] == {}


def test_files_of_a_zip_and_of_a_folder_are_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "Khối 9"
    (folder / "giay_to").mkdir(parents=True)
    (folder / ".dossier").mkdir()
    for name in ("giay_to/tờ trình.pdf", "dossier.json"):
        (folder / name).write_bytes(GOOD if name.endswith("pdf") else b"{}")
    for junk in (".dossier/state.json", ".an", "Thumbs.db", "~$to_trinh.docx", "giay_to/.DS_Store"):
        (folder / junk).write_bytes(b"x")
    with zipfile.ZipFile(tmp_path / "nop.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        for path in sorted(folder.rglob("*")):
            archive.write(path, path.relative_to(tmp_path).as_posix())
        archive.writestr("__MACOSX/Khối 9/._dossier.json", b"x")
    by_folder, found_folder = look(folder)
    by_zip, found_zip = look(tmp_path / "nop.zip")
    assert by_folder is not None and by_zip is not None
    assert by_folder.files.keys() == {"giay_to/tờ trình.pdf", "dossier.json"}
    assert by_folder.files == by_zip.files
    assert (by_folder.kind, by_zip.kind) == ("folder", "zip")
    assert (by_folder.sha256, by_folder.data) == (None, None)
    assert found_folder == found_zip
    assert list(found_zip) == ["FIL-017"]  # the PDF of this test carries a file of its own


def test_a_pdf_that_came_alone_in_a_wrapping_is_that_pdf(tmp_path: Path) -> None:
    received, found = look_at(zipped(("Khối 9/ho_so.pdf", GOOD), ("__MACOSX/._x", b"x")), tmp_path, "nop.zip")
    assert received is not None
    assert (received.kind, received.name, received.data, received.pages) == ("pdf", "nop.zip/ho_so.pdf", GOOD, 1)
    assert list(received.embedded) == ["dữ liệu.csv"]
    assert found == {}
    received, found = look_at(zipped(("ho_so.pdf", GOOD[:-100])), tmp_path, "nop.zip")
    assert "FIL-004" in found


# --- not what it should be --------------------------------------------------------------------------------------------


def test_missing_empty_and_special_files(tmp_path: Path) -> None:
    assert look(tmp_path / "khong_co.pdf")[1] == {"FIL-001": ["Không đọc được “khong_co.pdf”: không có tệp này."]}
    for data in (b"", b"\x00" * 5_000, b" \n"):
        received, found = look_at(data, tmp_path)
        assert received is None
        assert "tệp rỗng" in found["FIL-001"][0]
    os.mkfifo(tmp_path / "ong")
    assert "không phải tệp thông thường" in look(tmp_path / "ong")[1]["FIL-001"][0]
    (tmp_path / "trong").mkdir()
    assert "không có tệp nào" in look(tmp_path / "trong")[1]["FIL-001"][0]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_file_one_may_not_read(tmp_path: Path) -> None:
    path = tmp_path / "kin.pdf"
    path.write_bytes(GOOD)
    path.chmod(0)
    assert "FIL-001" in look(path)[1]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "Office đời cũ"),
        (b"Rar!\x1a\x07\x01\x00", "RAR"),
        (b"MZ\x90\x00" + bytes(100), "chương trình"),
        (b"\xef\xbb\xbf<!DOCTYPE html><html>", "HTML"),
        (b"\x89PNG\r\n\x1a\n", "PNG"),
        (os.urandom(2_000).replace(b"%PDF", b"xxxx").replace(b"PK", b"xx") + b"\x01", "không nhận ra|tệp"),
    ],
)
def test_the_bytes_tell_the_kind_and_not_the_name(data: bytes, words: str, tmp_path: Path) -> None:
    received, found = look_at(data, tmp_path, "to_trinh.pdf")
    assert received is None
    assert any(word in found["FIL-002"][0] for word in words.split("|"))


def test_a_huge_file_is_not_read(tmp_path: Path) -> None:
    path = tmp_path / "lon.pdf"
    with path.open("wb") as out:
        out.write(GOOD)
        out.truncate(500_000_000)  # sparse: takes no room on the disk
    received, found = look(path)
    assert received is None
    assert found == {"FIL-003": ["“lon.pdf” có dung lượng 500,0 MB, quá giới hạn 300,0 MB nên không được mở."]}


def test_broken_and_truncated_pdfs(tmp_path: Path) -> None:
    for data in (
        b"%PDF-1.7\n" + zlib.compress(os.urandom(500)),
        GOOD[: len(GOOD) // 2],
        GOOD[:-40],
        b"%PDF-1.7",
        GOOD[:20],
    ):
        received, found = look_at(data, tmp_path)
        assert "FIL-004" in found
        assert received is None or received.pages


def test_every_cut_of_a_file_ends_with_a_finding(tmp_path: Path) -> None:
    for length in range(1, len(GOOD) - 8, max(1, len(GOOD) // 60)):
        assert look_at(GOOD[:length], tmp_path)[1], length


def test_a_wrong_cross_reference_table_is_said_even_when_it_can_be_rebuilt(tmp_path: Path) -> None:
    received, found = look_at(pdf().replace(b"%PDF-1.7\n", b"%PDF-1.7\n% them\n"), tmp_path)
    assert received is not None and received.pages == 1
    assert "dựng lại" in found["FIL-004"][0]


@pytest.mark.parametrize("user", ["", "mở"])
def test_an_encrypted_pdf_is_not_opened(user: str, tmp_path: Path) -> None:
    data = saved(lambda made: None, encryption=pikepdf.Encryption(user=user, owner="chủ"))
    received, found = look_at(data, tmp_path)
    assert received is None
    assert list(found) == ["FIL-005"]
    assert ("phải có mật khẩu" if user else "không cần mật khẩu") in found["FIL-005"][0]


# --- made to exhaust the reader ---------------------------------------------------------------------------------------

LIMITED = """
import json, resource, sys
from pathlib import Path
resource.setrlimit(resource.RLIMIT_AS, (2_000_000_000, 2_000_000_000))
resource.setrlimit(resource.RLIMIT_CPU, (40, 41))
from dossier.verification.file.container import open_received
from dossier.verification.ledger import Ledger
ledger = Ledger()
received = open_received(Path(sys.argv[1]), ledger)
print(json.dumps([received is not None, [[f.code, f.message] for r in ledger.results() for f in r.findings]]))
"""


def look_limited(data: bytes, tmp_path: Path, name: str = "nhan_duoc.pdf") -> tuple[bool, list[list[str]]]:
    """As the verifier runs it: in a process of its own, with limits. A crash or a hang fails here."""
    path = tmp_path / name
    path.write_bytes(data)
    done = subprocess.run([sys.executable, "-c", LIMITED, str(path)], capture_output=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr.decode()[-2_000:]
    opened, found = json.loads(done.stdout)
    return opened, found


def loop_of_pages() -> bytes:
    return write(
        [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R 3 0 R]/Count 2>>", b"<</Type/Page/Parent 2 0 R>>"]
    )


def billion_pages() -> bytes:
    levels = [b"<</Type/Pages/Count 9/Kids[%d 0 R %d 0 R]>>" % (n + 1, n + 1) for n in range(2, 40)]
    return write([b"<</Type/Catalog/Pages 2 0 R>>", *levels, b"<</Type/Page/MediaBox[0 0 9 9]>>"])


def deep_pages() -> bytes:
    levels = [b"<</Type/Pages/Count 1/Kids[%d 0 R]>>" % (n + 1) for n in range(2, 50_000)]
    return write([b"<</Type/Catalog/Pages 2 0 R>>", *levels, b"<</Type/Page/MediaBox[0 0 9 9]>>"])


def looped_bookmarks() -> bytes:
    return pdf(b"<</First 5 0 R/Last 6 0 R>>", b"<</Title(a)/Next 6 0 R>>", b"<</Title(b)/Next 5 0 R/First 5 0 R>>",
               catalog=b"/Outlines 4 0 R")  # fmt: skip


def looped_name_tree() -> bytes:
    return pdf(b"<</Kids[5 0 R]>>", b"<</Kids[4 0 R 5 0 R]>>", catalog=b"/Names<</EmbeddedFiles 4 0 R>>")


def deep_name_tree() -> bytes:
    levels = [b"<</Kids[%d 0 R]>>" % (n + 1) for n in range(4, 900)]
    return pdf(*levels, b"<</Names[]>>", catalog=b"/Names<</EmbeddedFiles 4 0 R>>")


def deep_arrays() -> bytes:
    return pdf(b"[" * 100_000 + b"]" * 100_000, page=b"/Contents 4 0 R")


def million_objects() -> bytes:
    return pdf(*[b"1"] * 1_000_000)


def content_bomb() -> bytes:
    return pdf(stream(deflated(320_000_000), b"/Filter/FlateDecode"), page=b"/Contents 4 0 R")


def chained_bomb() -> bytes:
    return pdf(stream(deflated(320_000_000, 2), b"/Filter[/FlateDecode/FlateDecode]"), page=b"/Contents 4 0 R")


def huge_image() -> bytes:
    image = b"/Type/XObject/Subtype/Image/Width 60000/Height 60000/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode"
    return pdf(stream(deflated(1_000), image))


def object_stream_bomb() -> bytes:
    return pdf(stream(deflated(320_000_000), b"/Type/ObjStm/N 9/First 40/Filter/FlateDecode"), page=b"/Contents 4 0 R")


def jpeg_larger_than_said() -> bytes:
    out = io.BytesIO()
    Image.new("L", (16, 16)).save(out, "JPEG")
    data = bytearray(out.getvalue())
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_000, 65_000)
    image = b"/Type/XObject/Subtype/Image/Width 16/Height 16/ColorSpace/DeviceGray/BitsPerComponent 8/Filter/DCTDecode"
    return pdf(stream(bytes(data), image))


def key_written_twice() -> bytes:
    return pdf(catalog=b"/Pages 2 0 R")


def page_without_end() -> bytes:
    return pdf().replace(b"595 842", b"595 9e9").replace(b"0 0 595 9e9", b"0 0 99999 9")


def attachment_bomb() -> bytes:
    return pdf(b"<</Type/Filespec/F(a.csv)/UF(a.csv)/EF<</F 5 0 R>>>>", stream(deflated(150_000_000), b"/Filter/FlateDecode"),
               catalog=b"/Names<</EmbeddedFiles<</Names[(a.csv)4 0 R]>>>>")  # fmt: skip


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (loop_of_pages, "FIL-006", "lặp vòng"),
        (billion_pages, "FIL-006", "lặp vòng"),
        (looped_bookmarks, "FIL-006", "bookmark"),
        (looped_name_tree, "FIL-006", "danh mục tệp đính kèm lặp vòng"),
        (deep_name_tree, "FIL-006", "danh mục tệp đính kèm"),
        (deep_arrays, "FIL-006", "lồng nhau quá sâu"),
        (deep_pages, "FIL-006", "lồng nhau quá sâu"),
        (million_objects, "FIL-006", "500.000 đối tượng"),
        (content_bomb, "FIL-006", "bom nén"),
        (chained_bomb, "FIL-006", "bom nén"),
        (object_stream_bomb, "FIL-006", "bom nén"),
        (huge_image, "FIL-006", "bom nén"),
        (jpeg_larger_than_said, "FIL-006", "bom nén"),
        (key_written_twice, "FIL-006", "ghi hai lần"),
        (page_without_end, "FIL-006", "trang 1 có kích thước bất thường"),
        (attachment_bomb, "FIL-018", "giải nén ra quá 100,0 MB"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_what_is_made_to_exhaust_the_reader(make: Callable[[], bytes], code: str, words: str, tmp_path: Path) -> None:
    _opened, found = look_limited(make(), tmp_path)
    assert any(c == code and words in message for c, message in found), found


WORDS = re.compile(rb"\d+ 0 R|/[A-Za-z]+|\([^)]*\)|\[|\]|<<|>>|\d+")
OTHER_WORDS = [
    b"null",
    b"7",
    b"-1",
    b"99999999999",
    b"(x)",
    b"/X",
    b"[]",
    b"<<>>",
    b"true",
    b"1.5",
    b"2 0 R",
    b"4 0 R",
    b"14 0 R",
]


def full_pdf() -> bytes:
    """Something of everything that is looked into."""
    return pdf(
        b"<</Type/Filespec/F(a.csv)/UF(a.csv)/EF<</F 5 0 R>>/AFRelationship/Data/Desc(x)>>",
        stream(b"1,2", b"/Type/EmbeddedFile/Subtype/text#2Fcsv"),
        b"<</First 7 0 R/Last 8 0 R>>",
        b"<</Title(a)/Dest[3 0 R/Fit]/Next 8 0 R>>",
        b"<</Title(b)>>",
        b"<</Type/Annot/Subtype/Link/Rect[0 0 1 1]/A 10 0 R>>",
        b"<</S/URI/URI(https://a)/Next[11 0 R]>>",
        b"<</S/GoTo/D[3 0 R/Fit]>>",
        stream(
            deflated(243),
            b"/Filter[/FlateDecode]/Subtype/Image/Width 9/Height 9/BitsPerComponent 8/ColorSpace/DeviceRGB",
        ),
        catalog=b"/Outlines 6 0 R/AF[4 0 R]/OpenAction 11 0 R/AcroForm<</Fields[]>>"
        b"/Names<</EmbeddedFiles<</Kids[<</Names[(a.csv)4 0 R]/Limits[(a.csv)(a.csv)]>>]>>>>",
        page=b"/Annots[9 0 R]/Contents 12 0 R/AA<</O 11 0 R>>",
    )


@pytest.mark.parametrize("seed", range(4))
def test_a_file_with_any_word_in_the_wrong_place_raises_nothing(seed: int, tmp_path: Path) -> None:
    """Types confused, references bent, bytes lost: whatever comes of it, it is read to the end."""
    dice, good = random.Random(seed), full_pdf()
    assert look_at(good, tmp_path)[1] == {}
    for _change in range(60):
        data = bytearray(good)
        for _word in range(dice.choice((1, 1, 2, 4))):
            word = dice.choice(list(WORDS.finditer(bytes(data))))
            data[word.start() : word.end()] = dice.choice(OTHER_WORDS).ljust(word.end() - word.start())
        if dice.random() < 0.2:
            at = dice.randrange(len(data))
            del data[at : at + dice.randrange(1, 90)]
        look_at(bytes(data), tmp_path)


def test_a_child_that_hits_a_limit_leaves_the_file_unchecked() -> None:
    ledger = Ledger()
    for limit in ("thoi_gian", "bo_nho", "dung_dot_ngot"):
        guard_failed(GuardFailed(limit, "x"), "nhan\u202e.pdf", ledger)  # type: ignore[arg-type]
    (result,) = ledger.results()
    assert (result.code, result.status) == ("FIL-024", RuleStatus.KHONG_KIEM_DUOC)
    assert "nhan[U+202E].pdf" in (result.reason or "")


# --- several files in one ---------------------------------------------------------------------------------------------


def zipped(*entries: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries:
            archive.writestr(name, data)
    return out.getvalue()


def test_bytes_around_the_document(tmp_path: Path) -> None:
    assert list(look_at(b"\r\n" + GOOD, tmp_path)[1]) == ["FIL-007"]
    assert list(look_at(GOOD + b"theo doi 12345", tmp_path)[1]) == ["FIL-007"]
    assert look_at(GOOD + b"\r\n\x00\x00", tmp_path)[1] == {}
    assert "FIL-008" in look_at(b"#!/bin/sh\nrm -rf ~\n" + GOOD, tmp_path)[1]
    assert "FIL-008" in look_at(GOOD + b"<html><script>", tmp_path)[1]


def test_documents_glued_together(tmp_path: Path) -> None:
    assert "nối đuôi" in look_at(GOOD + GOOD, tmp_path)[1]["FIL-008"][0]
    assert "nối đuôi" in look_at(GOOD + b"\r\n\x00" + GOOD, tmp_path)[1]["FIL-008"][0]


def test_a_pdf_attached_uncompressed_is_not_a_second_document(tmp_path: Path) -> None:
    data = with_attachments(b"(a.pdf)", data=pdf())
    received, found = look_at(data, tmp_path)
    assert received is not None and received.embedded["a.pdf"].data == pdf()
    assert found == {}


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_an_archive_attached_uncompressed_does_not_make_a_zip_of_the_pdf(tmp_path: Path) -> None:
    data = with_attachments(b"(a.docx)", data=office("word/document.xml", b"<w/>"))
    assert look_at(data, tmp_path)[1] == {}


def test_a_file_that_is_both_pdf_and_zip(tmp_path: Path) -> None:
    packed = zipped(("a.csv", b"1,2"))
    for data in (GOOD + packed, GOOD + packed + b"\x00\n", GOOD[:-6] + b"\n%%EOF\n" + packed):
        assert "ZIP" in " ".join(look_at(data, tmp_path)[1]["FIL-008"])
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("a.pdf", GOOD)
        archive.comment = b"\nstartxref\n30\n%%EOF\n"
    assert "PDF" in look_at(out.getvalue(), tmp_path, "nop.zip")[1]["FIL-008"][0]


def test_a_zip_whose_first_entry_is_a_stored_pdf_is_just_a_zip(tmp_path: Path) -> None:
    received, found = look_at(zipped(("a.pdf", pdf()), ("b.csv", b"1"), method=zipfile.ZIP_STORED), tmp_path, "nop.zip")
    assert received is not None and set(received.files) == {"a.pdf", "b.csv"}
    assert found == {}


# --- what acts --------------------------------------------------------------------------------------------------------


def act(**action: object) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        link = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(**action))
        made.pages[0].obj.Annots = Array([made.make_indirect(link)])

    return change


def annotation(subtype: str) -> Callable[[pikepdf.Pdf], None]:
    def change(made: pikepdf.Pdf) -> None:
        made.pages[0].obj.Annots = Array([Dictionary(Type=Name.Annot, Subtype=Name(subtype), Rect=[0, 0, 9, 9])])

    return change


def catalog(key: str, value: object) -> Callable[[pikepdf.Pdf], None]:
    return lambda made: made.Root.__setitem__(key, value)


ACTIVE = {
    "JavaScript": act(S=Name.JavaScript, JS=String("app.alert(1)")),
    "JavaScript trong cây tên": catalog("/Names", Dictionary(JavaScript=Dictionary(Names=Array([])))),
    "Launch": act(S=Name.Launch, F=String("cmd.exe")),
    "SubmitForm": act(S=Name.SubmitForm, F=String("https://x")),
    "ImportData": act(S=Name.ImportData, F=String("x.fdf")),
    "GoToE": act(S=Name.GoToE),
    "Rendition": act(S=Name.Rendition, OP=0),
    "Rendition mã": act(S=Name.Rendition, JS=String("1")),
    "RichMedia": annotation("/RichMedia"),
    "3D": annotation("/3D"),
    "Movie": annotation("/Movie"),
    "Sound": annotation("/Sound"),
    "Screen": annotation("/Screen"),
    "XFA": catalog("/AcroForm", Dictionary(Fields=Array([]), XFA=Array([]))),
    "OpenAction web": catalog("/OpenAction", Dictionary(S=Name.URI, URI=String("https://x"))),
    "OpenAction nối tiếp": catalog(
        "/OpenAction", Dictionary(S=Name.Named, N=Name.NextPage, Next=Dictionary(S=Name.Hide))
    ),
    "AA đổi lớp": lambda made: made.pages[0].obj.__setitem__("/AA", Dictionary(O=Dictionary(S=Name.SetOCGState))),
    "liên kết javascript": act(S=Name.URI, URI=String("java\nscript:alert(1)")),
    "liên kết tệp": act(S=Name.URI, URI=String(" FILE:///C:/Windows/x.exe")),
    "chuỗi lệnh": act(S=Name.URI, URI=String("https://x"), Next=Array([Dictionary(S=Name.Launch)])),
}


@pytest.mark.parametrize("name", ACTIVE)
def test_what_acts_is_an_error(name: str, tmp_path: Path) -> None:
    data = saved(ACTIVE[name])
    received, found = look_at(data, tmp_path)
    assert received is not None and received.pages == 1
    assert list(found) == ["FIL-009"], found
    # The same file among others.
    inner, inside = look_at(zipped(("giay_to/a.pdf", data), ("b.csv", b"1")), tmp_path, "nop.zip")
    assert inner is not None
    assert list(inside) == ["FIL-015"], inside


HARMLESS = {
    "trang web": act(S=Name.URI, URI=String("https://trang-web.example")),
    "thư": act(S=Name.URI, URI=String("mailto:a@co-quan.example")),
    "mở ở trang đầu": lambda made: made.Root.__setitem__("/OpenAction", Array([made.pages[0].obj, Name.Fit])),
    "lệnh tới trang": lambda made: made.Root.__setitem__(
        "/OpenAction", Dictionary(S=Name.GoTo, D=Array([made.pages[0].obj, Name.Fit]))
    ),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_ordinary_links_are_no_finding(name: str, tmp_path: Path) -> None:
    assert look_at(saved(HARMLESS[name]), tmp_path)[1] == {}


def test_what_leads_elsewhere_is_a_warning(tmp_path: Path) -> None:
    portfolio = catalog("/Collection", Dictionary(View=Name.T))
    for action in (portfolio, act(S=Name.GoToR, F=String("b.pdf")), act(S=Name.URI, URI=String("tep_khac.pdf"))):
        assert list(look_at(saved(action), tmp_path)[1]) == ["FIL-010"]


# --- names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [b"(../../etc/cron.d/x.csv)", b"(/etc/x.csv)", b"(C:x.csv)", b"(a\\\\b.csv)", b"(CON.csv)", b"(lpt1)", b"()", b"(a\\001.csv)",
     b"(x.csv.)", b"(.. )", b"<FEFF00610062202E007600730063002E006300730076>"],
)  # fmt: skip
def test_dangerous_names_of_attachments(name: bytes, tmp_path: Path) -> None:
    received, found = look_at(with_attachments(name), tmp_path)
    assert received is not None
    assert "FIL-011" in found
    assert list(received.embedded) == ["tep_khong_ro_ten"]
    assert "\u202e" not in str(found)


def pdf_text(text: str) -> bytes:
    return b"<" + (b"\xfe\xff" + text.encode("utf-16-be")).hex().encode() + b">"


def test_attachment_names_that_repeat_or_can_be_confused(tmp_path: Path) -> None:
    received, found = look_at(with_attachments(b"(a.csv)", b"(a.csv)"), tmp_path)
    assert received is not None and list(received.embedded) == ["a.csv", "a (2).csv"]
    assert "FIL-012" in found
    for second in (unicodedata.normalize("NFD", "điểm.csv"), "ĐIỂM.csv", "điểm.ｃsv"):
        received, found = look_at(with_attachments(pdf_text("điểm.csv"), pdf_text(second)), tmp_path)
        assert received is not None and list(received.embedded) == ["điểm.csv", second]
        assert "FIL-012" in found


def test_an_attachment_with_two_names_or_two_contents(tmp_path: Path) -> None:
    spec = b"<</Type/Filespec/F(b.csv)/UF(a.csv)/EF<</F 5 0 R/UF %d 0 R>>>>"
    names = b"/Names<</EmbeddedFiles<</Names[(a.csv)4 0 R]>>>>"
    _received, found = look_at(pdf(spec % 5, stream(b"1"), catalog=names), tmp_path)
    assert list(found) == ["FIL-012"]
    _received, found = look_at(pdf(spec % 6, stream(b"1"), stream(b"2"), catalog=names), tmp_path)
    assert "hai nội dung" in found["FIL-014"][0]


def test_attachments_outside_the_list(tmp_path: Path) -> None:
    spec = b"<</Type/Filespec/F(an.csv)/UF(an.csv)/EF<</F 5 0 R>>>>"
    for options in (
        {"catalog": b"/AF[4 0 R]"},
        {"page": b"/Annots[<</Type/Annot/Subtype/FileAttachment/Rect[0 0 9 9]/FS 4 0 R>>]"},
        {},
    ):
        received, found = look_at(pdf(spec, stream(b"1,2"), **options), tmp_path)
        assert received is not None and received.embedded["an.csv"].data == b"1,2"
        assert list(found) == ["FIL-013"]
    hidden_twin = with_attachments(b"(an.csv)").replace(
        b"/MediaBox", b"/Annots[<</FS<</F(an.csv)/EF<</F 3 0 R>>>>>>]/MediaBox"
    )
    assert look_at(hidden_twin, tmp_path)[0] is not None


def test_attachments_that_cannot_be_taken_out(tmp_path: Path) -> None:
    names = b"/Names<</EmbeddedFiles<</Names[(a.csv)4 0 R]>>>>"
    for objects in ([b"<</Type/Filespec/F(a.csv)>>"], [b"null"], [b"17"],
                    [b"<</F(a.csv)/EF<</F 5 0 R>>>>", stream(b"xxxx", b"/Filter/FlateDecode")]):  # fmt: skip
        received, found = look_at(pdf(*objects, catalog=names), tmp_path)
        assert received is not None
        assert "FIL-014" in found, objects


# --- attached files ---------------------------------------------------------------------------------------------------

TYPES = b'<Types xmlns="x"><Override PartName="/a" ContentType="application/xml"/></Types>'


def office(name: str, text: bytes, types: bytes = TYPES) -> bytes:
    return zipped(("[Content_Types].xml", types), ("word/document.xml", b"<w:document/>"), (name, text))


def relationship(kind: str, target: str) -> bytes:
    return f'<Relationships><Relationship Id="r1" Type="http://x/{kind}" Target="{target}" TargetMode="External"/></Relationships>'.encode()


RELS = "word/_rels/document.xml.rels"
INSIDE = {
    "macro": ("a.docx", office("word/vbaProject.bin", b"x"), "FIL-015"),
    "macro theo loại": ("a.xlsx", office("xl/a.bin", b"x", TYPES.replace(b"application/xml", b"application/vnd.ms-excel.sheet.macroEnabled")), "FIL-015"),
    "macro Excel 4": ("a.xlsx", office("xl/macrosheets/sheet1.xml", b"x"), "FIL-015"),
    "ActiveX": ("a.docx", office("word/activeX/activeX1.xml", b"x"), "FIL-015"),
    "mẫu từ mạng": ("a.docx", office(RELS, relationship("attachedTemplate", "https://xau.vn/a.dotm")), "FIL-015"),
    "ảnh từ máy khác": ("a.docx", office(RELS, relationship("image", r"\\may\chung\a.png")), "FIL-015"),
    "DDE": ("a.docx", office("word/footer1.xml", b"<w:instrText>DDEAUTO c:\\\\cmd</w:instrText>"), "FIL-015"),
    "mẫu trên máy soạn": ("a.docx", office(RELS, relationship("attachedTemplate", "file:///C:/mau/Normal.dotm")), "FIL-025"),
    "đối tượng OLE": ("a.docx", office("word/embeddings/oleObject1.bin", b"x"), "FIL-025"),
    "bom trong docx": ("a.docx", office("word/media/a.bmp", bytes(60_000_000)), "FIL-016"),
    "docx không thật": ("a.docx", zipped(("a.txt", b"x")), "FIL-016"),
    "docx hỏng": ("a.docx", office(RELS, b"x")[:-30], "FIL-016"),
    "docx có mật khẩu": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "FIL-016"),
    "png giả": ("a.png", b"<html>", "FIL-016"),
    "png hỏng": ("a.png", b"\x89PNG\r\n\x1a\n" + bytes(40), "FIL-016"),
    "pdf giả": ("a.pdf", b"xin chao", "FIL-016"),
    "pdf hỏng": ("a.pdf", b"%PDF-1.7\nxx", "FIL-016"),
    "pdf rỗng": ("a.pdf", b"", "FIL-016"),
    "pdf mã hóa": ("a.pdf", saved(lambda made: None, encryption=pikepdf.Encryption(user="", owner="x")), "FIL-016"),
    "pdf lặp": ("a.pdf", loop_of_pages(), "FIL-016"),
    "pdf có ảnh khổng lồ": ("a.pdf", huge_image(), "FIL-016"),
    "chương trình": ("a.exe", b"x", "FIL-015"),
    "chương trình mang đuôi khác": ("a.csv", b"MZ\x90\x00", "FIL-015"),
    "Word có macro": ("a.docm", office("a", b""), "FIL-015"),
    "lối tắt": ("a.lnk", b"x", "FIL-015"),
    "nén lồng": ("a.zip", zipped(("b.zip", b"PK\x03\x04")), "FIL-023"),
    "nén lồng mang đuôi khác": ("a.csv", zipped(("b", b"")), "FIL-023"),
    "rar": ("a.rar", b"Rar!", "FIL-023"),
    "loại lạ": ("a.doc", b"\xd0\xcf\x11\xe0", "FIL-017"),
    "không đuôi": ("README", b"x", "FIL-017"),
}  # fmt: skip


@pytest.mark.parametrize("name", INSIDE)
def test_files_inside_are_looked_at(name: str, tmp_path: Path) -> None:
    file, data, code = INSIDE[name]
    received, found = look_at(zipped((file, data), ("tot.csv", b"1")), tmp_path, "nop.zip")
    assert received is not None and received.files[file] == data
    assert list(found) == [code], found
    with pikepdf.new() as made:
        made.add_blank_page()
        made.attachments[file] = pikepdf.AttachedFileSpec(made, data, filename=file)
        made.save(tmp_path / "bo.pdf")
    received, found = look(tmp_path / "bo.pdf")
    assert received is not None and received.embedded[file].data == data
    assert list(found) == [code], found


def test_ordinary_office_files_and_images_are_no_finding(tmp_path: Path) -> None:
    import docx
    import openpyxl

    folder = tmp_path / "hs"
    folder.mkdir()
    docx.Document().save(str(folder / "a.docx"))
    openpyxl.Workbook().save(folder / "a.xlsx")
    Image.new("RGB", (30, 30)).save(folder / "a.png")
    Image.new("L", (30, 30)).save(folder / "a.jpg")
    (folder / "b.docx").write_bytes(office(RELS, relationship("hyperlink", "https://caobang.gov.vn")))
    received, found = look(folder)
    assert received is not None and len(received.files) == 5
    assert found == {}


# --- ZIP --------------------------------------------------------------------------------------------------------------


def entry(name: str, mode: int = stat.S_IFREG | 0o644) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = mode << 16
    info.create_system = 3
    return info


def renamed(data: bytes, old: bytes, new: bytes, *, flag: int | None = None) -> bytes:
    """The archive with a name's bytes replaced in place (and the UTF-8 flag of all entries set or cleared)."""
    assert len(old) == len(new)
    out = bytearray(data.replace(old, new))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = out.find(mark)
        while at >= 0 and flag is not None:
            bits = struct.unpack_from("<H", out, at + offset)[0]
            struct.pack_into("<H", out, at + offset, (bits & ~0x800) | flag)
            at = out.find(mark, at + 4)
    return bytes(out)


@pytest.mark.parametrize(
    "name", ["../../a.csv", "/etc/a.csv", "C:/a.csv", "b\\a.csv", "x/../a.csv", "aux.csv", "a\x07.csv", "a:b.csv"]
)
def test_dangerous_names_in_a_zip(name: str, tmp_path: Path) -> None:
    safe = "q" * len(name)
    data = renamed(zipped((safe, b"1"), ("tot.csv", b"2")), safe.encode(), name.encode())
    received, found = look_at(data, tmp_path, "nop.zip")
    assert received is not None
    assert "FIL-011" in found
    assert all(".." not in n and not n.startswith("/") and "\\" not in n for n in received.files)
    assert received.files["tot.csv"] == b"2"


def test_a_name_cut_by_a_nul(tmp_path: Path) -> None:
    data = renamed(zipped(("a.csv0.exe", b"1")), b"a.csv0.exe", b"a.csv\x00.exe")
    assert "FIL-011" in look_at(data, tmp_path, "nop.zip")[1]


def test_links_and_special_files_in_a_zip(tmp_path: Path) -> None:
    data = zipped((entry("lk.pdf", stat.S_IFLNK | 0o777), b"/etc/passwd"), (entry("tot.csv"), b"1"))
    received, found = look_at(data, tmp_path, "nop.zip")
    assert received is not None and list(received.files) == ["tot.csv"]
    assert list(found) == ["FIL-022"]


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_names_that_repeat_in_a_zip(tmp_path: Path) -> None:
    received, found = look_at(zipped(("a.csv", b"1"), ("a.csv", b"2")), tmp_path, "nop.zip")
    assert received is not None and received.files == {"a.csv": b"1", "a (2).csv": b"2"}
    assert list(found) == ["FIL-012"]
    received, found = look_at(zipped(("a.csv", b"1"), ("A.CSV", b"2")), tmp_path, "nop.zip")
    assert list(found) == ["FIL-012"]


def test_vietnamese_names_in_every_encoding(tmp_path: Path) -> None:
    name = "Tờ trình.csv"
    utf8 = zipped((name, b"1"))
    assert list(look_at(utf8, tmp_path, "nop.zip")[0].files) == [name]  # type: ignore[union-attr]
    unflagged = renamed(utf8, b"xx", b"xx", flag=0)
    received, found = look_at(unflagged, tmp_path, "nop.zip")
    assert received is not None and list(received.files) == [name]
    assert found == {}
    # Windows: code page 1258, where tone marks stand by themselves.
    windows = "".join(
        c if c in "ơôêâăưđƠÔÊÂĂƯĐ" else unicodedata.normalize("NFD", c) for c in "Tơ\u0300 tri\u0300nh.csv"
    ).encode("cp1258")
    received, found = look_at(
        renamed(zipped(("q" * len(windows), b"1")), b"q" * len(windows), windows), tmp_path, "nop.zip"
    )
    assert received is not None and list(received.files) == [name]
    assert list(found) == ["FIL-021"]
    # macOS: decomposed.
    received, found = look_at(zipped((unicodedata.normalize("NFD", name), b"1")), tmp_path, "nop.zip")
    assert received is not None and list(received.files) == [name]
    # Said to be UTF-8, and is not.
    assert (
        "FIL-020"
        in look_at(renamed(zipped(("qqqq.csv", b"1")), b"qqqq", b"\xff\xfe\xfd\xfc", flag=0x800), tmp_path, "nop.zip")[
            1
        ]
    )


def test_encrypted_entries(tmp_path: Path) -> None:
    data = bytearray(zipped(("a.csv", b"1"), ("tot.csv", b"2")))
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(mark) + offset] |= 1
    received, found = look_at(bytes(data), tmp_path, "nop.zip")
    assert received is not None and list(received.files) == ["tot.csv"]
    assert list(found) == ["FIL-019"]


def test_broken_zips(tmp_path: Path) -> None:
    good = zipped(("a.csv", b"1,2,3" * 100), ("b.csv", b"2"))
    assert "FIL-020" in look_at(good[:-30], tmp_path, "nop.zip")[1]
    damaged = bytearray(good)
    damaged[good.index(b"a.csv") + 8] ^= 0xFF
    received, found = look_at(bytes(damaged), tmp_path, "nop.zip")
    assert received is not None and list(received.files) == ["b.csv"]
    assert list(found) == ["FIL-020"]
    for length in range(4, len(good), 7):
        received, found = look_at(good[:length], tmp_path, "nop.zip")
        assert found, length


def test_an_unusual_packing_is_not_unpacked(tmp_path: Path) -> None:
    received, found = look_at(zipped(("a.csv", bytes(1_000_000)), method=zipfile.ZIP_LZMA), tmp_path, "nop.zip")
    assert received is not None and received.files == {}
    assert "FIL-020" in found


def test_zip_bombs(tmp_path: Path) -> None:
    for entries in ([("a.csv", bytes(50_000_000))], [("a.csv", bytes(101_000_000))]):
        received, found = look_at(zipped(*entries), tmp_path, "nop.zip")
        assert received is not None and received.files == {}
        assert "FIL-018" in found
    many = zipped(*((f"{n}.csv", b"1") for n in range(1_050)), method=zipfile.ZIP_STORED)
    assert "1000 tệp" in " ".join(look_at(many, tmp_path, "nop.zip")[1]["FIL-018"])
    flood = zipped(("a.csv", b"x")) + b"PK\x01\x02" * 30_000
    assert look_at(flood, tmp_path, "nop.zip")[0] is None


def test_a_zip_that_unpacks_to_too_much_in_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dossier.verification.file.zip_archive.MAX_RECEIVED", 2_500)
    received, found = look_at(zipped(*((f"{n}.csv", b"x" * 1_000) for n in range(9))), tmp_path, "nop.zip")
    assert received is not None and len(received.files) == 2
    assert "FIL-018" in found


# --- folders ----------------------------------------------------------------------------------------------------------


def test_links_and_pipes_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    folder = tmp_path / "hs"
    folder.mkdir()
    (folder / "tot.csv").write_bytes(b"1")
    (folder / "ra.csv").symlink_to("/etc/passwd")
    (folder / "vong").symlink_to(folder)
    (folder / "dut.pdf").symlink_to(tmp_path / "khong_co")
    os.mkfifo(folder / "ong.csv")
    received, found = look(folder)
    assert received is not None and received.files == {"tot.csv": b"1"}
    assert list(found) == ["FIL-022"] and len(found["FIL-022"]) == 4


def test_limits_of_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "hs"
    folder.mkdir()
    with (folder / "lon.csv").open("wb") as out:
        out.truncate(150_000_000)
    for n in range(1_005):
        (folder / f"{n}.csv").write_bytes(b"1")
    received, found = look(folder)
    assert received is not None and "lon.csv" not in received.files and len(received.files) == 1_000
    assert "FIL-018" in found
    deep = tmp_path / "sau"
    (deep / "/".join("d" * 30)).mkdir(parents=True)
    (deep / "a.csv").write_bytes(b"1")
    received, found = look(deep)
    assert received is not None and received.files == {"a.csv": b"1"}
    assert "20 cấp" in found["FIL-018"][0]


def test_names_in_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "hs"
    folder.mkdir()
    for name in (
        "điểm.csv",
        unicodedata.normalize("NFD", "điểm.csv"),
        "Điểm.csv",
        "con.csv",
        "a\\b.csv",
        "an\u202e.csv",
    ):
        (folder / name).write_bytes(name.encode())
    os.close(os.open(os.fsencode(folder) + b"/\xff\xfe.csv", os.O_CREAT))
    received, found = look(folder)
    assert received is not None and len(received.files) == 7
    assert len(found["FIL-011"]) == 4
    assert "FIL-012" in found


def test_every_code_says_what_to_do_and_weighs_right() -> None:
    from dossier.core.catalogue import verify_catalogue

    entries = {
        code: entry
        for code, entry in verify_catalogue().findings.items()
        if code < "FIL-026" and code.startswith("FIL")
    }
    assert len(entries) == 25
    warnings = {code for code, entry in entries.items() if entry.level("nop") == Severity.CANH_BAO}
    assert warnings == {"FIL-007", "FIL-010", "FIL-013", "FIL-017", "FIL-021", "FIL-025"}
