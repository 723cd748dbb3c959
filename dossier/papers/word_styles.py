"""The named styles of the Word files, made from ``the_thuc.yaml``.

Element order follows the schema of ISO/IEC 29500 (transitional), which Word insists on.
"""

from __future__ import annotations

from dossier.papers.the_thuc import Style, TheThuc
from dossier.papers.word_text import JC, W_NS, XML_HEAD, attribute, rule_border, twips


def run_properties(style: Style) -> str:
    """``w:rPr`` content of a style."""
    parts = []
    if style.bold:
        parts.append("<w:b/><w:bCs/>")
    if style.italic:
        parts.append("<w:i/><w:iCs/>")
    if style.caps:
        parts.append("<w:caps/>")
    half = round(style.size * 2)
    parts.append(f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>')
    return "".join(parts)


def paragraph_properties(style: Style) -> str:
    """``w:pPr`` content of a style, in schema order."""
    parts = []
    if style.keep_next:
        parts.append("<w:keepNext/>")
    if style.rule:
        parts.append(f"<w:pBdr>{rule_border(style.rule.weight)}</w:pBdr>")
    line = f'w:line="{round(style.line * 240)}" w:lineRule="auto"'
    if style.rule:
        # A rule is an empty paragraph exactly as tall as its size: else Word makes it as tall as a line of text.
        line = f'w:line="{round(style.size * 20)}" w:lineRule="exact"'
    parts.append(f'<w:spacing w:before="{round(style.before * 20)}" w:after="{round(style.after * 20)}" {line}/>')
    first = twips(style.indent_first)
    indent = f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"'
    parts.append(f'<w:ind w:left="{twips(style.indent_left)}" w:right="{twips(style.indent_right)}" {indent}/>')
    parts.append(f'<w:jc w:val="{JC[style.align]}"/>')
    if style.heading:
        parts.append(f'<w:outlineLvl w:val="{style.heading - 1}"/>')
    return "".join(parts)


def style_xml(style_id: str, style: Style) -> str:
    """One paragraph style."""
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId={attribute(style_id)}>'
        f'<w:name w:val={attribute(style.name)}/><w:basedOn w:val="Normal"/><w:qFormat/>'
        f"<w:pPr>{paragraph_properties(style)}</w:pPr><w:rPr>{run_properties(style)}</w:rPr></w:style>"
    )


def _padding(vertical: int, horizontal: int) -> str:
    """Padding of the cells, twips."""
    sides = (("top", vertical), ("left", horizontal), ("bottom", vertical), ("right", horizontal))
    return "<w:tblCellMar>" + "".join(f'<w:{side} w:w="{w}" w:type="dxa"/>' for side, w in sides) + "</w:tblCellMar>"


TABLE_STYLES: dict[str, tuple[str, str]] = {
    "bang": (
        "Bảng",
        "<w:tblPr><w:tblBorders>"
        + "".join(
            f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
            for side in ("top", "left", "bottom", "right", "insideH", "insideV")
        )
        + f"</w:tblBorders>{_padding(28, 74)}</w:tblPr>",
    ),
    "khung_an": (
        "Khung ẩn",
        f"<w:tblPr>{_padding(0, 0)}</w:tblPr>",
    ),
}
"""Id -> name and properties of the table styles: lines drawn; no lines and no padding."""


def table_style_xml(style_id: str) -> str:
    """One table style."""
    name, properties = TABLE_STYLES[style_id]
    return (
        f'<w:style w:type="table" w:customStyle="1" w:styleId={attribute(style_id)}><w:name w:val={attribute(name)}/>'
        f'<w:basedOn w:val="TableNormal"/><w:pPr><w:widowControl/></w:pPr>{properties}</w:style>'
    )


def styles_part(the_thuc: TheThuc) -> bytes:
    """``word/styles.xml``."""
    family = attribute(the_thuc.font.family)
    size = round(the_thuc.styles["noi_dung"].size * 2)
    defaults = (
        "<w:docDefaults><w:rPrDefault><w:rPr>"
        f"<w:rFonts w:ascii={family} w:hAnsi={family} w:eastAsia={family} w:cs={family}/>"
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/><w:lang w:val="vi-VN" w:eastAsia="vi-VN" w:bidi="ar-SA"/>'
        "</w:rPr></w:rPrDefault><w:pPrDefault/></w:docDefaults>"
    )
    base = (
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:qFormat/>'
        "<w:pPr><w:widowControl/></w:pPr></w:style>"
        '<w:style w:type="character" w:default="1" w:styleId="DefaultParagraphFont">'
        '<w:name w:val="Default Paragraph Font"/><w:uiPriority w:val="1"/><w:semiHidden/><w:unhideWhenUsed/></w:style>'
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/>{_padding(0, 108)}</w:tblPr></w:style>'
    )
    styles = "".join(style_xml(key, style) for key, style in the_thuc.styles.items())
    tables = "".join(table_style_xml(key) for key in TABLE_STYLES)
    return f'{XML_HEAD}<w:styles xmlns:w="{W_NS}">{defaults}{base}{styles}{tables}</w:styles>'.encode()
