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

CaseArg = Annotated[Path, typer.Argument(metavar="CASE", help="Thư mục hồ sơ (có ho_so.yaml) hoặc tệp dossier.json.")]
JsonOpt = Annotated[bool, typer.Option("--json", help="In kết quả dạng JSON cho phần mềm khác đọc.")]
StageOpt = Annotated[
    str | None,
    typer.Option(
        "--stage", metavar="STAGE", help="Giai đoạn: du_thao, trinh_ky, phat_hanh, nop. Mặc định: theo ho_so.yaml."
    ),
]
TodayOpt = Annotated[
    str | None, typer.Option("--today", metavar="YYYY-MM-DD", help="Ngày dùng để so thời hạn (mặc định: hôm nay).")
]

RegulationsOpt = Annotated[
    Path | None,
    typer.Option("--regulations", metavar="DIR", help="Thư mục quy chế riêng; tệp nào không có thì lấy bản có sẵn."),
]


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
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Thư mục kết quả.")] = Path("out"),
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
    person_p12: Annotated[
        Path | None,
        typer.Option(
            "--person-p12",
            metavar="FILE",
            help="Tệp PKCS#12 của người ký. Mật khẩu: hỏi, hoặc biến DOSSIER_PERSON_PASSWORD.",
        ),
    ] = None,
    agency_p12: Annotated[
        Path | None,
        typer.Option(
            "--agency-p12",
            metavar="FILE",
            help="Tệp PKCS#12 của cơ quan. Mật khẩu: hỏi, hoặc biến DOSSIER_AGENCY_PASSWORD.",
        ),
    ] = None,
    person_image: Annotated[
        Path | None, typer.Option("--person-image", metavar="PNG", help="Ảnh chữ ký màu xanh, nền trong suốt.")
    ] = None,
    agency_image: Annotated[
        Path | None, typer.Option("--agency-image", metavar="PNG", help="Ảnh con dấu màu đỏ, nền trong suốt.")
    ] = None,
    demo_signature: Annotated[
        bool, typer.Option("--demo-signature", help="Ký thử bằng chứng thư dùng một lần (không có giá trị pháp lý).")
    ] = False,
    waive: Annotated[
        list[str] | None,
        typer.Option(
            "--waive", metavar="CODE=LÝ DO", help="Bỏ qua một lỗi khi ghép bộ hồ sơ; lý do được ghi vào bản kê."
        ),
    ] = None,
    stamp: Annotated[bool, typer.Option("--stamp", help="Đóng số giấy tờ và số trang của bộ hồ sơ vào lề.")] = False,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Thư mục mẫu Word riêng của cơ quan: <biểu mẫu>/body.docx."),
    ] = None,
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


register_signing(app)
register_board(app)


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
    out: Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Thư mục kết quả.")] = Path("out"),
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            "--trust",
            metavar="PEM|DIR",
            help="Chứng thư gốc của nơi cấp chữ ký số mà anh/chị tin cậy, hoặc thư mục chứa chúng. Nêu được nhiều lần.",
        ),
    ] = None,
    crl: Annotated[
        list[Path] | None,
        typer.Option("--crl", metavar="FILE", help="Danh sách chứng thư bị thu hồi (CRL) hoặc trả lời OCSP đã tải về."),
    ] = None,
    online: Annotated[
        bool,
        typer.Option("--online", help="Hỏi qua mạng xem chứng thư có bị thu hồi không (mặc định không dùng mạng)."),
    ] = False,
    stage: StageOpt = None,
    today: TodayOpt = None,
    person_p12: Annotated[
        Path | None,
        typer.Option(
            "--person-p12",
            metavar="FILE",
            help="Tệp PKCS#12 của người ký bộ hồ sơ. Mật khẩu: hỏi, hoặc biến DOSSIER_PERSON_PASSWORD.",
        ),
    ] = None,
    agency_p12: Annotated[
        Path | None,
        typer.Option(
            "--agency-p12",
            metavar="FILE",
            help="Tệp PKCS#12 của cơ quan. Mật khẩu: hỏi, hoặc biến DOSSIER_AGENCY_PASSWORD.",
        ),
    ] = None,
    person_image: Annotated[
        Path | None, typer.Option("--person-image", metavar="PNG", help="Ảnh chữ ký màu xanh, nền trong suốt.")
    ] = None,
    agency_image: Annotated[
        Path | None, typer.Option("--agency-image", metavar="PNG", help="Ảnh con dấu màu đỏ, nền trong suốt.")
    ] = None,
    demo_signature: Annotated[
        bool, typer.Option("--demo-signature", help="Ký thử bằng chứng thư dùng một lần (không có giá trị pháp lý).")
    ] = False,
    waive: Annotated[
        list[str] | None,
        typer.Option(
            "--waive", metavar="CODE=LÝ DO", help="Bỏ qua một lỗi khi ghép bộ hồ sơ; lý do được ghi vào bản kê."
        ),
    ] = None,
    stamp: Annotated[bool, typer.Option("--stamp", help="Đóng số giấy tờ và số trang của bộ hồ sơ vào lề.")] = False,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Thư mục mẫu Word riêng của cơ quan: <biểu mẫu>/body.docx."),
    ] = None,
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
def verify(
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE...", help="Bộ hồ sơ (PDF), thư mục hoặc tệp ZIP giấy tờ rời, hay một tệp PDF đã ký."
        ),
    ],
    trust: Annotated[
        list[Path] | None,
        typer.Option(
            "--trust",
            metavar="PEM|DIR",
            help="Chứng thư gốc của nơi cấp chữ ký số mà anh/chị tin cậy, hoặc thư mục chứa chúng. Nêu được nhiều lần.",
        ),
    ] = None,
    crl: Annotated[
        list[Path] | None,
        typer.Option("--crl", metavar="FILE", help="Danh sách chứng thư bị thu hồi (CRL) hoặc trả lời OCSP đã tải về."),
    ] = None,
    online: Annotated[
        bool,
        typer.Option("--online", help="Hỏi qua mạng xem chứng thư có bị thu hồi không (mặc định không dùng mạng)."),
    ] = False,
    at: Annotated[
        str | None,
        typer.Option("--at", metavar="YYYY-MM-DDTHH:MM", help="Xét tại thời điểm này (mặc định: bây giờ)."),
    ] = None,
    received: Annotated[
        str | None,
        typer.Option("--received", metavar="YYYY-MM-DD", help="Ngày nhận hồ sơ, để tính thời hạn nộp."),
    ] = None,
    summary: Annotated[
        Path | None,
        typer.Option("--summary", metavar="FILE.xlsx", help="Ghi bảng tổng hợp của mọi hồ sơ vừa xác minh."),
    ] = None,
    sheet: Annotated[
        Path | None, typer.Option("--sheet", metavar="FILE.docx|pdf", help="Lập phiếu kiểm tra hồ sơ (một hồ sơ).")
    ] = None,
    templates: Annotated[
        Path | None,
        typer.Option("--templates", metavar="DIR", help="Thư mục mẫu Word riêng của cơ quan lập hồ sơ."),
    ] = None,
    regulations: RegulationsOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Xác minh hồ sơ nhận được: chữ ký, tệp đính kèm, tính lại mọi số liệu và so với từng trang giấy.

    Mã thoát: 0 đạt; 9 không đạt; 10 không kết luận được. Nhiều hồ sơ: mã của hồ sơ kém nhất.
    """
    import_module("dossier.cli.verify").run(
        files, trust or [], crl or [], online, at, received, regulations, templates, summary, sheet, as_json
    )


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
