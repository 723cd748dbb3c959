"""Bảng chấm điểm: the score table of one unit, self, cluster and board side by side, with the leader's confirmation."""

from __future__ import annotations

from decimal import Decimal

from dossier.core.vietnamese import format_count, format_decimal, upper
from dossier.decisions.outcome import COLUMNS, BonusLine, Column, Scores, UnitScore
from dossier.inputs.bang_diem import CachCham, Chieu, DiemThuongTru, DiemTieuChi, PhieuDiem, TieuChi
from dossier.papers.blocks import Block, Cell, Paragraph, Row, Run, Table, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, scaled, spacer
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_cell
from dossier.papers.views.wording import Terms, balanced, office_lines, score_text

_WIDTHS = [13.0, 53.0, 13.0, 16.0, 21.0, 15.0, 15.0, 15.0, 16.0, 48.0, 27.0]
_SIZE = 11.0
"""Points: the decree sets no size for tables (11 fits a whole criterion on a few lines)."""
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
        self.terms = Terms(context)
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
        most = format_decimal(self.context.regulation.score.scale.value)
        rows.append(self._group("", "Tổng điểm", most, total, "tổng điểm", keep=True))
        return [Table(tuple(rows), scaled(_WIDTHS, TEXT_WIDTH_LANDSCAPE)), spacer(keep_next=True)]

    def _header(self) -> list[Row]:
        first = (
            header_cell("TT", row_span=2),
            header_cell("Nội dung, tiêu chí", row_span=2),
            header_cell("Điểm tối đa", row_span=2),
            header_cell("Chỉ tiêu", col_span=3),
            header_cell("Điểm", col_span=3),
            header_cell("Hồ sơ tài liệu kiểm chứng", row_span=2),
            header_cell("Ghi chú", row_span=2),
        )
        second = (
            header_cell("Chỉ tiêu kế hoạch"),
            header_cell("Kết quả thực hiện"),
            header_cell("Tỷ lệ %"),
            header_cell("Tự chấm"),
            header_cell(f"{self.terms.loai} chấm"),
            header_cell("Ban TĐKT thẩm định"),
        )
        return [Row(first, header=True, cant_split=True), Row(second, header=True, cant_split=True)]

    def _rows(self, node: TieuChi, *, top: bool = False) -> list[Row]:
        if node.muc:
            given = self.scores.criteria.get(node.id) if self.scores else None
            scores = self.scores.contents.get(node.id) if top and self.scores else None
            scores = scores or (given.scores if given else Scores())
            rows = [
                self._group(
                    node.id, node.ten, format_decimal(node.diem_toi_da), scores, f"nội dung {node.id}", keep=not top
                )
            ]
            for child in node.muc:
                rows.extend(self._rows(child))
            return rows
        return [self._criterion(node)]

    def _group(self, number: str, name: str, most: str, scores: Scores, about: str, *, keep: bool) -> Row:
        """A bold row with sums."""
        cells: list[Cell] = [
            _bold(number or _NOTHING, center=True),
            _bold(name),
            _bold(most, center=True),
            *(_bold(_NOTHING, center=True) for _ in range(3)),
            *(_bold(self._score(scores, column, about), center=True) for column in COLUMNS),
            _bold(_NOTHING, center=True),
            _bold(_NOTHING, center=True),
        ]
        return Row(tuple(cells), cant_split=True, keep_next=keep)

    def _criterion(self, node: TieuChi) -> Row:
        entry = self.sheet.diem.get(node.id) or DiemTieuChi()
        given = self.scores.criteria.get(node.id) if self.scores else None
        scores = given.scores if given else Scores()
        name = f"{entry.thay_the} (thay cho: {node.ten})" if entry.thay_the else node.ten
        unit = f" ({node.don_vi_tinh})" if node.don_vi_tinh and f"({node.don_vi_tinh})" not in name else ""
        percent = format_decimal(given.percent, 2) if given and given.percent is not None else _NOTHING
        lower = "Càng thấp càng tốt" if node.chieu is Chieu.THAP_HON_TOT else None
        notes = "; ".join(text.rstrip(" .;") for text in (entry.ghi_chu, node.ghi_chu, lower) if text)
        cells = [
            _cell(node.id, "o_bang_giua"),
            _cell(name + unit),
            _cell(format_decimal(node.diem_toi_da), "o_bang_giua"),
            _cell(_number(entry.ke_hoach), "o_bang_giua"),
            _cell(_result(node, entry), "o_bang_giua"),
            _cell(percent, "o_bang_giua"),
            *(_cell(self._score(scores, column, f"tiêu chí {node.id}", node.id), "o_bang_giua") for column in COLUMNS),
            _cell(self._proof(entry.minh_chung)),
            _cell(notes or _NOTHING),
        ]
        return Row(tuple(cells), cant_split=True)

    def _adjustments(
        self, title: str, field: str, given: tuple[DiemThuongTru, ...] | None, *, bonus: bool
    ) -> list[Row]:
        """Bonus or deduction: a bold row with the sums, then each ground, then what happened."""
        lines: tuple[BonusLine, ...] = ()
        total = Scores()
        if self.scores:
            lines = self.scores.bonuses if bonus else self.scores.deductions
            total = self.scores.bonus if bonus else self.scores.deduction
        if given is None:
            self.fields.need(field, None)
        rows = [self._group("", title, _NOTHING, total if bonus else _negative(total), title.lower(), keep=True)]
        for line in lines:
            scores = line.scores if bonus else _negative(line.scores)
            facts = [entry for entry in given or () if entry.can_cu == line.can_cu]
            capped = "; ".join(
                f"{column_name} {score_text(raw, self.places)} điểm, tính {score_text(kept, self.places)} điểm theo mức tối đa"
                for column_name, raw, kept in (
                    ("tự chấm", line.raw.tu_cham, line.scores.tu_cham),
                    ("thẩm định", line.raw.tham_dinh, line.scores.tham_dinh),
                )
                if raw is not None and kept is not None and raw != kept
            )
            detail = "; ".join(entry.dien_giai.rstrip(" .") for entry in facts)
            cells = [
                _cell("-", "o_bang_giua"),
                _cell(f"{line.title}: {detail}" if detail else line.title),
                _cell(self._most(line.can_cu, bonus=bonus), "o_bang_giua"),
                _cell(_NOTHING, "o_bang_giua"),
                _cell(_cases(facts), "o_bang_giua"),
                _cell(_NOTHING, "o_bang_giua"),
                *(_cell(self._score(scores, column, line.title), "o_bang_giua") for column in COLUMNS),
                _cell(self._proof(tuple(proof for entry in facts for proof in entry.minh_chung))),
                _cell(capped or _NOTHING),
            ]
            rows.append(Row(tuple(cells), cant_split=True))
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
        return "; ".join(self.evidence.get(proof, proof).rstrip(" .;") for proof in proofs) or _NOTHING


def _cell(text: str, style: str = "o_bang") -> Cell:
    return Cell((Paragraph((Run(text, size=_SIZE),), style),))


def _bold(text: str, *, center: bool = False) -> Cell:
    return Cell((Paragraph((Run(text, bold=True, size=_SIZE),), "o_bang_giua" if center else "o_bang_dam"),))


def _negative(scores: Scores) -> Scores:
    def flip(value: Decimal | None) -> Decimal | None:
        return -value if value else value

    return Scores(tu_cham=flip(scores.tu_cham), khoi_cham=flip(scores.khoi_cham), tham_dinh=flip(scores.tham_dinh))


def _number(value: Decimal | None) -> str:
    return _NOTHING if value is None else format_decimal(value)


def _result(node: TieuChi, entry: DiemTieuChi) -> str:
    """What was reached: a figure, a level, a count."""
    if node.cach_cham is CachCham.THEO_MUC:
        return next((level.ten for level in node.muc_do if level.id == entry.muc), _NOTHING)
    if node.cach_cham in (CachCham.THEO_SO_LUONG, CachCham.TRU_TU_TOI_DA):
        return _NOTHING if entry.so_luong is None else format_count(entry.so_luong)
    if entry.ket_qua_tham_dinh is not None and entry.ket_qua_tham_dinh != entry.ket_qua:
        return f"{_number(entry.ket_qua)} (thẩm định: {_number(entry.ket_qua_tham_dinh)})"
    return _number(entry.ket_qua)


def _cases(facts: list[DiemThuongTru]) -> str:
    counts = [fact.so_truong_hop for fact in facts if fact.so_truong_hop is not None]
    return f"{format_count(sum(counts))} trường hợp" if counts else _NOTHING
