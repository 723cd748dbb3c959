"""A Word file that a clerk changed, against the one that the data gives: every changed paragraph, by weight."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

from dossier.core.errors import InputUnreadable
from dossier.core.finding import Location
from dossier.papers.words import text_lines
from dossier.verification.facts import Answer
from dossier.verification.ledger import Ledger
from dossier.verification.page.report import MANY, quoted
from dossier.verification.page.seen_words import more_pictures, struck_words, unreadable_words
from dossier.verification.page.text import words_of
from dossier.verification.page.words import Difference, Kind, differences, similarity

WORD_CODES = ("PGE-041", "PGE-042", "PGE-043", "PGE-044", "PGE-045", "PGE-046", "PGE-047")
"""All that ``compare_words`` looks at."""

_ALIKE = 0.4
"""Below this share of common words a paragraph is a new one, not a changed one."""

_CELL = 6
"""A line of so few words (a cell, a label) has no room for a second figure or name: what is put in contradicts it."""
# fmt: off
_TURNING = frozenset({
    "không", "chưa", "chẳng", "chả", "đừng", "chớ", "trừ", "hủy", "huỷ", "bãi", "bác", "rút", "hoãn", "thôi", "thiếu", "sai",
    "vi", "trái", "phản", "miễn", "cấm", "ngừng",
})
# fmt: on
"""Words that turn a sentence round. A machine can't tell "không ngừng" from "không đạt": a person must read it."""

_KINDS = {
    Kind.SO_LIEU: "số",
    Kind.TEN: "tên",
    Kind.NGAY: "ngày tháng",
    Kind.SO_VAN_BAN: "số, ký hiệu văn bản",
    Kind.CHU: "lời văn",
}


def compare_words(
    received: bytes,
    expected: bytes,
    title: str,
    ledger: Ledger,
    *,
    names: Sequence[str] = (),
    at: Location | None = None,
    prints: tuple[bytes, bytes] | None = None,
) -> Answer:
    """Say in what ``received`` differs from ``expected``, the Word file that the data gives.

    Figures, names, days and document numbers must be those of the data, and must be there to be read; other wording is
    the clerk's, and is shown to whoever decides. What may turn the meaning only a person can judge. "khong" when a fact
    was changed or hidden. ``prints``: the PDFs printed from the two.
    """
    from dossier.papers.word_read import read_docx

    ledger.begin(*WORD_CODES)
    at = at or Location()
    paper = f"“{title}”"
    try:
        now_document = read_docx(received)
    except InputUnreadable as error:
        for code in WORD_CODES:
            ledger.unchecked(code, "trang_word_hong", giay_to=paper, ly_do=error.message)
        return "khong_kiem_duoc"
    before_document = read_docx(expected)
    shown, meant = text_lines(now_document.blocks), text_lines(before_document.blocks)
    known = {word.strip(".,;:()“”") for line in meant for word in words_of(line)}
    facts = wording = 0
    for now, before in _changed(shown, meant):
        wrong = _facts(now, before, names, known)
        for difference in wrong[:MANY]:
            facts += 1
            if facts <= MANY:
                ledger.found(
                    "PGE-041",
                    at,
                    giay_to=paper,
                    loai=_KINDS[difference.kind],
                    hien=quoted(difference.shown),
                    so_lieu=quoted(difference.expected),
                    cho=difference.where,
                )
        if not wrong:
            wording += 1
            if _may_turn(now, before, names):
                ledger.unchecked(
                    "PGE-046", "trang_word_doi_nghia", giay_to=paper, hien=quoted(now), so_lieu=quoted(before)
                )
            if wording <= MANY:
                ledger.found("PGE-042", at, giay_to=paper, hien=quoted(now), so_lieu=quoted(before))
    if facts > MANY:
        ledger.found("PGE-006", at, giay_to=paper, so=str(facts), neu=str(MANY))
    if wording > MANY:
        ledger.found("PGE-044", at, giay_to=paper, so=str(wording), neu=str(MANY))
    hidden = struck_words(now_document.blocks, before_document.blocks)
    hidden += unreadable_words(*prints) if prints is not None else []
    if hidden:
        ledger.found("PGE-045", at, giay_to=paper, chu=quoted(", ".join(hidden[:MANY])))
    if more_pictures(now_document.blocks, before_document.blocks):
        ledger.unchecked("PGE-046", "trang_word_them_hinh", giay_to=paper)
    before_notes = {note.what for note in before_document.unprintable}
    if said := sorted({note.what for note in now_document.unprintable} - before_notes):
        ledger.found("PGE-047", at, giay_to=paper, gi="; ".join(said))
    if not facts and not wording and not hidden and received != expected:
        ledger.found("PGE-043", at, giay_to=paper)
    return "khong" if facts or hidden else "co"


def _may_turn(now: str, before: str, names: Sequence[str]) -> bool:
    """Whether a sentence may say the opposite, or speak of one unit more, although no fact in it is wrong."""
    one, other = words_of(now), words_of(before)
    turned = [Counter(w for w in map(_plain, words) if w in _TURNING) for words in (one, other)]
    named = any(d.kind in (Kind.SO_LIEU, Kind.TEN) for d in differences(one, other, names))
    return named or turned[0] != turned[1]


def _plain(word: str) -> str:
    return word.strip(".,;:()“”").casefold()


def _changed(shown: Sequence[str], meant: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Paragraphs that are not the same: now and before; empty where there is none."""
    one, other = [words_of(line) for line in shown], [words_of(line) for line in meant]
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    for tag, a0, a1, b0, b1 in matcher.get_opcodes():
        if tag == "equal":
            continue
        partners = _partners(one[a0:a1], other[b0:b1])
        for i in range(a0, a1):
            j = partners.get(i - a0)
            yield shown[i], meant[b0 + j] if j is not None else ""
        taken = set(partners.values())
        for j in range(b0, b1):
            if j - b0 not in taken:
                yield "", meant[j]


def _partners(shown: Sequence[tuple[str, ...]], meant: Sequence[tuple[str, ...]]) -> dict[int, int]:
    """Which changed paragraph was which, in order."""
    found: dict[int, int] = {}
    start = 0
    for i, line in enumerate(shown):
        rest = range(start, min(len(meant), start + 40))
        if len(shown) == len(meant):
            rest = range(i, i + 1)
        best = max(rest, key=lambda j, line=line: similarity(line, meant[j]), default=None)  # type: ignore[misc]
        # A cell that holds one figure has nothing in common with what it held before.
        alone = len(shown) == len(meant) and best is not None and max(len(line), len(meant[best])) <= 6
        if best is not None and (alone or similarity(line, meant[best]) >= _ALIKE):
            found[i] = best
            start = best + 1
    return found


def _facts(now: str, before: str, names: Sequence[str], known: set[str]) -> list[Difference]:
    """Differences of one paragraph that touch facts.

    What was only put in, with figures and names that the paper has elsewhere too, contradicts nothing.
    """
    found = []
    for difference in differences(words_of(now), words_of(before), names):
        if difference.kind is Kind.CHU:
            continue
        added = {word.strip(".,;:()“”") for word in words_of(difference.shown)}
        cell = 0 < len(words_of(before)) <= _CELL and difference.kind in (Kind.SO_LIEU, Kind.TEN)
        if not difference.expected and added <= known and not cell:
            continue
        found.append(difference)
    return found
