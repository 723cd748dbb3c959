"""Bảng chấm điểm: the score table of one unit, self, cluster and board side by side, with the leader's confirmation."""

from __future__ import annotations

from decimal import Decimal

from dossier.core.vietnamese import format_count, format_decimal, upper
from dossier.decisions.outcome import BonusLine, Column, Scores, UnitScore
from dossier.inputs.bang_diem import CachCham, Chieu, DiemThuongTru, DiemTieuChi, PhieuDiem, TieuChi
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, scaled, spacer
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_cell
from dossier.papers.views.wording import Terms, balanced, office_lines, score_text

_WIDTHS = [13.0, 48.0, 14.5, 19.0, 13.5, 12.5]
"""TT, criterion, plan, result, percent, maximum."""
_LAST_WIDTHS = [54.0, 28.0]
"""Evidence, notes."""
_NOTHING = "-"


def bang_diem_view(key: PaperKey, context: Context) -> View:
    """The score table of one unit."""
    if key.unit is None:
        raise ValueError("a score table is about one unit")
    ho_so = context.case.ho_so
    unit = ho_so.don_vi(key.unit)
    fields = Fields(key.form, unit=unit.id, don_vi=unit_place(context, unit.id))
    issue = Issue(context, key, fields, unit, None)
    table = _ScoreTable(context, fields, unit.id)
    terms = Terms(context)
    told = Standings(context, fields)
    leader = ho_so.truong
    confirming = leader.nguoi_ky if leader else None
    office = f"\n{office_lines(confirming)} {upper(leader.ten)}" if leader and confirming else ""
    ranked = next((r for r in context.outcome.ranking if r.don_vi == unit.id), None)
    total = told.score(unit.id)
    rank = f"; {told.rank_phrase(ranked)}" if ranked and ranked.rank is not None else ""
    document = context.case.bang_diem.van_ban if context.case.bang_diem else None
    issued_by = f"ban hành kèm theo {document}" if document else "đã được các đơn vị thành viên thống nhất"
    values = {
        **issue.heading(),
        **issue.signature(),
        "nam": str(ho_so.nam),
        "trich_yeu": balanced(f"Đơn vị: {unit.ten} - {terms.ten}", 90),
        "can_cu_bang": f"(Theo Bảng tiêu chí chấm điểm của {terms.ten_ngan} {issued_by})",
        "bang": table.blocks(),
        "ket_luan": f"Tổng điểm {told.score_source()}: {total} điểm{rank}.",
        "xac_nhan": f"XÁC NHẬN CỦA {upper(terms.truong)}{office}",
        "xac_nhan_ten": fields.need("nguoi_xac_nhan", confirming.ho_ten if confirming else None),
    }
    return View(key.form, f"Bảng chấm điểm thi đua năm {ho_so.nam} của {unit.ten}", values, fields.gaps)


class _ScoreTable:
    """Rows of the table, from the criteria tree and the unit's scores."""

    def __init__(self, context: Context, fields: Fields, unit: str) -> None:
        self.context = context
        self.fields = fields
        self.unit = unit
        self.told = Standings(context, fields)
        self.columns = self.told.columns
        self.case = context.case.bang_diem
        self.sheet = (self.case.don_vi.get(unit) if self.case else None) or PhieuDiem()
        self.scores: UnitScore | None = context.outcome.units.get(unit)
        self.places = self.case.so_le if self.case else 2
        self.evidence = {entry.tep: entry.ten for entry in context.case.ho_so.dinh_kem}

    def blocks(self) -> list[Block]:
        if self.case is None:
            return [paragraph(self.fields.need("bang_diem", None))]
        rows = [*self._header()]
        for content in self.case.tieu_chi:
            rows.extend(self._rows(content, top=True))
        rows.extend(self._adjustments("Điểm thưởng", "diem_thuong", self.sheet.diem_thuong, bonus=True))
        rows.extend(self._adjustments("Điểm trừ", "diem_tru", self.sheet.diem_tru, bonus=False))
        total = self.scores.total if self.scores else Scores()
        most = "-" if self.context.outcome.scale is None else format_decimal(self.context.outcome.scale)
        rows.append(self._group("", "TỔNG ĐIỂM", most, total, "tổng điểm", keep=True))
        widths = [*_WIDTHS, *(self.told.column_width(column) for column in self.columns), *_LAST_WIDTHS]
        return [Table(tuple(rows), scaled(widths, TEXT_WIDTH_LANDSCAPE)), spacer(keep_next=True)]

    def _header(self) -> list[Row]:
        def head(title: str, *, col_span: int = 1, row_span: int = 1) -> Cell:
            return header_cell(title, col_span=col_span, row_span=row_span, style="dau_bang_rong")

        first = (
            head("TT", row_span=2),
            head("Nội dung, tiêu chí", row_span=2),
            head("Chỉ tiêu", col_span=3),
            head("Điểm", col_span=1 + len(self.columns)),
            head("Hồ sơ tài liệu kiểm chứng", row_span=2),
            head("Ghi chú", row_span=2),
        )
        second = (
            head("Kế hoạch"),
            head("Kết quả thực hiện"),
            head("Tỷ lệ %"),
            head("Tối đa"),
            *(head(self.told.column_short(column)) for column in self.columns),
        )
        return [Row(first, header=True, cant_split=True), Row(second, header=True, cant_split=True)]

    def _rows(self, node: TieuChi, *, top: bool = False) -> list[Row]:
        if not node.muc:
            return [self._criterion(node)]
        given = self.scores.criteria.get(node.id) if self.scores else None
        scores = self.scores.contents.get(node.id) if top and self.scores else None
        scores = scores or (given.scores if given else Scores())
        most = format_decimal(node.diem_toi_da)
        rows = [self._group(node.id, node.ten, most, scores, f"nội dung {node.id}", keep=True)]
        for child in node.muc:
            rows.extend(self._rows(child))
        return rows

    def _group(self, number: str, name: str, most: str, scores: Scores, about: str, *, keep: bool) -> Row:
        """A bold row with sums: its name over the columns of targets, nothing under evidence and notes."""
        label = (_bold(number, center=True), _bold(name, col_span=4)) if number else (_bold(name, col_span=5),)
        sums = (_bold(self._score(scores, column, about), center=True) for column in self.columns)
        return Row((*label, _bold(most, center=True), *sums, _cell("", col_span=2)), cant_split=True, keep_next=keep)

    def _criterion(self, node: TieuChi) -> Row:
        entry = self.sheet.diem.get(node.id) or DiemTieuChi()
        given = self.scores.criteria.get(node.id) if self.scores else None
        scores = given.scores if given else Scores()
        name = f"{entry.thay_the} (thay cho: {node.ten})" if entry.thay_the else node.ten
        counted = node.cach_cham in _JUDGED
        if node.don_vi_tinh and not counted and f"({node.don_vi_tinh})" not in name:
            name += f" ({node.don_vi_tinh})"
        if counted:
            reached: tuple[Cell, ...] = (_middle(_judged(node, entry), col_span=3),)
        else:
            percent = format_decimal(given.percent, 2) if given and given.percent is not None else _NOTHING
            reached = (_middle(_number(entry.ke_hoach)), _middle(_number(entry.ket_qua)), _middle(percent))
        lower = "Càng thấp càng tốt" if node.chieu is Chieu.THAP_HON_TOT else None
        notes = ". ".join(
            text.rstrip(" .;") for text in (_appraised(entry), entry.ghi_chu, node.ghi_chu, lower) if text
        )
        cells = (
            _middle(node.id),
            _cell(name),
            *reached,
            _middle(format_decimal(node.diem_toi_da)),
            *(_middle(self._score(scores, column, f"tiêu chí {node.id}", node.id)) for column in self.columns),
            _text(self._proof(entry.minh_chung)),
            _text(notes),
        )
        return Row(cells, cant_split=True)

    def _adjustments(
        self, title: str, field: str, given: tuple[DiemThuongTru, ...] | None, *, bonus: bool
    ) -> list[Row]:
        """Bonus or deduction: a bold row with the sums, then each ground with what happened."""
        lines: tuple[BonusLine, ...] = ()
        total = Scores()
        if self.scores:
            lines = self.scores.bonuses if bonus else self.scores.deductions
            total = self.scores.bonus if bonus else self.scores.deduction
        if given is None:
            self.fields.need(field, None)
        rows = [self._group("", title, "", total if bonus else _negative(total), title.lower(), keep=True)]
        for number, line in enumerate(lines, start=1):
            scores = line.scores if bonus else _negative(line.scores)
            facts = [entry for entry in given or () if entry.can_cu == line.can_cu]
            capped = "; ".join(
                f"{self.told.column_short(column)} {score_text(raw, self.places)} điểm, tính {score_text(kept, self.places)} điểm "
                "theo mức tối đa"
                for column in (self.columns[0], self.columns[-1])
                if (raw := line.raw.by(column)) is not None
                and (kept := line.scores.by(column)) is not None
                and raw != kept
            )
            detail = "; ".join(entry.dien_giai.rstrip(" .") for entry in facts)
            cells = (
                _middle(str(number)),
                *_ground(f"{line.title}: {detail}" if detail else line.title, facts),
                _middle(self._most(line.can_cu, bonus=bonus)),
                *(_middle(self._score(scores, column, line.title)) for column in self.columns),
                _text(self._proof(tuple(proof for entry in facts for proof in entry.minh_chung))),
                _text(capped),
            )
            rows.append(Row(cells, cant_split=True))
        return rows

    def _most(self, ground: str, *, bonus: bool) -> str:
        rules = self.context.regulation.score
        found = next((rule for rule in (rules.bonuses if bonus else rules.deductions) if rule.id == ground), None)
        if found is None or found.max is None:
            return _NOTHING
        return format_decimal(found.max) if bonus else f"-{format_decimal(found.max)}"

    def _score(self, scores: Scores, column: Column, about: str, criterion: str | None = None) -> str:
        """A score; a missing one points to its criterion, a missing sum to the first thing it lacks."""
        missing = self.scores.missing[0] if self.scores and self.scores.missing else f"/don_vi/{self.unit}"
        pointer = f"/don_vi/{self.unit}/diem/{criterion}" if criterion else missing
        value = score_text(scores.by(column), self.places)
        return self.fields.need("diem", value, about=about, pointer=f"bang_diem.yaml#{pointer}")

    def _proof(self, proofs: tuple[str, ...]) -> str:
        return "; ".join(self.evidence.get(proof, proof).rstrip(" .;") for proof in proofs)


_JUDGED = (CachCham.THEO_MUC, CachCham.THEO_SO_LUONG, CachCham.TRU_TU_TOI_DA, CachCham.CHAM_TRUC_TIEP)
"""Ways of scoring without a plan: what was reached stands across the columns of targets."""


def _cell(text: str, style: str = "o_bang_rong", *, col_span: int = 1) -> Cell:
    return cell(text, style, col_span=col_span)


def _middle(text: str, *, col_span: int = 1) -> Cell:
    return cell(text, "o_bang_rong_giua", col_span=col_span)


def _text(text: str) -> Cell:
    """A text, or a dash in the middle."""
    return _cell(text) if text else _middle(_NOTHING)


def _bold(text: str, *, center: bool = False, col_span: int = 1) -> Cell:
    if not center:
        return cell(text, "o_bang_rong_dam", col_span=col_span)
    return Cell((Paragraph((Run(text, bold=True),), "o_bang_rong_giua"),), col_span=col_span)


def _negative(scores: Scores) -> Scores:
    def flip(value: Decimal | None) -> Decimal | None:
        return -value if value else value

    return Scores(tu_cham=flip(scores.tu_cham), khoi_cham=flip(scores.khoi_cham), tham_dinh=flip(scores.tham_dinh))


def _number(value: Decimal | None) -> str:
    return _NOTHING if value is None else format_decimal(value)


def _judged(node: TieuChi, entry: DiemTieuChi) -> str:
    """What was reached without a plan: a level, or a count with its unit."""
    if node.cach_cham is CachCham.THEO_MUC:
        return next((level.ten for level in node.muc_do if level.id == entry.muc), _NOTHING)
    if entry.so_luong is None:
        return _number(entry.ket_qua)
    if node.cach_cham is CachCham.TRU_TU_TOI_DA:
        return f"{format_count(entry.so_luong)} {node.don_vi_tinh or 'trường hợp'}" if entry.so_luong else "Không có"
    return f"{format_count(entry.so_luong)} {node.don_vi_tinh or ''}".strip()


def _appraised(entry: DiemTieuChi) -> str | None:
    """The result that the appraisal corrected."""
    if entry.ket_qua_tham_dinh is None or entry.ket_qua_tham_dinh == entry.ket_qua:
        return None
    return f"Kết quả thẩm định: {_number(entry.ket_qua_tham_dinh)}"


def _ground(text: str, facts: list[DiemThuongTru]) -> tuple[Cell, ...]:
    """What a bonus or a deduction rests on, over the columns of targets, with the number of cases where it counts."""
    counts = [fact.so_truong_hop for fact in facts if fact.so_truong_hop is not None]
    if not counts:
        return (_cell(text, col_span=4),)
    return (_cell(text, col_span=2), _middle(f"{format_count(sum(counts))} trường hợp", col_span=2))
