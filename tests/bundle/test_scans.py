"""Scans of paper originals, made here from a page of text as a scanner would: measured, and judged by the rules on digitising."""

from __future__ import annotations

import io
import random
import shutil
import subprocess
from functools import lru_cache
from pathlib import Path

import pikepdf
import pypdfium2
import pytest
from pikepdf import Array, Dictionary, Name, String
from PIL import Image, ImageDraw
from sample_bundle import paper_pdf

from dossier.bundle.scans import REFUSED, Scan, inspect_scan, page_ranges, scan_findings
from dossier.core.finding import Severity
from dossier.regulation.load import load_national
from dossier.verification.ledger import Ledger

A4 = (595.0, 842.0)


@lru_cache(maxsize=1)
def sheet() -> Image.Image:
    """A signed page as it comes from a flatbed scanner at 300 dpi: off-white, noisy, a little askew, with a red seal."""
    with pypdfium2.PdfDocument(paper_pdf(0, 1)) as document:
        page = document[0].render(scale=300 / 72).to_pil().convert("RGB")
    draw = ImageDraw.Draw(page)
    draw.ellipse((1400, 2600, 1850, 3050), outline=(200, 30, 40), width=18)
    page = page.rotate(0.8, fillcolor=(255, 255, 255))
    return Image.blend(page, Image.new("RGB", page.size, (236, 232, 220)), 0.25)


def noisy_paper(dpi: int = 300, shade: int = 240) -> Image.Image:
    """An empty sheet: grey grain, some specks of dust, a shadow at one edge."""
    size = round(A4[0] * dpi / 72), round(A4[1] * dpi / 72)
    grain = Image.effect_noise((size[0] // 4, size[1] // 4), 14).resize(size)
    paper = Image.blend(Image.new("L", size, shade), grain, 0.15)
    dice = random.Random(3)
    for _speck in range(120):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        paper.paste(30, (x, y, x + 2, y + 2))
    paper.paste(60, (0, 0, size[0] // 60, size[1]))
    return paper.convert("RGB")


def scan_pdf(*images: Image.Image, size: tuple[float, float] = A4, change: object = None, strips: int = 1) -> bytes:
    """A PDF with one image a page, placed by the content stream; ``strips``: each image cut into that many."""
    with pikepdf.new() as pdf:
        for image in images:
            page = pdf.add_blank_page(page_size=size)
            content, names = [], Dictionary()
            for strip in range(strips):
                top, bottom = image.height * strip // strips, image.height * (strip + 1) // strips
                part, out = image.crop((0, top, image.width, bottom)), io.BytesIO()
                part.save(out, "JPEG", quality=80)
                colours = Name.DeviceGray if part.mode == "L" else Name.DeviceRGB
                names[f"/I{strip}"] = pdf.make_stream(
                    out.getvalue(), Type=Name.XObject, Subtype=Name.Image, Width=part.width, Height=part.height,
                    ColorSpace=colours, BitsPerComponent=8, Filter=Name.DCTDecode,
                )  # fmt: skip
                high = size[1] * (bottom - top) / image.height
                low = size[1] * (1 - bottom / image.height)
                content.append(f"q {size[0]} 0 0 {high:.4f} 0 {low:.4f} cm /I{strip} Do Q")
            page.obj.Resources = Dictionary(XObject=names)
            page.obj.Contents = pdf.make_stream("\n".join(content).encode())
        if callable(change):
            change(pdf)
        out = io.BytesIO()
        pdf.save(out)
        return out.getvalue()


def at(dpi: int) -> Image.Image:
    return sheet().resize((round(A4[0] * dpi / 72), round(A4[1] * dpi / 72)), Image.Resampling.LANCZOS)


def judged(data: bytes) -> tuple[Scan, dict[str, str]]:
    scan, ledger = inspect_scan("to_trinh_quet.pdf", data), Ledger()
    scan_findings(scan, load_national(), ledger)
    findings = [f for r in ledger.results() for f in r.findings]
    for finding in findings:
        assert finding.fix and "to_trinh_quet.pdf" in finding.message
    return scan, {f.code: f.message for f in findings}


def test_a_good_scan_has_no_finding() -> None:
    scan, found = judged(scan_pdf(at(300), at(300)))
    assert found == {}
    assert [p.number for p in scan.pages] == [1, 2]
    page = scan.pages[0]
    assert (page.dpi, page.rotate, page.blank, page.colour, page.text_layer, page.lines) == (
        300,
        0,
        False,
        True,
        False,
        "ngang",
    )
    assert (round(page.width_mm), round(page.height_mm)) == (210, 297)
    assert page.coverage == 1.0
    assert scan.dpi == 300


@pytest.mark.parametrize(
    ("dpi", "code"), [(150, "FIL-031"), (198, "FIL-031"), (200, "FIL-032"), (250, "FIL-032"), (600, None)]
)
def test_resolution_against_the_two_levels(dpi: int, code: str | None) -> None:
    scan, found = judged(scan_pdf(at(dpi)))
    assert scan.pages[0].dpi is not None and abs(scan.pages[0].dpi - dpi) <= 1
    assert list(found) == ([code] if code else [])


def test_findings_carry_the_law_and_its_weight() -> None:
    ledger = Ledger()
    scan_findings(inspect_scan("a.pdf", scan_pdf(at(150), at(250))), load_national(), ledger)
    low, archive = (f for r in ledger.results() for f in r.findings)
    assert (low.code, low.severity) == ("FIL-031", Severity.CANH_BAO)
    assert (low.expected, str(low.citations[0])) == (
        "Ít nhất 200 dpi.",
        "mục I Phần II Phụ lục I Nghị định số 30/2020/NĐ-CP",
    )
    assert "trang 1" in low.message and "150 dpi" in low.message
    assert (archive.code, archive.severity) == ("FIL-032", Severity.LUU_Y)
    assert "hướng dẫn" in str(archive.citations[0]) and "7197/BKHCN-CĐSQG" in str(archive.citations[0])


def test_the_thresholds_are_the_regulations_not_the_programs() -> None:
    national = load_national()
    stricter = national.model_copy(
        update={
            "rules": tuple(
                r.model_copy(update={"value": 400}) if r.id == "ban_quet_do_phan_giai" else r for r in national.rules
            )
        }
    )
    ledger = Ledger()
    scan_findings(inspect_scan("a.pdf", scan_pdf(at(300))), stricter, ledger)
    assert [f.code for r in ledger.results() for f in r.findings] == ["FIL-031"]


def test_resolution_is_taken_from_the_page_and_not_from_the_picture() -> None:
    """The same 300 dpi picture spread over A3 has 212 dpi; said by no header of it."""
    scan, found = judged(scan_pdf(at(300), size=(842.0, 1191.0)))
    assert scan.pages[0].dpi == 212
    assert list(found) == ["FIL-032"]
    scaled = scan_pdf(at(300), change=lambda pdf: pdf.pages[0].obj.__setitem__("/UserUnit", 1.4))
    scan, found = judged(scaled)
    assert scan.pages[0].dpi == 214 and round(scan.pages[0].width_mm) == 294
    assert list(found) == ["FIL-032"]


def test_a_page_with_a_point_for_every_dot_is_counted_as_a4() -> None:
    """Programs on telephones write a page of 2480 x 3508 points, over a metre high: the paper was A4."""
    good, poor = at(300), at(150)
    scan, found = judged(scan_pdf(good, size=(float(good.width), float(good.height))))
    assert not scan.pages[0].size_believed and scan.pages[0].height_mm > 1_000
    assert scan.pages[0].dpi is not None and abs(scan.pages[0].dpi - 300) <= 1
    assert found == {}
    assert list(judged(scan_pdf(poor, size=(float(poor.width), float(poor.height))))[1]) == ["FIL-031"]


@pytest.mark.skipif(shutil.which("pdfimages") is None, reason="poppler is not installed")
def test_another_tool_measures_the_same_resolution(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(scan_pdf(at(150), at(250), at(300)))
    lines = subprocess.run(
        ["pdfimages", "-list", str(tmp_path / "a.pdf")], capture_output=True, text=True, check=True
    ).stdout
    others = [int(line.split()[12]) for line in lines.splitlines()[2:]]
    ours = [page.dpi or 0 for page in inspect_scan("a.pdf", (tmp_path / "a.pdf").read_bytes()).pages]
    assert all(abs(a - b) <= 1 for a, b in zip(ours, others, strict=True))


def test_what_shines_through_from_the_back_is_no_ink() -> None:
    back = at(300).convert("RGB").transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    assert judged(scan_pdf(Image.blend(noisy_paper().resize(back.size), back, 0.15)))[0].pages[0].blank


def test_a_picture_stretched_one_way_counts_by_its_worse_side() -> None:
    squeezed = at(300).resize((1240, 3508))
    assert judged(scan_pdf(squeezed))[0].pages[0].dpi == 150


def test_a_page_in_strips_and_one_inside_a_form_are_scans() -> None:
    assert judged(scan_pdf(at(200), strips=9))[0].pages[0].dpi == 200

    def wrap(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        form = pdf.make_stream(page.Contents.read_bytes(), Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 595, 842])
        form.Matrix = Array([0.5, 0, 0, 0.5, 0, 0])
        form.Resources = page.Resources
        page.Resources = Dictionary(XObject=Dictionary(F=pdf.make_indirect(form)))
        page.Contents = pdf.make_stream(b"q 2 0 0 2 0 0 cm /F Do Q")

    scan, found = judged(scan_pdf(at(300), change=wrap))
    assert scan.pages[0].dpi == 300 and scan.pages[0].coverage == 1.0
    assert found == {}


def test_a_coarse_background_under_a_sharp_layer_does_not_count() -> None:
    """Programs that pack scans write the text sharp over a blurred background."""

    def add_layer(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        mask = at(300).convert("L").point(lambda v: 255 if v > 128 else 0).convert("1")
        layer = pdf.make_stream(
            mask.tobytes(), Type=Name.XObject, Subtype=Name.Image, Width=mask.width, Height=mask.height,
            ImageMask=True, BitsPerComponent=1, Decode=[0, 1],
        )  # fmt: skip
        page.Resources.XObject["/M"] = pdf.make_indirect(layer)
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nq 0 g 595 0 0 842 0 0 cm /M Do Q")

    assert judged(scan_pdf(at(100), change=add_layer))[0].pages[0].dpi == 300


def test_a_born_digital_paper_is_no_scan() -> None:
    scan, found = judged(paper_pdf(0, 2))
    assert [p.dpi for p in scan.pages] == [None, None]
    assert all(p.text_layer for p in scan.pages)
    assert list(found) == ["FIL-035"] and "trang 1-2" in found["FIL-035"]


def test_a_small_picture_on_a_page_makes_no_scan() -> None:
    def shrink(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].obj.Contents = pdf.make_stream(b"q 200 0 0 280 100 300 cm /I0 Do Q")

    scan, found = judged(scan_pdf(at(300), change=shrink))
    assert scan.pages[0].dpi is None and 0 < scan.pages[0].coverage < 0.3
    assert "FIL-035" in found


@pytest.mark.parametrize("shade", [255, 240, 205])
def test_an_empty_sheet_is_blank_with_the_scanners_noise_on_it(shade: int) -> None:
    scan, found = judged(scan_pdf(at(300), noisy_paper(shade=shade), at(300)))
    assert [p.blank for p in scan.pages] == [False, True, False]
    assert list(found) == ["FIL-033"] and "trang 2" in found["FIL-033"]


def test_a_page_without_anything_is_blank_and_not_also_no_scan() -> None:
    with pikepdf.open(io.BytesIO(scan_pdf(at(300)))) as pdf:
        pdf.add_blank_page(page_size=A4)
        out = io.BytesIO()
        pdf.save(out)
    assert list(judged(out.getvalue())[1]) == ["FIL-033"]


def test_a_sheet_with_one_line_or_one_signature_is_not_blank() -> None:
    line = noisy_paper()
    draw = ImageDraw.Draw(line)
    for word in range(12):
        draw.rectangle((400 + word * 120, 1500, 480 + word * 120, 1528), fill=(40, 40, 40))
    signature = noisy_paper()
    ImageDraw.Draw(signature).line(
        [(1200 + 9 * i, 2500 + 80 * ((i * 7) % 5)) for i in range(50)], fill=(30, 40, 150), width=7
    )
    scan, found = judged(scan_pdf(line, signature))
    assert [p.blank for p in scan.pages] == [False, False]
    assert "FIL-033" not in found
    assert [p.colour for p in scan.pages] == [False, True]


@pytest.mark.parametrize("turn", [90, 270])
def test_a_page_lying_on_its_side_is_found_and_set_upright_by_its_rotation(turn: int) -> None:
    lying = at(300).rotate(turn, expand=True)
    scan, found = judged(scan_pdf(lying, size=(A4[1], A4[0])))
    assert scan.pages[0].lines == "doc" and scan.pages[0].rotate == 0
    assert list(found) == ["FIL-034"]
    # The scanner's program may say how to turn it: then it reads right.
    set_right = scan_pdf(lying, size=(A4[1], A4[0]), change=lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", turn))
    scan, found = judged(set_right)
    assert scan.pages[0].lines == "ngang" and scan.pages[0].rotate == turn
    assert scan.pages[0].height_mm > scan.pages[0].width_mm
    assert found == {}
    # And an upright picture may be turned over by it.
    scan, found = judged(scan_pdf(at(300), change=lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", 90)))
    assert list(found) == ["FIL-034"]


def test_a_page_on_its_head_is_a_hint() -> None:
    scan, found = judged(scan_pdf(at(300), at(300).rotate(180)))
    assert [page.upside_down for page in scan.pages] == [False, True]
    assert list(found) == ["FIL-037"] and "trang 2" in found["FIL-037"]
    assert "FIL-037" not in REFUSED
    # Said by the file to be turned, and then upright.
    turned = scan_pdf(at(300).rotate(180), change=lambda pdf: pdf.pages[0].obj.__setitem__("/Rotate", 180))
    assert judged(turned)[1] == {}


def test_a_wide_table_is_not_lying_on_its_side() -> None:
    with pypdfium2.PdfDocument(paper_pdf(3, 1)) as document:
        page = document[0].render(scale=150 / 72).to_pil().convert("RGB")
    wide = page.crop((0, 0, page.width, int(page.width / 1.414)))
    scan, found = judged(scan_pdf(wide, size=(A4[1], A4[0])))
    assert scan.pages[0].width_mm > scan.pages[0].height_mm
    assert "FIL-034" not in found


def test_a_grey_scan_is_said_to_be_grey() -> None:
    scan, found = judged(scan_pdf(at(300).convert("L")))
    assert not scan.pages[0].colour
    assert list(found) == ["FIL-036"]


def test_a_scan_with_searchable_text_says_so() -> None:
    def add_text(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[0].obj
        page.Resources.Font = Dictionary(F=Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name.Helvetica))
        page.Contents = pdf.make_stream(page.Contents.read_bytes() + b"\nBT 3 Tr /F 12 Tf 72 700 Td (To trinh) Tj ET")

    assert judged(scan_pdf(at(300), change=add_text))[0].pages[0].text_layer


def encrypted(user: str) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(scan_pdf(at(100)))) as pdf:
        pdf.save(out, encryption=pikepdf.Encryption(user=user, owner="chủ"))
    return out.getvalue()


def script(pdf: pikepdf.Pdf) -> None:
    pdf.Root.OpenAction = Dictionary(S=Name.JavaScript, JS=String("app.alert(1)"))


def launch(pdf: pikepdf.Pdf) -> None:
    link = Dictionary(
        Type=Name.Annot, Subtype=Name.Link, Rect=[0, 0, 9, 9], A=Dictionary(S=Name.Launch, F=String("cmd.exe"))
    )
    pdf.pages[0].obj.Annots = Array([link])


def huge(pdf: pikepdf.Pdf) -> None:
    pdf.pages[0].obj.Resources.XObject["/I0"].Width = 90_000
    pdf.pages[0].obj.Resources.XObject["/I0"].Height = 90_000


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: encrypted("mở"), "mật khẩu"),
        (lambda: encrypted(""), "mã hóa"),
        (lambda: scan_pdf(at(100), change=script), "JavaScript"),
        (lambda: scan_pdf(at(100), change=launch), "mở chương trình"),
        (lambda: scan_pdf(at(100), change=huge), "lớn bất thường"),
        (lambda: b"%PDF-1.7\nxx", "hỏng"),
        (lambda: b"\xff\xd8\xff", "không phải tệp PDF"),
        (lambda: b"", "không phải tệp PDF"),
    ],
)
def test_what_may_not_be_taken_at_all(make: object, words: str) -> None:
    scan, found = judged(make())  # type: ignore[operator]
    assert scan.pages == () and scan.refused
    assert list(found) == ["FIL-030"] and words in found["FIL-030"]


def test_a_page_with_a_broken_picture_is_still_judged() -> None:
    def damage(pdf: pikepdf.Pdf) -> None:
        image = pdf.pages[0].obj.Resources.XObject["/I0"]
        image.write(image.read_raw_bytes()[:2_000], filter=Name.DCTDecode)

    scan, found = judged(scan_pdf(at(150), change=damage))
    assert scan.refused or scan.pages
    assert found


def test_bundles_refuse_what_the_issue_names() -> None:
    assert {"FIL-030", "FIL-033", "FIL-034"} == REFUSED


def test_page_ranges() -> None:
    assert page_ranges([5, 1, 3, 4, 9]) == "1, 3-5, 9"
    assert page_ranges([]) == ""
