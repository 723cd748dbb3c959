"""Options that several commands share: one name, one meaning, one line of help."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

CaseArg = Annotated[Path, typer.Argument(metavar="CASE", help="Thư mục hồ sơ (có ho_so.yaml) hoặc tệp dossier.json.")]
OutDirOpt = Annotated[Path, typer.Option("--out", "-o", metavar="DIR", help="Thư mục kết quả.")]
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
TemplatesOpt = Annotated[
    Path | None,
    typer.Option(
        "--templates", metavar="DIR", help="Thư mục mẫu Word riêng của cơ quan lập hồ sơ: <biểu mẫu>/body.docx."
    ),
]

# --- signing and assembling the bundle ---
PersonP12Opt = Annotated[
    Path | None,
    typer.Option(
        "--person-p12",
        metavar="FILE",
        help="Tệp PKCS#12 của người ký bộ hồ sơ. Mật khẩu: hỏi, hoặc biến DOSSIER_PERSON_PASSWORD.",
    ),
]
AgencyP12Opt = Annotated[
    Path | None,
    typer.Option(
        "--agency-p12",
        metavar="FILE",
        help="Tệp PKCS#12 của cơ quan. Mật khẩu: hỏi, hoặc biến DOSSIER_AGENCY_PASSWORD.",
    ),
]
PersonImageOpt = Annotated[
    Path | None, typer.Option("--person-image", metavar="PNG", help="Ảnh chữ ký màu xanh, nền trong suốt.")
]
AgencyImageOpt = Annotated[
    Path | None, typer.Option("--agency-image", metavar="PNG", help="Ảnh con dấu màu đỏ, nền trong suốt.")
]
DemoSignatureOpt = Annotated[
    bool, typer.Option("--demo-signature", help="Ký thử bằng chứng thư dùng một lần (không có giá trị pháp lý).")
]
WaiveOpt = Annotated[
    list[str] | None,
    typer.Option("--waive", metavar="CODE=LÝ DO", help="Bỏ qua một lỗi khi ghép bộ hồ sơ; lý do được ghi vào bản kê."),
]
StampOpt = Annotated[bool, typer.Option("--stamp", help="Đóng số giấy tờ và số trang của bộ hồ sơ vào lề.")]

# --- checking signatures ---
TrustOpt = Annotated[
    list[Path] | None,
    typer.Option(
        "--trust",
        metavar="PEM|DIR",
        help="Chứng thư gốc của nơi cấp chữ ký số mà anh/chị tin cậy, hoặc thư mục chứa chúng. Nêu được nhiều lần.",
    ),
]
CrlOpt = Annotated[
    list[Path] | None,
    typer.Option("--crl", metavar="FILE", help="Danh sách chứng thư bị thu hồi (CRL) hoặc trả lời OCSP đã tải về."),
]
OnlineOpt = Annotated[
    bool, typer.Option("--online", help="Hỏi qua mạng xem chứng thư có bị thu hồi không (mặc định không dùng mạng).")
]
AtOpt = Annotated[
    str | None, typer.Option("--at", metavar="YYYY-MM-DDTHH:MM", help="Xét tại thời điểm này (mặc định: bây giờ).")
]
ReceivedOpt = Annotated[
    str | None,
    typer.Option("--received", metavar="YYYY-MM-DD", help="Ngày nhận hồ sơ, để tính thời hạn nộp và thời hạn trả."),
]
