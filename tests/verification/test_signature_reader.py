"""The quicker reader gives the library's own objects, and refuses what the library refuses."""

from __future__ import annotations

import io
import zlib
from typing import Any

import pytest
from pyhanko.pdf_utils.misc import PdfReadError
from pyhanko.pdf_utils.reader import PdfFileReader
from signature_cases import good

from dossier.verification.signature.fast_reader import reader_class


def objects(reader: Any) -> dict[int, str]:
    from pyhanko.pdf_utils import generic

    found = {}
    for revision in range(reader.xrefs.total_revisions):
        for reference in reader.xrefs.explicit_refs_in_revision(revision):
            out = io.BytesIO()
            value = reader.get_object(generic.Reference(reference.idnum, reference.generation, reader))
            value.write_to_stream(out, None)
            found[reference.idnum] = out.getvalue().decode("latin-1")
    return found


def test_same_objects() -> None:
    data = good()
    quick, own = objects(reader_class()(io.BytesIO(data))), objects(PdfFileReader(io.BytesIO(data)))
    assert quick == own and len(quick) > 100


def packed(table: bytes, body: bytes, index: bytes) -> bytes:
    """A one-page file whose catalog stands in an object stream with the given list; ``index`` is what the table says of it."""
    stream = zlib.compress(table + body)
    parts, places = [b"%PDF-1.7\n"], {}
    for number, content in (
        (2, b"<< /Type /Pages /Kids [] /Count 0 >>"),
        (3, b"<< /Type /ObjStm /N 2 /First %d /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream"
            % (len(table), len(stream), stream)),
    ):  # fmt: skip
        places[number] = sum(map(len, parts))
        parts.append(b"%d 0 obj\n%s\nendobj\n" % (number, content))
    at = sum(map(len, parts))
    rows = [(0, 0, 65535), (2, 3, int(index)), (1, places[2], 0), (1, places[3], 0), (1, at, 0), (2, 3, 1)]
    raw = b"".join(bytes([k]) + a.to_bytes(4, "big") + b.to_bytes(2, "big") for k, a, b in rows)
    parts.append(
        b"4 0 obj\n<< /Type /XRef /Size 6 /W [1 4 2] /Root 1 0 R /Length %d >>\nstream\n%s\nendstream\nendobj\n"
        % (len(raw), raw)
    )
    return b"".join(parts) + b"startxref\n%d\n%%%%EOF\n" % at


CATALOG = b"<< /Type /Catalog /Pages 2 0 R >> (x) "


def test_sound_stream() -> None:
    table = b"1 0 5 34 "
    data = packed(table, CATALOG, b"0")
    for made in (reader_class(), PdfFileReader):
        assert made(io.BytesIO(data)).root["/Type"] == "/Catalog"


@pytest.mark.parametrize(
    ("table", "index"), [(b"1 0 5 34 ", b"1"), (b"5 0 1 34 ", b"0"), (b"1 x 5 34 ", b"0"), (b"1 0 5 34 ", b"7")]
)
def test_broken_lists_are_refused(table: bytes, index: bytes) -> None:
    data = packed(table, CATALOG, index)
    for made in (reader_class(), PdfFileReader):
        with pytest.raises((PdfReadError, ValueError)):
            _ = made(io.BytesIO(data)).root["/Type"]


def test_the_first_of_two_of_the_same_number_or_none() -> None:
    """Two objects of one number in a stream, or a list that ends early: readers differ in what they show."""
    for table in (b"1 0 1 0 ", b"1 0 "):
        with pytest.raises(PdfReadError):
            _ = reader_class()(io.BytesIO(packed(table, CATALOG, b"1"))).root["/Type"]
