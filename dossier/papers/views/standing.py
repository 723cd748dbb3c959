"""Scores, ranks, votes and proposals as the papers word them: one place, so that the papers can't disagree."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from dossier.core.vietnamese import format_count, join_names, lower_first, upper_first
from dossier.decisions.outcome import COLUMNS, AwardResult, BallotResult, Column, RankedUnit, Standing, VoteCount
from dossier.inputs.ho_so import DonVi
from dossier.papers.blocks import Block, Cell, Row, Table, cell, paragraph
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced, spacer
from dossier.papers.view import Context
from dossier.papers.views.fields import Fields
from dossier.papers.views.wording import Terms, award_name, award_phrase, percent_text, rank_number, score_text
from dossier.regulation.model import Award, Regulation

_PASSED_OVER = {
    Standing.DU_DIEU_KIEN_HET_CHI_TIEU: "Đủ điều kiện về điểm, ngoài số lượng được đề nghị",
    Standing.KHONG_DU_DIEM: "Chưa đủ điểm đề nghị khen thưởng",
    Standing.CHUA_XAC_DINH: "Chưa xác định",
}
"""How papers word the standing of units that were considered and are proposed for nothing."""
SHORT_HEADING = 12
"""Letters of a heading that stand on two lines of a narrow column."""
NOT_CONSIDERED = (Standing.KHONG_XET, Standing.CHUA_XET)


@dataclass(frozen=True, slots=True)
class Proposal:
    """One unit proposed for one award."""

    unit: DonVi
    award: Award
    ranked: RankedUnit
    votes: VoteCount | None


class Standings:
    """The decisions, worded."""

    def __init__(self, context: Context, fields: Fields) -> None:
        self.context = context
        self.case = context.case
        self.outcome = context.outcome
        self.regulation: Regulation = context.regulation
        self.fields = fields
        self.terms = Terms(context)
        self.places = context.case.bang_diem.so_le if context.case.bang_diem else 2

    def unit(self, unit: str) -> DonVi:
        """The member unit with this id."""
        return self.case.ho_so.don_vi(unit)

    # --- scores -----------------------------------------------------------------------------------------------

    def column_title(self, column: Column) -> str:
        """Heading of a score column."""
        named = {shown.id: shown.title for shown in self.regulation.score.columns}
        if column in named:
            return named[column]
        return {
            "tu_cham": "Điểm tự chấm",
            "khoi_cham": f"Điểm {self.terms.nhom} chấm",
            "tham_dinh": f"Điểm {self.terms.tham_dinh_viet_tat} thẩm định",
        }[column]

    def column_short(self, column: Column) -> str:
        """Heading of a score column under "Điểm"."""
        return upper_first(self.column_title(column).removeprefix("Điểm "))

    def column_width(self, column: Column, short: float = 14.0, long: float = 21.5) -> float:
        """Room in a table for the words of the heading: two words on a line where there are many."""
        return short if len(self.column_short(column)) <= SHORT_HEADING else long

    @property
    def columns(self) -> tuple[Column, ...]:
        """Scores that the regulation wants shown; where it names none, the appraised one only if it decides."""
        shown = {column.id for column in self.regulation.score.columns}
        if shown:
            return tuple(column for column in COLUMNS if column in shown)
        return COLUMNS if self.outcome.column == "tham_dinh" else ("tu_cham", "khoi_cham")

    def total(self, unit: str, column: Column) -> str:
        """Total of a unit in one column; dots and a gap where it is missing."""
        scores = self.outcome.units.get(unit)
        value = scores.total.by(column) if scores else None
        missing = scores.missing[0] if scores and scores.missing else f"/don_vi/{unit}"
        return self.fields.need(
            "diem",
            score_text(value, self.places),
            about=f"{lower_first(self.column_title(column))}, {self.unit(unit).ten}",
            pointer=f"bang_diem.yaml#{missing}",
        )

    def score(self, unit: str) -> str:
        """The total that decides."""
        return self.total(unit, self.outcome.column)

    def rank(self, ranked: RankedUnit) -> str:
        """Place for a table cell: "1", "2 (đồng hạng)", "-" for a unit that is not ranked."""
        number = rank_number(ranked)
        if number is None:
            return "-"
        return f"{number} (đồng hạng)" if ranked.order is None and ranked.tied_with else str(number)

    def rank_phrase(self, ranked: RankedUnit) -> str:
        """As in "xếp thứ 2 trong khối (đồng điểm, …)"."""
        number = rank_number(ranked)
        if number is None:
            return f"chưa xếp thứ trong {self.terms.nhom}"
        text = f"xếp thứ {number} trong {self.terms.nhom}"
        if ranked.tied_with:
            names = " và ".join(self.unit(other).ten for other in ranked.tied_with)
            settled = self.settled_by(ranked)
            text += f" (đồng điểm với {names}" + (f", phân định qua {settled})" if settled else ")")
        return text

    def settled_by(self, ranked: RankedUnit) -> str | None:
        """How a tie was settled: "bỏ phiếu suy tôn"; the votes themselves stand beside it."""
        if ranked.tie_settled is None:
            return None
        return "bỏ phiếu suy tôn" if ranked.tie_settled.startswith("bỏ phiếu") else ranked.tie_settled

    # --- votes ------------------------------------------------------------------------------------------------

    def votes(self, unit: str, award: Award | None = None) -> VoteCount | None:
        """The unit's votes, if it was on the ballot; for the lead unit's award those of the last round."""
        ballot = self.outcome.ballot_2 if award and award.leader and self.outcome.ballot_2 else self.outcome.ballot
        return next((count for count in ballot.counts if count.don_vi == unit), None) if ballot else None

    def _ballot_of(self, count: VoteCount) -> BallotResult | None:
        """The round in which these votes were cast."""
        rounds = (self.outcome.ballot, self.outcome.ballot_2)
        return next((ballot for ballot in rounds if ballot and any(one is count for one in ballot.counts)), rounds[0])

    def vote_count(self, count: VoteCount) -> str:
        """As in "08/09" votes of the base, for a table or a sentence."""
        votes = None if count.so_phieu is None else format_count(count.so_phieu)
        text = self.fields.need("so_phieu", votes, about=self.unit(count.don_vi).ten)
        ballot = self._ballot_of(count)
        return f"{text}/{format_count(ballot.base)}" if ballot and ballot.base else text

    def vote_percent(self, count: VoteCount) -> str:
        """As in "88,89%" of the base."""
        return self.fields.need("so_phieu", percent_text(count), about=self.unit(count.don_vi).ten)

    def vote_phrase(self, count: VoteCount) -> str:
        """As in "đạt 08/09 phiếu suy tôn (bằng 88,89% số đơn vị tham gia bỏ phiếu)"."""
        base = base_title(self._ballot_of(count))
        return f"đạt {self.vote_count(count)} phiếu suy tôn (bằng {self.vote_percent(count)} {base})"

    def round_name(self, count: VoteCount) -> str:
        """As in "lần 2": the round in which these votes were cast; empty where there is only one."""
        rules = self.regulation.ballot
        if rules is None or rules.rounds < 2:
            return ""
        return "lần 2" if self._ballot_of(count) is self.outcome.ballot_2 else "lần 1"

    def votes_by_round(self, unit: str, award: Award | None) -> str:
        """As in "lần 1 đạt 10/10 phiếu suy tôn (…); lần 2 đạt 07/10 phiếu suy tôn (…)": the second only for the lead unit's award.

        Empty for a unit without a vote.
        """
        rounds = [self.votes(unit), self.votes(unit, award) if award else None]
        counts = [count for number, count in enumerate(rounds) if count and not (number and count is rounds[0])]
        return "; ".join(
            f"{self.round_name(count)} {self.vote_phrase(count)}".lstrip() for count in counts if count.so_phieu
        )

    def base_note(self, ballot: BallotResult | None) -> str:
        """As in "Tỷ lệ tính trên số đơn vị tham gia bỏ phiếu (09)."."""
        base = format_count(ballot.base) if ballot and ballot.base is not None else None
        return f"Tỷ lệ phần trăm tính trên {base_title(ballot)}: {self.fields.need('so_don_vi_tham_gia', base)}."

    # --- proposals --------------------------------------------------------------------------------------------

    def proposals(self, award: str | None = None) -> tuple[Proposal, ...]:
        """Units the conference proposed, in the order of the papers, of one award or of all."""
        return tuple(
            Proposal(
                self.unit(unit),
                self.regulation.award(won),
                self.outcome.ranked(unit),
                self.votes(unit, self.regulation.award(won)),
            )
            for unit, won in self.outcome.proposed
            if award in (None, won) and self.regulation.award(won).chosen_by == "hoi_nghi"
        )

    def awards(self) -> tuple[tuple[AwardResult, Award], ...]:
        """Awards that this cluster may propose; what it honours units with itself is not among them."""
        return tuple(
            (result, self.regulation.award(result.id))
            for result in self.outcome.awards
            if not result.honour
            and self.regulation.award(result.id).chosen_by == "hoi_nghi"
            and (result.quota or result.proposed or result.undecided)
        )

    def unknown(self, result: AwardResult) -> bool:
        """Nothing can be said of an award yet: nobody is proposed, and units still lack scores."""
        if result.proposed or result.undecided:
            return False
        return any(unit.score is None and unit.standing not in NOT_CONSIDERED for unit in self.outcome.ranking)

    def not_known(self) -> str:
        """Dots in place of a result that needs the scores."""
        return self.fields.need("diem", None, about="kết quả bình xét")

    def sent_up(self) -> tuple[tuple[AwardResult, Award], ...]:
        """Honours of the cluster from which a council above chooses whom to propose."""
        chosen_above = {award.among for award in self.regulation.awards if award.chosen_by == "cap_tren"}
        return tuple(
            (result, self.regulation.award(result.id))
            for result in self.outcome.awards
            if result.honour and result.id in chosen_above and result.proposed
        )

    def honours(self) -> list[str]:
        """As in "Nhất: Xã A (98,50 điểm)": the units the cluster honours itself, by honour."""
        told = []
        for result in self.outcome.awards:
            if result.honour and result.proposed:
                names = [f"{self.unit(unit).ten} ({self.score(unit)} điểm)" for unit in result.proposed]
                told.append(f"{self.regulation.award(result.id).title}: {join_names(names)}")
            elif result.honour and result.undecided:
                names = [self.unit(unit).ten for unit in result.undecided]
                told.append(
                    f"{self.regulation.award(result.id).title}: chưa xác định do bằng điểm giữa {join_names(names)}"
                )
        return told

    def passed_over(self) -> list[str]:
        """Units considered and proposed for nothing: one sentence for each clause, which says each ground once."""
        told: dict[str, dict[str, list[str]]] = {}
        for ranked in self._considered_in_vain():
            title, name = self._passed_over(ranked.standing) or "", self.unit(ranked.don_vi).ten
            if ranked.standing is Standing.CHUA_XAC_DINH:
                title = f"{title}: {self.reason(ranked)}"
            else:
                name += f" ({self.score(ranked.don_vi)} điểm{self._short(ranked)})"
            told.setdefault(str(ranked.citation or ""), {}).setdefault(title, []).append(name)
        return [
            upper_first("; ".join(f"{lower_first(title)}: {join_names(names)}" for title, names in grounds.items()))
            + (f" (căn cứ {clause})" if clause else "")
            for clause, grounds in told.items()
        ]

    def passed_over_beside_table(self) -> list[str]:
        """The same for a paper whose table gives every unit's standing: only where the table can't say all of it."""
        told_in_table = not any(self._short(ranked) for ranked in self._considered_in_vain())
        return [] if told_in_table else self.passed_over()

    def passed_over_shortly(self) -> list[str]:
        """The same for a paper that goes up with the minutes and the table: the clause alone where they say the rest."""
        passed = self._considered_in_vain()
        if any(self._short(ranked) or ranked.standing is Standing.CHUA_XAC_DINH for ranked in passed):
            return self.passed_over()
        clauses = list(dict.fromkeys(str(ranked.citation) for ranked in passed if ranked.citation))
        return [f"Các đơn vị còn lại không được đề nghị khen thưởng theo {join_names(clauses)}"] if clauses else []

    def _considered_in_vain(self) -> list[RankedUnit]:
        ranking = self.outcome.ranking
        return [r for r in ranking if r.score is not None and self._passed_over(r.standing) is not None]

    def _passed_over(self, standing: Standing) -> str | None:
        """How papers word a standing without a proposal; of points only where the regulation sets a threshold."""
        if standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU and all(r.threshold is None for r in self.outcome.awards):
            return "Ngoài số đơn vị được suy tôn, đề nghị khen thưởng"
        return _PASSED_OVER.get(standing)

    def _short(self, ranked: RankedUnit) -> str:
        """The contents in which a unit with too few points falls short: ", trong đó nội dung I 49,50 điểm"."""
        if ranked.standing is not Standing.KHONG_DU_DIEM:
            return ""
        scores = self.outcome.units.get(ranked.don_vi)
        wanted: dict[str, Decimal] = {}
        for result, award in self.awards():
            if result.quota:
                wanted.update({limit.content: limit.at_least for limit in award.content_thresholds})
        short = []
        for content, least in wanted.items():
            given = scores.contents.get(content) if scores else None
            value = given.by(self.outcome.column) if given else None
            if value is not None and value < least:
                short.append(f"nội dung {content} {score_text(value, self.places)} điểm")
        return f", trong đó {join_names(short)}" if short else ""

    def by_vote(self, award: Award) -> bool:
        """Units are proposed for this award by their votes."""
        rules = self.regulation.ballot
        return award.ballot or (rules is not None and rules.rounds > 1 and self.outcome.ballot is not None)

    def ground(self, proposal: Proposal) -> str:
        """What the proposal of one unit rests on: score, rank, votes; reads after the achievement."""
        source = {"tham_dinh": "sau thẩm định", "khoi_cham": f"do {self.terms.nhom} chấm", "tu_cham": "tự chấm"}
        score = f"đạt {self.score(proposal.unit.id)} điểm {source[self.outcome.column]}"
        text = f"{score}, {self.rank_phrase(proposal.ranked)}"
        if proposal.votes and self.by_vote(proposal.award):
            named = self.round_name(proposal.votes)
            told = self.votes_by_round(proposal.unit.id, proposal.award) if named else ""
            text += f"; bỏ phiếu {told}" if told else f"; {self.vote_phrase(proposal.votes)}"
        return text

    def score_source(self) -> str:
        """Whose score decides, as it reads after "tổng điểm"."""
        if self.outcome.column == "tham_dinh":
            return f"được {self.terms.tham_dinh_goi} thẩm định"
        return "tự chấm" if self.outcome.column == "tu_cham" else f"được {self.terms.nhom} chấm"

    def standing_text(self, ranked: RankedUnit) -> str:
        """For the last column of tables: what a unit is proposed for, or why not."""
        if ranked.award:
            phrase = f"Đề nghị {award_phrase(self.regulation.award(ranked.award))}"
            return f"{self.regulation.award(ranked.honour).title}; {lower_first(phrase)}" if ranked.honour else phrase
        if ranked.honour:
            return f"Suy tôn: {self.regulation.award(ranked.honour).title}"
        return {
            Standing.DU_DIEU_KIEN_HET_CHI_TIEU: self._passed_over(ranked.standing) or "",
            Standing.KHONG_DU_DIEM: self._passed_over(ranked.standing) or "",
            Standing.KHONG_XET: f"Không xét khen thưởng: {self.reason(ranked)}",
            Standing.CHUA_XET: f"Chưa xét khen thưởng: {self.reason(ranked)}",
            Standing.CHUA_XAC_DINH: f"Chưa xác định: {self.reason(ranked)}",
        }.get(ranked.standing, "")

    def standing_cell(self, ranked: RankedUnit) -> str:
        """The same, short enough for a table: the ground of a unit not considered without its details."""
        if ranked.standing not in NOT_CONSIDERED:
            return self.standing_text(ranked)
        ids = {entry.can_cu for entry in self.case.ho_so.khong_xet if entry.don_vi == ranked.don_vi}
        titles = [lower_first(rule.title) for rule in self.regulation.exclusions if rule.id in ids]
        effect = "Không xét" if ranked.standing is Standing.KHONG_XET else "Chưa xét"
        return f"{effect} khen thưởng: {'; '.join(titles) or self.reason(ranked)}"

    def proposal_cell(self, ranked: RankedUnit) -> str:
        """Under a heading that says "Đề nghị …": the award itself, or why there is none."""
        if ranked.award is None:
            return self.standing_cell(ranked)
        name = award_name(self.regulation.award(ranked.award))
        return f"{self.regulation.award(ranked.honour).title}; {name}" if ranked.honour else name

    def reason(self, ranked: RankedUnit) -> str:
        """Why a unit stands where it stands, without its closing full stop."""
        text = ranked.reason.rstrip(" .")
        for prefix in ("Không xét: ", "Chưa xét: "):
            text = text.removeprefix(prefix)
        return lower_first(text)

    def not_considered(self) -> tuple[RankedUnit, ...]:
        """Units not considered or postponed."""
        return tuple(unit for unit in self.outcome.ranking if unit.standing in NOT_CONSIDERED)

    def out_of_quota(self) -> tuple[RankedUnit, ...]:
        """Units that qualify by score and fall outside the quota."""
        return tuple(u for u in self.outcome.ranking if u.standing is Standing.DU_DIEU_KIEN_HET_CHI_TIEU)

    # --- tables -----------------------------------------------------------------------------------------------

    def score_table(self, *, columns: tuple[Column, ...], standing: bool, width: float = TEXT_WIDTH) -> list[Block]:
        """All units with their totals, rank and, after the meeting, what they are proposed for."""
        titles = ["TT", "Đơn vị", *(self.column_title(column) for column in columns)]
        weights = [9.0, 47.0, *(self.column_width(column, 20.0, 27.0) for column in columns)]
        if standing:
            titles += ["Xếp thứ", "Đề nghị khen thưởng"]
            weights += [14.0, 55.0]
        rows = [header_row(titles)]
        for number, ranked in enumerate(self.outcome.ranking, start=1):
            cells = [cell(str(number), "o_bang_giua"), cell(self.unit(ranked.don_vi).ten)]
            cells += [cell(self.total(ranked.don_vi, column), "o_bang_giua") for column in columns]
            if standing:
                cells += [cell(self.rank(ranked), "o_bang_giua"), cell(self.proposal_cell(ranked))]
            rows.append(Row(tuple(cells), cant_split=True))
        return spaced(Table(tuple(rows), scaled(weights, width)))

    def scores_told(self, columns: tuple[Column, ...], width: float = TEXT_WIDTH) -> list[Block]:
        """Totals and place by score as the meeting hears them, before it votes: ties are still ties."""
        titles = ["TT", "Đơn vị", *(self.column_title(column) for column in columns), "Xếp thứ theo điểm", "Ghi chú"]
        rows = [header_row(titles)]
        for number, ranked in enumerate(self.outcome.ranking, start=1):
            rows.append(
                Row(
                    (
                        cell(str(number), "o_bang_giua"),
                        cell(self.unit(ranked.don_vi).ten),
                        *(cell(self.total(ranked.don_vi, column), "o_bang_giua") for column in columns),
                        cell("-" if ranked.rank is None else str(ranked.rank), "o_bang_giua"),
                        text_cell(self.heard(ranked)),
                    ),
                    cant_split=True,
                )
            )
        weights = [9.0, 52.0, *(self.column_width(column, 20.0, 27.0) for column in columns), 21.0, 42.0]
        return spaced(Table(tuple(rows), scaled(weights, width)))

    def heard(self, ranked: RankedUnit) -> str:
        """What can be said of a unit before anybody votes: not considered, or tied with whom."""
        if ranked.standing in NOT_CONSIDERED:
            return self.standing_cell(ranked)
        return f"Bằng điểm với {join_names([self.unit(u).ten for u in ranked.tied_with])}" if ranked.tied_with else "-"

    def ballot_table(self, ballot: BallotResult | None, width: float = TEXT_WIDTH) -> list[Block]:
        """Votes of one round from high to low, and the base of the percentages."""
        if ballot is None:
            return []
        rows = [header_row(["TT", "Tên đơn vị", "Số phiếu tín nhiệm", "Tỷ lệ"])]
        for number, count in enumerate(ballot.counts, start=1):
            rows.append(
                Row(
                    (
                        cell(str(number), "o_bang_giua"),
                        cell(self.unit(count.don_vi).ten),
                        cell(self.vote_count(count), "o_bang_giua"),
                        cell(self.vote_percent(count), "o_bang_giua"),
                    ),
                    cant_split=True,
                    keep_next=len(ballot.counts) <= 15,
                )
            )
        if not ballot.counts:
            told = self.fields.need("so_phieu", None)
            rows.append(Row((cell("1", "o_bang_giua"), cell(told), *(cell(told, "o_bang_giua") for _ in range(2)))))
        note = paragraph(f"({self.base_note(ballot).rstrip('.')})", "nghieng_giua")
        return [spacer(keep_next=True), Table(tuple(rows), scaled([12, 88, 42, 23], width)), note]


def base_title(ballot: BallotResult | None) -> str:
    """What percentages are taken of."""
    return lower_first(ballot.base_title) if ballot else "số phiếu"


def text_cell(text: str, style: str = "o_bang") -> Cell:
    """A cell of text; a dash in the middle where there is none."""
    return cell(text, style) if text not in ("", "-") else cell("-", "o_bang_giua")


def header_row(titles: list[str], style: str = "dau_bang") -> Row:
    """One header row that repeats on each page."""
    return Row(tuple(header_cell(title, style=style) for title in titles), header=True, cant_split=True)


def header_cell(title: str, *, col_span: int = 1, row_span: int = 1, style: str = "dau_bang") -> Cell:
    """A header cell; ``dau_bang_rong`` in a table of many columns."""
    return cell(title, style, col_span=col_span, row_span=row_span, valign="middle")
