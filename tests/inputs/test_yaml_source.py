from __future__ import annotations

import pytest

from dossier.core.finding import Finding
from dossier.core.input_messages import source_findings
from dossier.core.yaml_source import MAX_BYTES, MAX_DEPTH, Source, join_pointer, parse_json, parse_yaml


def only(source: Source) -> Finding:
    found = source_findings(source)
    assert len(found) == 1, [(f.code, f.message) for f in found]
    return found[0]


def yaml(text: str | bytes) -> Source:
    return parse_yaml(text.encode() if isinstance(text, str) else text, "tep.yaml")


def test_every_scalar_is_the_text_that_was_written() -> None:
    source = yaml('a: 1.000\nb: no\nc: 2026-02-06\nd: 0x1F\ne: 08\nf: "true"\ng: 1e999999\n')
    assert source.problems == ()
    assert source.tree == {
        "a": "1.000", "b": "no", "c": "2026-02-06", "d": "0x1F", "e": "08", "f": "true", "g": "1e999999",
    }  # fmt: skip


def test_only_blank_tilde_and_null_are_nothing_and_only_when_not_quoted() -> None:
    assert yaml("a:\nb: ~\nc: null\nd: ''\ne: \"null\"\n").tree == {
        "a": None, "b": None, "c": None, "d": "", "e": "null",
    }  # fmt: skip


def test_lines_point_at_keys_and_items() -> None:
    source = yaml("# ghi chú\na:\n  b/c:\n    - x\n    - y: 1\n      I.1~2: z\n")
    assert source.lines["/a"] == 2
    assert source.lines["/a/b~1c"] == 3
    assert source.lines["/a/b~1c/1"] == 5
    assert source.lines["/a/b~1c/1/I.1~02"] == 6
    assert source.line("/a/b~1c/1/khong_co/sau_hon") == 5
    assert join_pointer("a", "b/c", 1, "I.1~2") == "/a/b~1c/1/I.1~02"


def test_text_comes_out_composed_whatever_way_it_went_in() -> None:
    decomposed = 'ten: Kho\u0302\u0301i số 9\nmo_ta: "o\\u0302\\u0301"\n'
    assert yaml(decomposed).tree == {"ten": "Khối số 9", "mo_ta": "ố"}


def test_a_byte_order_mark_and_windows_line_ends_are_fine() -> None:
    source = yaml(b"\xef\xbb\xbfa: 1\r\nb:\r\n  - x\r\n")
    assert source.tree == {"a": "1", "b": ["x"]}
    assert source.lines["/b/0"] == 3


def test_an_empty_file_is_nothing_without_a_problem() -> None:
    assert yaml("").tree is None and yaml("# chỉ có ghi chú\n").problems == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "words"),
    [
        ("a: &x 1\n", "INP-007", 1, "“&x”"),
        ("a: 1\nb: *x\n", "INP-007", 2, "“*x”"),
        ("a: 1\n<<: {b: 1}\n", "INP-006", 2, "khóa trộn"),
        ("a: !!python/object/apply:os.system ['id']\n", "INP-008", 1, "thẻ kiểu"),
        ("a: 1\nb: !important x\n", "INP-008", 2, "thẻ kiểu"),
        ("a: 1\nb: 2\na: 3\n", "INP-004", 3, "dòng 1 và dòng 3"),
        ("? [a, b]\n: 1\n", "INP-005", 1, "tên khóa"),
        ("a: 1\n~: 2\n", "INP-005", 2, "tên khóa"),
        ("a: 1\n: 2\n", "INP-014", 2, "Không hiểu"),
        ("a: 1\n---\nb: 2\n", "INP-009", 2, "nhiều tài liệu"),
        ("a:\n\tb: 1\n", "INP-013", 2, "phím Tab"),
        ("a: x\nb: y\x07z\n", "INP-003", 2, "U+0007"),
        ("a: x\nb: \"y\\x07z\"\n", "INP-003", 2, "U+0007"),
        ("a: x\nb: y\u2028z\n", "INP-003", 2, "U+2028"),
        ("a: 1\nten: Sở: Tài chính\n", "INP-017", 2, "dấu hai chấm"),
        ("a: 1\nten: @abc\n", "INP-015", 2, "ký tự đặc biệt"),
        ("a: 1\nten: \"abc\nb: 2\n", "INP-016", 2, "ngoặc"),
        ("a: [1, 2\nb: 3\n", "INP-016", 1, "ngoặc"),
        ("a: 1\nten: \"Sở \"A\" mới\"\n", "INP-016", 2, "không khớp"),
        ("a: 1\n  b: 2\n", "INP-014", 2, "Không hiểu"),
    ],
)  # fmt: skip
def test_what_is_dangerous_or_unclear_is_refused_with_its_line(text: str, code: str, line: int, words: str) -> None:
    finding = only(yaml(text))
    assert (finding.code, finding.at.file, finding.at.line) == (code, "tep.yaml", line)
    assert words in finding.message
    assert finding.fix


def test_all_problems_of_a_file_come_at_once_and_the_first_value_stays() -> None:
    source = yaml("a: 1\na: 2\nb: &n x\nc: !t y\n")
    assert [p.kind for p in source.problems] == ["khoa_trung", "neo_bi_danh", "the_kieu"]
    assert source.tree["a"] == "1" and source.lines["/a"] == 1


def test_a_bomb_of_aliases_never_unfolds() -> None:
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    found = source_findings(yaml(bomb))
    assert {f.code for f in found} == {"INP-007"}
    assert yaml(bomb).tree["u"] == [None, None]


@pytest.mark.parametrize("text", ["[" * 100_000, "a: " + "{b: " * 5_000 + "1" + "}" * 5_000, "- " * 3_000 + "x"])
def test_deep_nesting_is_stopped(text: str) -> None:
    source = yaml(text)
    assert not source.readable
    assert only(source).code == "INP-010"
    assert str(MAX_DEPTH) in only(source).message


def test_too_many_items_are_stopped() -> None:
    finding = only(yaml("a: [" + "x," * 250_000 + "]"))
    assert finding.code == "INP-011" and "200.000" in finding.message


def test_a_file_with_hundreds_of_problems_stops_listing() -> None:
    found = source_findings(yaml("".join(f"k{i}: &x 1\n" for i in range(500))))
    assert found[-1].code == "INP-012" and len(found) == 101


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    finding = only(yaml(b"a" * (MAX_BYTES + 1)))
    assert finding.code == "INP-001" and "5 MB" in finding.message


@pytest.mark.parametrize(
    ("data", "seems"),
    [
        ("tên: Sở".encode("utf-16"), "UTF-16"),
        ("ten: So Tai chinh".encode("utf-16-le"), "UTF-16"),
        ("don_vi: Sở A\nten: đ".encode("cp1258", "ignore"), "Windows-1258"),
        (b"a: 1\nten: S\xeb T\xb5i ch\xddnh, \xae\xac\xad v\xaa \xa8n\n", "TCVN3"),
        (b"PK\x03\x04" + b"\0" * 50, "Word, Excel"),
        (b"%PDF-1.7\n", "PDF"),
    ],
)
def test_a_wrong_encoding_is_named(data: bytes, seems: str) -> None:
    finding = only(yaml(data))
    assert finding.code == "INP-002"
    assert seems in finding.message
    assert "UTF-8" in (finding.expected or "")


def test_the_line_of_the_first_bad_byte_is_given() -> None:
    assert only(yaml(b"a: 1\nb: 2\nc: \xff\n")).at.line == 3


def test_json_gives_the_same_shape_with_numbers_as_written() -> None:
    source = parse_json(b'{"a": 1.10, "b": [true, false, null], "c": 1e999999, "d": {"x/y": "z"}, "e": -0}', "d.json")
    assert source.problems == ()
    assert source.tree == {
        "a": "1.10", "b": ["true", "false", None], "c": "1e999999", "d": {"x/y": "z"}, "e": "-0",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "code", "pointer"),
    [
        ('{"a": {"b": 1, "b": 2}}', "INP-004", "/a/b"),
        ('{"a": NaN}', "INP-019", "/a"),
        ('{"a": [1, -Infinity]}', "INP-019", "/a/1"),
        ('{"a": "x\\u0000y"}', "INP-003", "/a"),
        ('{"a": "\\ud800"}', "INP-003", "/a"),
        ('{"a": 1,}', "INP-018", None),
        ("[" * 200_000, "INP-010", None),
        ('{"a":' * 40 + "1" + "}" * 40, "INP-010", "/a" * 24),
    ],
)
def test_bad_json_is_refused_at_its_place(text: str, code: str, pointer: str | None) -> None:
    finding = only(parse_json(text.encode(), "d.json"))
    assert (finding.code, finding.at.pointer) == (code, pointer)


def test_broken_json_names_its_line() -> None:
    assert only(parse_json(b'{\n "a": 1\n "b": 2\n}', "d.json")).at.line == 3
