"""What kind of words was changed, and which page is which: the pure parts of the page comparison."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dossier.verification.page.order import align
from dossier.verification.page.text import words_of
from dossier.verification.page.words import Kind, differences

NAMES = ("Sở Tài chính", "Bế Minh Tường", "Ban Quản lý Khu kinh tế tỉnh")


def _one(shown: str, expected: str):
    found = differences(words_of(shown), words_of(expected), NAMES)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize(
    ("shown", "expected", "kind"),
    [
        ("đạt 932,5 điểm sau thẩm định", "đạt 935,2 điểm sau thẩm định", Kind.SO_LIEU),
        ("có 12/14 phiếu", "có 13/14 phiếu", Kind.SO_LIEU),
        ("thưởng 1.254.000 đồng", "thưởng 1.245.000 đồng", Kind.SO_LIEU),
        ("năm 95 tuổi", "năm 59 tuổi", Kind.SO_LIEU),
        ("họp ngày 06 tháng 02 năm 2026", "họp ngày 08 tháng 02 năm 2026", Kind.NGAY),
        ("họp ngày 06 tháng 3 năm 2026", "họp ngày 06 tháng 4 năm 2026", Kind.NGAY),
        ("thi đua năm 2025 của khối", "thi đua năm 2024 của khối", Kind.NGAY),
        ("họp 06/02/2026 tại", "họp 07/02/2026 tại", Kind.NGAY),
        ("Tờ trình số 45/TTr-STC ngày", "Tờ trình số 54/TTr-STC ngày", Kind.SO_VAN_BAN),
        ("Nghị định số 152/2025/NĐ-CP của", "Nghị định số 98/2023/NĐ-CP của", Kind.SO_VAN_BAN),
        ("Quyết định số 2075/QĐ-UBND", "Quyết định số 2057/QĐ-UBND", Kind.SO_VAN_BAN),
        ("ông Bế Minh Tưởng ký", "ông Bế Minh Tường ký", Kind.TEN),
        ("đề nghị SỞ TÀI CHINH được", "đề nghị SỞ TÀI CHÍNH được", Kind.TEN),
        ("tập thể đoàn kết", "tập thể gắn kết", Kind.CHU),
    ],
)
def test_kinds(shown, expected, kind):
    assert _one(shown, expected).kind is kind


def test_a_name_is_told_whole():
    found = _one("Người ký: Bế Minh Tưởng (Giám đốc)", "Người ký: Bế Minh Tường (Giám đốc)")
    assert (found.shown, found.expected) == ("Bế Minh Tưởng", "Bế Minh Tường")


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ("bien_ban_nghiem_thu.p\ndf", "bien_ban_nghiem_\nthu.pdf"),
        ("Cao\u00a0Bằng", "Cao Bằng"),
        ("kinh tế - xã hội", "kinh tế \u2011 xã hội"),
        ("hoa\u0300", "hoà"),
        ("tài\u00adchính", "tàichính"),
    ],
    ids=["wrapped", "firm space", "hyphen", "composed", "soft hyphen"],
)
def test_how_lines_break_and_letters_are_coded_is_no_difference(shown, expected):
    assert differences(words_of(shown), words_of(expected)) == []


@given(st.lists(st.sampled_from("abcde"), max_size=12), st.lists(st.sampled_from("abcde"), max_size=12))
@settings(max_examples=200, deadline=None)
def test_no_difference_means_the_same_letters(shown, expected):
    found = differences(shown, expected)
    assert bool(found) == ("".join(shown) != "".join(expected))


# --- order --------------------------------------------------------------------------------------------------------------


def _alike(received, expected):
    return lambda r, e: 0.9 if str(received[r])[0] == str(expected[e])[0] else 0.0


def _aligned(received, expected):
    return align(received, expected, _alike(received, expected))


def test_pages_in_their_places():
    found = _aligned("abc", "abc")
    assert found.pairs == [(0, 0), (1, 1), (2, 2)]
    assert not (found.moved or found.swapped or found.repeated or found.missing or found.extra)


def test_swapped_dropped_repeated_inserted_changed():
    assert _aligned("abdce", "abcde").swapped == [(2, 3)]
    assert _aligned("ebcda", "abcde").swapped == [(0, 4)]
    assert _aligned("abde", "abcde").missing == [2]
    assert _aligned("abbcde", "abcde").repeated in ([(1, 1)], [(2, 1)])
    assert _aligned("abxcde", "abcde").extra == [2]
    changed = _aligned(["a", "b", "c-sửa", "d"], ["a", "b", "c", "d"])
    assert (2, 2) in changed.pairs
    assert not changed.missing


def test_a_page_moved_far_is_moved_and_the_rest_stays():
    found = _aligned("bcdefa", "abcdef")
    assert found.moved == [(5, 0)]
    assert not found.missing
    assert not found.extra


@given(st.lists(st.sampled_from("abcdef"), max_size=9), st.lists(st.sampled_from("abcdef"), max_size=9))
@settings(max_examples=300, deadline=None)
def test_every_page_is_accounted_for_once(received, expected):
    found = align(received, expected, _alike(received, expected))
    moved = [*found.moved]
    swapped = [place for pair in found.swapped for place in pair]
    told = [r for r, _ in found.pairs] + [r for r, _ in moved] + [r for r, _ in found.repeated] + found.extra
    assert set(told) | set(swapped) == set(range(len(received)))
    assert len(told) == len(set(told))
    assert set(found.missing).isdisjoint(e for _, e in found.pairs)
    if received == expected:
        assert len(found.pairs) == len(received)
    elif sorted(received) != sorted(expected):
        wrong = any(received[r] != expected[e] for r, e in found.pairs)
        assert wrong or found.missing or found.extra or found.repeated
