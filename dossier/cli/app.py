"""The command tree. Each command module is imported only when its command runs: ``dossier check`` starts fast."""

from __future__ import annotations

import atexit
import gc
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from typer.exceptions import TyperException

from dossier.cli.board_app import register as register_board
from dossier.cli.console import reports_errors
from dossier.cli.options import (
    AgencyImageOpt,
    AgencyP12Opt,
    CaseArg,
    CrlOpt,
    DemoSignatureOpt,
    JsonOpt,
    OnlineOpt,
    OutDirOpt,
    PersonImageOpt,
    PersonP12Opt,
    RegulationsOpt,
    StageOpt,
    StampOpt,
    TemplatesOpt,
    TodayOpt,
    TrustOpt,
    WaiveOpt,
)
from dossier.cli.sign_app import register as register_signing
from dossier.cli.usage import Command, Group, usage_message
from dossier.core.errors import ExitCode

INTERNAL_ERROR = 70
"""Exit code for a fault of the program itself (EX_SOFTWARE)."""

app = typer.Typer(
    name="dossier",
    cls=Group,
    help="Lập, kiểm tra và ký số hồ sơ thi đua, khen thưởng của cụm, khối thi đua.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
regulation_app = typer.Typer(help="Quy chế đang có: xem, kiểm tra.", cls=Group, no_args_is_help=True)
app.add_typer(regulation_app, name="regulation")


@app.command(cls=Command)
@reports_errors
def new(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Thư mục hồ sơ sẽ tạo.")],
    regulation: Annotated[
        str, typer.Option("--regulation", metavar="ID", help="Quy chế áp dụng, ví dụ cao-bang-2025.")
    ] = "cao-bang-2025",
    units: Annotated[int, typer.Option("--units", min=1, max=100, help="Số đơn vị thành viên.")] = 9,
    kind: Annotated[
        str | None,
        typer.Option("--kind", metavar="LOẠI", help="Cụm, khối gồm: so_nganh, huyen, xa, doanh_nghiep, dang_doan_the…"),
    ] = None,
    regulations: RegulationsOpt = None,
) -> None:
    """Tạo thư mục hồ sơ mới, có sẵn các tệp mẫu và lời giải thích để điền."""
    import_module("dossier.cli.new").run(folder, regulation, units, regulations, kind)


@app.command(cls=Command)
@reports_errors
def check(
    case: CaseArg,
    stage: StageOpt = None,
    today: TodayOpt = None,
    notice: Annotated[
        Path | None,
        typer.Option(
            "--notice", metavar="FILE.json", help="Phiếu trả hồ sơ (dạng JSON): nêu việc nào đã xong, việc nào còn."
        ),
    ] = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Kiểm tra hồ sơ theo quy chế: thiếu gì, sai gì, sai ở đâu, sửa thế nào, theo điều khoản nào.

    Mã thoát: 0 không có lỗi; 1 có lỗi; 3 dữ liệu không đọc được; 4 quy chế hỏng.
    """
    import_module("dossier.cli.check").run(case, stage, today, regulations, as_json, notice)


@app.command(cls=Command)
@reports_errors
def build(
    case: CaseArg,
    out: OutDirOpt = Path("out"),
    paper: Annotated[
        str | None,
        typer.Option(
            "--paper",
            metavar="ID",
            help="Chỉ làm một loại giấy tờ: to_trinh, bien_ban_hop, bao_cao_thanh_tich, bang_diem…",
        ),
    ] = None,
    unit: Annotated[
        str | None,
        typer.Option("--unit", metavar="X", help="Chỉ làm giấy tờ của một đơn vị (mã đơn vị trong ho_so.yaml)."),
    ] = None,
    stage: StageOpt = None,
    today: TodayOpt = None,
    person_p12: PersonP12Opt = None,
    agency_p12: AgencyP12Opt = None,
    person_image: PersonImageOpt = None,
    agency_image: AgencyImageOpt = None,
    demo_signature: DemoSignatureOpt = False,
    waive: WaiveOpt = None,
    stamp: StampOpt = False,
    templates: TemplatesOpt = None,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            metavar="N",
            min=1,
            max=64,
            help="Số giấy tờ lập cùng lúc (mặc định: theo số nhân máy, nhiều nhất 4).",
        ),
    ] = None,
    regulations: RegulationsOpt = None,
    signature_fields: Annotated[
        bool,
        typer.Option(
            "--signature-fields",
            help="Lập thêm trinh_ky/: giấy tờ có chỗ ký số cho từng người ký (giai đoạn trinh_ky luôn có).",
        ),
    ] = False,
    as_json: JsonOpt = False,
) -> None:
    """Lập toàn bộ giấy tờ (Word và PDF), kiểm tra, ghép và ký bộ hồ sơ.

    Tệp Word đã sửa tay được giữ nguyên và in từ chính tệp đó. Bộ hồ sơ đã ký không bị ghi đè.
    """
    import_module("dossier.cli.build").run(
        case,
        out,
        paper,
        unit,
        stage,
        today,
        person_p12,
        agency_p12,
        person_image,
        agency_image,
        demo_signature,
        waive or [],
        stamp,
        jobs,
        templates,
        regulations,
        signature_fields,
        as_json,
    )


@app.command(cls=Command)
@reports_errors
def bundle(
    case: CaseArg,
    signed: Annotated[
        Path,
        typer.Option(
            "--signed", metavar="DIR", help="Thư mục chứa các giấy tờ đã ký số (tệp của trinh_ky/ sau khi ký)."
        ),
    ],
    out: OutDirOpt = Path("out"),
    trust: TrustOpt = None,
    crl: CrlOpt = None,
    online: OnlineOpt = False,
    stage: StageOpt = None,
    today: TodayOpt = None,
    person_p12: PersonP12Opt = None,
    agency_p12: AgencyP12Opt = None,
    person_image: PersonImageOpt = None,
    agency_image: AgencyImageOpt = None,
    demo_signature: DemoSignatureOpt = False,
    waive: WaiveOpt = None,
    stamp: StampOpt = False,
    templates: TemplatesOpt = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Ghép bộ hồ sơ từ các giấy tờ đã ký số: đối chiếu từng tệp, kiểm tra chữ ký, đính kèm nguyên vẹn.

    Ghép trang làm mất chữ ký số, nên tệp đã ký được đính kèm nguyên từng byte; các trang chỉ để đọc, có ghi chú ở lề.
    """
    import_module("dossier.cli.bundle").run(
        case,
        signed,
        out,
        (trust or [], crl or [], online),
        (stage, today),
        (person_p12, agency_p12, person_image, agency_image, demo_signature),
        waive or [],
        stamp,
        templates,
        regulations,
        as_json,
    )


@app.command("print", cls=Command)
@reports_errors
def print_(
    file: Annotated[Path, typer.Argument(metavar="FILE.docx", help="Tệp Word đã sửa.")],
    out: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="FILE.pdf", help="Tệp PDF (mặc định: cùng tên, đuôi .pdf).")
    ] = None,
    as_json: JsonOpt = False,
) -> None:
    """In một tệp Word ra PDF/A đúng thể thức, kể cả tệp đã sửa tay."""
    import_module("dossier.cli.print").run(file, out, as_json)


@app.command(cls=Command)
@reports_errors
def explain(
    case: CaseArg,
    unit: Annotated[str, typer.Option("--unit", metavar="X", help="Mã đơn vị trong ho_so.yaml.")],
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Giải thích kết quả của một đơn vị: quy định nào, điều khoản nào, con số nào, từng bước."""
    import_module("dossier.cli.explain").run(case, unit, regulations, as_json)


@app.command(cls=Command)
@reports_errors
def calendar(
    case: CaseArg,
    today: TodayOpt = None,
    ics: Annotated[
        Path | None,
        typer.Option("--ics", metavar="FILE.ics", help="Ghi thêm tệp lịch để nhập vào điện thoại, máy tính."),
    ] = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Lịch cả năm thi đua: mọi thời hạn theo quy chế, ai phải làm, hạn nào đã qua, hạn nào sắp tới."""
    import_module("dossier.cli.calendar").run(case, today, ics, regulations, as_json)


@app.command(cls=Command)
@reports_errors
def schema(
    folder: Annotated[
        Path | None, typer.Option("--out", "-o", metavar="DIR", help="Ghi các lược đồ vào thư mục này.")
    ] = None,
) -> None:
    """Lược đồ JSON của dữ liệu hồ sơ, cho phần mềm khác."""
    import_module("dossier.cli.schema").run(folder)


register_signing(app)
register_board(app)


@regulation_app.command("list", cls=Command)
@reports_errors
def regulation_list(regulations: RegulationsOpt = None, as_json: JsonOpt = False) -> None:
    """Liệt kê các quy chế có sẵn."""
    import_module("dossier.cli.regulation").run_list(regulations, as_json)


@regulation_app.command("show", cls=Command)
@reports_errors
def regulation_show(
    name: Annotated[str, typer.Argument(metavar="ID")],
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """In một quy chế cho người đọc: từng quy định, giá trị, điều khoản."""
    import_module("dossier.cli.regulation").run_show(name, regulations, as_json)


@regulation_app.command("lint", cls=Command)
@reports_errors
def regulation_lint(
    names: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Mặc định: tất cả.")] = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Kiểm tra tệp quy chế: tổng điểm, bậc chỉ tiêu, điều khoản viện dẫn, biểu mẫu."""
    import_module("dossier.cli.regulation").run_lint(names or [], regulations, as_json)


@regulation_app.command("diff", cls=Command)
@reports_errors
def regulation_diff(
    old: Annotated[str, typer.Argument(metavar="ID_CŨ", help="Quy chế trước.")],
    new: Annotated[str, typer.Argument(metavar="ID_MỚI", help="Quy chế sau.")],
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """So hai quy chế: điểm nào khác nhau, mỗi bên theo điều khoản nào. Phần giống nhau không nêu."""
    import_module("dossier.cli.regulation").run_diff(old, new, regulations, as_json)


def main() -> None:
    """Entry point of the ``dossier`` command."""
    # A command lives for seconds and its objects to its end: looking for garbage costs a fifth of the time and frees nothing.
    # Freezing them spares the last look, which Python takes when it ends.
    gc.disable()
    atexit.register(gc.freeze)
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A clerk's terminal may be in another encoding: never die on a letter.
            stream.reconfigure(encoding="utf-8", errors="replace")
    try:
        sys.exit(app(prog_name="dossier", standalone_mode=False) or ExitCode.OK)
    except TyperException as error:
        sys.stderr.write(usage_message(error))
        sys.exit(ExitCode.USAGE)
    except typer.Abort:  # at the password prompt
        sys.stderr.write("\nĐã dừng theo yêu cầu. Kết quả lần trước còn nguyên.\n")
        sys.exit(130)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:
        # A fault of the program itself, never of the case: say so, keep the details for whoever can use them.
        if os.environ.get("DOSSIER_DEBUG"):
            raise
        sys.stderr.write(
            f"Lỗi của chương trình ({type(error).__name__}). Kết quả lần trước còn nguyên.\n"
            "  → Chạy lại với biến môi trường DOSSIER_DEBUG=1 và gửi nội dung in ra cho nhóm phát triển.\n"
        )
        sys.exit(INTERNAL_ERROR)
