"""``dossier return-notice``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from rich.markup import escape

from dossier.api import Checking, return_notice
from dossier.cli.console import out, print_json
from dossier.core.errors import DossierError
from dossier.core.vietnamese import format_day
from dossier.pipeline.board.cost import cost_words, term_words
from dossier.pipeline.board.notice import ReturnNotice
from dossier.pipeline.board.office import BoardOffice
from dossier.pipeline.board.return_notice import ENDINGS
from dossier.verification.facts import VERDICT_WORDS


def _warnings(notice: ReturnNotice, checking: Checking, office: BoardOffice) -> Iterator[str]:
    """What a board would rather know before it signs."""
    if not checking.trust:
        yield "chưa nêu --trust nên chưa kết luận được ai đã ký; nên nêu rồi lập lại trước khi gửi phiếu."
    last, issued = notice.term.last_day, office.ngay or datetime.fromisoformat(notice.checked_at).date()
    if last and issued > last:
        yield f"ngày lập phiếu ({format_day(issued)}) đã quá thời hạn trả hồ sơ ({format_day(last)})."
    if notice.term.received is None:
        yield "chưa nêu ngày nhận hồ sơ (--received) nên chưa tính được thời hạn trả."
    if notice.cost and notice.cost.previous is None:
        yield "chưa nêu số hồ sơ đã bị trả trong năm (--previous-returns) nên phiếu chỉ ghi mức trừ, chưa tính điểm trừ."


def run(
    file: Path, targets: list[Path], checking: Checking, office: BoardOffice, previous: int | None, as_json: bool
) -> None:
    """Verify the dossier and write its return notice in every form asked for."""
    for target in targets:  # before the minutes that a verification may take
        if target.suffix.lower() not in ENDINGS:
            raise DossierError(
                f"Không rõ dạng tệp của “{target.name}”.",
                "Đặt tên phiếu có đuôi .docx (để sửa, trình ký), .pdf hoặc .json (gửi đơn vị để tự kiểm tra).",
            )
    written = return_notice(file, *targets, checking=checking, office=office, previous_returns=previous)
    notice = written.notice
    if as_json:
        files = [{"path": str(path), "pages": pages} for path, pages in written.files.items()]
        print_json({"files": files, "notice": notice.model_dump(mode="json")})
        return
    out.print(
        f"[bold]{VERDICT_WORDS[notice.verdict]}[/bold] {escape(notice.file)}: {len(notice.errors)} nội dung phải sửa, "
        f"{len(notice.warnings)} đề nghị xem lại, {len(notice.unchecked)} chưa kiểm tra được."
    )
    out.print(f"Thời hạn: {escape(term_words(notice.term))}")
    out.print(f"Điểm trừ: {escape(cost_words(notice.cost, notice.regulation_title))}")
    for warning in _warnings(written.notice, checking, office):
        out.print(f"[yellow]Chú ý:[/yellow] {escape(warning)}")
    for path, pages in written.files.items():
        out.print(f"[bold]Phiếu trả hồ sơ:[/bold] {escape(str(path))}{f' ({pages} trang)' if pages else ''}")
    if all(path.suffix.lower() != ".json" for path in written.files):
        out.print("Nên gửi kèm bản .json (thêm -o phieu.json) để đơn vị chạy: dossier check HỒ_SƠ --notice phieu.json")
