"""What a new case starts from under a regulation: its questions, and a score table on its frame."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import ROUND_FLOOR, Decimal

from dossier.core.errors import DossierError
from dossier.core.vietnamese import format_decimal, lower_first
from dossier.inputs.ho_so import LinhVuc
from dossier.inputs.starter import Frame, Question, Row
from dossier.regulation.model import Regulation, StandardCriterion

_SAMPLE = Decimal(950)
"""Points of the sample table that comes with the starter: it serves where the regulation leaves all points open."""
_STEP = Decimal("0.5")
"""Points are shared out in halves, as score tables are."""


def starter_frame(regulation: Regulation, kind: str | None = None) -> Frame:
    """The frame for clusters made of ``kind``; without rows where the regulation leaves the points to the cluster.

    Raises DossierError for a kind that there is not.
    """
    if kind is not None and kind not in {k.value for k in LinhVuc}:
        raise DossierError(
            f"Không có loại cụm, khối “{kind}”.", f"Chọn một trong: {', '.join(k.value for k in LinhVuc)}."
        )
    rows = _rows(regulation, kind)
    return Frame(kind=kind, questions=tuple(_questions(regulation)), rows=rows, note=_note(regulation, rows))


def _questions(regulation: Regulation) -> Iterator[Question]:
    asked: set[str] = set()
    for ground in regulation.exclusions:
        if ground.declaration is None or ground.declaration in asked:
            continue
        asked.add(ground.declaration)
        case = lower_first(ground.title)
        if ground.yes_means_somebody:
            words = f"Có đơn vị nào {case} không? Nếu có, khai ở khong_xet."
        else:
            words = f"Không đơn vị nào ngoài khong_xet thuộc trường hợp: {case}?"
        yield Question(ground.declaration, words)
    for award in regulation.awards:
        if award.standard and award.standard_declaration and award.standard_declaration not in asked:
            asked.add(award.standard_declaration)
            yield Question(award.standard_declaration, f"Đơn vị được đề nghị {award.title} {award.standard}?")


def _rows(regulation: Regulation, kind: str | None) -> tuple[Row, ...]:
    """The contents with their points, each with the criteria the regulation names for it, or with one to be named."""
    rows = []
    contents = regulation.score.contents
    for content, points in zip(contents, _content_points(regulation), strict=False):
        named = [c for part in regulation.criteria_for(kind) if part.content == content.id for c in part.criteria]
        blank = Row(f"{content.id}.1", f"[Tên tiêu chí của nội dung {content.id}]", points)
        children = _criteria(named, content.id, points) if named else (blank,)
        rows.append(Row(content.id, content.title, points, children=children))
    return tuple(rows)


def _content_points(regulation: Regulation) -> list[Decimal]:
    """Points of each content, shared out where the text gives only their sum; empty: the sample table fits."""
    score = regulation.score
    given = [content.max for content in score.contents if content.max is not None]
    if len(given) == len(score.contents):
        return given
    bonus = score.bonus_total.value if score.bonus_total else _open_bonus(regulation)
    whole = score.own_table or score.scale
    total = score.contents_total.value if score.contents_total else whole.value - bonus if whole else None
    if given or total is None or total >= _SAMPLE:
        return []
    return _shares(total, len(score.contents))


def _open_bonus(regulation: Regulation) -> Decimal:
    """Bonus points that any unit may earn."""
    return sum((b.max for b in regulation.score.bonuses if b.role is None), Decimal(0))


def _criteria(
    named: list[StandardCriterion] | tuple[StandardCriterion, ...], above: str, points: Decimal
) -> tuple[Row, ...]:
    """Criteria that share the points of what they stand in."""
    rows = []
    for number, (criterion, share) in enumerate(zip(named, _shares(points, len(named)), strict=True), start=1):
        place = f"{above}.{number}"
        children = _criteria(criterion.children, place, share) if criterion.children else ()
        standard = None if children else criterion.id
        rows.append(Row(place, criterion.title, share, standard, criterion.quantitative and not children, children))
    return tuple(rows)


def _shares(points: Decimal, count: int) -> list[Decimal]:
    """``points`` in ``count`` parts as equal as halves allow; what can't be halved goes to the last."""
    each = (points / count / _STEP).to_integral_value(ROUND_FLOOR) * _STEP
    spare = int((points - each * count) / _STEP)
    shares = [each + _STEP if place < spare else each for place in range(count)]
    shares[-1] += points - sum(shares)
    return shares


def _note(regulation: Regulation, rows: tuple[Row, ...]) -> str:
    document = regulation.sources[regulation.main_source].short
    contents = ", ".join(f"nội dung {row.id} {format_decimal(row.points)} điểm" for row in rows)
    return (
        f"Bảng tiêu chí dưới đây dựng theo {document}: {contents}.\n"
        "Điểm từng tiêu chí được chia đều để bắt đầu; thay bằng điểm mà cụm, khối đã thống nhất."
    )
