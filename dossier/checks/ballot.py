"""BAL: the ballot of the cluster's conference. Another body's rule (a council's 80% or 90%) is never applied here."""

from __future__ import annotations

from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject
from dossier.core.vietnamese import format_decimal, format_time, join_names
from dossier.decisions.outcome import Standing
from dossier.inputs.ho_so import BoPhieu, Nguoi, UngVien
from dossier.regulation.model import Cite

COUNTS = {
    "so_don_vi_tham_gia": "số đơn vị tham gia",
    "phat_ra": "số phiếu phát ra",
    "thu_ve": "số phiếu thu về",
    "hop_le": "số phiếu hợp lệ",
    "khong_hop_le": "số phiếu không hợp lệ",
}
ROOT = "/ho_so/bo_phieu"
SECOND = "/ho_so/bo_phieu_lan_2"
PAPER = "bien_ban_kiem_phieu"


def _ballot(s: Subject) -> BoPhieu:
    assert s.case.ho_so.bo_phieu is not None
    return s.case.ho_so.bo_phieu


def _cites(s: Subject) -> tuple[Cite, ...]:
    return (s.regulation.ballot.cite,) if s.regulation.ballot else ()


def _candidate(index: int, field: str, root: str = ROOT) -> str:
    return f"{root}/ung_vien/{index}/{field}"


def ballots(s: Subject) -> list[tuple[str, BoPhieu]]:
    """Each ballot held with its place: the one, or the rounds."""
    ho_so = s.case.ho_so
    held = ((ROOT, ho_so.bo_phieu), (SECOND, ho_so.bo_phieu_lan_2))
    return [(root, ballot) for root, ballot in held if ballot is not None]


def rounds(s: Subject) -> int:
    """Rounds of the ballot that the regulation asks for."""
    return s.regulation.ballot.rounds if s.regulation.ballot else 1


def present_units(s: Subject) -> set[str] | None:
    """Member units with somebody at the conference; None: not recorded."""
    meeting = s.case.ho_so.hoi_nghi
    if meeting is None or meeting.du_hop is None:
        return None
    people = [*meeting.du_hop, *(p for p in (meeting.chu_tri, meeting.thu_ky) if p)]
    return {person.don_vi for person in people if person.don_vi in s.units and person.don_vi is not None}


@rule("BAL-001", "BAL-002", needs=("bo_phieu",))
def slips_add_up(s: Subject) -> Outcomes:
    """Issued >= returned = valid + invalid."""
    for root, b in ballots(s):
        if b.phat_ra is None or b.thu_ve is None:
            yield Unchecked("BAL-001", "thieu_so_phieu", {"thieu": "số phiếu phát ra hoặc thu về"})
        elif b.thu_ve > b.phat_ra:
            yield hit(
                "BAL-001", f"{root}/thu_ve", paper=PAPER, cites=_cites(s), thu_ve=str(b.thu_ve), phat_ra=str(b.phat_ra)
            )
        if b.thu_ve is None or b.hop_le is None or b.khong_hop_le is None:
            yield Unchecked("BAL-002", "thieu_so_phieu", {"thieu": "số phiếu thu về, hợp lệ hoặc không hợp lệ"})
        elif b.thu_ve != b.hop_le + b.khong_hop_le:
            yield hit(
                "BAL-002",
                f"{root}/hop_le",
                paper=PAPER,
                cites=_cites(s),
                thu_ve=str(b.thu_ve),
                hop_le=str(b.hop_le),
                khong_hop_le=str(b.khong_hop_le),
                tong=str(b.hop_le + b.khong_hop_le),
            )


def _picks_one(s: Subject) -> bool:
    """Whether the slip of the only round names one unit: the lead unit, or one of those with the same score."""
    on_tie = s.regulation.ballot is not None and s.regulation.ballot.only_on_tie
    return rounds(s) == 1 and (on_tie or any(award.leader and award.ballot for award in s.regulation.awards))


@rule("BAL-003", "BAL-004", needs=("bo_phieu",))
def votes_within_valid(s: Subject) -> Outcomes:
    """Each unit's votes within the valid slips; on a slip that names one unit, all votes together too."""
    for root, b in ballots(s):
        if b.hop_le is None:
            for code in ("BAL-003", "BAL-004"):
                yield Unchecked(code, "thieu_so_phieu", {"thieu": "số phiếu hợp lệ"})
            continue
        for index, candidate in enumerate(b.ung_vien):
            if candidate.so_phieu is not None and candidate.so_phieu > b.hop_le:
                yield hit(
                    "BAL-003",
                    _candidate(index, "so_phieu", root),
                    unit=candidate.don_vi,
                    paper=PAPER,
                    cites=_cites(s),
                    don_vi=s.name(candidate.don_vi),
                    so=str(candidate.so_phieu),
                    hop_le=str(b.hop_le),
                )
        picks_one = rounds(s) > 1 if root == SECOND else _picks_one(s)
        total = sum(candidate.so_phieu or 0 for candidate in b.ung_vien)
        if picks_one and total > b.hop_le:
            yield hit(
                "BAL-004", f"{root}/ung_vien", paper=PAPER, cites=_cites(s), tong=str(total), hop_le=str(b.hop_le)
            )


@rule("BAL-005", "BAL-006", needs=("bo_phieu",))
def voters(s: Subject) -> Outcomes:
    """Slips issued, units taking part, units present and members agree."""
    for root, b in ballots(s):
        if b.so_don_vi_tham_gia is None:
            for code in ("BAL-005", "BAL-006"):
                yield Unchecked(code, "thieu_so_phieu", {"thieu": COUNTS["so_don_vi_tham_gia"]})
            continue
        voting = b.so_don_vi_tham_gia
        if b.phat_ra is not None and b.phat_ra != voting:
            yield hit("BAL-005", f"{root}/phat_ra", paper=PAPER, phat_ra=str(b.phat_ra), tham_gia=str(voting))
        present = present_units(s)
        reason = None
        if voting > len(s.units):
            reason = f"nhóm chỉ có {len(s.units)} đơn vị thành viên"
        elif present is not None and voting > len(present):
            reason = f"chỉ có {len(present)} đơn vị thành viên có người dự họp"
        if reason:
            yield hit(
                "BAL-006",
                f"{root}/so_don_vi_tham_gia",
                paper=PAPER,
                cites=_cites(s),
                tham_gia=str(voting),
                ly_do=reason,
            )


@rule("BAL-007", needs=("bo_phieu",))
def candidates_considered(s: Subject) -> Outcomes:
    """Excluded and postponed units are not on the slip."""
    words = {Standing.KHONG_XET: "không xét", Standing.CHUA_XET: "chưa xét"}
    standing = {ranked.don_vi: ranked for ranked in s.outcome.ranking}
    for index, candidate in enumerate(_ballot(s).ung_vien):
        ranked = standing.get(candidate.don_vi)
        if ranked is None or ranked.standing not in words:
            continue
        yield hit(
            "BAL-007",
            _candidate(index, "don_vi"),
            unit=candidate.don_vi,
            paper=PAPER,
            cites=_exclusion_cites(s, candidate.don_vi) or _cites(s),
            don_vi=s.name(candidate.don_vi),
            ly_do=words[ranked.standing],
        )


def _exclusion_cites(s: Subject, unit: str) -> tuple[Cite, ...]:
    grounds = {entry.can_cu for entry in s.case.ho_so.khong_xet if entry.don_vi == unit}
    return tuple(e.cite for e in s.regulation.exclusions if e.id in grounds)


def _most_voted(ballot: BoPhieu) -> list[UngVien]:
    """Candidates with the most votes; empty when nobody has a vote or a count is missing."""
    votes = [candidate.so_phieu for candidate in ballot.ung_vien]
    if not votes or any(v is None for v in votes):
        return []
    best = max(v for v in votes if v is not None)
    return [c for c in ballot.ung_vien if c.so_phieu == best] if best else []


@rule("BAL-008", needs=("bo_phieu", "quy_dinh_bo_phieu"))
def elected_unit_leads(s: Subject) -> Outcomes:
    """Phần III.I.1.a: the lead unit is the one with the highest score."""
    assert s.regulation.ballot is not None
    chosen = _most_voted(_ballot(s))
    if not s.regulation.ballot.winner_must_lead or len(chosen) != 1:
        return
    scores = {r.don_vi: r.score for r in s.outcome.ranking if r.rank is not None and r.score is not None}
    elected = chosen[0].don_vi
    if elected not in scores:
        yield Unchecked("BAL-008", "thieu_diem", {"don_vi": s.name(elected)})
        return
    top = max(scores, key=lambda unit: scores[unit])
    if scores[elected] < scores[top]:
        index = _ballot(s).ung_vien.index(chosen[0])
        yield hit(
            "BAL-008",
            _candidate(index, "so_phieu"),
            unit=elected,
            paper=PAPER,
            cites=_cites(s),
            don_vi=s.name(elected),
            diem=format_decimal(scores[elected]),
            cao_nhat=format_decimal(scores[top]),
            ten_cao_nhat=s.name(top),
        )


@rule("BAL-009", needs=("bo_phieu", "ket_qua_phieu"))
def somebody_elected(s: Subject) -> Outcomes:
    """A draw, no votes, or nobody over the threshold: said, never settled by the machine."""
    assert s.outcome.ballot is not None
    if rounds(s) > 1:
        return
    b = _ballot(s)
    if any(candidate.so_phieu is None for candidate in b.ung_vien):
        yield Unchecked("BAL-009", "thieu_so_phieu", {"thieu": "số phiếu của từng đơn vị"})
        return
    chosen = _most_voted(b)
    if len(chosen) > 1:
        names = join_names([s.name(candidate.don_vi) for candidate in chosen])
        reason = f"{names} cùng được {chosen[0].so_phieu} phiếu"
    elif not chosen:
        reason = "không đơn vị nào có phiếu"
    elif any(c.don_vi == chosen[0].don_vi and c.elected is False for c in s.outcome.ballot.counts) and (
        s.regulation.ballot is not None and s.regulation.ballot.more_than is not None
    ):
        reason = f"{s.name(chosen[0].don_vi)} được nhiều phiếu nhất nhưng chưa quá tỷ lệ quy định"
    else:
        return
    yield hit("BAL-009", f"{ROOT}/ung_vien", paper=PAPER, cites=_cites(s), ly_do=reason)


@rule("BAL-010", needs=("bo_phieu",))
def counts_given(s: Subject) -> Outcomes:
    """Missing is not zero: every count is stated."""
    for root, b in ballots(s):
        missing = [(f"{root}/{field}", words) for field, words in COUNTS.items() if getattr(b, field) is None]
        if not b.ung_vien:
            missing.append((f"{root}/ung_vien", "danh sách đơn vị trên phiếu"))
        uncounted = [i for i, candidate in enumerate(b.ung_vien) if candidate.so_phieu is None]
        if uncounted:
            names = join_names([s.name(b.ung_vien[i].don_vi) for i in uncounted])
            missing.append((_candidate(uncounted[0], "so_phieu", root), f"số phiếu của {names}"))
        if missing:
            words = ", ".join(words for _at, words in missing)
            yield hit("BAL-010", missing[0][0], paper=PAPER, cites=_cites(s), thieu=words)


@rule("BAL-011", "BAL-012", "BAL-023", needs=("bo_phieu",))
def counting_board(s: Subject) -> Outcomes:
    """A head and members, each once, present at the conference, not all from one unit that stands on the slip."""
    for root, b in ballots(s):
        yield from _board(s, root, b)


def _board(s: Subject, root: str, b: BoPhieu) -> Outcomes:
    if b.truong_ban is None:
        yield hit("BAL-011", f"{root}/truong_ban", paper=PAPER, ly_do="chưa có trưởng ban")
    if not b.uy_vien:
        yield hit("BAL-011", f"{root}/uy_vien", paper=PAPER, ly_do="chưa có ủy viên")
    board: list[tuple[str, Nguoi]] = [(f"{root}/truong_ban", b.truong_ban)] if b.truong_ban else []
    board += [(f"{root}/uy_vien/{i}", person) for i, person in enumerate(b.uy_vien)]
    meeting = s.case.ho_so.hoi_nghi
    there = None if meeting is None or meeting.du_hop is None else (*meeting.du_hop, *meeting.khach_moi)
    names = None if there is None else {person.ho_ten.casefold() for person in there}
    seen: set[tuple[str, str | None]] = set()
    for at, person in board:
        key = (person.ho_ten.casefold(), person.don_vi or person.co_quan)
        if key in seen:
            yield hit("BAL-011", f"{at}/ho_ten", paper=PAPER, ly_do=f"{person.ho_ten} được ghi hai lần")
        elif names is not None and key[0] not in names:
            yield hit("BAL-023", f"{at}/ho_ten", unit=person.don_vi, paper=PAPER, ho_ten=person.ho_ten)
        seen.add(key)
    units = {person.don_vi for _at, person in board}
    only = next(iter(units)) if len(units) == 1 else None
    if len(board) > 1 and only is not None and only in {c.don_vi for c in b.ung_vien}:
        yield hit("BAL-012", f"{root}/uy_vien", unit=only, paper=PAPER, don_vi=s.name(only))


@rule("BAL-014", needs=("bo_phieu", "ket_qua_phieu"))
def base_not_zero(s: Subject) -> Outcomes:
    """Percentages need a base; it is printed beside them."""
    assert s.outcome.ballot is not None
    if s.outcome.ballot.base is None:
        yield Unchecked("BAL-014", "thieu_so_phieu", {"thieu": s.outcome.ballot.base_title})
    elif s.outcome.ballot.base == 0:
        yield hit("BAL-014", ROOT, paper=PAPER, cites=_cites(s), ten=s.outcome.ballot.base_title)


@rule("BAL-013", needs=("bo_phieu", "hoi_nghi"))
def counted_during_the_meeting(s: Subject) -> Outcomes:
    """Votes are counted while the conference sits."""
    assert s.case.ho_so.hoi_nghi is not None
    meeting = s.case.ho_so.hoi_nghi
    for root, ballot in ballots(s):
        at = ballot.gio_kiem_phieu
        if at is None or meeting.bat_dau is None or meeting.ket_thuc is None:
            yield Unchecked("BAL-013", "thieu_ngay", {"thieu": "giờ kiểm phiếu hoặc giờ của hội nghị"})
        elif meeting.ket_thuc <= meeting.bat_dau:  # DAT-006 says so
            yield Unchecked("BAL-013", "gio_hop_sai")
        elif not meeting.bat_dau <= at <= meeting.ket_thuc:
            yield hit(
                "BAL-013",
                f"{root}/gio_kiem_phieu",
                paper=PAPER,
                gio=f"{format_time(at)} ngày {at:%d/%m/%Y}",
                bat_dau=format_time(meeting.bat_dau),
                ket_thuc=format_time(meeting.ket_thuc),
            )
