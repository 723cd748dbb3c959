"""TXT: how things are written: numbers, names of signers, awards received, copied or unfilled text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import combinations

from pydantic import BaseModel

from dossier.checks.past_awards import past_awards
from dossier.checks.registry import Outcomes, Unchecked, hit, rule
from dossier.checks.subject import Subject, pointer
from dossier.core.vietnamese import upper_first
from dossier.inputs.ho_so import NguoiKy

_DEGREE = re.compile(
    r"(?:(?:GS|PGS|TSKH|TS|Th\.?\s?S|CN|KS|BS|BSCK\w*|CK[I1]{1,2}|LS|NGƯT|NGND|NSƯT|TTƯT)(?:\.\s*|\s+|(?=[.,/])))+"
    r"|(?:Giáo sư|Phó giáo sư|Tiến sĩ|Thạc sĩ|Cử nhân|Kỹ sư|Bác sĩ)\s+",
)
_KIND = {"to_trinh": "TTr", "bien_ban_hop": "BB", "bien_ban_kiem_phieu": "BB", "bao_cao_tong_ket": "BC"}
"""Abbreviations of kinds of document, NĐ 30/2020 Phụ lục III."""
_NOTATION = re.compile(r"[A-Za-zĐđ]+-[A-ZĂÂĐÊÔƠƯ0-9]+(?:[.-][A-ZĂÂĐÊÔƠƯ0-9]+)*")
_OTHER_SCRIPT = re.compile(r"\w*[\u0400-\u052fΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν]\w*")
"""Words with letters of Cyrillic, or of Greek that look like Latin ones. Greek of units and formulas (μ, α, π) is left alone."""
_UNFILLED = re.compile(r"…{2,}|\.{4,}|_{4,}|\{\{|\}\}|\[\s*(?:\.+|…+)?\s*\]|\b[Xx]{3,}\b|\bTODO\b")
LONG = 160
"""Characters from which an identical paragraph in two reports is no coincidence."""


def texts(value: object, at: str) -> Iterator[tuple[str, str]]:
    """(pointer, text) of every text below a value of the case."""
    if isinstance(value, str):
        yield at, value
    elif isinstance(value, BaseModel):
        for field in type(value).model_fields:
            yield from texts(getattr(value, field), f"{at}/{field}")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            yield from texts(item, at + pointer(key))
    elif isinstance(value, tuple | list):
        for index, item in enumerate(value):
            yield from texts(item, f"{at}/{index}")


@rule("TXT-026")
def letters_of_the_language(s: Subject) -> Outcomes:
    """Letters that look like Vietnamese ones and are not: a name with them is another name to every machine that reads it."""
    for at, text in texts(s.case, ""):
        found = _OTHER_SCRIPT.search(text)
        if found:
            letter = next(c for c in found.group() if _OTHER_SCRIPT.match(c))
            yield hit("TXT-026", at, chu=found.group(), ma=f"U+{ord(letter):04X}")


@rule("TXT-008")
def signers_without_degrees(s: Subject) -> Outcomes:
    """NĐ 30 PL I.II.7.c: no degree, title or honour before the signer's name."""
    for at, unit, signer in _signers(s):
        found = _DEGREE.match(signer.ho_ten)
        if found:
            yield hit("TXT-008", f"{at}/ho_ten", unit=unit, ho_ten=signer.ho_ten, chu=found.group().strip())


def _signers(s: Subject) -> Iterator[tuple[str, str | None, NguoiKy]]:
    """(pointer, unit, signer) of each unit and of each paper that has its own."""
    for unit in s.units.values():
        if unit.nguoi_ky is not None:
            yield s.unit_pointers[unit.id] + "/nguoi_ky", unit.id, unit.nguoi_ky
    for name, issued in s.case.ho_so.van_ban.items():
        if issued.nguoi_ky is not None:
            yield pointer("ho_so", "van_ban", name, "nguoi_ky"), None, issued.nguoi_ky


@rule("TXT-023")
def authority_of_signers(s: Subject) -> Outcomes:
    """NĐ 30 PL I.II.7.a: a deputy signs "KT." for the head; the head does not."""
    for at, unit, signer in _signers(s):
        line = (signer.tham_quyen or "").strip().upper()
        deputy = signer.chuc_vu.casefold().startswith("phó ")
        if deputy and "KT." not in line and "TUQ." not in line and "TL." not in line:
            reason = "cấp phó ký thay người đứng đầu mà không ghi KT."
        elif line.startswith("KT.") and line.removeprefix("KT.").strip() == signer.chuc_vu.strip().upper():
            reason = "người ký chính là người đứng đầu nên không ký thay"
        else:
            continue
        yield hit(
            "TXT-023",
            f"{at}/tham_quyen" if signer.tham_quyen else at,
            unit=unit,
            ho_ten=signer.ho_ten,
            chuc_vu=signer.chuc_vu,
            tham_quyen=signer.tham_quyen or "để trống",
            ly_do=reason,
        )


@rule("TXT-009")
def numbers_and_notations(s: Subject) -> Outcomes:
    """NĐ 30 PL I.II.3.c: digits only, no spaces (the print adds the leading zero); the notation as TTr-STC."""
    for name, issued in s.case.ho_so.van_ban.items():
        at, title, kind = pointer("ho_so", "van_ban", name), s.paper_title(name), _KIND.get(name.partition("__")[0])
        reason = _number_fault(issued.so) if issued.so is not None else None
        if reason and issued.so is not None:
            yield hit("TXT-009", f"{at}/so", paper=name, giay=title, da_ghi=issued.so, ly_do=reason)
        reason = _notation_fault(issued.ky_hieu, kind, issuer_mark(s, name)) if issued.ky_hieu is not None else None
        if reason and issued.ky_hieu is not None:
            yield hit("TXT-009", f"{at}/ky_hieu", paper=name, giay=title, da_ghi=issued.ky_hieu, ly_do=reason)


def _number_fault(number: str) -> str | None:
    if "/" in number:
        return "ô số chỉ ghi số, phần sau dấu gạch chéo ghi ở ky_hieu"
    if re.search(r"\s", number):
        return "có dấu cách"
    if not number.isdecimal():
        return "chỉ ghi chữ số, không có dấu chấm"
    return None


def issuer_mark(s: Subject, name: str) -> str | None:
    """Abbreviation of the unit that issues a paper; None: not declared."""
    unit = s.units.get(name.partition("__")[2]) or s.case.ho_so.truong
    return unit.ky_hieu if unit else None


def _notation_fault(notation: str, kind: str | None, mark: str | None) -> str | None:
    if re.search(r"\s", notation):
        return "có dấu cách"
    if not _NOTATION.fullmatch(notation):
        return "phải có chữ viết tắt tên loại, dấu gạch nối và chữ viết tắt cơ quan"
    given = notation.partition("-")[0]
    if kind is not None and given != kind:
        return f"chữ viết tắt tên loại là {kind}, không phải {given}"
    if kind is not None and mark is not None and mark not in re.split(r"[-.]", notation.partition("-")[2]):
        return f"chữ viết tắt của đơn vị ban hành là {mark}"
    return None


@rule("TXT-021")
def no_number_twice(s: Subject) -> Outcomes:
    """NĐ 30 PL I.II.3: one issuer gives a number of one kind of document once in a year."""
    taken: dict[tuple[str, ...], str] = {}
    for name, issued in s.case.ho_so.van_ban.items():
        paper, _, unit = name.partition("__")
        if issued.so is None or issued.ngay is None or not issued.so.strip().isdecimal():
            continue
        notation = issued.ky_hieu or _KIND.get(paper) or paper
        key = (unit, notation, str(int(issued.so)), str(issued.ngay.year))
        if key in taken:
            yield hit(
                "TXT-021",
                pointer("ho_so", "van_ban", name, "so"),
                unit=unit or None,
                paper=name,
                giay=s.paper_title(name),
                giay_kia=s.paper_title(taken[key]),
                so=issued.so + (f"/{issued.ky_hieu}" if issued.ky_hieu else ""),
            )
        taken.setdefault(key, name)


@rule("TXT-010")
def reports_not_copied(s: Subject) -> Outcomes:
    """Long paragraphs that stand word for word in two units' reports, their names apart."""
    if len(s.case.thanh_tich) < 2:
        yield Unchecked("TXT-010", "mot_ban")
        return
    long_texts = {unit: _long_paragraphs(s, unit) for unit in s.case.thanh_tich}
    for one, other in combinations(long_texts, 2):
        shared = [key for key in long_texts[one] if key in long_texts[other]]
        if shared:
            at, example = long_texts[other][shared[0]]
            yield hit(
                "TXT-010",
                at,
                unit=other,
                paper="bao_cao_thanh_tich",
                don_vi=s.name(other),
                don_vi_kia=s.name(one),
                so=str(len(shared)),
                doan=example[:120] + "…",
            )


def _long_paragraphs(s: Subject, unit: str) -> dict[str, tuple[str, str]]:
    found: dict[str, tuple[str, str]] = {}
    names = [name.casefold() for name in (s.name(unit), s.units[unit].ky_hieu if unit in s.units else None) if name]
    for at, text in texts(s.case.thanh_tich[unit], pointer("thanh_tich", unit)):
        if len(text) < LONG:
            continue
        key = " ".join(text.casefold().split())
        for name in names:
            key = key.replace(name, "đơn vị")
        found.setdefault(key, (at, text))
    return found


@rule("TXT-011")
def past_awards_with_decisions(s: Subject) -> Outcomes:
    """Each award received names its decision: number, day, issuer; PAP-013 says so where the regulation asks for it."""
    if s.local_rule("quyet_dinh_khen") is not None:
        return
    for unit, report in s.case.thanh_tich.items():
        for field in ("danh_hieu", "khen_thuong"):
            for index, row in enumerate(getattr(report, field) or ()):
                decision = row.quyet_dinh
                parts = (("so", "số"), ("ngay", "ngày"), ("co_quan", "cơ quan ban hành"))
                missing = [words for name, words in parts if decision is None or getattr(decision, name) is None]
                if missing:
                    yield hit(
                        "TXT-011",
                        pointer("thanh_tich", unit, field, index, "quyet_dinh"),
                        unit=unit,
                        paper="bao_cao_thanh_tich",
                        don_vi=s.name(unit),
                        hinh_thuc=row.hinh_thuc,
                        nam=str(row.nam),
                        thieu=", ".join(missing),
                    )


@rule("TXT-024")
def decisions_once(s: Subject) -> Outcomes:
    """One decision on a title or an award stands once in a list."""
    seen: dict[tuple[str, ...], str] = {}
    for at, unit, whose, row in past_awards(s):
        text = row.quyet_dinh
        if text is None or text.so is None or text.ngay is None:
            continue
        key = (whose, row.hinh_thuc.casefold(), " ".join(text.so.casefold().split()), text.ngay.isoformat())
        if key in seen:
            yield hit("TXT-024", at, unit=unit, ai=whose, hinh_thuc=row.hinh_thuc, so=text.so)
        seen.setdefault(key, at)


@rule("TXT-025")
def signers_of_the_issuer(s: Subject) -> Outcomes:
    """A paper of the year's proposal is not signed by the head of another member unit; minutes may be, by who presided."""
    meeting = s.case.ho_so.hoi_nghi
    chair = meeting.chu_tri.ho_ten.casefold() if meeting and meeting.chu_tri else None
    own = {paper.id for paper in s.regulation.papers if paper.period == "nam" and paper.scope != "ca_nhan"}
    heads = {u.nguoi_ky.ho_ten.casefold(): u.id for u in s.units.values() if u.nguoi_ky is not None}
    for name, issued in s.case.ho_so.van_ban.items():
        issuer = s.units.get(name.partition("__")[2]) or s.case.ho_so.truong
        if issued.nguoi_ky is None or issuer is None or name.partition("__")[0] not in own:
            continue
        if name == "bien_ban_hop" and issued.nguoi_ky.ho_ten.casefold() == chair:
            continue
        other = heads.get(issued.nguoi_ky.ho_ten.casefold())
        if other is not None and other != issuer.id:
            yield hit(
                "TXT-025",
                pointer("ho_so", "van_ban", name, "nguoi_ky", "ho_ten"),
                unit=issuer.id,
                paper=name,
                giay=upper_first(s.paper_title(name)),
                ho_ten=issued.nguoi_ky.ho_ten,
                don_vi=s.name(other),
                don_vi_dung=issuer.ten,
            )


@rule("TXT-017")
def nothing_unfilled(s: Subject) -> Outcomes:
    """No dots, brackets or place-holders of a form left in the written parts."""
    ho_so = s.case.ho_so
    parts: list[tuple[str, str, object, str | None]] = [
        ("nội dung hội nghị", "/ho_so/hoi_nghi", ho_so.hoi_nghi, None),
        ("nội dung tờ trình", "/ho_so/to_trinh", ho_so.to_trinh, None),
        ("báo cáo tổng kết", "/tong_ket", s.case.tong_ket, None),
    ]
    for unit, report in s.case.thanh_tich.items():
        parts.append((f"báo cáo thành tích của {s.name(unit)}", pointer("thanh_tich", unit), report, unit))
    for name, person in s.case.ca_nhan.items():
        parts.append((f"báo cáo của {person.ho_ten}", pointer("ca_nhan", name), person, None))
    for field in ("bao_cao_nhom", "bao_cao_don_vi"):
        for name, told in getattr(s.case, field).items():
            parts.append(("báo cáo sơ kết, tổng kết", pointer(field, name), told, None))
    for words, root, part, unit_id in parts:
        for at, text in texts(part, root):
            found = _UNFILLED.search(text)
            if found:
                start = max(0, found.start() - 30)
                yield hit("TXT-017", at, unit=unit_id, cho=words, doan=text[start : found.end() + 30])
