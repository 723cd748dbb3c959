"""``dossier return-notice``."""

from __future__ import annotations

from pathlib import Path

from rich.markup import escape

from dossier.api import Checking, return_notice
from dossier.cli.console import out, print_json
from dossier.core.errors import DossierError
from dossier.pipeline.board.cost import cost_words, term_words
from dossier.pipeline.board.office import BoardOffice
from dossier.pipeline.board.return_notice import ENDINGS
from dossier.verification.facts import VERDICT_WORDS


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
    out.print(escape(term_words(notice.term)))
    out.print(escape(cost_words(notice.cost, notice.regulation_title)))
    for path, pages in written.files.items():
        out.print(f"[bold]Phiếu trả hồ sơ:[/bold] {escape(str(path))}{f' ({pages} trang)' if pages else ''}")
    if all(path.suffix.lower() != ".json" for path in written.files):
        out.print("Nên gửi kèm bản .json (thêm -o phieu.json) để đơn vị chạy: dossier check HỒ_SƠ --notice phieu.json")
