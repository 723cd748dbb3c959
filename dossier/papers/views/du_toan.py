"""Dự toán kinh phí: the cluster's budget estimate with the account of the unit that receives the money."""

from __future__ import annotations

from decimal import Decimal

from dossier.core.vietnamese import format_decimal, number_words, upper_first
from dossier.inputs.du_toan import DuToan, TaiKhoan
from dossier.inputs.ho_so import LoaiDonVi
from dossier.papers.blocks import Block, Row, Table, cell
from dossier.papers.paper import PaperKey
from dossier.papers.prose import TEXT_WIDTH, scaled, spaced
from dossier.papers.view import Context, View
from dossier.papers.views.fields import Fields
from dossier.papers.views.issue import Issue
from dossier.papers.views.places import unit_place
from dossier.papers.views.standing import header_row
from dossier.papers.views.wording import Terms, balanced, closed_list


def du_toan_view(key: PaperKey, context: Context) -> View:
    """The estimate of the leader unit for the cluster."""
    ho_so = context.case.ho_so
    written = context.case.du_toan or DuToan()
    fields = Fields(key.form, don_vi=unit_place(context), paper=key.name)
    issue = Issue(context, key, fields, ho_so.truong, "DT")
    terms = Terms(context)
    subject = f"Kinh phí hoạt động của {terms.ten} năm {ho_so.nam}"
    source = context.regulation.sources[context.regulation.main_source]
    bases = [*written.can_cu] or [source.short]
    total = sum(item.thanh_tien for item in written.khoan_chi)
    values = {
        **issue.heading(),
        **issue.signature(),
        "trich_yeu": balanced(subject, 58),
        "kinh_gui": issue.addressees([terms.tham_dinh]),
        "can_cu": [
            {"text": line} for line in closed_list([f"Căn cứ {base.removeprefix('Căn cứ ')}" for base in bases])
        ],
        "mo_dau": (
            f"{ho_so.truong.ten if ho_so.truong else fields.need('don_vi_ban_hanh', None)} ({terms.truong_cua(terms.ten)}) lập dự toán "
            f"kinh phí hoạt động năm {ho_so.nam} như sau:"
        ),
        "tai_khoan": [{"text": text} for text in _account(context, fields, written.tai_khoan or TaiKhoan())],
        "bang": _table(fields, written, total),
        "tong": [{"text": text} for text in _totals(fields, written, total)],
        "ket": f"{terms.truong_cua(terms.ten_ngan)} kính đề nghị {terms.tham_dinh} xem xét, tổng hợp./.",
        "noi_nhan": issue.recipients([], addressed=True),
    }
    return View(key.form, f"Dự toán {subject[:1].lower()}{subject[1:]}", values, fields.gaps)


def _account(context: Context, fields: Fields, account: TaiKhoan) -> list[str]:
    """Name of the unit and its account: a budget unit's at the treasury, an enterprise's at its bank."""
    leader = context.case.ho_so.truong
    name = leader.ten if leader else fields.need("don_vi_ban_hanh", None)

    def need(field: str, given: str | None, label: str) -> str:
        return f"{label}: {fields.need(field, given)}"

    lines = [f"Tên đơn vị: {name}"]
    if leader is not None and leader.loai is LoaiDonVi.DOANH_NGHIEP:
        lines.append(need("tai_khoan", account.so_tai_khoan, "Số tài khoản"))
        lines.append(need("ngan_hang", account.ngan_hang, "Ngân hàng giao dịch"))
    else:
        lines.append(need("tai_khoan", account.so_tai_khoan, "Số tài khoản ngân sách cấp I"))
        lines.append(need("kho_bac", account.kho_bac, "Tại kho bạc nhà nước"))
        lines.append(need("ma_quan_he_ngan_sach", account.ma_quan_he_ngan_sach, "Mã đơn vị quan hệ ngân sách"))
        lines.append(need("ma_chuong", account.ma_chuong, "Mã chương"))
        lines.append(need("ma_khoan", account.ma_khoan, "Mã khoản"))
        lines.append(need("ma_nganh_kinh_te", account.ma_nganh_kinh_te, "Mã ngành kinh tế"))
    return closed_list(lines)


def _table(fields: Fields, written: DuToan, total: int) -> list[Block]:
    rows = [
        header_row(["TT", "Nội dung chi", "Đơn vị tính", "Số lượng", "Đơn giá (đồng)", "Thành tiền (đồng)", "Ghi chú"])
    ]
    for number, item in enumerate(written.khoan_chi, start=1):
        cells = (
            cell(str(number), "o_bang_giua"),
            cell(item.noi_dung),
            cell(item.don_vi_tinh or "-", "o_bang_giua"),
            cell(money(item.so_luong), "o_bang_giua"),
            cell(money(item.don_gia), "o_bang_so"),
            cell(money(item.thanh_tien), "o_bang_so"),
            cell(item.ghi_chu or "-"),
        )
        rows.append(Row(cells, cant_split=True))
    if not written.khoan_chi:
        missing = cell(fields.need("khoan_chi", None), col_span=6)
        rows.append(Row((cell("1", "o_bang_giua"), missing), cant_split=True))
    amount = money(total) if written.khoan_chi else fields.need("khoan_chi", None)
    rows.append(
        Row(
            (cell("Tổng cộng", "o_bang_dam", col_span=5), cell(amount, "o_bang_so"), cell("-", "o_bang")),
            cant_split=True,
        )
    )
    return spaced(Table(tuple(rows), scaled([10, 52, 17, 15, 24, 27, 20], TEXT_WIDTH)))


def _totals(fields: Fields, written: DuToan, total: int) -> list[str]:
    """The total in words, what comes from elsewhere, what is asked for."""
    if not written.khoan_chi:
        return [f"Tổng dự toán: {fields.need('khoan_chi', None)} đồng."]
    lines = [f"Tổng dự toán: {money(total)} đồng (bằng chữ: {in_words(total)})."]
    if written.nguon_khac is None:
        return [*lines, f"Kinh phí từ nguồn khác: {fields.need('nguon_khac', None)} đồng."]
    asked = max(total - written.nguon_khac, 0)
    if written.nguon_khac:
        lines.append(f"Kinh phí từ nguồn khác: {money(written.nguon_khac)} đồng.")
    lines.append(f"Kinh phí đề nghị ngân sách tỉnh hỗ trợ: {money(asked)} đồng (bằng chữ: {in_words(asked)}).")
    return lines


def money(amount: int) -> str:
    """As in "1.500.000"."""
    return format_decimal(Decimal(amount))


def in_words(amount: int) -> str:
    """As in "Một triệu năm trăm nghìn đồng"."""
    return f"{upper_first(number_words(amount))} đồng"
