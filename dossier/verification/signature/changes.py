"""What was added to a signed file after a signature, and whether the signature allows it.

Two looks at the same thing. The difference analysis of pyHanko, with fewer permissions than its default (no form filling,
no new description, no annotations), says whether every object written since is accounted for. A plain comparison of the
two states says in Vietnamese what a reader would notice.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from dossier.verification.signature.differences import Differences
from dossier.verification.signature.usages import load_usages

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver, PdfFileReader
    from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

MAX_LISTED = 20
_HARMLESS_INFO = {"/ModDate", "/Producer"}


@dataclass(frozen=True, slots=True)
class Changes:
    """What followed a signature."""

    listed: tuple[str, ...] = ()
    """Vietnamese."""
    allowed: bool = True
    reasons: tuple[str, ...] = ()
    """Why not, for people."""


@lru_cache(maxsize=1)
def _policy() -> Any:
    """Allowed after a signature: more signatures, time stamps, validation data. Nothing else."""
    from pyhanko.sign.diff_analysis import (
        CatalogModificationRule,
        DocInfoRule,
        DSSCompareRule,
        FormUpdatingRule,
        MetadataUpdateRule,
        ModificationLevel,
        ObjectStreamRule,
        SigFieldCreationRule,
        SigFieldModificationRule,
        StandardDiffPolicy,
        XrefStreamRule,
    )

    level = ModificationLevel.LTA_UPDATES
    return StandardDiffPolicy(
        global_rules=[
            CatalogModificationRule(),
            # Writers touch the modification date here; that nothing else changed is looked at in _description_changes.
            DocInfoRule().as_qualified(level),
            MetadataUpdateRule().as_qualified(level),
            XrefStreamRule().as_qualified(level),
            ObjectStreamRule().as_qualified(level),
            DSSCompareRule().as_qualified(level),
        ],
        form_rule=FormUpdatingRule(field_rules=[SigFieldCreationRule(), SigFieldModificationRule()]),
    )


def changes_after(
    signature: EmbeddedPdfSignature, signed: bytes, later: tuple[str, ...], covers_file: bool, last_signed: int
) -> Changes:
    """What follows ``signature``; ``later`` says which signatures do, in words. Any exception of the library is the caller's.

    ``signed`` is the file up to the end of what it covers, ``last_signed`` the saved state that the last signature or
    time stamp of the file closes.
    """
    from pyhanko.sign.diff_analysis import DiffResult

    if covers_file:
        return Changes()
    reader = signature.reader
    last = reader.xrefs.total_revisions - 1
    if signature.signed_revision >= last:
        return Changes(later, not later, ("chữ ký này và chữ ký sau cùng nằm trong một lần lưu",) if later else ())
    old = reader.get_historical_resolver(signature.signed_revision)
    new = reader.get_historical_resolver(last)
    written = {r for n in range(old.revision + 1, last + 1) for r in reader.xrefs.explicit_refs_in_revision(n)}
    load_usages(old, signed, written)
    result = _policy().review_file(
        reader, signature.signed_revision, field_mdp_spec=_field_lock(signature), doc_mdp=signature.docmdp_level
    )
    differences = Differences(old, new)
    noticed = list(differences.noticed())
    described = [*_description_changes(reader, signature.signed_revision), *_idle_updates(reader, last_signed)]
    data = (
        ("thêm dữ liệu kiểm chứng chữ ký (chứng thư, danh sách thu hồi)",)
        if differences.validation_data_added()
        else ()
    )
    listed = (*later, *data, *described, *noticed)
    reasons: list[str] = [*described, *noticed]
    level = signature.docmdp_level
    if not isinstance(result, DiffResult):
        reasons = reasons or [differences.overwritten()]
        listed = listed if noticed or described else (*listed, *reasons)
    elif level is not None and result.modification_level.value > level.value:
        reasons.append("chữ ký này khóa tệp: sau nó không được thêm gì ngoài dấu thời gian và dữ liệu kiểm chứng")
    return Changes(_cut(listed), not reasons, _cut(tuple(reasons)))


def _idle_updates(reader: PdfFileReader, last_signed: int) -> Iterator[str]:
    """After the last signature only validation data may be saved; an update that does nothing has no business there."""
    for revision in range(last_signed + 1, reader.xrefs.total_revisions):
        states = (reader.get_historical_resolver(number) for number in (revision - 1, revision))
        if not Differences(*states).validation_data_added():
            yield "lưu thêm một lần không phải để ký, đóng dấu thời gian hay thêm dữ liệu kiểm chứng"


def _field_lock(signature: EmbeddedPdfSignature) -> Any:
    """Fields that the signature locks: as the signature says, else as the field's own /Lock says."""
    from pyhanko.sign.fields import FieldMDPSpec

    spec = signature.fieldmdp
    if spec is None and "/Lock" in signature.sig_field:
        spec = FieldMDPSpec.from_pdf_object(signature.sig_field["/Lock"])
    return spec


def _cut(lines: tuple[str, ...]) -> tuple[str, ...]:
    unique = tuple(dict.fromkeys(lines))
    if len(unique) <= MAX_LISTED:
        return unique
    return (*unique[:MAX_LISTED], f"và {len(unique) - MAX_LISTED} thay đổi khác")


def _description_changes(reader: PdfFileReader, base: int) -> Iterator[str]:
    """The description of the file (title, author) may not change; its modification date may. Every state in between is looked at."""
    old = reader.get_historical_resolver(base)
    before = _info(old)
    told = _xmp(old)
    for revision in range(base + 1, reader.xrefs.total_revisions):
        state = reader.get_historical_resolver(revision)
        after = _info(state)
        for key in sorted({*before, *after} - _HARMLESS_INFO):
            if before.get(key) != after.get(key):
                yield f"sửa thông tin mô tả tệp ({key.lstrip('/')[:40]})"
        if _xmp(state) != told:
            yield "sửa thông tin mô tả tệp (XMP)"


def _info(state: HistoricalResolver) -> dict[str, str]:
    trailer = state.trailer_view
    if "/Info" not in trailer:
        return {}
    raw = trailer.raw_get("/Info")
    # The trailer follows references to the last state of the file; the state asked about is another.
    reference = getattr(raw, "reference", None)
    info = state(reference) if reference is not None else raw
    return {str(key): str(value) for key, value in info.items()}


_DATES = {"ModifyDate", "MetadataDate", "Producer", "InstanceID", "xmptk"}


def _xmp(state: HistoricalResolver) -> tuple[tuple[str, str], ...]:
    """What the XMP description says, without the date of the last change."""
    from lxml import etree
    from pyhanko.pdf_utils.decode_limits import DecodePurpose

    if "/Metadata" not in state.root:
        return ()
    # Not by root["/Metadata"]: the library would make an object of its own of it, which has no history.
    data = state(state.root.raw_get("/Metadata").reference).read_data(DecodePurpose.XMP_METADATA)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    root = etree.fromstring(data, parser=parser)
    said = []
    for element in root.iter(etree.Element):
        tag = etree.QName(element).localname
        if tag in _DATES:
            continue
        said += [
            (f"{tag}@{etree.QName(name).localname}", str(value))
            for name, value in element.attrib.items()
            if etree.QName(name).localname not in _DATES
        ]
        if (element.text or "").strip():
            said.append((str(tag), (element.text or "").strip()))
    return tuple(sorted(said))
