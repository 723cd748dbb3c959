"""How official papers word things: citations of documents, counts, ranks, the cluster's own terms."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from dossier.core.vietnamese import format_date, format_decimal, format_time, lower_first
from dossier.decisions.outcome import RankedUnit, VoteCount
from dossier.inputs.ho_so import LoaiNhom, Nguoi, NguoiKy, VanBan
from dossier.papers.view import Context
from dossier.regulation.model import Award, Source

_VERBS = ("về ", "quy định", "ban hành", "hướng dẫn", "sửa đổi", "phê duyệt", "công nhận", "thành lập", "thông báo")
"""First words of a subject that follow the issuer without "về"."""


class Terms:
    """The words this cluster uses for itself: Khối/Cụm, Khối trưởng/Cụm trưởng."""

    def __init__(self, context: Context) -> None:
        words = context.regulation.terms
        self.is_cum = context.case.ho_so.nhom.loai is LoaiNhom.CUM
        self.loai = "Cụm" if self.is_cum else "Khối"
        """As in "Khối": at the start of a name."""
        self.nhom = "cụm" if self.is_cum else "khối"
        """As in "khối": inside a sentence."""
        self.truong = words.truong_cum if self.is_cum else words.truong_khoi
        self.pho = words.pho_cum if self.is_cum else words.pho_khoi
        self.tham_dinh = words.co_quan_tham_dinh
        """The body that appraises scores, in full."""
        self.tham_dinh_goi = words.tham_dinh_goi or self.tham_dinh
        """The same body inside a sentence."""
        self.tham_dinh_viet_tat = words.tham_dinh_viet_tat or self.tham_dinh_goi
        """The same body in a narrow column."""
        self.cap_tren = words.noi_nhan_to_trinh[0].partition(" (")[0]
        """The authority that the cluster reports to."""
        self.ten = context.case.ho_so.nhom.ten
        self.ten_ngan = context.case.ho_so.nhom.ten_ngan or self.ten

    def truong_cua(self, ten: str) -> str:
        """As in "Khối trưởng Khối thi đua số 9", "Trưởng Khối thi đua số 9": the word is not said twice."""
        return _joined_role(self.truong, ten)

    def pho_cua(self, ten: str) -> str:
        """The same for the deputy."""
        return _joined_role(self.pho, ten)


def _joined_role(role: str, ten: str) -> str:
    head, _, last = role.rpartition(" ")
    return f"{head} {ten}" if head and last.lower() == ten.partition(" ")[0].lower() else f"{role} {ten}"


def number_text(so: str) -> str:
    """As in "05" for "5" (NĐ 30 PL I.I.II.3.c); a number with letters is left alone."""
    return so.zfill(2) if so.isdigit() else so


def cite_document(van_ban: VanBan) -> str:
    """As in "Quyết định số 12/QĐ-UBND ngày 05 tháng 01 năm 2026 của … về …"; a law by its name and date."""
    if van_ban.loai.lower() in ("luật", "bộ luật", "pháp lệnh"):
        subject = van_ban.trich_yeu or ""
        name = subject if subject.lower().startswith(van_ban.loai.lower()) else f"{van_ban.loai} {subject}"
        return _joined(name, format_date(van_ban.ngay) if van_ban.ngay else None)
    return _joined(
        van_ban.loai,
        f"số {van_ban.so}" if van_ban.so else None,
        format_date(van_ban.ngay) if van_ban.ngay else None,
        f"của {van_ban.co_quan}" if van_ban.co_quan else None,
        _subject(van_ban.trich_yeu) if van_ban.trich_yeu else None,
    )


def _subject(text: str) -> str:
    """The subject after the issuer: "quy định …", "ban hành …" as they are, anything else after "về"."""
    text = lower_first(text)
    return text if text.startswith(_VERBS) else f"về {text}"


def cite_short(van_ban: VanBan) -> str:
    """As in "Quyết định số 12/QĐ-UBND ngày 05/01/2026 của …": for tables, without the subject."""
    day = f"ngày {van_ban.ngay.day:02d}/{van_ban.ngay.month:02d}/{van_ban.ngay.year}" if van_ban.ngay else None
    return _joined(
        van_ban.loai,
        f"số {van_ban.so}" if van_ban.so else None,
        day,
        f"của {van_ban.co_quan}" if van_ban.co_quan else None,
    )


def cite_source(source: Source) -> str:
    """A căn cứ line of one of the regulation's sources, without "Căn cứ" and without the closing sign."""
    law = source.kind.lower() in ("luật", "bộ luật", "pháp lệnh")
    return cite_document(
        VanBan(
            loai=source.kind,
            so=None if law else source.number,
            ngay=source.issued,
            co_quan=None if law else source.issuer,
            trich_yeu=source.title,
        )
    )


def closed_list(lines: list[str]) -> list[str]:
    """Each line ends with ";", the last with "." (căn cứ, nơi nhận, kính gửi)."""
    bare = [line.rstrip(" ;.,") for line in lines]
    return [line + (";" if i < len(bare) - 1 else ".") for i, line in enumerate(bare)]


def award_phrase(award: Award) -> str:
    """As in "tặng danh hiệu “Cờ thi đua của …”", "tặng Bằng khen của …"."""
    return f"{award.verb} {award_name(award)}"


def award_name(award: Award) -> str:
    """The award's official wording; a title of emulation in quotation marks."""
    return f"“{award.title}”" if award.kind == "danh_hieu_thi_dua" else award.title


def quoted(name: str) -> str:
    """A name in Vietnamese quotation marks, whatever marks its author typed around it."""
    return "“" + name.strip("“”\"' .") + "”"


def score_text(score: Decimal | None, places: int) -> str | None:
    """As in "962,50" with as many decimals as the table was agreed with."""
    return None if score is None else format_decimal(score, places)


def rank_number(unit: RankedUnit) -> int | None:
    """Final place where ties are settled, else the rank by score."""
    return unit.order if unit.order is not None else unit.rank


def percent_text(count: VoteCount) -> str | None:
    """As in "88,89%"."""
    return None if count.percent is None else format_decimal(count.percent, 2).removesuffix(",00") + "%"


def moment(value: datetime) -> str:
    """As in "08 giờ 00 phút, ngày 06 tháng 02 năm 2026"."""
    return f"{format_time(value)}, {format_date(value.date())}"


def person(nguoi: Nguoi, unit_name: str | None) -> str:
    """Name, office and agency: "Nguyễn Văn A, Giám đốc Sở Tài chính"; what the office names already is not repeated."""
    office = nguoi.chuc_vu or ""
    agency = unit_name or nguoi.co_quan or ""
    if not office or not agency or agency.lower() in office.lower():
        return ", ".join(part for part in (nguoi.ho_ten, office or agency) if part)
    first, comma, rest = office.partition(",")
    words = first.split(" ")
    if len(words) > 5:  # "Chuyên viên theo dõi Khối thi đua số 9": a phrase, not an office
        return f"{nguoi.ho_ten}, {first}, {agency}{comma}{rest}"
    if len(words) > 1 and words[-1].lower() == agency.split(" ")[0].lower():  # "Phó Trưởng ban" + "Ban Quản lý"
        first = " ".join(words[:-1])
    return f"{nguoi.ho_ten}, {first} {agency}{comma}{rest}"


def office_lines(signer: NguoiKy) -> str:
    """Authority and office in capitals, one per line: "KT. GIÁM ĐỐC" / "PHÓ GIÁM ĐỐC"."""
    return "\n".join(line.upper() for line in (signer.tham_quyen, signer.chuc_vu) if line)


_UNBROKEN = (
    "ủy ban nhân dân",
    "thi đua",
    "công tác khen thưởng",
    "khen thưởng",
    "chủ tịch",
    "bằng khen",
    "danh hiệu",
    "phong trào",
    "giao ước",
    "hội nghị",
    "tổng kết",
    "bình xét",
    "suy tôn",
    "đề nghị",
    "thực hiện",
    "xuất sắc",
    "dẫn đầu",
    "môi trường",
    "nông nghiệp",
)
"""Words of a centred heading that stay on one line: a clerk never breaks inside them."""


def balanced(text: str, longest: int) -> str:
    """Text broken into lines of similar length (at most about ``longest`` letters each) for centred headings."""
    words = text.split(" ")
    count = -(-len(text) // longest)
    if count < 2:
        return text
    breaks = _breaks(words)
    lines: list[str] = []
    start = 0
    for left in range(count, 1, -1):
        target = len(" ".join(words[start:])) / left
        allowed = [place for place in breaks if place > start]
        if not allowed:
            break
        cut = min(allowed, key=lambda place: abs(len(" ".join(words[start:place])) - target))
        lines.append(" ".join(words[start:cut]))
        start = cut
    return "\n".join([*lines, " ".join(words[start:])])


def _breaks(words: list[str]) -> list[int]:
    """Places between words where a line may end."""
    plain = [word.lower().strip("“”\"'.,;:()") for word in words]
    inside: set[int] = set()
    for phrase in _UNBROKEN:
        parts = phrase.split(" ")
        for start in range(len(plain) - len(parts) + 1):
            if plain[start : start + len(parts)] == parts:
                inside.update(range(start + 1, start + len(parts)))
    inside |= {place for place in range(1, len(words)) if _proper(words[place - 1]) and _proper(words[place])}
    inside |= {place for place in range(1, len(words)) if plain[place][:1].isdigit()}  # "năm 2025", "số 9"
    return [place for place in range(1, len(words)) if place not in inside]


def _proper(word: str) -> bool:
    """Whether a word looks like part of a proper name: "Cao Bằng", and not "ỦY BAN"."""
    return word[:1].isupper() and word[1:].islower()


def _joined(*parts: str | None) -> str:
    return " ".join(part.strip() for part in parts if part and part.strip())
