"""What Word shows is what is read: styles, direct formatting, lists, tables, fields, changes; the rest is named."""

from __future__ import annotations

import base64
from io import BytesIO

from docx_source import A4, docx, paragraph
from PIL import Image as Picture

from dossier.papers.blocks import Document, PageBreak, Paragraph, SectionStart, Table, Unprintable
from dossier.papers.word_read import read_docx

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def paragraphs(document: Document) -> list[Paragraph]:
    return [b for b in document.blocks if isinstance(b, Paragraph)]


def styles(*items: str, defaults: str = "") -> dict[str, str]:
    return {"word/styles.xml": f"<w:styles {W}>{defaults}{''.join(items)}</w:styles>"}


def style(style_id: str, name: str, properties: str = "", *, based_on: str = "", kind: str = "paragraph") -> str:
    base = f'<w:basedOn w:val="{based_on}"/>' if based_on else ""
    return f'<w:style w:type="{kind}" w:styleId="{style_id}"><w:name w:val="{name}"/>{base}{properties}</w:style>'


_BODY = '<w:pPr><w:spacing w:before="120" w:line="264" w:lineRule="auto"/><w:ind w:firstLine="720"/><w:jc w:val="both"/></w:pPr>'
_BODY += '<w:rPr><w:sz w:val="28"/></w:rPr>'


def test_styles_are_found_by_id_name_and_ancestor() -> None:
    extra = styles(
        style("Nidung", "Nội dung", _BODY),
        style("RiengCuaToi", "Riêng của tôi", "<w:rPr><w:b/></w:rPr>", based_on="Nidung"),
        style("Khac", "Kiểu lạ", '<w:pPr><w:jc w:val="center"/></w:pPr><w:rPr><w:i/><w:sz w:val="26"/></w:rPr>'),
    )
    body = "".join(paragraph("chữ", f'<w:pStyle w:val="{name}"/>') for name in ("Nidung", "RiengCuaToi", "Khac"))
    known, derived, unknown = paragraphs(read_docx(docx(body, extra=extra)))
    assert (known.style, known.align, known.runs[0].bold, known.space_before) == ("noi_dung", None, None, None)
    assert (derived.style, derived.runs[0].bold) == ("noi_dung", True)
    assert (unknown.style, unknown.align, unknown.runs[0].italic, unknown.runs[0].size) == (
        "noi_dung",
        "center",
        True,
        13,
    )
    assert (unknown.indent_first, unknown.space_before, unknown.line_spacing) == (0, 0, 1)


def test_an_office_that_changes_a_style_changes_the_print() -> None:
    extra = styles(style("noi_dung", "Nội dung", _BODY.replace('"28"', '"26"').replace("both", "left")))
    (only,) = paragraphs(read_docx(docx(paragraph("chữ", '<w:pStyle w:val="noi_dung"/>'), extra=extra)))
    assert (only.align, only.runs[0].size) == ("left", 13)


def test_direct_formatting_is_kept() -> None:
    run = (
        '<w:b/><w:i/><w:strike/><w:color w:val="C00000"/><w:sz w:val="30"/><w:highlight w:val="yellow"/><w:u w:val="single"/>'
        '<w:vertAlign w:val="superscript"/>'
    )
    look = '<w:keepNext/><w:pageBreakBefore/><w:spacing w:before="240" w:after="60" w:line="360" w:lineRule="auto"/>'
    look += '<w:ind w:left="567" w:right="283" w:hanging="283"/><w:jc w:val="right"/>'
    (found,) = paragraphs(read_docx(docx(paragraph("chữ", look, run))))
    only = found.runs[0]
    assert (only.bold, only.italic, only.strike, only.underline) == (True, True, True, True)
    assert (only.color, only.size, only.highlight, only.script) == ("C00000", 15, "FFFF00", "super")
    assert (found.align, found.keep_next, found.page_break_before) == ("right", True, True)
    assert (found.space_before, found.space_after, found.line_spacing) == (12, 3, 1.5)
    assert [round(v or 0, 1) for v in (found.indent_left, found.indent_right, found.indent_first)] == [10, 5, -5]


def test_toggles_of_character_and_paragraph_styles_cancel() -> None:
    extra = styles(
        style("dam", "Đậm", "<w:rPr><w:b/></w:rPr>"),
        style("dam_chu", "Đậm chữ", "<w:rPr><w:b/></w:rPr>", kind="character"),
    )
    body = paragraph("a", '<w:pStyle w:val="dam"/>') + paragraph(
        "b", '<w:pStyle w:val="dam"/>', '<w:rStyle w:val="dam_chu"/>'
    )
    first, second = paragraphs(read_docx(docx(body, extra=extra)))
    assert (first.runs[0].bold, second.runs[0].bold) == (True, None)


def test_text_is_composed_joined_and_clean() -> None:
    runs = "".join(f"<w:r><w:t>{part}</w:t></w:r>" for part in ("Cao B", "ă\u0300", "ng\u200b", "", " bỏ cách "))
    hidden = "<w:r><w:rPr><w:vanish/></w:rPr><w:t>ẩn</w:t></w:r>"
    (found,) = paragraphs(read_docx(docx(f"<w:p>{runs}{hidden}</w:p>")))
    assert found.text == "Cao Bằngbỏ cách"
    assert len(found.runs) == 1
    special = '<w:p><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:noBreakHyphen/><w:sym w:font="Wingdings" w:char="F0FC"/></w:r></w:p>'
    assert paragraphs(read_docx(docx(special)))[0].text == "a\tb\nc\u2011√"
    caps = paragraphs(read_docx(docx(paragraph("hoa cả dòng", run="<w:caps/>"))))[0]
    assert caps.text == "HOA CẢ DÒNG"


def test_page_breaks_split_a_paragraph() -> None:
    body = '<w:p><w:r><w:t>trước</w:t><w:br w:type="page"/><w:t>sau</w:t></w:r></w:p><w:p><w:r><w:br w:type="page"/></w:r></w:p>'
    kinds = [b.text if isinstance(b, Paragraph) else type(b) for b in read_docx(docx(body)).blocks]
    assert kinds == [SectionStart, "trước", PageBreak, "sau", PageBreak]


def numbering(*levels: str) -> dict[str, str]:
    xml = "".join(f'<w:lvl w:ilvl="{n}"><w:start w:val="1"/>{level}</w:lvl>' for n, level in enumerate(levels))
    nums = '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="0"/>'
    nums += '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    return {
        "word/numbering.xml": f'<w:numbering {W}><w:abstractNum w:abstractNumId="0">{xml}</w:abstractNum>{nums}</w:numbering>'
    }


def test_automatic_numbers_become_the_labels_that_word_prints() -> None:
    extra = numbering(
        '<w:numFmt w:val="upperRoman"/><w:lvlText w:val="%1."/>',
        '<w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr>',
        '<w:numFmt w:val="lowerLetter"/><w:lvlText w:val="%3)"/>',
        '<w:numFmt w:val="bullet"/><w:lvlText w:val="\uf0b7"/>',
    )
    places = [(1, 0), (1, 1), (1, 1), (1, 2), (1, 2), (1, 3), (1, 0), (1, 1), (1, 2), (2, 0), (1, 0)]
    body = "".join(
        paragraph("mục", f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{num}"/></w:numPr>')
        for num, level in places
    )
    found = paragraphs(read_docx(docx(body, extra=extra)))
    assert [p.list_label for p in found] == ["I.", "1.1", "1.2", "a)", "b)", "•", "II.", "2.1", "a)", "I.", "II."]
    assert round(found[1].indent_first or 0, 2) == -6.35
    off = paragraph("thôi", '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="0"/></w:numPr>')
    assert paragraphs(read_docx(docx(off, extra=extra)))[0].list_label is None


def field(instruction: str, result: str) -> str:
    marks = [f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")]
    return f"{marks[0]}<w:r><w:instrText> {instruction} </w:instrText></w:r>{marks[1]}<w:r><w:t>{result}</w:t></w:r>{marks[2]}"


def test_fields() -> None:
    body = f"<w:p>{field('PAGE', '7')}<w:r><w:t>/</w:t></w:r>{field('NUMPAGES', '9')}{field('DATE', '05/02/2026')}"
    body += '<w:fldSimple w:instr="AUTHOR"><w:r><w:t>Văn thư</w:t></w:r></w:fldSimple>'
    body += "<w:hyperlink><w:r><w:t>liên kết</w:t></w:r></w:hyperlink></w:p>"
    (found,) = paragraphs(read_docx(docx(body)))
    assert [r.field for r in found.runs if r.field] == ["PAGE", "NUMPAGES"]
    assert found.text == "/05/02/2026Văn thưliên kết"


def test_tracked_changes_and_comments() -> None:
    insert = '<w:ins w:id="1" w:author="x"><w:r><w:t>thêm</w:t></w:r></w:ins>'
    delete = '<w:del w:id="2" w:author="x"><w:r><w:delText>xoá</w:delText></w:r></w:del>'
    comment = '<w:commentRangeStart w:id="0"/><w:r><w:commentReference w:id="0"/></w:r>'
    gone_mark = '<w:p><w:pPr><w:rPr><w:del w:id="3" w:author="x"/></w:rPr></w:pPr><w:r><w:t xml:space="preserve">nối </w:t></w:r></w:p>'
    document = read_docx(
        docx(
            f'<w:p><w:r><w:t xml:space="preserve">giữ </w:t></w:r>{insert}{delete}{comment}</w:p>{gone_mark}'
            + paragraph("liền")
        )
    )
    assert [p.text for p in paragraphs(document)] == ["giữ thêm", "nối liền"]
    assert [u.what.split(":")[0] for u in document.unprintable] == [
        "còn vết sửa (track changes)",
        "có ghi chú bên lề (comment)",
    ]
    assert all(u.harmless for u in document.unprintable)


def test_what_cannot_be_printed_is_named_with_its_words() -> None:
    box = (
        "<w:p><w:r><w:t>lời</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wp:anchor><a:graphic><a:graphicData "
        "uri='http://schemas.microsoft.com/office/word/2010/wordprocessingShape'><wps:wsp><wps:txbx><w:txbxContent>"
        f"{paragraph('trong hộp')}</w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox><w:txbxContent>{paragraph('trong hộp')}</w:txbxContent></v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r></w:p>"
    )
    chart = (
        "<w:p><w:r><w:drawing><wp:inline><a:graphic><a:graphicData uri='http://schemas.openxmlformats.org/drawingml/2006/chart'/>"
        "</a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )
    equation = "<w:p><m:oMath><m:r><m:t>x=1</m:t></m:r></m:oMath></w:p>"
    note = "<w:p><w:r><w:t>thân</w:t><w:footnoteReference w:id='2'/></w:r></w:p>"
    notes = {
        "word/footnotes.xml": f"<w:footnotes {W}><w:footnote w:id='2'>{paragraph('lời chú')}</w:footnote></w:footnotes>"
    }
    ole = "<w:p><w:r><w:object/></w:r></w:p>"
    columns = A4.replace("</w:sectPr>", '<w:cols w:num="2"/></w:sectPr>')
    document = read_docx(docx(box + chart + equation + note + ole, section=columns, extra=notes))
    found = [(u.what, u.text) for u in document.unprintable]
    assert found == [
        ("hộp văn bản (text box)", "trong hộp"),
        ("biểu đồ", ""),
        ("công thức toán (equation)", "x=1"),
        ("chú thích cuối trang (footnote)", "lời chú"),
        ("đối tượng nhúng (OLE)", ""),
        ("chữ chia nhiều cột", ""),
    ]
    assert sum(isinstance(b, Unprintable) for b in document.blocks) == 5  # all but the columns have a place
    assert [p.text for p in paragraphs(document)] == ["lời", "thân"]


def cell(text: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraph(text)}</w:tc>"


def test_tables() -> None:
    lines = "".join(
        f'<w:{s} w:val="single" w:sz="4"/>' for s in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    grid = "".join(f'<w:gridCol w:w="{w}"/>' for w in (1134, 567, 567))
    rows = (
        "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        + cell("A", '<w:vMerge w:val="restart"/><w:shd w:fill="F2F2F2"/><w:vAlign w:val="center"/>')
        + cell("B", '<w:gridSpan w:val="2"/>')
        + "</w:tr><w:tr><w:trPr><w:tblHeader/></w:trPr>"
        + cell("", "<w:vMerge/>")
        + cell("b1")
        + cell("b2")
        + "</w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr>"
        + cell("c", '<w:gridSpan w:val="2"/>')
        + "</w:tr>"
    )
    inner = f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='500'/></w:tblGrid><w:tr>{cell('trong')}</w:tr></w:tbl>"
    nested = f"<w:tr>{cell('x')}<w:tc><w:tcPr><w:gridSpan w:val='2'/></w:tcPr>{inner}<w:p/></w:tc></w:tr>"
    document = read_docx(
        docx(
            f"<w:tbl><w:tblPr><w:tblBorders>{lines}</w:tblBorders></w:tblPr><w:tblGrid>{grid}</w:tblGrid>{rows}{nested}</w:tbl>"
        )
    )
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert [round(w) for w in table.widths] == [20, 10, 10]
    assert (table.style, table.role) == ("bang", None)
    first = table.rows[0].cells
    assert [(c.col_span, c.row_span) for c in first] == [(1, 2), (2, 1)]
    assert (first[0].shade, first[0].valign) == ("F2F2F2", "middle")
    assert [r.header for r in table.rows] == [True, True, False, False]
    assert table.rows[0].cant_split
    assert len(table.rows[1].cells) == 2
    assert table.rows[2].cells[0].borders == "none"
    inside = table.rows[3].cells[1].blocks[0]
    assert isinstance(inside, Table) and inside.style == "khung_an"


def test_sections_and_page_numbers() -> None:
    header = f"<w:hdr {W}><w:p>{field('PAGE', '1')}</w:p></w:hdr>"
    link = '<Relationship Id="rId5" Type="http://x/header" Target="header1.xml"/>'
    first = '<w:sectPr><w:headerReference w:type="default" r:id="rId5"/><w:pgSz w:w="11906" w:h="16838"/>'
    first += '<w:pgMar w:top="1134" w:right="850" w:bottom="1134" w:left="1701" w:gutter="0"/><w:titlePg/></w:sectPr>'
    second = '<w:sectPr><w:pgSz w:w="16838" w:h="11906" w:orient="landscape"/><w:pgMar w:top="1134" w:right="850" w:bottom="1134" '
    second += 'w:left="1701"/><w:pgNumType w:start="1"/></w:sectPr>'
    body = paragraph("một") + f"<w:p><w:pPr>{first}</w:pPr></w:p>" + paragraph("hai")
    document = read_docx(docx(body, section=second, extra={"word/header1.xml": header}, links=link))
    starts = [b for b in document.blocks if isinstance(b, SectionStart)]
    assert [(s.orientation, s.width, s.height) for s in starts] == [("portrait", 210, 297), ("landscape", 297, 210)]
    assert [(s.margin_left, s.margin_right, s.margin_top) for s in starts] == [(30, 15, 20)] * 2
    assert [(s.restart_numbering, s.page_number) for s in starts] == [(False, True), (True, True)]
    assert not document.unprintable
    assert paragraphs(document)[1].text != ""  # the paragraph that only carries the section mark is not a line

    with_text = header.replace("</w:p>", "<w:r><w:t>MẬT</w:t></w:r></w:p>")
    noted = read_docx(docx(body, section=second, extra={"word/header1.xml": with_text}, links=link))
    assert [(u.what, u.text) for u in noted.unprintable] == [("nội dung ở đầu trang hoặc chân trang", "1MẬT")]
    bare = read_docx(docx(paragraph("một")))
    assert isinstance(bare.blocks[0], SectionStart) and not bare.blocks[0].page_number


def picture(mode: str, kind: str) -> bytes:
    stream = BytesIO()
    Picture.new(mode, (20, 10)).save(stream, kind)
    return stream.getvalue()


def test_pictures_in_the_line_of_text() -> None:
    drawing = (
        '<w:p><w:r><w:drawing><wp:inline><wp:extent cx="720000" cy="360000"/><wp:docPr id="1" name="x" descr="Lô-gô"/><a:graphic>'
        '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:blipFill><a:blip r:embed="rId9"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )

    def read(data: bytes) -> Document:
        link = '<Relationship Id="rId9" Type="http://x/image" Target="media/h.bin"/>'
        return read_docx(docx(drawing, extra={"word/media/h.bin": data}, links=link))

    png = paragraphs(read(picture("RGBA", "PNG")))[0].runs[0].image
    assert png is not None
    assert (png.media_type, png.width, png.height, png.alt) == ("image/png", 20, 10, "Lô-gô")
    cmyk = paragraphs(read(picture("CMYK", "JPEG")))[0].runs[0].image
    assert cmyk is not None and cmyk.media_type == "image/png"
    gif = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///ywAAAAAAQABAAACAUwAOw==")
    assert [u.what for u in read(gif).unprintable] == ["hình không phải PNG hoặc JPEG"]
    assert [u.what for u in read(b"\x89PNG\r\n\x1a\nhong").unprintable] == ["hình không phải PNG hoặc JPEG"]


def test_signature_places_and_roles() -> None:
    mark = '<w:bookmarkStart w:id="1" w:name="ky_nguoi_ky"/><w:bookmarkEnd w:id="1"/>'
    row = f'<w:tr>{cell("Nơi nhận:")}<w:tc><w:tcPr/><w:p><w:pPr><w:pStyle w:val="cho_ky"/></w:pPr>{mark}</w:p></w:tc></w:tr>'
    document = read_docx(
        docx(f"<w:tbl><w:tblPr/><w:tblGrid><w:gridCol w:w='4000'/><w:gridCol w:w='4000'/></w:tblGrid>{row}</w:tbl>")
    )
    table = next(b for b in document.blocks if isinstance(b, Table))
    assert (table.role, table.style) == ("chu_ky", "khung_an")
    place = table.rows[0].cells[1].blocks[0]
    assert isinstance(place, Paragraph) and place.bookmark == "ky_nguoi_ky"
