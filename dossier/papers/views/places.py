"""Where things stand in the inputs, for the pointers of gaps."""

from __future__ import annotations

from dossier.papers.view import Context


def unit_place(context: Context, unit: str | None = None) -> str:
    """As in "nhom/don_vi/3": where the issuing unit (the leader unless one is named) stands in ``ho_so.yaml``."""
    ho_so = context.case.ho_so
    wanted = unit or (ho_so.truong.id if ho_so.truong else None)
    ids = [member.id for member in ho_so.nhom.don_vi]
    return f"nhom/don_vi/{ids.index(wanted)}" if wanted in ids else "nhom/don_vi"
