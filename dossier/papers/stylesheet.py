"""The stylesheet of the print, made from ``the_thuc.yaml``: one class per named style. What one paper adds is in ``html``."""

from __future__ import annotations

from dossier.papers.fonts import SINGLE_LINE
from dossier.papers.the_thuc import Style, TheThuc


def stylesheet(the_thuc: TheThuc, family: str) -> str:
    """CSS of every paper, from the same data as the Word styles."""
    number = the_thuc.page_number
    hidden = "" if number.first_page else "@page :first{@top-center{content:none}}"
    rules = [
        f'html{{font-family:"{family}";font-size:{the_thuc.styles["noi_dung"].size:g}pt;color:#000;line-height:{SINGLE_LINE}}}',
        # Word sets text without ligatures and without pair kerning; the drawn rules are measured the same way.
        "html{font-kerning:none;font-variant-ligatures:none;hyphens:manual}",
        "body,p,h1,h2,h3,h4,h5,h6{margin:0}",
        "p,h1,h2,h3,h4,h5,h6,td,th{orphans:2;widows:2;overflow-wrap:break-word}",
        f"@page{{size:{the_thuc.page.size[0]:g}mm {the_thuc.page.size[1]:g}mm}}",
        f"@page{{@top-center{{content:counter(page);font-size:{number.size:g}pt;vertical-align:top;"
        f"padding-top:{number.header_distance:g}mm}}}}",
        hidden,
        ".so_trang_nay::before{content:counter(page)}.tong_so_trang::before{content:counter(pages)}",
        ".lien_chu{white-space:nowrap}",
        ".sang_trang{break-after:page;height:0}",
        ".khong_in{border:0.5pt dashed #000;padding:1mm;margin:2pt 0;font-style:italic}",
        "table{table-layout:fixed;border-collapse:collapse;border-spacing:0;text-indent:0}",
        "td,th{vertical-align:top;font-weight:normal;text-align:left;padding:0;text-indent:0}",
        "table.bang>thead>tr>th,table.bang>tbody>tr>td{border:0.5pt solid #000;padding:1.4pt 1.3mm}",
        "tr.lien{break-inside:avoid}tr.lien_sau{break-after:avoid}thead tr{break-inside:avoid}",
        "table.khoi_chu_ky,table.khoi_tieu_de{break-inside:avoid}table.khoi_chu_ky{break-before:avoid}",
        # PDF/A forbids smoothing of pictures ("Interpolate").
        "img{image-rendering:crisp-edges}",
        "sup,sub{font-size:0.65em;line-height:0}",
    ]
    rules += [_style_rule(name, style) for name, style in the_thuc.styles.items()]
    return "\n".join(rules)


def _style_rule(name: str, style: Style) -> str:
    css = [
        f"font-size:{style.size:g}pt",
        f"font-weight:{'bold' if style.bold else 'normal'}",
        f"font-style:{'italic' if style.italic else 'normal'}",
        f"text-align:{style.align}",
        f"text-indent:{style.indent_first:g}mm",
        f"line-height:{style.line * SINGLE_LINE:.4g}",
        f"margin:{style.before:g}pt {style.indent_right:g}mm {style.after:g}pt {style.indent_left:g}mm",
    ]
    if style.caps:
        css.append("text-transform:uppercase")
    if style.keep_next:
        css.append("break-after:avoid")
    return f".{name}{{{';'.join(css)}}}"
