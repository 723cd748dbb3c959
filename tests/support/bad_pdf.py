"""Writes small PDFs object by object, so that a test can make what no library would."""

from __future__ import annotations

import io
import zlib
from functools import lru_cache

CATALOG = b"<</Type/Catalog/Pages 2 0 R%s>>"
PAGES = b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<>>%s>>"


def write(objects: list[bytes], trailer: bytes = b"") -> bytes:
    """A file of these objects, numbered from 1; the first is the catalog."""
    out = io.BytesIO()
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(out.tell())
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    start = out.tell()
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    out.writelines(b"%010d 00000 n \n" % place for place in places)
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, trailer, start))
    return out.getvalue()


def pdf(*more: bytes, catalog: bytes = b"", page: bytes = b"", trailer: bytes = b"") -> bytes:
    """One page, with entries added to catalog and page; ``more`` objects are numbered from 4."""
    return write([CATALOG % catalog, PAGES, PAGE % page, *more], trailer)


def stream(data: bytes, entries: bytes = b"") -> bytes:
    """A stream object."""
    return b"<</Length %d%s>>stream\n%s\nendstream" % (len(data), entries, data)


@lru_cache(maxsize=4)
def deflated(size: int, times: int = 1) -> bytes:
    """``size`` zero bytes, compressed ``times`` times, made in steps."""
    if times > 1:
        return zlib.compress(deflated(size, times - 1), 9)
    packer = zlib.compressobj(1)
    block, parts = bytes(1 << 20), []
    for _ in range(size >> 20):
        parts.append(packer.compress(block))
    return b"".join([*parts, packer.compress(bytes(size & 0xFFFFF)), packer.flush()])


def with_attachments(*names: bytes, data: bytes = b"a,b\n1,2\n") -> bytes:
    """A PDF with one attachment for each name (a PDF string with its parentheses), listed in that order."""
    rows, objects = [], []
    for index, name in enumerate(names):
        number = 4 + 2 * index
        rows.append(b"%s %d 0 R" % (name, number))
        objects.append(b"<</Type/Filespec/F %s/UF %s/EF<</F %d 0 R>>>>" % (name, name, number + 1))
        objects.append(stream(data, b"/Type/EmbeddedFile"))
    return pdf(*objects, catalog=b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % b" ".join(rows))
