"""What the file says about itself: title, author, language, its edition of PDF/A; the same in XMP and in the old dictionary."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from dossier.bundle.manifest import Manifest

if TYPE_CHECKING:
    from pikepdf import Pdf

TITLE_START = "Hồ sơ đề nghị khen thưởng năm "
"""How the title of every bundle begins."""
_NAMESPACE = uuid.UUID("6f1c0e0e-3b55-5d0c-9a4e-0d6e9c1f7a11")


def describe(
    pdf: Pdf, identifier: str, title: str, author: str, manifest: Manifest, created: datetime, conformance: str
) -> None:
    """Title, author, language, PDF/A-3 marker; the same facts in XMP and in the information dictionary."""
    from pikepdf import Dictionary, Name, String

    moment = created.isoformat(timespec="seconds")
    document = uuid.uuid5(_NAMESPACE, identifier)
    xmp = _XMP.format(
        conformance=conformance,
        title=escape(title),
        author=escape(author),
        identifier=escape(identifier),
        engine=escape(manifest.engine),
        moment=moment,
        document=document,
    )
    stream = pdf.make_stream(xmp.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = stream
    pdf.Root.Lang = String("vi")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    pdf.Root.MarkInfo = Dictionary(Marked="/StructTreeRoot" in pdf.Root)
    offset = created.strftime("%z")
    date = created.strftime("D:%Y%m%d%H%M%S") + f"{offset[:3]}'{offset[3:]}'"
    for key in list(pdf.docinfo.keys()):
        del pdf.docinfo[key]
    for key, value in (
        ("/Title", title),
        ("/Author", author),
        ("/Creator", manifest.engine),
        ("/Producer", manifest.engine),
        ("/CreationDate", date),
        ("/ModDate", date),
    ):
        pdf.docinfo[key] = String(value)


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" pdfaid:part="3" pdfaid:conformance="{conformance}"/>
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>vi</rdf:li></rdf:Bag></dc:language>
<dc:identifier>{identifier}</dc:identifier>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/">
<xmp:CreatorTool>{engine}</xmp:CreatorTool>
<xmp:CreateDate>{moment}</xmp:CreateDate>
<xmp:ModifyDate>{moment}</xmp:ModifyDate>
</rdf:Description>
<rdf:Description rdf:about="" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"><pdf:Producer>{engine}</pdf:Producer></rdf:Description>
<rdf:Description rdf:about="" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"><xmpMM:DocumentID>uuid:{document}</xmpMM:DocumentID></rdf:Description>
</rdf:RDF>
</x:xmpmeta>
<?xpacket end="r"?>"""
