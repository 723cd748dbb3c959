"""Every rule of a regulation file, and which of them a case reached: seen in what the case led to, never declared by it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from functools import lru_cache
from pathlib import Path

from regulation_cases import Ran

from dossier import checks
from dossier.decisions.frame import frame_of
from dossier.decisions.outcome import Standing
from dossier.decisions.places import open_to
from dossier.decisions.selection import method_of
from dossier.decisions.standard_criteria import departures
from dossier.inputs.bang_diem import CachCham
from dossier.regulation.model import Award, Cite, Deduction, Regulation

OUT = (Standing.KHONG_XET, Standing.CHUA_XET)


@dataclass(frozen=True)
class Rule:
    """One rule, or one side of its limit."""

    key: str
    title: str
    clause: str


def rules_of(r: Regulation) -> list[Rule]:
    """The rules that decide something, in the order of the file; those of ``rules`` come last."""
    return [Rule(key, title, str(r.citation(cite))) for key, title, cite in _rules(r)]


def _rules(r: Regulation) -> Iterator[tuple[str, str, Cite]]:
    score = r.score
    yield "valid", "Năm thi đua áp dụng", r.valid.cite
    for stage in r.valid.stages:
        yield f"valid/{stage.id}", stage.reason, stage.cite
    if score.scale:
        yield "score/scale", "Thang điểm", score.scale.cite
    if score.own_scale:
        yield "score/own_scale", "Thang điểm do cụm, khối định", score.own_scale
    for content in score.contents:
        yield f"score/contents/{content.id}", content.title, content.cite
        if content.max is not None:
            yield f"score/contents/{content.id} vượt", f"Nội dung {content.id} vượt khung", content.cite
        if content.appraisal_cite:
            yield f"score/contents/{content.id}/tham_dinh", "Chấm sau khi thẩm định", content.appraisal_cite
    if score.contents_total:
        yield "score/contents_total đúng", "Tổng các nội dung đúng mức chung", score.contents_total.cite
        yield "score/contents_total vượt", "Tổng các nội dung vượt mức chung", score.contents_total.cite
    if score.own_table:
        yield "score/own_table vượt", "Bảng điểm vượt thang", score.own_table.cite
    if score.final_cap:
        yield "score/final_cap đúng", "Tổng điểm đúng mức tối đa", score.final_cap.cite
        yield "score/final_cap vượt", "Tổng điểm vượt mức tối đa", score.final_cap.cite
    for column in score.columns:
        yield f"score/columns/{column.id}", f"Cột {column.title}", column.cite
    if score.own_criteria:
        yield "score/own_criteria đúng", "Số tiêu chí thay thế đúng giới hạn", score.own_criteria.cite
        yield "score/own_criteria vượt", "Số tiêu chí thay thế vượt giới hạn", score.own_criteria.cite
    for limit in score.content_limits:
        yield f"score/content_limits/{limit.id} đúng", limit.title, limit.cite
        yield f"score/content_limits/{limit.id} vượt", limit.title, limit.cite
    for name, own in (("own_bonuses", score.own_bonuses), ("own_deductions", score.own_deductions)):
        if own:
            yield f"score/{name}", "Khoản do cụm, khối quy định", own.cite
    yield "score/quantitative đạt", "Tiêu chí định lượng đạt kế hoạch", score.quantitative.cite
    yield "score/quantitative dưới", "Tiêu chí định lượng dưới kế hoạch", score.quantitative.cite
    if score.qualitative_cite:
        yield "score/qualitative", "Tiêu chí chấm theo mức của bảng", score.qualitative_cite
    for bonus in score.bonuses:
        sides = ("đúng", "vượt") if bonus.max else ("đúng",)
        for side in sides:
            yield f"score/bonuses/{bonus.id} {side}", bonus.title, bonus.cite
        if bonus.each is not None:
            yield f"score/bonuses/{bonus.id}/moi vượt", f"{bonus.title}: mức mỗi chỉ tiêu", bonus.cite
    if score.bonus_total:
        yield "score/bonus_total đúng", "Tổng điểm thưởng đúng mức tối đa", score.bonus_total.cite
    for ground in score.deductions:
        yield from _deduction_rules(ground)
    yield "score/used", "Điểm dùng để bình xét", score.used_cite
    for award in r.awards:
        yield from _award_rules(award)
    if r.ballot:
        yield "ballot", "Bỏ phiếu", r.ballot.cite
        if r.ballot.more_than is not None:
            yield "ballot/more_than đúng", f"Đúng {r.ballot.more_than}% phiếu: không trúng", r.ballot.cite
            yield "ballot/more_than quá", f"Quá {r.ballot.more_than}% phiếu: trúng", r.ballot.cite
        if r.ballot.rounds > 1:
            yield "ballot/rounds", "Bỏ phiếu hai lần", r.ballot.cite
        if r.ballot.surplus:
            yield "ballot/surplus đủ", "Danh sách có số dư", r.ballot.cite
            yield "ballot/surplus thiếu", "Danh sách không có số dư", r.ballot.cite
        if r.ballot.only_on_tie:
            yield "ballot/only_on_tie có", "Bỏ phiếu khi bằng điểm", r.ballot.cite
            yield "ballot/only_on_tie không", "Bỏ phiếu khi không bằng điểm", r.ballot.cite
        if r.ballot.secret:
            yield "ballot/secret", "Bỏ phiếu kín", r.ballot.cite
    for method in r.selection:
        yield f"selection/{method.id}", method.title, method.cite
    for gone in r.removed:
        yield f"removed/{gone.where}/{gone.id}", f"Bỏ: {gone.id}", gone.cite
    for refused in r.refused_awards:
        yield f"refused_awards/{refused.id}", f"Không đề nghị {refused.title}", refused.cite
    for part in r.criteria_lists:
        yield f"criteria_lists/{part.id}", part.title, part.cite
    for exclusion in r.exclusions:
        yield f"exclusions/{exclusion.id}", exclusion.title, exclusion.cite
    for paper in r.papers:
        yield f"papers/{paper.id}{f'/{paper.award}' if paper.award else ''}", paper.title, paper.cite
    for deadline in r.deadlines:
        yield f"deadlines/{deadline.id} đúng", f"{deadline.title}: ngày cuối", deadline.cite
        yield f"deadlines/{deadline.id} quá", f"{deadline.title}: quá hạn 01 ngày", deadline.cite
        if deadline.from_month_day:
            yield f"deadlines/{deadline.id} sớm", f"{deadline.title}: trước ngày bắt đầu", deadline.cite
    for reading in r.readings:
        yield f"readings/{reading.id}", reading.text, reading.cite
    for rule in r.rules:
        yield f"rules/{rule.id}", rule.title, rule.cite


def _deduction_rules(ground: Deduction) -> Iterator[tuple[str, str, Cite]]:
    yield f"score/deductions/{ground.id}", ground.title, ground.cite
    if ground.max is not None and not ground.brackets:
        yield f"score/deductions/{ground.id} vượt", f"{ground.title}: vượt mức tối đa", ground.cite
    if ground.each_special is not None:
        yield f"score/deductions/{ground.id}/rieng", f"{ground.title}: {ground.special_title}", ground.cite
    for bracket in ground.brackets:
        yield f"score/deductions/{ground.id}/tu_{bracket.at_least}", f"từ {bracket.at_least} trường hợp", ground.cite
        if bracket.at_least > 1:
            under = bracket.at_least - 1
            yield f"score/deductions/{ground.id}/{under}", f"{under} trường hợp", ground.cite
    if ground.judged_for:
        yield f"score/deductions/{ground.id}/theo_nganh", f"{ground.title}: theo quy định của ngành", ground.cite
    if ground.decided_in_year:
        yield f"score/deductions/{ground.id}/nam_khac", f"{ground.title}: văn bản năm khác", ground.cite


def _award_rules(award: Award) -> Iterator[tuple[str, str, Cite]]:
    yield f"awards/{award.id}", award.title, award.cite
    for who, cite in award.cite_run_by.items():
        yield f"awards/{award.id}/{who}", f"{award.title}: cụm, khối do {who} quản lý", cite
    if award.threshold:
        yield f"awards/{award.id}/nguong đúng", f"{award.title}: đúng ngưỡng", award.threshold.cite
        yield f"awards/{award.id}/nguong dưới", f"{award.title}: dưới ngưỡng", award.threshold.cite
    for part in award.content_thresholds:
        yield f"awards/{award.id}/noi_dung_{part.content} đúng", f"{award.title}: đúng ngưỡng nội dung", part.cite
        yield f"awards/{award.id}/noi_dung_{part.content} dưới", f"{award.title}: dưới ngưỡng nội dung", part.cite
    if len(award.quota) > 1:
        for step in award.quota:
            for n in dict.fromkeys((step.from_units, step.to_units)):
                if n is not None:
                    yield f"awards/{award.id}/chi_tieu_{n}", f"{award.title}: {n} đơn vị được {step.count}", step.cite
    if award.quota_input:
        yield f"awards/{award.id}/quota_input", f"{award.title}: số lượng do văn bản khác", award.quota_input.cite
    if award.quota_percent:
        yield f"awards/{award.id}/quota_percent", f"{award.title}: tỷ lệ", award.quota_percent.cite
    if award.quota_all:
        yield f"awards/{award.id}/quota_all", f"{award.title}: mọi đơn vị đủ điều kiện", award.quota_all
    if award.standard_cite:
        yield f"awards/{award.id}/tieu_chuan", award.standard or "", award.standard_cite


# --- what a case reached


def reached(ran: Ran) -> set[str]:
    """Keys of the rules that the case made work."""
    return {key for part in (_score, _choice, _rest) for key in part(ran)}


def _score(ran: Ran) -> Iterator[str]:
    r, case, outcome = ran.regulation, ran.case, ran.outcome
    score, column = r.score, outcome.column
    frame = frame_of(case, r)
    tops = case.bang_diem.tieu_chi if case.bang_diem else ()
    total = sum((top.diem_toi_da for top in tops), Decimal(0))
    if score.scale:
        yield "score/scale"
    if score.own_scale and outcome.scale is not None:
        yield "score/own_scale"
    if any(u.total.by(column) is not None for u in outcome.units.values()):
        yield "score/used"
    for top in tops:
        yield f"score/contents/{top.id}"
        content = next((c for c in score.contents if c.id == top.id), None)
        if content and content.max is not None and top.diem_toi_da > content.max and "SCO-006" in ran.found:
            yield f"score/contents/{top.id} vượt"
        if content and content.appraisal_cite and "SCO-033" in ran.found:
            yield f"score/contents/{top.id}/tham_dinh"
    if score.contents_total:
        if total == score.contents_total.value and "SCO-006" not in ran.found:
            yield "score/contents_total đúng"
        if total > score.contents_total.value and "SCO-006" in ran.found:
            yield "score/contents_total vượt"
    if "SCO-005" in ran.found:
        yield "score/own_table vượt"
    for changed in departures(case, r):
        kind = case.ho_so.nhom.linh_vuc
        for part in r.criteria_for(kind.value if kind else None):
            if part.content == changed.content:
                yield f"criteria_lists/{part.id}"
        if changed.changed == changed.allowed and changed.changed:
            yield "score/own_criteria đúng"
        if changed.changed == changed.allowed + 1 and "SCO-024" in ran.found:
            yield "score/own_criteria vượt"
    ids = {node.theo_mau for top in tops for leaf in top.leaves() for node in (leaf,) if node.theo_mau}
    for part in r.criteria_lists:
        named = {c.id for c in part.criteria} | {child.id for c in part.criteria for child in c.children}
        if part.content not in (score.own_criteria.contents if score.own_criteria else ()) and ids & named:
            yield f"criteria_lists/{part.id}"
    for name, unit in outcome.units.items():
        yield from _unit_score(ran, name)
        for limit in score.content_limits:
            step = next((s for s in unit.steps if s.rule == limit.title), None)
            if step:
                yield f"score/content_limits/{limit.id} {'vượt' if '→' in step.numbers else 'đúng'}"
        value = unit.total.by(column)
        cut = any(s.rule.startswith("Tổng điểm không quá") for s in unit.steps)
        if frame.cap is not None and value == frame.cap:
            yield f"score/final_cap {'vượt' if cut else 'đúng'}"
        if score.bonus_total and unit.bonus.by(column) == score.bonus_total.value:
            yield "score/bonus_total đúng"
    leaves = {leaf.id: leaf for top in tops for leaf in top.leaves()}
    for unit in outcome.units.values():
        for name, criterion in unit.criteria.items():
            if criterion.percent is not None:
                yield f"score/quantitative {'đạt' if criterion.percent >= 100 else 'dưới'}"
            if criterion.computed is not None and leaves[name].cach_cham is not CachCham.DINH_LUONG:
                yield "score/qualitative"
    printed = (ran.printed("bang_diem") + ran.printed("bang_tong_hop")).casefold()
    for shown in score.columns:
        if printed and shown.title.removeprefix("Điểm ").casefold() in printed:
            yield f"score/columns/{shown.id}"


def _unit_score(ran: Ran, name: str) -> Iterator[str]:
    r, unit, column = ran.regulation, ran.outcome.units[name], ran.outcome.column
    own = {b.id for b in r.score.bonuses}
    for line in unit.bonuses:
        raw, counted = line.raw.by(column), line.scores.by(column)
        bonus = next((b for b in r.score.bonuses if b.id == line.can_cu), None)
        if bonus is None or raw is None or counted is None:
            if line.can_cu not in own and counted:
                yield "score/own_bonuses"
            continue
        if counted == bonus.max:
            yield f"score/bonuses/{bonus.id} {'vượt' if raw > counted else 'đúng'}"
        if bonus.each is not None and raw > counted and counted < bonus.max:
            yield f"score/bonuses/{bonus.id}/moi vượt"
    sheet = ran.case.bang_diem.don_vi.get(name) if ran.case.bang_diem else None
    for line in unit.deductions:
        raw, counted = line.raw.by(column), line.scores.by(column)
        ground = next((d for d in r.score.deductions if d.id == line.can_cu), None)
        given = [x for x in (sheet.diem_tru or () if sheet else ()) if x.can_cu == line.can_cu]
        if ground is None:
            if counted:
                yield "score/own_deductions"
            continue
        if counted:
            yield f"score/deductions/{ground.id}"
        if raw is not None and counted is not None and raw > counted:
            yield f"score/deductions/{ground.id} vượt"
        if any(x.so_truong_hop_thuoc_dien for x in given):
            yield f"score/deductions/{ground.id}/rieng"
        cases = sum(x.so_truong_hop or 0 for x in given)
        for bracket in ground.brackets:
            if cases == bracket.at_least:
                yield f"score/deductions/{ground.id}/tu_{cases}"
            if cases == bracket.at_least - 1:
                yield f"score/deductions/{ground.id}/{cases}"
        if counted and ran.case.ho_so.don_vi(name).loai.value in ground.judged_for:
            yield f"score/deductions/{ground.id}/theo_nganh"
        if "SCO-030" in ran.found and counted == 0:
            yield f"score/deductions/{ground.id}/nam_khac"


def _choice(ran: Ran) -> Iterator[str]:
    r, case, outcome = ran.regulation, ran.case, ran.outcome
    run_by = case.ho_so.nhom.quan_ly.value
    considered = [u for u in outcome.ranking if u.standing not in OUT and u.score is not None]
    for award, result in zip(r.awards, outcome.awards, strict=True):
        if not open_to(award, case):
            continue
        if result.proposed:
            yield f"awards/{award.id}"
            yield f"awards/{award.id}/{run_by}"
            yield f"awards/{award.id}/quota_input"
            yield f"awards/{award.id}/quota_percent"
            yield f"awards/{award.id}/quota_all"
        yield f"awards/{award.id}/chi_tieu_{outcome.n}"
        if award.standard_cite and ran.found & {"AWD-008", "AWD-009"}:
            yield f"awards/{award.id}/tieu_chuan"
        for unit in considered:
            assert unit.score is not None
            if (
                award.threshold
                and unit.score == award.threshold.value
                and unit.don_vi in (*result.proposed, *result.undecided)
            ):
                yield f"awards/{award.id}/nguong đúng"
            if award.threshold and award.threshold.value - 1 < unit.score < award.threshold.value:
                yield f"awards/{award.id}/nguong dưới"
            for part in award.content_thresholds:
                value = outcome.units[unit.don_vi].contents[part.content].by(outcome.column)
                if value == part.at_least and unit.don_vi in result.proposed:
                    yield f"awards/{award.id}/noi_dung_{part.content} đúng"
                enough = award.threshold is None or unit.score >= award.threshold.value
                if value is not None and part.at_least - 1 < value < part.at_least and enough:
                    yield f"awards/{award.id}/noi_dung_{part.content} dưới"
    if method := method_of(case, r):
        yield f"selection/{method}"
    if r.ballot and outcome.ballot:
        yield "ballot"
        counted = [c for round_ in (outcome.ballot, outcome.ballot_2) if round_ for c in round_.counts]
        if r.ballot.more_than is not None:
            if any(c.percent == r.ballot.more_than and c.elected is False for c in counted):
                yield "ballot/more_than đúng"
            if any(c.percent is not None and c.percent > r.ballot.more_than and c.elected for c in counted):
                yield "ballot/more_than quá"
        if outcome.ballot_2:
            yield "ballot/rounds"
        yield "ballot/surplus thiếu" if "BAL-016" in ran.found else "ballot/surplus đủ"
        yield "ballot/only_on_tie không" if "BAL-021" in ran.found else "ballot/only_on_tie có"
        if "BAL-015" in ran.found:
            yield "ballot/secret"
    for gone in r.removed:
        if "AWD-018" in ran.found:
            yield f"removed/{gone.where}/{gone.id}"
    for refused in r.refused_awards:
        if any(f.code == "AWD-021" and refused.title in f.message for f in ran.report.findings):
            yield f"refused_awards/{refused.id}"
    for exclusion in r.exclusions:
        named = {u for u in case.ho_so.khong_xet if u.can_cu == exclusion.id}
        unsigned = case.ho_so.giao_uoc.don_vi_khong_ky if exclusion.unsigned_pact and case.ho_so.giao_uoc else ()
        out = {u.don_vi for u in outcome.ranking if u.standing.value == exclusion.effect}
        if out & ({u.don_vi for u in named} | set(unsigned or ())):
            yield f"exclusions/{exclusion.id}"


def _rest(ran: Ran) -> Iterator[str]:
    r, outcome = ran.regulation, ran.outcome
    for stage in r.valid.stages:
        for finding in ran.report.findings:
            if finding.code in ("LAW-009", "LAW-010") and stage.reason[1:] in finding.message:
                yield f"valid/{stage.id}"
    if ran.found & {"LAW-001", "LAW-002"}:
        yield "valid"
    planned = {key.id for key in ran.plan}
    awards = {award for _unit, award in outcome.proposed}
    for paper in r.papers:
        if paper.id in planned and (paper.award is None or paper.award in awards):
            yield f"papers/{paper.id}{f'/{paper.award}' if paper.award else ''}"
    for limit, result in ((d, x) for d in r.deadlines for x in outcome.deadlines if x.id == d.id):
        if result.due is None or result.actual is None:
            continue
        if result.actual == result.due and result.in_time:
            yield f"deadlines/{limit.id} đúng"
        if result.actual == result.due + timedelta(days=1) and result.in_time is False:
            yield f"deadlines/{limit.id} quá"
        if result.opens is not None and result.actual < result.opens and result.in_time is False:
            yield f"deadlines/{limit.id} sớm"
        if limit.unit == "ngay_lam_viec" and result.late_by == 1:
            yield f"deadlines/{limit.id} quá"
    yield from (f"readings/{reading}" for reading in outcome.readings)
    readers = codes_by_rule()
    for rule in r.rules:
        clause = str(r.citation(rule.cite))
        for finding in ran.report.findings:
            if finding.code in readers.get(rule.id, ()) and clause in map(str, finding.citations):
                yield f"rules/{rule.id}"


@lru_cache(maxsize=1)
def codes_by_rule() -> dict[str, set[str]]:
    """Codes of the checks that read a rule of ``rules`` by its id, from their source."""
    found: dict[str, set[str]] = {}
    for path in Path(checks.__file__).parent.glob("*.py"):
        for node in ast.parse(path.read_text("utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            declared = [
                d for d in node.decorator_list if isinstance(d, ast.Call) and getattr(d.func, "id", "") == "rule"
            ]
            codes = {a.value for d in declared for a in d.args if isinstance(a, ast.Constant)}
            for word in (n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)):
                if codes and word not in codes:
                    found.setdefault(word, set()).update(codes)
    return found
