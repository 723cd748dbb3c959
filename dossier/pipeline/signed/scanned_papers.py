"""Which file of ``dinh_kem`` stands for which paper: the scan of a paper original, declared with the paper's id.

Its pages take the paper's place in the bundle, the file itself is attached byte for byte as all evidence is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from dossier.bundle.contents import AttachmentFile, Original
from dossier.inputs.ho_so import TepDinhKem
from dossier.papers.paper import PaperKey
from dossier.pipeline.prepare import Prepared

EVIDENCE = "minh_chung"


@dataclass(frozen=True, slots=True)
class Misfit:
    """A declared original that stands for no paper: it stays among the evidence."""

    index: int
    """In ``dinh_kem``."""
    file: str
    why: str
    """Vietnamese, to follow "…, nhưng"."""


def has_originals(prepared: Prepared) -> bool:
    """Whether ``dinh_kem`` declares anything as the original of a paper, and the files can be read."""
    declared = any(item.loai != EVIDENCE for item in prepared.loaded.case.ho_so.dinh_kem)
    return declared and prepared.loaded.folder is not None


def declared_originals(prepared: Prepared) -> tuple[dict[str, int], tuple[Misfit, ...]]:
    """Index in ``dinh_kem`` by ``PaperKey.name`` of the paper it stands for, and those that fit none."""
    found: dict[str, int] = {}
    misfits: list[Misfit] = []
    items = prepared.loaded.case.ho_so.dinh_kem
    for index, item in enumerate(items):
        if item.loai == EVIDENCE:
            continue
        fits = [key for key in prepared.plan if key.submitted and key.id == item.loai]
        chosen = [key for key in fits if item.don_vi is None or key.unit == item.don_vi]
        why = _why_not(item, fits, chosen)
        if why is None and chosen[0].name in found:
            why = f"giấy tờ này đã có tệp “{items[found[chosen[0].name]].tep}”"
        if why is None:
            found[chosen[0].name] = index
        else:
            misfits.append(Misfit(index, item.tep, why))
    return found, tuple(misfits)


def _why_not(item: TepDinhKem, fits: Sequence[PaperKey], chosen: Sequence[PaperKey]) -> str | None:
    if not fits:
        return f"hồ sơ không có giấy tờ nào mã “{item.loai}”"
    if not chosen:
        return f"đơn vị “{item.don_vi}” không có giấy tờ mã “{item.loai}” trong hồ sơ"
    if len(chosen) > 1:
        what = "chưa nêu don_vi" if item.don_vi is None else "đơn vị đó có nhiều giấy tờ này"
        return f"{what}, mà hồ sơ có {len(chosen)} giấy tờ mã “{item.loai}”"
    if PurePosixPath(item.tep).suffix.lower() != ".pdf":
        return "không phải tệp PDF"
    return None


def originals_of(
    prepared: Prepared, signed: Mapping[str, bytes], names: Mapping[str, str], evidence: Sequence[AttachmentFile]
) -> dict[str, Original]:
    """The original of each paper that has one: signed elsewhere (``names`` inside the bundle), else the declared scan.

    ``evidence`` holds the files of ``dinh_kem`` that are there, in their order.
    """
    found = {paper: Original(names[paper], data, "ky_so") for paper, data in signed.items() if paper in names}
    items = prepared.loaded.case.ho_so.dinh_kem
    files = {file.name: file for file in evidence}
    for paper, index in declared_originals(prepared)[0].items():
        file = files.get(PurePosixPath(items[index].tep).name)
        if paper not in found and file is not None:
            # Whatever is in it: only files that were checked as signed papers come as ``signed``.
            found[paper] = Original(file.name, file.data, "ban_quet")
    return found
