"""The return notice as data (``return_notice/1``): every defect as an item that people and programs can tick off.

The board's machine writes it, the unit's machine reads it back (``notice_progress``) and ``return_notice`` prints it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError

from dossier.core.base import Model, SoDem
from dossier.core.citation import Citation
from dossier.core.errors import DossierError, InputUnreadable
from dossier.core.files import read_limited
from dossier.core.finding import Finding, Location, Severity
from dossier.core.vietnamese import upper_first
from dossier.inputs.case import Case
from dossier.pipeline.board.cost import ReturnCost, ReturnTerm, return_cost, return_term
from dossier.pipeline.board.places import CasePlaces, case_pointer
from dossier.regulation.load import load_calendar, load_national, load_regulation
from dossier.regulation.model import Regulation
from dossier.verification.facts import PaperFact, Verdict, Verification
from dossier.verification.verdict import matters

MAX_NOTICE = 20_000_000
WHOLE = "Toàn hồ sơ"
NO_CLAUSE = "quy định chung về trả hồ sơ; nội dung này không có điều khoản riêng"
_BY_AREA = {
    "FIL": "Tệp nhận được",
    "MAN": "Bản kê và tệp kèm theo",
    "SIG": "Chữ ký số",
    "CAS": "Dữ liệu kèm theo bộ hồ sơ",
    "INP": "Dữ liệu kèm theo bộ hồ sơ",
    "LAW": "Căn cứ pháp lý",
}
"""Heading of findings that belong to no paper."""


class NoticeItem(Model, title="Việc phải làm"):
    """One thing to put right."""

    number: Annotated[int, Field(ge=1)] = Field(title="Số thứ tự", description="Số thứ tự trong phiếu.")
    code: str = Field(title="Mã", description="Mã của thông báo, xem docs/findings.md.")
    severity: Severity = Field(title="Mức độ", description="loi: phải sửa; canh_bao: đề nghị xem lại.")
    group: str = Field(title="Thuộc giấy tờ", description="Giấy tờ hoặc phần của hồ sơ mà nội dung này thuộc về.")
    where: str = Field(title="Vị trí", description="Vị trí bằng lời: giấy tờ, đơn vị, tiêu chí, trang.")
    at: Location = Field(title="Vị trí trong dữ liệu", description="Tệp, đường dẫn, dòng, giấy tờ, đơn vị.")
    place: str | None = Field(
        None,
        title="Vị trí cố định",
        description="Đường dẫn trong dữ liệu, mục của danh sách ghi bằng tên thay cho số thứ tự.",
    )
    """``CasePlaces.stable``: finds the place again after lines and lists have moved."""
    message: str = Field(title="Nội dung sai", description="Sai gì, với số liệu đã thấy.")
    expected: str | None = Field(None, title="Yêu cầu", description="Phải như thế nào.")
    fix: str | None = Field(None, title="Cách sửa", description="Phải làm gì.")
    citations: tuple[Citation, ...] = Field((), title="Căn cứ", description="Điều khoản.")


class NoticeUnchecked(Model, title="Nội dung chưa kiểm tra được"):
    """A check that could not be made."""

    code: str = Field(title="Mã", description="Mã của quy tắc.")
    title: str = Field(title="Quy tắc", description="Quy tắc xem xét điều gì.")
    reason: str = Field(title="Lý do", description="Vì sao chưa kiểm tra được.")


class ReturnNotice(Model, title="Phiếu trả hồ sơ"):
    """Why a dossier goes back, what to do about it, and what that costs."""

    schema_id: Literal["return_notice/1"] = Field("return_notice/1", title="Mẫu", description="Phiên bản của mẫu.")
    file: str = Field(title="Tệp", description="Tên tệp hồ sơ nhận được.")
    sha256: str | None = Field(title="Mã băm SHA-256", description="Của tệp nhận được; để trống với thư mục.")
    cluster: str | None = Field(title="Cụm, khối", description="Tên cụm, khối thi đua.")
    year: int | None = Field(title="Năm thi đua", description="Năm thi đua.")
    leader: str | None = Field(title="Đơn vị nộp hồ sơ", description="Đơn vị trưởng cụm, khối.")
    regulation: str | None = Field(title="Quy định", description="Mã quy định dùng để kiểm tra.")
    regulation_title: str | None = Field(title="Tên quy định", description="Văn bản dùng để kiểm tra.")
    verdict: Verdict = Field(title="Kết luận", description="dat, khong_dat hoặc khong_ket_luan_duoc.")
    reasons: tuple[str, ...] = Field(title="Lý do chính", description="Quan trọng nhất trước.")
    items: tuple[NoticeItem, ...] = Field(title="Việc phải làm", description="Lỗi trước, rồi đến cảnh báo.")
    unchecked: tuple[NoticeUnchecked, ...] = Field(
        (), title="Chưa kiểm tra được", description="Quy tắc và lý do; chỉ những việc mà kết quả có thể là lỗi."
    )
    term: ReturnTerm = Field(title="Thời hạn trả hồ sơ", description="Theo Nghị định.")
    cost: ReturnCost | None = Field(
        None, title="Điểm trừ", description="Hồ sơ bị trả thì trừ bao nhiêu điểm; để trống: quy định không nêu."
    )
    engine: str = Field(title="Phần mềm", description="Tên và phiên bản phần mềm đã kiểm tra.")
    checked_at: str = Field(title="Thời điểm kiểm tra", description="Theo ISO 8601.")

    @property
    def errors(self) -> tuple[NoticeItem, ...]:
        """What must be put right."""
        return tuple(item for item in self.items if item.severity is Severity.LOI)

    @property
    def warnings(self) -> tuple[NoticeItem, ...]:
        """What should be looked at again."""
        return tuple(item for item in self.items if item.severity is Severity.CANH_BAO)

    def to_json(self) -> bytes:
        """As the unit receives it."""
        return (self.model_dump_json(indent=1) + "\n").encode()


def make_notice(
    verification: Verification,
    case: Case | None,
    *,
    previous_returns: SoDem | None = None,
    regulations: Path | None = None,
) -> ReturnNotice:
    """The notice for a dossier that did not pass. ``case``: what the dossier says, where it could be read.

    ``previous_returns``: dossiers of the unit already returned this year, None: not known.
    Raises DossierError for a dossier that passed: it can't be returned.
    """
    if verification.verdict is Verdict.DAT:
        raise DossierError(
            f"Hồ sơ “{verification.file}” đạt yêu cầu, không có lý do để trả lại.",
            "Muốn in kết quả kiểm tra để lưu thì dùng: dossier verify TỆP --sheet phieu_kiem_tra.docx",
        )
    facts = verification.case
    regulation = load_regulation(facts.regulation, regulations) if facts else None
    received = verification.received or (case.ho_so.nop.ngay_nop if case and case.ho_so.nop else None)
    national = load_national(regulation.national or "quoc-gia" if regulation else "quoc-gia", regulations)
    term = return_term(national, load_calendar(regulations), received)
    return ReturnNotice(
        file=verification.file,
        sha256=verification.sha256,
        cluster=facts.cluster if facts else None,
        year=facts.year if facts else None,
        leader=facts.leader if facts else None,
        regulation=facts.regulation if facts else None,
        regulation_title=main_document(regulation) if regulation else None,
        verdict=verification.verdict,
        reasons=verification.reasons,
        items=tuple(_items(verification, case, term.citation)),
        unchecked=tuple(
            NoticeUnchecked(code=r.code, title=r.title, reason=r.reason or "Chưa rõ lý do.")
            for r in verification.unchecked
            if matters(r.code)
        ),
        term=term,
        cost=return_cost(regulation, previous_returns) if regulation else None,
        engine=verification.engine,
        checked_at=verification.checked_at.isoformat(),
    )


def main_document(regulation: Regulation) -> str:
    """The regulation's own document: "Hướng dẫn số 4095/HD-UBND"."""
    return regulation.sources[regulation.main_source].short


def _items(verification: Verification, case: Case | None, returning: Citation) -> Iterator[NoticeItem]:
    """Errors, then warnings. An error that no clause of its own forbids goes back under the general rule, and says so."""
    general = Citation(document=returning.document, place=returning.place, note=NO_CLAUSE)
    places = CasePlaces(case, {paper.name: paper.title for paper in verification.papers})
    asked = [f for f in verification.findings if f.severity is not Severity.LUU_Y]
    order = {paper.name: number for number, paper in enumerate(verification.papers)}
    groups = {id(f): group_of(f, places) for f in asked}
    first = {title: number for number, title in enumerate(dict.fromkeys(groups[id(f)] for f in asked))}

    def place_in_notice(finding: Finding) -> tuple[bool, int, int]:
        """Errors first; inside them the papers in the dossier's order, after what concerns all of it."""
        paper = paper_of(finding, verification.papers)
        group = groups[id(finding)]
        return (finding.severity is not Severity.LOI, order[paper.name] + 1 if paper else 0, first[group])

    for number, finding in enumerate(sorted(asked, key=place_in_notice), start=1):
        paper = paper_of(finding, verification.papers)
        yield NoticeItem(
            number=number,
            code=finding.code,
            severity=finding.severity,
            group=groups[id(finding)],
            where=_where(finding, places, paper, groups[id(finding)]),
            at=finding.at,
            place=places.stable(finding.at),
            message=finding.message,
            expected=finding.expected,
            fix=finding.fix,
            citations=finding.citations or ((general,) if finding.severity is Severity.LOI else ()),
        )


def group_of(finding: Finding, places: CasePlaces) -> str:
    """The paper a finding is listed under, else what it is about."""
    return places.heading(finding.at) or _BY_AREA.get(finding.code[:3], WHOLE)


def paper_of(finding: Finding, papers: Sequence[PaperFact]) -> PaperFact | None:
    """The paper of the dossier that a finding is about."""
    names = (f"{finding.at.paper}__{finding.at.unit}", finding.at.paper)
    return next((paper for name in names for paper in papers if paper.name == name), None)


def _where(finding: Finding, places: CasePlaces, paper: PaperFact | None, group: str) -> str:
    words = places.words(finding.at, group)
    if case_pointer(finding.at):  # else it is the name of a file
        words = upper_first(words)
    pages = ""
    if paper and paper.first_page:
        last = paper.first_page + (paper.pages or 1) - 1
        pages = f"trang {paper.first_page}" + (f" đến {last}" if last > paper.first_page else "")
        pages += " của bộ hồ sơ"
    return "; ".join(part for part in (words, pages) if part) or WHOLE


def load_notice(path: Path) -> ReturnNotice:
    """Read a notice back; raises InputUnreadable for anything else, or for another edition."""
    data = read_limited(path, MAX_NOTICE)
    try:
        return ReturnNotice.model_validate_json(data)
    except ValidationError as error:
        where = ".".join(map(str, error.errors()[0]["loc"])) or "đầu tệp"
        raise InputUnreadable(
            f"Tệp “{path.name}” không phải phiếu trả hồ sơ dạng JSON (return_notice/1); chỗ sai đầu tiên: {where}.",
            "Xin cơ quan thẩm định tệp do lệnh dossier return-notice -o phieu.json lập ra, không sửa tay.",
        ) from error
