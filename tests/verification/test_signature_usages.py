"""The quick search for paths gives what pyHanko's own gives, object by object, also in files made to fool it."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, String
from pyhanko.pdf_utils.generic import Reference
from pyhanko.pdf_utils.reader import PdfFileReader
from signature_cases import good, unsigned
from test_signature_time import usual

from dossier.verification.signature.usages import load_usages


def compared(data: bytes, targets: list[int] | None = None) -> int:
    """Every fifth object (or each of ``targets``) searched for by both; how many were found quickly."""
    whole = PdfFileReader(io.BytesIO(data))
    last = whole.xrefs.total_revisions - 1
    full = whole.get_historical_resolver(last)
    full._load_reverse_xref_cache()
    wanted = full._indirect_object_access_cache
    quick = 0
    for number in targets or range(1, int(full.trailer_view["/Size"]), 5):
        reader = PdfFileReader(io.BytesIO(data))
        state = reader.get_historical_resolver(last)
        reference = Reference(number, 0, reader)
        load_usages(state, data, [reference])
        if state._indirect_object_access_cache is None:
            continue
        quick += 1
        assert state._get_usages_of_ref(reference) == wanted.get(reference, set()), number
    return quick


def saved(change: Callable[[pikepdf.Pdf], None], packed: bool = False) -> bytes:
    """A small tagged file with something strange in it."""
    with pikepdf.open(io.BytesIO(unsigned())) as pdf:
        change(pdf)
        out = io.BytesIO()
        mode = pikepdf.ObjectStreamMode
        pdf.save(out, object_stream_mode=mode.generate if packed else mode.disable)
    return out.getvalue()


@pytest.mark.parametrize("base", [unsigned, good, lambda: usual(True)], ids=["unsigned", "signed", "B-LTA"])
def test_the_same_paths_to_every_object(base: Callable[[], bytes]) -> None:
    assert compared(base()) > 20


def _field(pdf: pikepdf.Pdf) -> pikepdf.Object:
    return pdf.Root.AcroForm.Fields[0]


def _in_a_list_after_a_name(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = Array([Name.P, _field(pdf), Name.Parent, _field(pdf)])


def _after_a_bracket_in_a_text(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = Dictionary(A=String("]"), B=Array([String("]"), Name.Parent, _field(pdf)]))


def _behind_parent(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = pdf.make_indirect(Dictionary(Parent=_field(pdf), P=_field(pdf)))


def _as_an_element_outside_of_the_tree(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.P, P=_field(pdf)))


def _in_a_stream(pdf: pikepdf.Pdf) -> None:
    stream = pdf.make_stream(b"q Q")
    stream.Odd = Array([Dictionary(X=_field(pdf))])
    pdf.pages[0].obj.Odd = stream


def _in_the_trailer(pdf: pikepdf.Pdf) -> None:
    pdf.trailer.Odd = Array([_field(pdf)])


def _in_another_page_tree(pdf: pikepdf.Pdf) -> None:
    pdf.Root.Odd = Dictionary(Kids=Array([pdf.pages[0].obj, _field(pdf)]))


def _in_a_loop(pdf: pikepdf.Pdf) -> None:
    one = pdf.make_indirect(Dictionary())
    one.Next = pdf.make_indirect(Dictionary(Back=one, Field=_field(pdf)))
    pdf.Root.Odd = one


STRANGE = [
    _in_a_list_after_a_name,
    _after_a_bracket_in_a_text,
    _behind_parent,
    _as_an_element_outside_of_the_tree,
    _in_a_stream,
    _in_the_trailer,
    _in_another_page_tree,
    _in_a_loop,
]


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("change", STRANGE, ids=lambda change: change.__name__.strip("_"))
def test_the_same_paths_where_references_hide(change: Callable[[pikepdf.Pdf], None], packed: bool) -> None:
    data = saved(change, packed)
    with pikepdf.open(io.BytesIO(data)) as pdf:
        targets = [_field(pdf).objgen[0], pdf.Root.objgen[0], pdf.Root.AcroForm.objgen[0], pdf.pages[0].obj.objgen[0]]
    compared(data, [number for number in targets if number])


def test_a_child_that_only_verifies_loads_no_network_client(tmp_path: Path) -> None:
    (tmp_path / "ho_so.pdf").write_bytes(good())
    code = """
import sys
from datetime import UTC, datetime
from dossier.verification.ledger import Ledger
from dossier.verification.signature.check import check_signatures
from dossier.verification.signature.no_network import leave_out_network_client
from dossier.verification.signature.trust import Trust
leave_out_network_client()
data = open(sys.argv[1], "rb").read()
found = check_signatures(data, Trust(datetime.now(UTC)), Ledger(), name="ho_so.pdf")
print(sum(fact.intact for fact in found.signatures), sorted({"aiohttp", "requests"} & set(sys.modules)))
"""
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "ho_so.pdf")],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stdout.split(maxsplit=1) == ["2", "[]\n"]
