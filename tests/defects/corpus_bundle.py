"""Bundles sent with one thing wrong: signatures, pages, attached files, data; and ways of sending that are right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from io import BytesIO
from typing import Any

import pikepdf
from bundle_office import Office, office, other_data, put_file, saved

from dossier.core.finding import Finding, Severity
from dossier.pipeline.verify.parts import Checking
from dossier.pipeline.verify.received import verify_received
from dossier.signing.sign import sign_person
from dossier.verification.facts import Verdict

Make = Callable[[Office], bytes]


@dataclass(frozen=True, slots=True)
class BundleDefect:
    """A bundle with one thing wrong, and what the verifier must say."""

    id: str
    title: str
    make: Make
    code: str
    also: tuple[str, ...] = ()
    """Further codes with severity ``loi`` that are as true."""
    received: date | None = None
    verdict: Verdict = Verdict.KHONG_DAT


@dataclass(frozen=True, slots=True)
class GoodBundle:
    """A bundle that must pass."""

    id: str
    title: str
    make: Make


@dataclass(frozen=True, slots=True)
class BundleResult:
    """What the verifier said."""

    verdict: Verdict
    errors: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    unchecked: tuple[str, ...]
    """Codes that keep the verdict open."""

    def found(self, defect: BundleDefect) -> bool:
        """The code among the errors; where nothing is wrong for sure, among what can't be concluded."""
        if defect.verdict is Verdict.KHONG_KET_LUAN_DUOC:
            return self.verdict is defect.verdict and defect.code in self.unchecked
        return self.verdict is defect.verdict and defect.code in {f.code for f in self.errors}

    def besides(self, defect: BundleDefect) -> tuple[str, ...]:
        """Codes of other errors."""
        return tuple(sorted({f.code for f in self.errors} - {defect.code}))


def verify(sender: Office, data: bytes, name: str, received: date | None = None) -> BundleResult:
    """Verify bytes as the board does, in this process."""
    path = sender.folder / f"{name}.pdf"
    path.write_bytes(data)
    found = verify_received(path, Checking(trust=sender.trusted, received=received))
    path.unlink()
    warnings = tuple(f for f in found.findings if f.severity is Severity.CANH_BAO)
    return BundleResult(found.verdict, found.errors, warnings, tuple(r.code for r in found.unchecked))


@cache
def result(name: str) -> BundleResult:
    """What the verifier says of a bundle by its id; worked out once in a process."""
    sent = next(bundle for bundle in (*BUNDLES, *GOOD) if bundle.id == name)
    received = sent.received if isinstance(sent, BundleDefect) else None
    return verify(office(), sent.make(office()), name, received)


# --- signatures --------------------------------------------------------------------------------------------------------


def _only_person(o: Office) -> bytes:
    return sign_person(o.unsigned, o.key(o.own.person_p12, o.own))


def _only_agency(o: Office) -> bytes:
    return o.sign_field(o.unsigned, "ky_co_quan", o.own.agency_p12)


def _agency_first(o: Office) -> bytes:
    return o.sign_field(_only_agency(o), "ky_nguoi", o.own.person_p12)


def _one_key(o: Office) -> bytes:
    first = sign_person(o.unsigned, o.key(o.own.person_p12, o.own))
    return o.sign_field(first, "ky_co_quan", o.own.person_p12)


def _foreign(o: Office) -> bytes:
    foreign = o.authority("foreign", o.names)
    return o.sign(o.unsigned, foreign, foreign)


def _expired(o: Office) -> bytes:
    return o.sign(o.unsigned, o.expired, o.expired, o.now - timedelta(days=390))


def _future(o: Office) -> bytes:
    return o.sign(o.unsigned, when=o.now + timedelta(days=20))


# --- pages -------------------------------------------------------------------------------------------------------------


def _page_removed(pdf: pikepdf.Pdf) -> None:
    del pdf.pages[6]


def _paper_removed(pdf: pikepdf.Pdf) -> None:
    """All pages of the minutes (4 to 8)."""
    for _ in range(5):
        del pdf.pages[3]


def _pages_swapped(pdf: pikepdf.Pdf) -> None:
    page = pdf.pages[5]
    del pdf.pages[5]
    pdf.pages.insert(7, page)


def _page_repeated(pdf: pikepdf.Pdf) -> None:
    pdf.pages.insert(7, pdf.pages[6])


def _blank_page(pdf: pikepdf.Pdf) -> None:
    pdf.add_blank_page(page_size=(595, 842))


def _rotated(pdf: pikepdf.Pdf) -> None:
    pdf.pages[6].Rotate = 90


def _covered(pdf: pikepdf.Pdf) -> None:
    """Correction fluid: a white box over some lines."""
    pdf.pages[6].contents_add(b"q 1 1 1 rg 150 500 300 40 re f Q")


def _noted(pdf: pikepdf.Pdf) -> None:
    note = pikepdf.Dictionary(
        Type=pikepdf.Name.Annot,
        Subtype=pikepdf.Name.Text,
        Rect=pikepdf.Array([100, 700, 120, 720]),
        Contents=pikepdf.String("Đã sửa điểm"),
        F=4,
    )
    pdf.pages[6].obj.Annots = pikepdf.Array([pdf.make_indirect(note)])


def _note_after_signing(o: Office) -> bytes:
    from pyhanko.pdf_utils import generic
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(BytesIO(o.signed), strict=False)
    page = writer.root["/Pages"]["/Kids"][0]
    while "/Kids" in page:
        page = page["/Kids"][0]
    note = generic.DictionaryObject(
        {
            generic.pdf_name("/Type"): generic.pdf_name("/Annot"),
            generic.pdf_name("/Subtype"): generic.pdf_name("/Text"),
            generic.pdf_name("/Rect"): generic.ArrayObject(map(generic.NumberObject, (100, 700, 120, 720))),
            generic.pdf_name("/Contents"): generic.pdf_string("Da nhan"),
        }
    )
    page["/Annots"] = generic.ArrayObject([writer.add_object(note)])
    writer.update_container(page)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


# --- attached files and data -------------------------------------------------------------------------------------------


def _evidence_replaced(pdf: pikepdf.Pdf) -> None:
    with pikepdf.new() as other:
        other.add_blank_page(page_size=(595, 842))
        out = BytesIO()
        other.save(out)
    put_file(pdf, "qd_97_bang_tieu_chi.pdf", out.getvalue())


def _evidence_removed(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["qd_97_bang_tieu_chi.pdf"]


def _word_removed(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["02_bien_ban_hop.docx"]


def _no_data(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["dossier.json"]


def _no_manifest(pdf: pikepdf.Pdf) -> None:
    del pdf.attachments["manifest.json"]


def _data(*way: str | int, value: Any) -> Callable[[Office], bytes]:
    def change(case: dict[str, Any]) -> None:
        node: Any = case
        for step in way[:-1]:
            node = node[step]
        assert node[way[-1]] != value
        node[way[-1]] = value

    return lambda o: o.with_edit(other_data(change))


BUNDLES: tuple[BundleDefect, ...] = (
    BundleDefect("chua_ky", "Gửi bộ hồ sơ chưa ký số", lambda o: o.unsigned, "SIG-101", ("SIG-131",)),
    BundleDefect("thieu_chu_ky_co_quan", "Chỉ có chữ ký của người, thiếu chữ ký cơ quan", _only_person, "SIG-131"),
    BundleDefect(
        "thieu_chu_ky_nguoi", "Chỉ có chữ ký của cơ quan, thiếu chữ ký người có thẩm quyền", _only_agency, "SIG-131"
    ),
    BundleDefect(
        "ky_nguoc_thu_tu",
        "Cơ quan ký trước, người có thẩm quyền ký sau",
        _agency_first,
        "SIG-132",
        ("SIG-121", "SIG-133"),
    ),
    BundleDefect("mot_chung_thu_ky_hai_lan", "Một chứng thư ký cả hai ô", _one_key, "SIG-138", ("SIG-137",)),
    BundleDefect(
        "sai_nguoi_ky",
        "Phó Chủ tịch ký thay mà hồ sơ ghi Chủ tịch ký",
        lambda o: o.sign(o.unsigned, person=o.deputy),
        "SIG-134",
    ),
    BundleDefect(
        "sai_co_quan_ky",
        "Chữ ký cơ quan là của đơn vị khác trong cụm",
        lambda o: o.sign(o.unsigned, agency=o.other_agency),
        "SIG-137",
    ),
    BundleDefect("chung_thu_khong_tin_cay", "Chứng thư do nơi không được tin cậy cấp", _foreign, "SIG-111"),
    BundleDefect(
        "chung_thu_het_han", "Ký bằng chứng thư đã hết hạn", _expired, "SIG-113", verdict=Verdict.KHONG_KET_LUAN_DUOC
    ),
    BundleDefect("ky_o_tuong_lai", "Máy ký để sai ngày: thời gian ký ở tương lai", _future, "SIG-117"),
    BundleDefect(
        "luu_lai_sau_khi_ky",
        "Mở tệp đã ký bằng phần mềm khác rồi lưu lại",
        lambda o: saved(o.signed),
        "SIG-105",
        ("SIG-104", "SIG-127", "SIG-133"),
    ),
    BundleDefect(
        "ghi_chu_sau_khi_ky",
        "Thêm ghi chú lên tệp đã ký",
        _note_after_signing,
        "SIG-121",
        ("PGE-020", "PGE-023", "PGE-031", "SIG-133"),
    ),
    BundleDefect(
        "mat_mot_trang", "Ghép thiếu một trang", lambda o: o.with_edit(_page_removed), "PGE-010", ("MAN-006",)
    ),
    BundleDefect(
        "mat_ca_bien_ban",
        "Ghép thiếu cả biên bản họp",
        lambda o: o.with_edit(_paper_removed),
        "PGE-010",
        ("MAN-006", "PGE-021"),
    ),
    BundleDefect("dao_trang", "Ghép lộn thứ tự hai trang", lambda o: o.with_edit(_pages_swapped), "PGE-013"),
    BundleDefect(
        "thua_trang_trang", "Thừa một trang trắng ở cuối", lambda o: o.with_edit(_blank_page), "PGE-011", ("MAN-006",)
    ),
    BundleDefect(
        "xoa_trang_mot_dong", "Che trắng một chỗ trên trang rồi mới ký", lambda o: o.with_edit(_covered), "PGE-007"
    ),
    BundleDefect("ghi_chu_truoc_khi_ky", "Để quên ghi chú trên trang rồi ký", lambda o: o.with_edit(_noted), "PGE-020"),
    BundleDefect(
        "thay_minh_chung",
        "Thay tệp minh chứng sau khi lập bộ hồ sơ",
        lambda o: o.with_edit(_evidence_replaced),
        "MAN-004",
    ),
    BundleDefect(
        "mat_minh_chung",
        "Gỡ mất tệp minh chứng",
        lambda o: o.with_edit(_evidence_removed),
        "MAN-003",
        ("CAS-005", "PGE-001", "PGE-003"),
    ),
    BundleDefect("mat_du_lieu", "Gỡ mất dữ liệu kèm theo", lambda o: o.with_edit(_no_data), "CAS-001", ("MAN-003",)),
    BundleDefect("mat_ban_ke", "Gỡ mất bản kê", lambda o: o.with_edit(_no_manifest), "MAN-001"),
    BundleDefect(
        "so_phieu_khac_bien_ban",
        "Sửa số phiếu trong dữ liệu mà không in lại giấy tờ",
        _data("ho_so", "bo_phieu", "ung_vien", 1, "so_phieu", value="5"),
        "PGE-041",
        ("BAL-004", "PGE-005"),
    ),
    BundleDefect(
        "ngay_khac_tren_giay",
        "Sửa ngày báo cáo tổng kết trong dữ liệu mà không in lại giấy tờ",
        _data("ho_so", "van_ban", "bao_cao_tong_ket", "ngay", value="2017-12-20"),
        "PGE-003",
        ("MAN-009", "PGE-005", "PGE-041"),
    ),
    BundleDefect(
        "dia_diem_khac_tren_giay",
        "Sửa địa điểm họp trong dữ liệu mà không in lại biên bản",
        _data("ho_so", "hoi_nghi", "dia_diem", value="Nhà văn hóa xã Dân Lực"),
        "PGE-041",
        ("PGE-005",),
    ),
    BundleDefect(
        "nhan_qua_han",
        "Hồ sơ tới nơi sau hạn 24/12",
        lambda o: o.signed,
        "DLN-001",
        received=date(2017, 12, 25),
    ),
)

GOOD: tuple[GoodBundle, ...] = (
    GoodBundle("dung_cach", "Bộ hồ sơ lập và ký đúng cách", lambda o: o.signed),
    GoodBundle(
        "ky_lai",
        "Ký lại bằng khóa khác của cùng người, cùng cơ quan",
        lambda o: o.sign(o.unsigned, when=o.signed_at + timedelta(minutes=30)),
    ),
)
