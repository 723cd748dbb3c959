"""Model of a regulation file. Every legal value carries ``cite``; where we had to interpret, ``reading`` says how and why.

A sixth regulation must need a new file and no Python: what differs between provinces is a value, a list or the name of a
predicate (``dossier.regulation.predicates``), never an expression. A value's ``reading`` is the id of an entry of ``readings``.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field

from dossier.core.base import CoKhong, DiemKhongAm, Id, Model, Ngay, SoDem, Text
from dossier.core.citation import Citation


class Cite(Model):
    """A place in one of the file's sources. Levels keep the source's own lettering."""

    source: Id
    dieu: Text | None = None
    phan: Text | None = None
    chuong: Text | None = None
    muc: Text | None = None
    khoan: Text | None = None
    diem: Text | None = None
    gach: Text | None = None
    """Which dash of the point, when the source numbers no further: "thứ nhất"."""
    phu_luc: Text | None = None
    mau: Text | None = None


class Reading(Model):
    """How the engine reads a silent or ambiguous text; always shown, never silent."""

    id: Id
    text: Text
    """The reading, in Vietnamese, as a finding says it."""
    reason: Text
    """Why this reading. Vietnamese."""
    severity: Literal["canh_bao", "luu_y"] = "luu_y"
    when: Text = "always"
    """Name of the predicate that makes it relevant to a case."""
    cite: Cite


class UnreadAmendment(Model):
    """An amendment known to exist whose text has not been read."""

    document: Text
    from_day: Ngay
    dieu: tuple[Text, ...] = ()
    """Articles concerned; empty: any."""
    note: Text


class Source(Model):
    """One legal text that values point to."""

    kind: Text
    """"Luật", "Nghị định", "Hướng dẫn"."""
    number: Text | None = None
    """None for a law (cited by name)."""
    issued: Ngay | None = None
    issuer: Text | None = None
    title: Text
    """Subject, as it reads after the issuer in a căn cứ line."""
    short: Text
    """How a finding cites it: "Hướng dẫn số 4095/HD-UBND"."""
    valid_from: Ngay | None = None
    valid_until: Ngay | None = None
    """Last day in force; None: no end known."""
    read: Literal["doc_nguyen_van", "doc_mot_phan", "dan_lai", "chua_doc"]
    """How we know it: whole text read, parts read, second-hand, not read."""
    amendment: UnreadAmendment | None = None
    replaced_by: Text | None = None


def print_citation(sources: Mapping[str, Source], cite: Cite, on: date | None = None) -> Citation:
    """The printable citation of a place in one of ``sources``.

    ``on`` is the day the dossier is judged at: from the day of an amendment that has not been read, the citation says so.
    """
    source = sources[cite.source]
    # NĐ 30 PL II.V.7: smallest level first, no commas; "Điều", "Phần", "Phụ lục" with a capital.
    levels = (
        ("gạch đầu dòng ", cite.gach),
        ("điểm ", cite.diem),
        ("khoản ", cite.khoan),
        ("Điều ", cite.dieu),
        ("mục ", cite.muc),
        ("Chương ", cite.chuong),
        ("Phần ", cite.phan),
        ("Mẫu số ", cite.mau),
        ("Phụ lục ", cite.phu_luc),
    )
    place = " ".join(prefix + value for prefix, value in levels if value)
    amendment = source.amendment
    touched = (
        amendment is not None
        and on is not None
        and on >= amendment.from_day
        and (not amendment.dieu or cite.dieu is None or cite.dieu in amendment.dieu)
    )
    return Citation(document=source.short, place=place or None, note=amendment.note if amendment and touched else None)


class Number(Model):
    """A cited number: points, days, votes."""

    value: DiemKhongAm
    cite: Cite
    reading: Text | None = None


class Content(Model):
    """One of the contents (nội dung I, II, III) of the score table."""

    id: Text
    title: Text
    max: DiemKhongAm | None = None
    """None: the text leaves it to the cluster."""
    cite: Cite


class Bonus(Model):
    """A ground for bonus points."""

    id: Id
    title: Text
    max: DiemKhongAm
    each: DiemKhongAm | None = None
    """Most points for one target or case; None: only ``max`` binds."""
    content: Text | None = None
    """Only for criteria of this content ("I")."""
    role: Literal["truong", "pho"] | None = None
    """Only for the leader or the deputy unit."""
    cite: Cite
    reading: Text | None = None


class Bracket(Model):
    """Points for a count in a range."""

    at_least: SoDem
    points: DiemKhongAm


class Deduction(Model):
    """A ground for deducted points."""

    id: Id
    title: Text
    each: DiemKhongAm | None = None
    """Points per case; None: judged, up to ``max``."""
    each_special: DiemKhongAm | None = None
    """Points per case under the management of the party standing committee."""
    special_title: Text | None = None
    brackets: tuple[Bracket, ...] = ()
    """Points by number of cases, instead of ``each``; lowest first."""
    max: DiemKhongAm | None = None
    """Cap; None: the text sets none."""
    role: Literal["truong_pho", "thanh_vien"] | None = None
    cite: Cite
    reading: Text | None = None


class Ungrouped(Model):
    """How quantitative criteria are scored."""

    method: Literal["ty_le_toi_da_100"]
    """Result at or above plan: the maximum; below: maximum x result / plan."""
    cite: Cite
    reading: Text | None = None


class ScoreRules(Model):
    """The score frame."""

    scale: Number
    """Whole scale, bonus included."""
    contents: tuple[Content, ...]
    own_table: Number
    """The cluster's own table, bonus included, must not exceed this."""
    final_cap: Number
    quantitative: Ungrouped
    qualitative_cite: Cite | None = None
    """Where the text leaves qualitative criteria to the table's own levels."""
    bonuses: tuple[Bonus, ...]
    bonus_total: Number | None = None
    deductions: tuple[Deduction, ...]
    used: Literal["tham_dinh", "khoi_cham"]
    """Which of the three scores decides."""
    used_cite: Cite
    used_reading: Text | None = None


class QuotaStep(Model):
    """So many awards for clusters of ``from_units`` to ``to_units`` members."""

    from_units: SoDem
    to_units: SoDem | None = None
    count: SoDem
    cite: Cite
    reading: Text | None = None


class ContentThreshold(Model):
    """A minimum in one content."""

    content: Text
    at_least: DiemKhongAm
    cite: Cite


class Award(Model):
    """An award the cluster proposes, in order of rank: the first takes the highest units."""

    id: Id
    title: Text
    """Official wording, the same on every paper: "Cờ thi đua của Ủy ban nhân dân tỉnh"."""
    kind: Literal["danh_hieu_thi_dua", "hinh_thuc_khen_thuong"]
    verb: Text
    """How the tờ trình says it: "tặng danh hiệu", "tặng"."""
    decided_by: Text
    """"Ủy ban nhân dân tỉnh Cao Bằng"."""
    run_by: tuple[Literal["tinh", "so", "mat_tran", "xa_phuong"], ...]
    """Clusters (by who runs them) that may propose it."""
    threshold: Number
    content_thresholds: tuple[ContentThreshold, ...] = ()
    quota: Annotated[tuple[QuotaStep, ...], Field(min_length=1)]
    leader: CoKhong = False
    """Goes to the one lead unit (đơn vị dẫn đầu), chosen by ballot."""
    ballot: CoKhong = False
    forms: Annotated[tuple[Id, ...], Field(min_length=1)]
    """Report forms allowed, the default first."""
    standard: Text | None = None
    """Legal standard a person must confirm, e.g. khoản 1 Điều 26."""
    standard_cite: Cite | None = None
    standard_declaration: Id | None = None
    """Field of ``cam_ket`` that answers for the standard."""
    none_reading: Text | None = None
    """Reading that applies when no unit earns it and the next award still goes on."""
    cite: Cite
    cite_run_by: dict[Literal["tinh", "so", "mat_tran", "xa_phuong"], Cite] = {}
    """Clause for clusters that somebody else runs, where it differs from ``cite``."""

    def cite_for(self, run_by: str) -> Cite:
        """The clause that gives the award to clusters run by ``run_by``."""
        for who, cite in self.cite_run_by.items():
            if who == run_by:
                return cite
        return self.cite


class BallotRules(Model):
    """The ballot of the cluster's conference."""

    base: Literal["so_don_vi_tham_gia", "so_thanh_vien", "phieu_hop_le"]
    """What percentages are counted on."""
    more_than: DiemKhongAm | None = None
    """Elected with more than this percent of the base; None: the text states no threshold: most votes."""
    winner_must_lead: CoKhong
    """The elected unit must be (among) the highest by score."""
    secret: CoKhong | None = None
    cite: Cite
    reading: Text | None = None


class Exclusion(Model):
    """A ground for not considering (không xét) or postponing (chưa xét) a unit."""

    id: Id
    title: Text
    effect: Literal["khong_xet", "chua_xet"]
    declaration: Id | None = None
    """Field of ``cam_ket`` that must be answered for this ground."""
    unsigned_pact: CoKhong = False
    """The ground of units that did not sign the pact: it also catches those named in ``giao_uoc.don_vi_khong_ky``."""
    cite: Cite
    reading: Text | None = None


class RequiredPaper(Model):
    """A paper of the dossier."""

    id: Id
    form: Id
    title: Text
    scope: Literal["ho_so", "don_vi_de_nghi"]
    """One for the case, or one for each proposed unit."""
    award: Id | None = None
    """Only for units proposed for this award."""
    required_when: Text = "always"
    """Name of a predicate."""
    submitted: CoKhong = True
    """Part of the dossier that goes to the board (False: working paper, made but not bundled)."""
    confirmed_by_leader: CoKhong = False
    cite: Cite
    reading: Text | None = None


class Deadline(Model):
    """A time limit: a fixed day of the year, or so many days before or after an event."""

    id: Id
    title: Text
    who: Literal["don_vi", "nhom", "truong"]
    event: Id | None = None
    """Event it counts from: ``hoi_nghi_tong_ket``."""
    days: int | None = None
    """Days from the event, negative before it."""
    unit: Literal["ngay_lam_viec", "ngay"] = "ngay"
    month_day: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    """Fixed day."""
    year_offset: SoDem = 0
    """0: the emulation year; 1: the year after."""
    inclusive: CoKhong = True
    """True: "chậm nhất ngày D"; False: "trước ngày D" (the day before at the latest)."""
    applies_to: Id | None = None
    """What is compared with it: ``ngay_gui_tong_hop``, ``hoi_nghi_tong_ket``, ``bao_cao_tong_ket``."""
    cite: Cite
    reading: Text | None = None


class LegalBasis(Model):
    """A căn cứ line of the tờ trình."""

    source: Id
    cite: Cite


class Validity(Model):
    """When the regulation is in force."""

    from_day: Ngay
    until: Ngay | None
    years_from: SoDem
    """First emulation year it governs."""
    years_until: SoDem | None = None
    cite: Cite
    note: Text | None = None


class TermSet(Model):
    """The province's words for the same things."""

    truong_khoi: Text
    """"Khối trưởng"."""
    pho_khoi: Text
    truong_cum: Text
    pho_cum: Text
    co_quan_tham_dinh: Text
    """"Ban Thi đua - Khen thưởng, Sở Nội vụ"."""
    noi_nhan_to_trinh: tuple[Text, ...]
    """Kính gửi lines of the tờ trình."""
    dia_danh: Text
    """Place printed before dates, when the unit gives none."""


class NationalRule(Model):
    """A rule that checks and papers refer to by id: title and citation, with a number where it has one."""

    id: Id
    title: Text
    value: DiemKhongAm | None = None
    cite: Cite
    note: Text | None = None


class Removal(Model):
    """A rule of the extended file that an amendment took away."""

    where: Text
    """List it stood in: "deadlines"."""
    id: Text
    cite: Cite


class Regulation(Model):
    """One document, resolved: its own values over those of the file it extends, beside the national file."""

    schema_id: Literal["regulation/1"] = Field(alias="schema")
    id: Text
    title: Text
    area: Text
    main_source: Id
    valid: Validity
    extends: Text | None = None
    national: Text | None = None
    sources: dict[Id, Source]
    terms: TermSet
    score: ScoreRules
    awards: Annotated[tuple[Award, ...], Field(min_length=1)]
    ballot: BallotRules | None = None
    exclusions: tuple[Exclusion, ...] = ()
    papers: tuple[RequiredPaper, ...]
    deadlines: tuple[Deadline, ...] = ()
    legal_bases: tuple[LegalBasis, ...] = ()
    readings: tuple[Reading, ...] = ()
    rules: tuple[NationalRule, ...] = ()
    """Everything else the document asks, that checks and papers refer to by id."""
    removed: tuple[Removal, ...] = ()
    """What this file took away from the one it extends; filled by the loader."""

    def award(self, award: str) -> Award:
        """The award with this id; raises KeyError."""
        for candidate in self.awards:
            if candidate.id == award:
                return candidate
        raise KeyError(award)

    def reading(self, reading: str) -> Reading:
        """The reading with this id; raises KeyError."""
        for candidate in self.readings:
            if candidate.id == reading:
                return candidate
        raise KeyError(reading)

    def rule(self, rule: str) -> NationalRule:
        """The rule of ``rules`` with this id; raises KeyError."""
        for candidate in self.rules:
            if candidate.id == rule:
                return candidate
        raise KeyError(rule)

    def citation(self, cite: Cite, on: date | None = None) -> Citation:
        """The printable citation of a place in one of the sources; see ``print_citation`` for ``on``."""
        return print_citation(self.sources, cite, on)


class National(Model):
    """National law that applies to all: ``regulations/quoc-gia.yaml``."""

    schema_id: Literal["national/1"] = Field(alias="schema")
    id: Text
    title: Text
    sources: dict[Id, Source]
    rules: tuple[NationalRule, ...]

    def rule(self, rule: str) -> NationalRule:
        """The rule with this id; raises KeyError."""
        for candidate in self.rules:
            if candidate.id == rule:
                return candidate
        raise KeyError(rule)

    def citation(self, cite: Cite, on: date | None = None) -> Citation:
        """The printable citation of a place in one of the sources; see ``print_citation`` for ``on``."""
        return print_citation(self.sources, cite, on)


class HolidayRow(Model):
    """A day on which the official calendar differs from the computed one."""

    day: Ngay
    status: Literal["nghi", "lam_viec"]
    reason: Text
    source: Id
    known_from: Ngay
    """Day the notice was issued: before it nobody could count with this row."""


class HolidayCalendar(Model):
    """``regulations/ngay_nghi.yaml``: corrections of the computed calendar, and the last year officially announced."""

    schema_id: Literal["calendar/1"] = Field(alias="schema")
    title: Text
    announced_until: SoDem
    """Last year whose days off have been officially announced; later years are computed and said to be uncertain."""
    announced_cite: Cite
    rows: tuple[HolidayRow, ...]
    sources: dict[Id, Source]


class Effect(StrEnum):
    """What an exclusion does; the two print differently."""

    KHONG_XET = "khong_xet"
    CHUA_XET = "chua_xet"
