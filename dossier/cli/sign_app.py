"""Options of the signing commands. Like ``app``: declarations only, what they do is loaded when they run."""

from __future__ import annotations

from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer

from dossier.cli.console import reports_errors
from dossier.cli.options import JsonOpt
from dossier.cli.usage import Command


class Who(StrEnum):
    """Whose signature it is."""

    person = "person"
    agency = "agency"


class LevelChoice(StrEnum):
    """PAdES level."""

    b_b = "B-B"
    b_t = "B-T"
    b_lt = "B-LT"
    b_lta = "B-LTA"


OutOpt = Annotated[
    Path | None,
    typer.Option("--out", "-o", metavar="FILE.pdf", help="Tệp kết quả, phải là tệp mới (mặc định: thêm “.da_ky”)."),
]
WhoOpt = Annotated[
    Who | None, typer.Option("--as", help="Ai ký: person (người ký giấy tờ) hoặc agency (văn thư ký số của cơ quan).")
]
FieldOpt = Annotated[
    str | None,
    typer.Option(
        "--field",
        metavar="TÊN",
        help="Tên chỗ ký (ky_thu_ky, ky_chu_toa…). Không nêu thì ký vào chỗ ghi tên người có chứng thư số.",
    ),
]
ImageOpt = Annotated[
    Path | None, typer.Option("--image", metavar="PNG", help="Ảnh chữ ký (xanh) hoặc con dấu (đỏ), nền trong suốt.")
]
NameOpt = Annotated[str | None, typer.Option("--name", metavar="TÊN", help="Tên in ở chỗ ký, nếu khác chứng thư số.")]
OfficeOpt = Annotated[str | None, typer.Option("--office", metavar="CHỨC VỤ", help="Chức vụ in dưới tên người ký.")]
TsaOpt = Annotated[
    str | None,
    typer.Option(
        "--tsa",
        metavar="URL",
        help="Dịch vụ cấp dấu thời gian (RFC 3161); hoặc biến DOSSIER_TSA, cũng là nơi duy nhất để ghi mật khẩu.",
    ),
]
LevelOpt = Annotated[
    LevelChoice | None,
    typer.Option(
        "--level",
        help="Mức chữ ký. B-T: có dấu thời gian. B-LT, B-LTA: kèm dữ liệu kiểm tra lâu dài, lấy qua mạng từ địa chỉ CRL, OCSP "
        "ghi trong chứng thư. Mặc định: B-T nếu có dịch vụ dấu thời gian, không thì B-B.",
    ),
]
TrustOpt = Annotated[
    list[Path] | None,
    typer.Option("--trust", metavar="PEM", help="Chứng thư gốc tin cậy, cần cho B-LT và B-LTA; nêu được nhiều lần."),
]


@reports_errors
def sign(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="FILE|DIR", help="Tệp cần ký; nhiều tệp, hoặc cả thư mục, thì chỉ nhập PIN một lần."),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "--out",
            "-o",
            metavar="FILE|DIR",
            help="Tệp kết quả, phải là tệp mới (mặc định: thêm “.da_ky”); ký nhiều tệp thì là thư mục.",
        ),
    ] = None,
    who: WhoOpt = None,
    field: FieldOpt = None,
    p12: Annotated[
        Path | None,
        typer.Option(
            "--p12",
            metavar="FILE",
            help="Tệp khóa ký số .p12 hoặc .pfx (PKCS#12). Mật khẩu: hỏi, hoặc biến DOSSIER_PERSON_PASSWORD, DOSSIER_AGENCY_PASSWORD.",
        ),
    ] = None,
    pkcs11: Annotated[
        Path | None,
        typer.Option(
            "--pkcs11",
            metavar="LIB",
            help="Thư viện PKCS#11 của USB token: tệp .dll, .so đi kèm phần mềm của thiết bị. Mã PIN: hỏi, hoặc biến DOSSIER_PERSON_PIN, DOSSIER_AGENCY_PIN.",
        ),
    ] = None,
    serial: Annotated[
        str | None, typer.Option("--serial", metavar="HEX", help="Số của chứng thư số trên token; xem bằng --list.")
    ] = None,
    thumbprint: Annotated[
        str | None, typer.Option("--thumbprint", metavar="HEX", help="Dấu vân SHA-256 hoặc SHA-1 của chứng thư số.")
    ] = None,
    token: Annotated[
        str | None, typer.Option("--token", metavar="SỐ", help="Số của token, khi cắm nhiều token.")
    ] = None,
    image: ImageOpt = None,
    name: NameOpt = None,
    office: OfficeOpt = None,
    tsa: TsaOpt = None,
    level: LevelOpt = None,
    trust: TrustOpt = None,
    show: Annotated[bool, typer.Option("--list", help="Chỉ xem các chứng thư số trên token (cần --pkcs11).")] = False,
    as_json: JsonOpt = False,
) -> None:
    """Ký số bộ hồ sơ hoặc một giấy tờ: bằng tệp PKCS#12 hoặc USB token. Luôn ghi ra tệp mới.

    Mã PIN và mật khẩu không bao giờ nhận qua tham số. PIN sai không tự thử lại.
    """
    module = import_module("dossier.cli.sign")
    if show:
        module.run_list(pkcs11, token, as_json)
        return
    module.run_sign(
        files or [],
        out,
        who.value if who else None,
        field,
        p12,
        pkcs11,
        (serial, thumbprint, token),
        (image, name, office),
        (tsa, level.value if level else None, trust or []),
        as_json,
    )


@reports_errors
def prepare(
    file: Annotated[Path, typer.Argument(metavar="FILE.pdf", help="Tệp cần ký.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "--out", "-o", metavar="FILE.pdf", help="Tệp chờ ký, phải là tệp mới (mặc định: thêm “.chua_ky”)."
        ),
    ] = None,
    who: WhoOpt = None,
    field: FieldOpt = None,
    certificate: Annotated[
        Path | None,
        typer.Option(
            "--certificate",
            metavar="CER",
            help="Chứng thư số của người ký (PEM hoặc DER; PEM có thể kèm nơi cấp). Không nêu thì phải nhận về cả CMS.",
        ),
    ] = None,
    image: ImageOpt = None,
    name: NameOpt = None,
    office: OfficeOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Ký ở nơi khác, bước 1: giữ chỗ cho chữ ký, ghi ra mã băm và dữ liệu cần ký."""
    import_module("dossier.cli.sign").run_prepare(
        file, out, who.value if who else None, field, certificate, (image, name, office), as_json
    )


@reports_errors
def complete(
    file: Annotated[Path, typer.Argument(metavar="FILE.chua_ky.pdf", help="Tệp chờ ký ở bước 1, có tệp .json đi kèm.")],
    answer: Annotated[
        Path,
        typer.Argument(metavar="CHỮ_KÝ", help="Giá trị chữ ký hoặc CMS tách rời: nhị phân, PEM, base64, hệ mười sáu."),
    ],
    out: OutOpt = None,
    tsa: TsaOpt = None,
    level: LevelOpt = None,
    trust: TrustOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Ký ở nơi khác, bước 2: đặt chữ ký nhận về vào chỗ đã giữ, kiểm tra lại rồi mới ghi tệp đã ký."""
    proof = (tsa, level.value if level else None, trust or [])
    import_module("dossier.cli.sign").run_complete(file, answer, out, proof, as_json)


@reports_errors
def accept(
    original: Annotated[Path, typer.Argument(metavar="GỐC.pdf", help="Tệp đã chuyển đi ký.")],
    signed: Annotated[Path, typer.Argument(metavar="ĐÃ_KÝ.pdf", help="Tệp nhận về, ký bằng phần mềm khác.")],
    out: OutOpt = None,
    field: FieldOpt = None,
    as_json: JsonOpt = False,
) -> None:
    """Nhận tệp đã ký bằng phần mềm khác: đúng tệp gốc, chỉ thêm chữ ký, chữ ký nguyên vẹn thì mới nhận."""
    import_module("dossier.cli.sign").run_accept(original, signed, out, field, as_json)


def register(app: typer.Typer) -> None:
    """Put the commands into the tree."""
    for name, command in (
        ("sign", sign),
        ("sign-prepare", prepare),
        ("sign-complete", complete),
        ("sign-accept", accept),
    ):
        app.command(name, cls=Command)(command)
