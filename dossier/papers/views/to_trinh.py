"""Mẫu số 01: tờ trình đề nghị khen thưởng, with its annexed list."""

from __future__ import annotations

from dossier.core.vietnamese import format_count, format_decimal, join_names, lower_first, upper_first
from dossier.decisions.outcome import AwardResult, Standing, VoteCount
from dossier.papers.blocks import Block, Row, Table, cell, paragraph
from dossier.papers.paper import PaperKey
from dossier.papers.plan import plan_papers
from dossier.papers.prose import TEXT_WIDTH_LANDSCAPE, prose_blocks, scaled, spacer
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields, form_of
from dossier.papers.views.issue import LETTER, Issue
from dossier.papers.views.meeting import attendance_sentence, ballot_paragraphs, cite_minutes
from dossier.papers.views.persons import People, count_persons, person_paragraphs, person_table, persons_of
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import Standings, header_row, text_cell
from dossier.papers.views.wording import (
    award_name,
    award_phrase,
    balanced,
    cite_document,
    cite_source,
    closed_list,
)


def to_trinh_view(key: PaperKey, context: Context) -> View:
    """The proposal of the leader unit to the authorities that decide: a tờ trình, or a công văn where that is the form."""
    ho_so = context.case.ho_so
    leader = ho_so.truong
    fields = Fields(key.form, don_vi=unit_place(context))
    letter = form_of(key.form).kind == LETTER
    name = "Văn bản" if letter else "Tờ trình"
    issue = Issue(context, key, fields, leader, LETTER if letter else "TTr")
    told = Standings(context, fields)
    subject = _subject(told, ho_so.nam)
    terms = told.terms
    persons = persons_of(context)
    leader_name = leader.ten if leader else fields.need("don_vi_ban_hanh", None)
    decided_by = join_names(list(dict.fromkeys(award.decided_by for _, award in told.awards())))
    decided_by = decided_by or context.regulation.awards[0].decided_by
    values = {
        **issue.heading(),
        **issue.signature(),
        "trich_yeu": balanced(subject, 58),
        "ve_viec": balanced(f"V/v {lower_first(subject).removeprefix('về việc ')}", 36),
        "kinh_gui": issue.addressees(list(context.regulation.terms.noi_nhan_to_trinh)),
        "can_cu": [{"text": text} for text in _bases(context, fields)],
        "mo_dau": (
            f"{leader_name} ({terms.truong_cua(terms.ten)}) kính trình {decided_by} xem xét, khen thưởng các đơn vị"
            f"{', cá nhân' if persons else ''} có thành tích xuất sắc trong thực hiện giao ước thi đua năm {ho_so.nam}, cụ thể như sau:"
        ),
        "qua_trinh": prose_blocks(ho_so.to_trinh.mo_dau, "muc_la_ma") if ho_so.to_trinh else [],
        "ket_qua": [{"text": text} for text in _results(context, told, fields)],
        "tong_de_nghi": _total(told, persons),
        "de_nghi": [*_proposals(told), *person_paragraphs(context, fields, persons, _sections(told) + 1)],
        "y_kien": [{"text": text} for text in _opinions(context, fields, name)],
        "tham_dinh": [{"text": text} for text in _appraisal(context, fields, leader_name, persons)],
        "kem_theo": [{"text": text} for text in _enclosures(context, told, key.id)],
        "ket": f"Kính trình {decided_by} xem xét, quyết định./.",
        "noi_nhan": issue.recipients([terms.tham_dinh, f"Các đơn vị thành viên {terms.ten_ngan}"], addressed=True),
        "danh_sach_nam": f"Năm {ho_so.nam}".upper(),
        "kem_theo_to_trinh": f"(Kèm theo {name} số {issue.number()} {issue.day()} của {leader_name})",
        "danh_sach": [*_list(told), *person_table(context, fields, persons)],
        "danh_sach_cong": _list_total(told, persons),
    }
    return View(key.form, f"{name} {lower_first(subject)}", values, fields.gaps)


def _subject(told: Standings, year: int) -> str:
    awards = [award for result, award in told.awards() if result.proposed] or [award for _, award in told.awards()]
    phrases = " và ".join(award_phrase(award) for award in awards)
    if not phrases and told.sent_up():
        phrases = "xét chọn " + join_names([lower_first(award.title) for _, award in told.sent_up()])
    return f"Về việc đề nghị {phrases or 'khen thưởng'} năm {year}"


def _bases(context: Context, fields: Fields) -> list[str]:
    ho_so = context.case.ho_so
    lines = [cite_source(context.regulation.sources[basis.source]) for basis in context.regulation.legal_bases]
    if ho_so.to_trinh:
        lines += [cite_document(van_ban) for van_ban in ho_so.to_trinh.can_cu_them]
    tham_dinh = ho_so.tham_dinh
    if context.outcome.column == "tham_dinh":
        notice = cite_document(tham_dinh.van_ban) if tham_dinh and tham_dinh.van_ban else None
        lines.append(fields.need("van_ban_tham_dinh", notice))
    lines.append(cite_minutes(context, fields))
    return closed_list([f"Căn cứ {line}" for line in lines])


def _results(context: Context, told: Standings, fields: Fields) -> list[str]:
    """Short account of the review: scoring, meeting, ballot, who is not considered."""
    terms = told.terms
    written = context.case.ho_so.to_trinh and context.case.ho_so.to_trinh.mo_dau
    opening = [
        f"{terms.ten} có {format_count(context.outcome.n)} đơn vị thành viên. Các đơn vị đã tự chấm điểm; {terms.truong} chủ trì "
        f"họp chấm điểm, tổng hợp kết quả gửi {terms.tham_dinh} thẩm định. Tổng số điểm {told.score_source()} là căn cứ để "
        "bình xét, đề nghị khen thưởng."
        if context.outcome.column == "tham_dinh"
        else f"{terms.ten} có {format_count(context.outcome.n)} đơn vị thành viên. Các đơn vị đã tự chấm điểm; {terms.truong} "
        "chủ trì họp chấm điểm làm căn cứ để bình xét, đề nghị khen thưởng.",
        attendance_sentence(context, fields),
    ]
    lines = [*([] if written else opening), *ballot_paragraphs(context, told, fields)]
    for ranked in told.not_considered():
        effect = "Không xét" if ranked.standing is Standing.KHONG_XET else "Chưa xét"
        clause = f" (căn cứ {ranked.citation})" if ranked.citation else ""
        lines.append(f"{effect} khen thưởng đối với {told.unit(ranked.don_vi).ten}: {told.reason(ranked)}{clause}.")
    lines += [f"{text}." for text in told.passed_over_shortly()]
    return [line for line in lines if line]


def _sections(told: Standings) -> int:
    """Numbered parts of the proposal that are about units."""
    return len(told.awards()) + len(told.sent_up())


def _total(told: Standings, persons: People) -> str:
    if not told.awards() and told.sent_up():
        return (
            "Đề nghị Hội đồng Thi đua - Khen thưởng cấp trên xem xét, lựa chọn đơn vị đề nghị khen thưởng từ các đơn vị được suy "
            f"tôn ({_choice_clause(told)}){f'; đề nghị khen thưởng {count_persons(persons)}' if persons else ''}, gồm:"
        )
    if not told.proposals() and not _unknown(told):
        none = f"Năm nay {told.terms.nhom} không có đơn vị đủ điều kiện đề nghị khen thưởng"
        return (
            f"{none}; đề nghị khen thưởng {count_persons(persons)} (có danh sách kèm theo):" if persons else f"{none}."
        )
    people = f" và {count_persons(persons)}" if persons else ""
    return f"Đề nghị khen thưởng {_count(told)} tập thể{people} (có danh sách kèm theo), gồm:"


def _unknown(told: Standings) -> bool:
    return any(told.unknown(result) for result, _ in told.awards())


def _count(told: Standings, sent_up: int = 0) -> str:
    """How many are proposed and sent up; dots while the scores are missing."""
    return told.not_known() if _unknown(told) else format_count(len(told.proposals()) + sent_up)


def _proposals(told: Standings) -> list[Block]:
    """One block for each award, one ground for each subject."""
    blocks: list[Block] = []
    for number, (result, award) in enumerate(told.awards(), start=1):
        phrase = award_phrase(award)
        open_yet = bool(result.undecided) or told.unknown(result)
        count = "chưa xác định" if open_yet else f"{format_count(len(result.proposed))} tập thể"
        blocks.append(paragraph(f"{number}. Đề nghị {award.decided_by} {phrase}: {count}", "khoan"))
        for letter, proposal in zip("abcdđeghiklmnopqrstuvxy", told.proposals(award.id), strict=False):
            ground = (
                f"{letter}) {proposal.unit.ten}: Đã có thành tích xuất sắc trong thực hiện giao ước thi đua năm "
                f"{told.case.ho_so.nam}, {told.ground(proposal)}."
            )
            blocks.append(paragraph(ground))
        if told.unknown(result):
            blocks.append(paragraph(told.not_known()))
        elif result.undecided or not result.proposed:
            blocks.append(paragraph(_why_none(told, result)))
    for number, (result, honour) in enumerate(told.sent_up(), start=len(told.awards()) + 1):
        blocks.append(paragraph(f"{number}. {honour.title}: {format_count(len(result.proposed))} tập thể", "khoan"))
        for letter, unit in zip("abcdđeghiklmnopqrstuvxy", result.proposed, strict=False):
            place = told.rank_phrase(told.outcome.ranked(unit))
            blocks.append(paragraph(f"{letter}) {told.unit(unit).ten}: đạt {told.score(unit)} điểm, {place}."))
    return blocks


def _choice_clause(told: Standings) -> str:
    """The clause by which a council above chooses."""
    award = next(award for award in told.regulation.awards if award.chosen_by == "cap_tren" and award.among)
    return f"theo {told.regulation.citation(award.cite)}"


def _why_none(told: Standings, result: AwardResult) -> str:
    if result.undecided:
        names = join_names([told.unit(unit).ten for unit in result.undecided])
        return f"Chưa xác định được đơn vị đề nghị giữa {names} do bằng điểm."
    if result.threshold is None:
        return "Không có đơn vị đủ điều kiện để đề nghị."
    return f"Không có đơn vị đạt từ {format_decimal(result.threshold)} điểm trở lên để đề nghị."


def _opinions(context: Context, fields: Fields, name: str) -> list[str]:
    to_trinh = context.case.ho_so.to_trinh
    opinions = to_trinh.y_kien if to_trinh else None
    if opinions is None:
        return [f"- {fields.need('y_kien', None)}"]
    if not opinions:
        return [f"- Không có cơ quan thuộc diện phải lấy ý kiến đối với các trường hợp đề nghị tại {name} này."]
    lines = []
    for opinion in opinions:
        proof = opinion.van_ban
        if proof and proof.co_quan and proof.co_quan.startswith(opinion.co_quan):
            proof = proof.model_copy(update={"co_quan": None})  # not "Thanh tra tỉnh (… của Thanh tra tỉnh)"
        paper = f" ({cite_document(proof)})" if proof else ""
        lines.append(f"- {opinion.co_quan}{paper}: {opinion.noi_dung.rstrip(' .')}.")
    return lines


def _appraisal(context: Context, fields: Fields, leader_name: str, persons: People) -> list[str]:
    """The submitting unit's own opinion, then what it answers for, unless the opinion says so already."""
    to_trinh = context.case.ho_so.to_trinh
    opinion = fields.need("y_kien_tham_dinh", to_trinh.y_kien_tham_dinh if to_trinh else None)
    if "chịu trách nhiệm" in opinion.lower():
        return [opinion]
    return [
        opinion,
        f"{leader_name} đã kiểm tra, đối chiếu đối tượng, điều kiện, tiêu chuẩn và thành phần hồ sơ của các đơn vị"
        f"{', cá nhân' if persons else ''} được đề nghị khen thưởng theo quy định; chịu trách nhiệm trước pháp luật về tính chính xác của "
        "hồ sơ và nội dung đề nghị.",
    ]


def _enclosures(context: Context, told: Standings, own: str) -> list[str]:
    """What goes with the tờ trình, from the plan of the dossier; papers of the units are counted by kind."""
    lines = ["Danh sách đề nghị khen thưởng"]
    of_units: dict[str, dict[str, int]] = {}
    for paper in plan_papers(context):
        if not paper.submitted or paper.id == own:
            continue
        if paper.unit is None:
            lines.append(paper.title)
            continue
        title = paper.title.removesuffix(f" – {told.unit(paper.unit).ten}")
        counts = of_units.setdefault(paper.id, {})
        counts[title] = counts.get(title, 0) + 1
    for counts in of_units.values():
        same = _common_words(list(counts))
        kinds = [f"{title.removeprefix(same).strip()} ({format_count(n)} bản)".strip() for title, n in counts.items()]
        lines.append(f"{same} {', '.join(kinds)}".strip())
    return [f"- {line}" for line in closed_list(lines)]


def _common_words(titles: list[str]) -> str:
    """Words that all the titles begin with: "Báo cáo thành tích đề nghị tặng"; all of a title that is alone."""
    words = [title.split(" ") for title in titles]
    count = 0
    while all(len(each) > count and each[count] == words[0][count] for each in words):
        count += 1
    return " ".join(words[0][:count])


def _list(told: Standings) -> list[Block]:
    """Danh sách kèm theo: one row for each proposed unit, grouped by award."""
    titles = [
        "TT",
        "Tên tập thể",
        "Tóm tắt thành tích",
        "Điểm được thẩm định",
        "Xếp thứ",
        "Số phiếu (tỷ lệ)",
        "Hình thức đề nghị",
        "Ghi chú",
    ]
    if told.outcome.column != "tham_dinh":
        titles[3] = told.column_title(told.outcome.column)
    rows = [header_row(titles)]
    for number, proposal in enumerate(told.proposals(), start=1):
        votes = proposal.votes if told.by_vote(proposal.award) or proposal.ranked.tie_settled else None
        settled = told.settled_by(proposal.ranked)
        rows.append(
            Row(
                (
                    cell(str(number), "o_bang_giua"),
                    cell(proposal.unit.ten),
                    cell(_summary(told, proposal.award.leader)),
                    cell(told.score(proposal.unit.id), "o_bang_giua"),
                    cell(told.rank(proposal.ranked), "o_bang_giua"),
                    cell(_votes(told, votes), "o_bang_giua"),
                    cell(award_name(proposal.award)),
                    text_cell(f"Đồng điểm, phân định qua {settled}" if settled else ""),
                ),
                cant_split=True,
            )
        )
    for result, honour in told.sent_up():
        for unit in result.proposed:
            cells = (
                cell(str(len(rows)), "o_bang_giua"),
                cell(told.unit(unit).ten),
                cell(_summary(told, False)),
                cell(told.score(unit), "o_bang_giua"),
                cell(told.rank(told.outcome.ranked(unit)), "o_bang_giua"),
                cell("-", "o_bang_giua"),
                cell(honour.title),
                text_cell(""),
            )
            rows.append(Row(cells, cant_split=True))
    if len(rows) == 1:
        rows.append(
            Row(
                (
                    cell("-", "o_bang_giua"),
                    cell(told.not_known() if _unknown(told) else "Không có", col_span=len(titles) - 1),
                ),
                cant_split=True,
            )
        )
    return [Table(tuple(rows), scaled([10, 48, 58, 22, 14, 22, 46, 32], TEXT_WIDTH_LANDSCAPE)), spacer()]


def _votes(told: Standings, votes: VoteCount | None) -> str:
    """As in "08/09 (88,89%)"; where there were two rounds, the round in front."""
    if votes is None:
        return "-"
    named = told.round_name(votes)
    return f"{upper_first(named) + ': ' if named else ''}{told.vote_count(votes)} ({told.vote_percent(votes)})"


def _summary(told: Standings, leader: bool) -> str:
    year = told.case.ho_so.nam
    if leader:
        return f"Đơn vị xuất sắc dẫn đầu {told.terms.ten_ngan} trong thực hiện giao ước thi đua năm {year}"
    return f"Thành tích xuất sắc trong thực hiện giao ước thi đua năm {year} của {told.terms.ten_ngan}"


def _list_total(told: Standings, persons: People) -> str:
    sent_up = sum(len(result.proposed) for result, _ in told.sent_up())
    people = f" và {count_persons(persons)}" if persons else ""
    return f"Danh sách gồm {_count(told, sent_up)} tập thể{people}./."
