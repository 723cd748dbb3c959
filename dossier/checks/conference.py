"""TXT: the minutes agree with themselves: who presided, who wrote, who was there, who was elected."""

from __future__ import annotations

from dossier.checks.ballot import present_units
from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import format_decimal, join_names
from dossier.inputs.ho_so import HoiNghi, Nguoi, VaiTro

ROOT = "/ho_so/hoi_nghi"
PAPER = "bien_ban_hop"
NEEDED = {
    "bat_dau": "giờ bắt đầu",
    "ket_thuc": "giờ kết thúc",
    "dia_diem": "địa điểm",
    "du_hop": "thành phần dự họp",
    "chu_tri": "người chủ trì",
    "thu_ky": "thư ký",
}
"""Parts of minutes by Mẫu 1.9."""


def _meeting(s: Subject) -> HoiNghi:
    assert s.case.ho_so.hoi_nghi is not None
    return s.case.ho_so.hoi_nghi


def _same(one: Nguoi, other: Nguoi) -> bool:
    """The same person: same name, and no contradiction about the unit."""
    units = {one.don_vi, other.don_vi} - {None}
    return one.ho_ten.casefold() == other.ho_ten.casefold() and len(units) < 2


def _meetings(s: Subject) -> list[tuple[str, str, HoiNghi]]:
    """(place, paper, meeting) of the conference and of the six-month one, where it is told."""
    found = [(ROOT, PAPER, _meeting(s))]
    half_year = s.case.ho_so.hoi_nghi_so_ket
    return found + ([("/ho_so/hoi_nghi_so_ket", "bien_ban_so_ket", half_year)] if half_year else [])


@rule("TXT-001", needs=("hoi_nghi",))
def chair_is_not_secretary(s: Subject) -> Outcomes:
    """Two people."""
    for root, paper, meeting in _meetings(s):
        if meeting.chu_tri is None or meeting.thu_ky is None:
            if root == ROOT:
                yield Unchecked("TXT-001", "chua_khai", {"thieu": "chủ trì hoặc thư ký"})
        elif _same(meeting.chu_tri, meeting.thu_ky):
            yield hit("TXT-001", f"{root}/thu_ky", paper=paper, ho_ten=meeting.thu_ky.ho_ten)


@rule("TXT-002", needs=("hoi_nghi",))
def chair_and_secretary_present(s: Subject) -> Outcomes:
    """Both are on the list of those present."""
    for root, paper, meeting in _meetings(s):
        if meeting.du_hop is None:
            if root == ROOT:
                yield Unchecked("TXT-002", "chua_khai", {"thieu": NEEDED["du_hop"]})
            continue
        people = (*meeting.du_hop, *meeting.khach_moi)
        for field, title, person in (("chu_tri", "Chủ trì", meeting.chu_tri), ("thu_ky", "Thư ký", meeting.thu_ky)):
            if person is not None and not any(_same(person, other) for other in people):
                yield hit("TXT-002", f"{root}/{field}", paper=paper, vai=title, ho_ten=person.ho_ten)


@rule("TXT-003", needs=("hoi_nghi",))
def absent_or_present(s: Subject) -> Outcomes:
    """Nobody sits for a unit recorded as absent."""
    meeting = _meeting(s)
    absent = {entry.don_vi for entry in meeting.vang_mat}
    for index, person in enumerate(meeting.du_hop or ()):
        if person.don_vi is not None and person.don_vi in absent:
            yield hit(
                "TXT-003",
                pointer("ho_so", "hoi_nghi", "du_hop", index),
                unit=person.don_vi,
                paper=PAPER,
                don_vi=s.name(person.don_vi),
                ho_ten=person.ho_ten,
            )


@rule("TXT-022", needs=("hoi_nghi",))
def nobody_listed_twice(s: Subject) -> Outcomes:
    """One person, one line among those present and the guests."""
    meeting = _meeting(s)
    listed = [("du_hop", i, person) for i, person in enumerate(meeting.du_hop or ())]
    listed += [("khach_moi", i, person) for i, person in enumerate(meeting.khach_moi)]
    for index, (field, i, person) in enumerate(listed):
        if any(_same(person, other) and person.co_quan == other.co_quan for _f, _i, other in listed[:index]):
            at = pointer("ho_so", "hoi_nghi", field, i)
            yield hit("TXT-022", at, unit=person.don_vi, paper=PAPER, ho_ten=person.ho_ten)


@rule("TXT-004", needs=("hoi_nghi",))
def everybody_accounted_for(s: Subject) -> Outcomes:
    """Units present and units absent make up the membership."""
    present = present_units(s)
    if present is None:
        yield Unchecked("TXT-004", "chua_khai", {"thieu": NEEDED["du_hop"]})
        return
    absent = {entry.don_vi for entry in _meeting(s).vang_mat}
    unknown = [s.name(unit) for unit in s.units if unit not in present | absent]
    if unknown:
        yield hit(
            "TXT-004",
            f"{ROOT}/du_hop",
            paper=PAPER,
            danh_sach=join_names(unknown),
            so=str(len(unknown)),
            n=str(len(s.units)),
        )


@rule("TXT-005", needs=("hoi_nghi",))
def minutes_complete(s: Subject) -> Outcomes:
    """What Mẫu 1.9 of NĐ 30 asks of minutes."""
    meeting = _meeting(s)
    for field, words in NEEDED.items():
        if not getattr(meeting, field):
            yield hit("TXT-005", f"{ROOT}/{field}", paper=PAPER, thieu=words)


@rule("TXT-006", needs=("hoi_nghi",))
def chair_of_the_leader_unit(s: Subject) -> Outcomes:
    """The leader unit presides; another may by delegation, which the minutes should say."""
    chair, leader = _meeting(s).chu_tri, s.case.ho_so.truong
    if chair is None or leader is None:
        yield Unchecked("TXT-006", "chua_khai", {"thieu": "chủ trì hoặc đơn vị trưởng"})
    elif chair.don_vi != leader.id:
        yield hit("TXT-006", f"{ROOT}/chu_tri", paper=PAPER, ho_ten=chair.ho_ten, don_vi=leader.ten)


@rule("TXT-014", needs=("hoi_nghi",))
def next_year_elected(s: Subject) -> Outcomes:
    """Leader and deputy of next year: both elected, two units, in rotation."""
    if s.local_rule("bau_truong_pho") is None:
        return
    elected = _meeting(s).bau_nam_sau
    at = f"{ROOT}/bau_nam_sau"
    if elected is None or elected.truong is None or elected.pho is None:
        yield hit("TXT-014", at, paper=PAPER, ly_do="chưa ghi đủ đơn vị được bầu làm trưởng và phó")
        return
    if elected.truong == elected.pho:
        reason = f"{s.name(elected.truong)} được bầu cả trưởng và phó"
        yield hit("TXT-014", f"{at}/pho", unit=elected.pho, paper=PAPER, ly_do=reason)
    leader = s.case.ho_so.truong
    if leader is not None and elected.truong == leader.id:
        reason = f"{leader.ten} làm trưởng hai năm liền, không theo chế độ luân phiên"
        yield hit("TXT-014", f"{at}/truong", unit=leader.id, paper=PAPER, ly_do=reason)


@rule("TXT-018", needs=("hoi_nghi",))
def everybody_represented(s: Subject) -> Outcomes:
    """A conference that needs a share of the members, or all of them, to be held at all."""
    asked = s.local_rule("hoi_nghi_du_thanh_vien")
    if asked is None or asked.value is None:
        return
    present = present_units(s)
    if present is None:
        yield Unchecked("TXT-018", "chua_khai", {"thieu": NEEDED["du_hop"]})
        return
    if len(present) * 100 < asked.value * len(s.units):
        absent = [s.name(unit) for unit in s.units if unit not in present]
        yield hit(
            "TXT-018",
            f"{ROOT}/du_hop",
            paper=PAPER,
            cites=(asked.cite,),
            so=str(len(present)),
            n=str(len(s.units)),
            ty_le=format_decimal(asked.value),
            danh_sach=join_names(absent),
        )


@rule("TXT-019")
def chair_of_the_half_year(s: Subject) -> Outcomes:
    """Who presides over the six-month conference, where the regulation says so."""
    meeting = s.case.ho_so.hoi_nghi_so_ket
    if meeting is None:
        return
    for name, role in (("pho_chu_tri_so_ket", VaiTro.PHO), ("truong_chu_tri_so_ket", VaiTro.TRUONG)):
        asked = s.local_rule(name)
        wanted = [unit for unit in s.units.values() if unit.vai_tro is role]
        if asked is None or len(wanted) != 1:
            continue
        if meeting.chu_tri is None:
            yield Unchecked("TXT-019", "chua_khai", {"thieu": "người chủ trì hội nghị sơ kết"})
        elif meeting.chu_tri.don_vi != wanted[0].id:
            yield hit(
                "TXT-019",
                "/ho_so/hoi_nghi_so_ket/chu_tri",
                unit=wanted[0].id,
                cites=(asked.cite,),
                ho_ten=meeting.chu_tri.ho_ten,
                don_vi=wanted[0].ten,
            )


@rule("TXT-020", needs=("hoi_nghi",))
def member_of_the_council_invited(s: Subject) -> Outcomes:
    """The member of the provincial council in charge of the cluster is invited, where the regulation asks for it."""
    asked = s.local_rule("moi_thanh_vien_hoi_dong")
    if asked is not None and not _meeting(s).khach_moi:
        yield hit("TXT-020", f"{ROOT}/khach_moi", paper=PAPER, cites=(asked.cite,))
