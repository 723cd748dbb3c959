"""What a return costs under the regulation, and by when the law wants the dossier back: data of the regulation files only."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from pydantic import Field

from dossier.core.base import Diem, Model
from dossier.core.citation import Citation
from dossier.core.vietnamese import format_count, format_day, format_decimal, lower_first
from dossier.regulation.calendar import WorkCalendar
from dossier.regulation.model import Deduction, National, Regulation

TERM_RULE = "tra_ho_so"
"""Rule of the national file: a dossier that does not qualify goes back within so many working days, with reasons."""


class ReturnTerm(Model, title="Thời hạn trả hồ sơ"):
    """By when a dossier that does not qualify must go back."""

    rule: str = Field(title="Quy định", description="Nội dung quy định.")
    citation: Citation = Field(title="Căn cứ", description="Điều khoản.")
    received: date | None = Field(title="Ngày nhận hồ sơ", description="Để trống: chưa biết.")
    last_day: date | None = Field(title="Ngày cuối cùng", description="Ngày làm việc cuối cùng để trả hồ sơ.")
    uncertain: bool = Field(
        False, title="Chưa chắc chắn", description="Lịch nghỉ của năm đó chưa được công bố, ngày tính theo luật chung."
    )


class ReturnCost(Model, title="Điểm trừ khi hồ sơ bị trả"):
    """Points that returned dossiers cost the unit in the year."""

    title: str = Field(title="Khoản trừ", description="Như văn bản ghi.")
    rule: str = Field(title="Mức trừ", description="Mức trừ bằng lời.")
    citation: Citation = Field(title="Căn cứ", description="Điều khoản.")
    reading: str | None = Field(
        None, title="Cách hiểu", description="Cách hiểu chỗ văn bản không nói rõ; để trống: văn bản đã rõ."
    )
    previous: int | None = Field(
        None, title="Số hồ sơ đã bị trả trong năm", description="Không tính lần này; để trống: chưa biết."
    )
    before: Diem | None = Field(None, title="Điểm trừ đến trước lần này", description="Để trống: chưa biết.")
    after: Diem | None = Field(None, title="Điểm trừ sau lần này", description="Để trống: chưa biết.")


def return_term(national: National, calendar: WorkCalendar, received: date | None) -> ReturnTerm:
    """The law's time limit; the last day where the day of receipt is known."""
    rule = national.rule(TERM_RULE)
    last = calendar.add_working_days(received, int(rule.value)) if received and rule.value is not None else None
    return ReturnTerm(
        rule=rule.title,
        citation=national.citation(rule.cite, received),
        received=received,
        last_day=last,
        uncertain=last is not None and not calendar.announced(last.year),
    )


def return_cost(regulation: Regulation, previous: int | None) -> ReturnCost | None:
    """What one more return costs; None: the regulation names no cost."""
    ground = next((d for d in regulation.score.deductions if d.counts_returns), None)
    if ground is None:
        return None
    return ReturnCost(
        title=ground.title,
        rule=_rule(ground),
        citation=regulation.citation(ground.cite),
        reading=regulation.reading(ground.reading).text if ground.reading else None,
        previous=previous,
        before=points(ground, previous) if previous is not None else None,
        after=points(ground, previous + 1) if previous is not None else None,
    )


def points(ground: Deduction, cases: int) -> Decimal:
    """Points deducted for so many returned dossiers, up to the cap."""
    counted = (ground.each or Decimal(0)) * cases
    if ground.brackets:
        counted = max((b.points for b in ground.brackets if cases >= b.at_least), default=Decimal(0))
    return counted if ground.max is None else min(counted, ground.max)


def _rule(ground: Deduction) -> str:
    cap = f", tối đa {_said(ground.max)}" if ground.max is not None else ""
    if ground.brackets:
        steps = []
        for index, bracket in enumerate(ground.brackets):
            after = ground.brackets[index + 1].at_least - 1 if index + 1 < len(ground.brackets) else None
            span = f"từ {format_count(bracket.at_least)} "
            span += f"đến {format_count(after)} hồ sơ" if after else "hồ sơ trở lên"
            steps.append(f"{span} trừ {_said(bracket.points)}")
        return "; ".join(steps)
    return f"mỗi hồ sơ trừ {_said(ground.each or Decimal(0))}{cap}"


def _said(value: Decimal) -> str:
    """ "02 điểm", "1,5 điểm"."""
    text = format_count(int(value)) if value == value.to_integral_value() else format_decimal(value)
    return f"{text} điểm"


def cost_words(cost: ReturnCost | None, document: str | None) -> str:
    """The paragraph of the notice."""
    if document is None:
        return "chưa xác định được quy định áp dụng cho hồ sơ nên chưa nêu được điểm trừ."
    if cost is None:
        return f"{document} không quy định điểm trừ khi hồ sơ bị trả lại."
    text = f"{cost.title}: {cost.rule} ({cost.citation})."
    text += f" Cách hiểu: {lower_first(cost.reading)}" if cost.reading else ""
    if cost.previous is None or cost.before is None or cost.after is None:
        return text
    if not cost.previous:
        return f"{text} Trước lần này, trong năm chưa có hồ sơ nào của đơn vị bị trả lại; tính cả lần này trừ {_said(cost.after)}."
    told = f"{text} Trước lần này, trong năm đơn vị đã có {format_count(cost.previous)} hồ sơ bị trả lại, trừ {_said(cost.before)}"
    if cost.before == cost.after:
        return f"{told}; lần này không làm tăng mức trừ."
    return f"{told}; tính cả lần này trừ {_said(cost.after)}."


def term_words(term: ReturnTerm) -> str:
    """As in "Hồ sơ … được trả lại trong 15 ngày làm việc …; nhận ngày …, hạn cuối là ngày …"."""
    text = f"{term.rule} ({term.citation})."
    if term.received and term.last_day:
        text += f" Hồ sơ được tiếp nhận ngày {format_day(term.received)}; thời hạn trả hồ sơ là hết ngày {format_day(term.last_day)}"
        text += " (lịch nghỉ của năm này chưa được công bố)." if term.uncertain else "."
    return text
