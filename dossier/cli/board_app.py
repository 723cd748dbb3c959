"""Commands of the board's side: verify a received dossier, return it, compare two of them."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from dossier.cli.console import reports_errors
from dossier.cli.options import (
    AtOpt,
    CrlOpt,
    JsonOpt,
    OnlineOpt,
    ReceivedOpt,
    RegulationsOpt,
    TemplatesOpt,
    TodayOpt,
    TrustOpt,
)
from dossier.cli.usage import Command


def register(app: typer.Typer) -> None:
    """Add the commands."""
    app.command("verify", cls=Command)(verify)
    app.command("return-notice", cls=Command)(return_notice)
    app.command("compare", cls=Command)(compare)


@reports_errors
def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Bộ hồ sơ (PDF), thư mục hoặc tệp ZIP giấy tờ rời, hay một tệp PDF đã ký."
        ),
    ],
    trust: TrustOpt = None,
    crl: CrlOpt = None,
    online: OnlineOpt = False,
    at: AtOpt = None,
    received: ReceivedOpt = None,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="FILE.xlsx", help="Ghi bảng tổng hợp của mọi hồ sơ vừa xác minh."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE.docx|pdf", help="Lập phiếu kiểm tra hồ sơ (một hồ sơ).")
    ] = None,
    templates: TemplatesOpt = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Xác minh hồ sơ nhận được: chữ ký, tệp đính kèm, tính lại mọi số liệu và so với từng trang giấy.

    Mã thoát: 0 đạt; 9 không đạt; 10 không kết luận được. Nhiều hồ sơ: mã của hồ sơ kém nhất.
    """
    import_module("dossier.cli.verify").run(
        files, trust or [], crl or [], online, at, received, regulations, templates, summary, sheet, as_json
    )


@reports_errors
def return_notice(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="Hồ sơ nhận được: bộ hồ sơ PDF, thư mục hoặc tệp ZIP.")],
    out: Annotated[
        list[Path],
        typer.Option(
            "--out",
            "-o",
            metavar="FILE.docx|pdf|json",
            help="Phiếu sẽ ghi; nêu được nhiều lần: -o phieu.docx -o phieu.json (bản .json để đơn vị tự kiểm tra).",
        ),
    ],
    trust: TrustOpt = None,
    crl: CrlOpt = None,
    online: OnlineOpt = False,
    at: AtOpt = None,
    received: ReceivedOpt = None,
    previous_returns: Annotated[
        int | None,
        typer.Option(
            "--previous-returns",
            metavar="N",
            min=0,
            max=1000,
            help="Số hồ sơ của đơn vị đã bị trả trong năm, không tính lần này: để tính điểm trừ.",
        ),
    ] = None,
    office: Annotated[
        Path | None,
        typer.Option("--office", metavar="FILE.yaml", help="Cơ quan ban hành phiếu: co_quan, nguoi_ky, noi_nhan…"),
    ] = None,
    agency: Annotated[str | None, typer.Option("--agency", metavar="TÊN", help="Cơ quan ban hành phiếu.")] = None,
    superior: Annotated[str | None, typer.Option("--superior", metavar="TÊN", help="Cơ quan chủ quản.")] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="TÊN", help="Địa danh ghi trước ngày tháng.")] = None,
    number: Annotated[
        str | None,
        typer.Option("--number", metavar="SỐ/KÝ HIỆU", help="Số, ký hiệu của phiếu; không nêu thì để dấu chấm."),
    ] = None,
    day: Annotated[str | None, typer.Option("--date", metavar="YYYY-MM-DD", help="Ngày ban hành phiếu.")] = None,
    signer: Annotated[str | None, typer.Option("--signer", metavar="HỌ TÊN", help="Người ký phiếu.")] = None,
    signer_office: Annotated[
        str | None, typer.Option("--signer-office", metavar="CHỨC VỤ", help="Chức vụ của người ký.")
    ] = None,
    templates: TemplatesOpt = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Lập phiếu trả hồ sơ: sai gì, ở đâu, yêu cầu thế nào, cách sửa, điều khoản, trả thì trừ bao nhiêu điểm.

    Mã thoát: 0 đã lập phiếu; 2 hồ sơ đạt nên không có gì để trả, hoặc tham số sai.
    """
    from dossier.api import Checking
    from dossier.cli.verify import parse_day, parse_moment
    from dossier.pipeline.board.office import office_from

    checking = Checking(
        trust=tuple(trust or ()),
        crls=tuple(crl or ()),
        online=online,
        at=parse_moment(at),
        received=parse_day(received),
        regulations=regulations,
        templates=templates,
    )
    board = office_from(
        office,
        agency=agency,
        superior=superior,
        place=place,
        number=number,
        day=parse_day(day),
        signer=signer,
        signer_office=signer_office,
    )
    import_module("dossier.cli.return_notice").run(file, out, checking, board, previous_returns, as_json)


@reports_errors
def compare(
    old: Annotated[
        Path,
        typer.Argument(
            metavar="CŨ", help="Hồ sơ trước: thư mục hồ sơ, dossier.json, bộ hồ sơ PDF, thư mục hoặc ZIP giấy tờ."
        ),
    ],
    new: Annotated[Path, typer.Argument(metavar="MỚI", help="Hồ sơ sau, dạng nào cũng được.")],
    trust: TrustOpt = None,
    today: TodayOpt = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """So hai hồ sơ: lỗi nào đã sửa, còn, mới; mục nào, giấy tờ nào, kết quả nào, tệp nào thay đổi."""
    import_module("dossier.cli.compare").run(old, new, trust or [], today, regulations, as_json)
