"""Who signs each paper, by its form's signature places and the case: persons, and the agencies whose seal goes with them.

NĐ 30/2020, Điều 5 and 32: an electronic original carries the signature of the person with authority and then that of the
agency. Which places a paper has is the form's; a person's own report carries no seal beside the person's signature.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from dossier.inputs.ho_so import HoiNghi, Nguoi, NguoiKy
from dossier.papers.form import (
    EachBlock,
    Form,
    FormBlock,
    Signature,
    SignaturesBlock,
    WhenBlock,
)
from dossier.papers.form_source import load_form
from dossier.papers.paper import PaperKey
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.pipeline.package import issuer
from dossier.pipeline.prepare import Prepared

_AGENCY = {"nguoi_ky": "ky_co_quan", "chu_toa": "ky_co_quan", "xac_nhan": "ky_co_quan_xac_nhan"}
"""Field of the agency's seal, by the place of the person it goes with."""


@dataclass(frozen=True, slots=True)
class PaperSigner:
    """One signature a paper is to carry."""

    field: str
    """Name of its form field: "ky_nguoi_ky", "ky_uy_vien_2", "ky_co_quan"."""
    place: str
    """Bookmark of its place in the Word file: "ky_uy_vien"."""
    number: int
    """Which of several at one place, from 1."""
    kind: Literal["nguoi", "co_quan"]
    """A person, or an agency's seal."""
    name: str | None
    """Person's name, or the agency's; None: the case does not say."""
    office: str | None
    agency: str | None
    """Agency the person signs for."""
    required: bool
    """The paper does not count without it."""
    after: str | None = None
    """For a seal: field of the person who signs before it."""

    @property
    def words(self) -> str:
        """As in "Giám đốc Sở Tài chính Bế Minh Tường"."""
        agency = None if self.agency and self.office and self.agency in self.office else self.agency
        return " ".join(part for part in (self.office, agency, self.name) if part) or "chưa nêu trong hồ sơ"

    @property
    def tip(self) -> str:
        """What the field says of itself."""
        if self.kind == "co_quan":
            return f"Chữ ký số của cơ quan (văn thư ký sau người có thẩm quyền): {self.words}"
        return f"Chữ ký số của người ký: {self.words}"


def paper_signers(prepared: Prepared, key: PaperKey) -> tuple[PaperSigner, ...]:
    """Everybody who signs this paper, in the order in which they sign; empty for a paper that nobody signs."""
    form = load_form(key.form)
    found: list[PaperSigner] = []
    for signature in sorted(_signatures(form.body), key=lambda s: s.place == "xac_nhan"):
        assert signature.place is not None
        people = _people(prepared, key, form, signature.place)
        found += people
        if people and _sealed(signature, key):
            found.append(_seal(signature, people[0]))
    return tuple(found)


def _signatures(blocks: Iterable[FormBlock]) -> Iterator[Signature]:
    """Columns of the signature blocks that have a place to sign, each place once."""
    seen: set[str] = set()
    for block in blocks:
        inner: Iterable[Signature | None] = ()
        if isinstance(block, SignaturesBlock):
            inner = (block.signatures.left, block.signatures.right)
        elif isinstance(block, EachBlock):
            inner = _signatures(block.each.body)
        elif isinstance(block, WhenBlock):
            inner = _signatures((*block.when.body, *block.when.otherwise))
        for signature in inner:
            if signature is not None and signature.place and signature.place not in seen:
                seen.add(signature.place)
                yield signature


def _sealed(signature: Signature, key: PaperKey) -> bool:
    """Whether the agency's seal goes with it: where the form says so, and on every paper an agency issues."""
    if "đóng dấu" in (signature.note or ""):
        return signature.place in _AGENCY
    return signature.place == "chu_toa" or (signature.place == "nguoi_ky" and key.person is None)


def _seal(signature: Signature, person: PaperSigner) -> PaperSigner:
    place = signature.place or ""
    return PaperSigner(
        field=_AGENCY[place],
        place=person.place,
        number=1,
        kind="co_quan",
        name=person.agency,
        office=None,
        agency=None,
        # Minutes: "dấu hoặc chữ ký số của cơ quan (nếu có)", Mẫu 1.9 Phụ lục III NĐ 30.
        required=person.required and place != "chu_toa",
        after=person.field,
    )


def _people(prepared: Prepared, key: PaperKey, form: Form, place: str) -> list[PaperSigner]:
    case = prepared.loaded.case
    unit = issuer(prepared, key)
    leader = case.ho_so.truong
    meeting = case.ho_so.hoi_nghi_so_ket if key.form == "bien_ban_so_ket" else case.ho_so.hoi_nghi
    ballot = case.ho_so.bo_phieu
    if place == "nguoi_ky" and key.person:
        told = case.ca_nhan[key.person]
        return [_signer(place, told.ho_ten, None, case.ho_so.don_vi(told.don_vi).ten)]
    if place == "nguoi_ky":
        issue = Issue(prepared.context, key, Fields(key.form, unit=key.unit or ""), unit, form.kind)
        return [_official(place, issue.signer(), unit.ten if unit else None)]
    if place == "xac_nhan" and key.person:
        told = case.ca_nhan[key.person]
        return [_official(place, told.nguoi_xac_nhan or (unit.nguoi_ky if unit else None), unit.ten if unit else None)]
    if place == "xac_nhan" and "nguoi_xac_nhan" in form.fields:
        # The form names who confirms: the cluster's leader.
        return [_official(place, leader.nguoi_ky if leader else None, leader.ten if leader else None)]
    if place == "xac_nhan":
        return [_signer(place, None, None, unit.cap_xac_nhan if unit else None, required=False)]
    if place in ("thu_ky", "chu_toa"):
        return [_attending(prepared, place, _of_meeting(meeting, place))]
    if place == "truong_ban":
        return [_attending(prepared, place, ballot.truong_ban if ballot else None)]
    if place == "uy_vien":
        members = ballot.uy_vien if ballot else ()
        return [_attending(prepared, place, member, number) for number, member in enumerate(members, 1)]
    return [_signer(place, None, None, unit.ten if unit else None)]


def _of_meeting(meeting: HoiNghi | None, place: str) -> Nguoi | None:
    if meeting is None:
        return None
    return meeting.thu_ky if place == "thu_ky" else meeting.chu_tri


def _official(place: str, signer: NguoiKy | None, agency: str | None) -> PaperSigner:
    return _signer(place, signer.ho_ten if signer else None, signer.chuc_vu if signer else None, agency)


def _attending(prepared: Prepared, place: str, someone: Nguoi | None, number: int = 1) -> PaperSigner:
    """Somebody at the conference; they sign for the unit they represent."""
    if someone is None:
        return _signer(place, None, None, None, number)
    unit = prepared.loaded.case.ho_so.don_vi(someone.don_vi).ten if someone.don_vi else someone.co_quan
    return _signer(place, someone.ho_ten, someone.chuc_vu, unit, number)


def _signer(
    place: str, name: str | None, office: str | None, agency: str | None, number: int = 1, *, required: bool = True
) -> PaperSigner:
    field = f"ky_{place}" if number == 1 else f"ky_{place}_{number}"
    return PaperSigner(field, f"ky_{place}", number, "nguoi", name, office, agency, required)
