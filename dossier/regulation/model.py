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

RunBy = Literal["tinh", "so", "mat_tran", "xa_phuong", "huyen"]
"""Who runs a cluster."""
ClusterKind = Literal["huyen", "so_nganh", "dang_doan_the", "doanh_nghiep", "xa", "truong_hoc", "y_te", "khac"]
"""What a cluster is made of."""
UnitKind = Literal["co_quan", "su_nghiep", "doanh_nghiep", "doan_the", "dia_phuong", "luc_luong_vu_trang"]
"""What a member unit is."""


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
    buoc: Text | None = None
    """Step of a procedure: "3" for "Bước 3"."""
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
        ("Bước ", cite.buoc),
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
    appraisal_cite: Cite | None = None
    """Clause by which this content is scored only after Ban TĐKT's appraisal, asked for in writing."""
    cite: Cite


class ContentLimit(Model):
    """A content of which some units can earn only a share."""

    id: Id
    title: Text
    content: Text
    percent: DiemKhongAm
    """Of the content's maximum in the cluster's table."""
    units: Text
    """Name of the unit condition (``predicates.UNIT_CONDITIONS``)."""
    cite: Cite
    reading: Text | None = None


class OwnGrounds(Model):
    """The clause that lets a cluster set grounds of its own beside the regulation's."""

    cite: Cite
    reading: Text | None = None


class StandardCriterion(Model):
    """A criterion the regulation names for the cluster's table."""

    id: Id
    title: Text
    quantitative: CoKhong = False
    """Scored by result against plan."""
    replaceable_for: tuple[UnitKind, ...] = ()
    """A cluster of such units only may replace it outside the limit on changes."""
    children: tuple[StandardCriterion, ...] = ()


StandardCriterion.model_rebuild()


class CriteriaList(Model):
    """Criteria the regulation names for one content, for some kinds of cluster."""

    id: Id
    title: Text
    content: Text
    kinds: tuple[ClusterKind, ...] = ()
    """Empty: common to all clusters."""
    criteria: Annotated[tuple[StandardCriterion, ...], Field(min_length=1)]
    cite: Cite


class OwnCriteria(Model):
    """How many of the named criteria a cluster may replace or add to."""

    percent: DiemKhongAm
    contents: tuple[Text, ...]
    cite: Cite
    reading: Text | None = None


class TableColumn(Model):
    """A column that the score table must show."""

    id: Literal["tu_cham", "khoi_cham", "tham_dinh", "minh_chung"]
    title: Text
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
    judged_too: CoKhong = False
    """A criterion without a plan counts as exceeded when it earned its maximum ("hoàn thành xuất sắc")."""
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
    judged_for: tuple[UnitKind, ...] = ()
    """Units whose points follow another rule: for them the points are given, not counted."""
    decided_in_year: CoKhong = False
    """Counts only when the paper behind it was issued in the emulation year."""
    document: Text | None = None
    """The paper each case rests on, where the text names one: "quyết định xử lý kỷ luật"."""
    counts_returns: CoKhong = False
    """Its cases are dossiers of the unit that the board returned or found not to qualify: what a return notice costs."""
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

    scale: Number | None = None
    """Whole scale, bonus included; None: the cluster sets its own."""
    own_scale: Cite | None = None
    """The clause that leaves the scale to the cluster."""
    contents: tuple[Content, ...] = ()
    """Empty: the cluster chooses its contents."""
    contents_total: Number | None = None
    """The contents together, bonus not counted."""
    own_table: Number | None = None
    """The cluster's own table, bonus included, must not exceed this."""
    final_cap: Number | None = None
    """None: the scale of the cluster's own table."""
    columns: tuple[TableColumn, ...] = ()
    """Columns the table must show; empty: the three scores."""
    own_criteria: OwnCriteria | None = None
    content_limits: tuple[ContentLimit, ...] = ()
    own_bonuses: OwnGrounds | None = None
    own_deductions: OwnGrounds | None = None
    quantitative: Ungrouped
    qualitative_cite: Cite | None = None
    """Where the text leaves qualitative criteria to the table's own levels."""
    bonuses: tuple[Bonus, ...] = ()
    bonus_total: Number | None = None
    deductions: tuple[Deduction, ...] = ()
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


class QuotaInput(Model):
    """The number is set by another decision, which the case cites (``ho_so.chi_tieu_khen``)."""

    cite: Cite
    reading: Text | None = None


class QuotaPercent(Model):
    """At most this share of the units that meet another title's standard, rounded down."""

    percent: DiemKhongAm
    of: Id
    """List of ``ho_so.du_tieu_chuan``."""
    of_title: Text
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
    kind: Literal["danh_hieu_thi_dua", "hinh_thuc_khen_thuong", "suy_ton"]
    """``suy_ton``: an honour of the cluster itself, proposed to nobody (Nhất, Nhì, Ba)."""
    verb: Text
    """How the tờ trình says it: "tặng danh hiệu", "tặng"."""
    decided_by: Text
    """"Ủy ban nhân dân tỉnh Cao Bằng"."""
    run_by: tuple[RunBy, ...]
    """Clusters (by who runs them) that may propose it."""
    kinds: tuple[ClusterKind, ...] = ()
    """Clusters (by what they are made of) that may propose it; empty: all."""
    not_kinds: tuple[ClusterKind, ...] = ()
    """Clusters for which another entry holds."""
    threshold: Number | None = None
    """None: the text sets no score."""
    content_thresholds: tuple[ContentThreshold, ...] = ()
    quota: tuple[QuotaStep, ...] = ()
    """How many by size of the cluster; else one of the three below."""
    quota_input: QuotaInput | None = None
    quota_percent: QuotaPercent | None = None
    quota_all: Cite | None = None
    """Every unit that qualifies and has nothing higher."""
    among: Id | None = None
    """Only units that hold this honour (an award of kind ``suy_ton``)."""
    declared: Id | None = None
    """Only units that the conference found to meet a standard: list of ``ho_so.du_tieu_chuan``."""
    chosen_by: Literal["hoi_nghi", "cap_tren"] = "hoi_nghi"
    """``cap_tren``: a council above chooses; its choice is an input (``ho_so.de_nghi_cap_tren``)."""
    leader: CoKhong = False
    """Goes to the one lead unit (đơn vị dẫn đầu), chosen by ballot."""
    ballot: CoKhong = False
    forms: tuple[Id, ...] = ()
    """Report forms allowed, the default first; none for an honour of the cluster itself."""
    standard: Text | None = None
    """Legal standard a person must confirm, e.g. khoản 1 Điều 26."""
    standard_cite: Cite | None = None
    standard_declaration: Id | None = None
    """Field of ``cam_ket`` that answers for the standard."""
    none_reading: Text | None = None
    """Reading that applies when no unit earns it and the next award still goes on."""
    cite: Cite
    cite_run_by: dict[RunBy, Cite] = {}
    """Clause for clusters that somebody else runs, where it differs from ``cite``."""
    reading: Text | None = None

    def open_to(self, run_by: str, kind: str | None) -> bool:
        """Whether clusters run by ``run_by`` and made of ``kind`` (None: not said) may propose it."""
        if run_by not in self.run_by or (kind is not None and kind in self.not_kinds):
            return False
        return not self.kinds or kind in self.kinds

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
    rounds: SoDem = 1
    """2: the first chooses the excellent units, the second the lead unit from among them."""
    surplus: CoKhong = False
    """More units on the slip than there are places."""
    only_on_tie: CoKhong = False
    """A ballot is held only where units are equal on score."""
    cite: Cite
    reading: Text | None = None


class SelectionMethod(Model):
    """A way in which the conference may choose, where the text offers several."""

    id: Literal["nhat_tri_cao", "bo_phieu_hai_vong"]
    """By score with broad agreement, or by a secret ballot of two rounds."""
    title: Text
    cite: Cite
    reading: Text | None = None


class RefusedAward(Model):
    """An award that may not be proposed at the cluster's conference."""

    id: Id
    title: Text
    """As texts name it: "Bằng khen"."""
    cite: Cite


class Exclusion(Model):
    """A ground for not considering (không xét) or postponing (chưa xét) a unit."""

    id: Id
    title: Text
    effect: Literal["khong_xet", "chua_xet"]
    declaration: Id | None = None
    """Field of ``cam_ket`` that must be answered for this ground."""
    yes_means_somebody: CoKhong = False
    """"Có" says that a unit is concerned; else it affirms that no unlisted unit is."""
    unsigned_pact: CoKhong = False
    """The ground of units that did not sign the pact: it also catches those named in ``giao_uoc.don_vi_khong_ky``."""
    cite: Cite
    reading: Text | None = None


class RequiredPaper(Model):
    """A paper of the dossier."""

    id: Id
    form: Id
    title: Text
    scope: Literal["ho_so", "don_vi_de_nghi", "don_vi", "ca_nhan"]
    """One for the case, for each proposed unit, for each member unit, or for each person put forward."""
    period: Literal["nam", "sau_thang", "dau_nam"] = "nam"
    """The review of the year, the first six months, or the start of the year."""
    award: Id | None = None
    """Only for units proposed for this award."""
    required_when: Text = "always"
    """Name of a predicate."""
    submitted: CoKhong = True
    """Part of the dossier that goes to the board (False: working paper, made but not bundled)."""
    proposal: CoKhong = False
    """The paper that puts the awards forward (tờ trình, văn bản đề nghị)."""
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
    from_month_day: Annotated[str, Field(pattern=r"^\d{2}-\d{2}$")] | None = None
    """First day of the span, where the text gives one ("trong tháng 7")."""
    year_offset: Annotated[int, Field(ge=-1, le=2)] = 0
    """0: the emulation year; 1: the year after; -1: the year before (school years)."""
    when: Text = "always"
    """Name of the predicate that makes it apply to a cluster."""
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


class LifeStage(Model):
    """A time from which a regulation that nobody repealed may or can't be used any more, and why."""

    id: Id
    from_day: Ngay
    status: Literal["can_nhac", "het"]
    """``can_nhac``: still there, but look twice; ``het``: its subject has ended."""
    reason: Text
    cite: Cite


class Validity(Model):
    """When the regulation is in force."""

    from_day: Ngay
    until: Ngay | None
    years_from: SoDem
    """First emulation year it governs."""
    years_until: SoDem | None = None
    stages: tuple[LifeStage, ...] = ()
    """Later the list, later in time."""
    cite: Cite
    note: Text | None = None
    reading: Text | None = None


class TermSet(Model):
    """The province's words for the same things."""

    truong_khoi: Text
    """"Khối trưởng"."""
    pho_khoi: Text
    truong_cum: Text
    pho_cum: Text
    co_quan_tham_dinh: Text
    """"Ban Thi đua - Khen thưởng, Sở Nội vụ"."""
    tham_dinh_goi: Text | None = None
    """The same body inside a sentence: "Ban Thi đua - Khen thưởng"; None: in full."""
    tham_dinh_viet_tat: Text | None = None
    """The same body in the heading of a narrow column: "Ban TĐKT"; None: as inside a sentence."""
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
    selection: tuple[SelectionMethod, ...] = ()
    """Ways the conference may choose between; empty: by score, with the ballots the awards ask for."""
    refused_awards: tuple[RefusedAward, ...] = ()
    criteria_lists: tuple[CriteriaList, ...] = ()
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

    def method(self, method: str) -> SelectionMethod | None:
        """The way of choosing with this id; None: the regulation doesn't offer it."""
        return next((m for m in self.selection if m.id == method), None)

    def criteria_for(self, kind: str | None) -> tuple[CriteriaList, ...]:
        """The lists of named criteria for a kind of cluster, the common ones included."""
        return tuple(c for c in self.criteria_lists if not c.kinds or kind in c.kinds)

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
