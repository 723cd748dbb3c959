"""Reads regulation files into models; a broken file is refused whole, with every problem and its line at once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from dossier.core.base import Model
from dossier.core.errors import InputUnreadable, RegulationInvalid
from dossier.core.files import read_limited
from dossier.core.input_messages import source_findings
from dossier.core.resources import REGULATIONS
from dossier.core.yaml_source import Tree, join_pointer, parse_yaml
from dossier.regulation.calendar import WorkCalendar
from dossier.regulation.lint import loose_ends
from dossier.regulation.merge import Merged, Origin, merge
from dossier.regulation.model import HolidayCalendar, National, Regulation

MAX_BYTES = 1_000_000
MAX_CHAIN = 10
"""Longest chain of files that extend each other."""

_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_M = TypeVar("_M", bound=Model)
_Problem = tuple[Origin, str]


def load_regulation(name: str, folder: Path | None = None) -> Regulation:
    """The regulation ``name``, amendments laid over what they extend; raises RegulationInvalid with all problems.

    Its ``sources`` also hold those of the national file that it cites. A file that ``folder`` lacks (the national law, the
    calendar, a regulation to extend) is the one that comes with the program.
    """
    root = folder or REGULATIONS
    merged = _chain(name, root)
    problems = list(merged.problems)
    national = merged.tree.get("national") if isinstance(merged.tree, dict) else None
    if isinstance(national, str) and isinstance(merged.tree.get("sources"), dict):
        _borrow_sources(merged, load_national(national, root))
    if merged.removed:
        merged.tree["removed"] = merged.removed
    problems += _citation_problems(merged)
    regulation = _validated(Regulation, merged, problems, name)
    loose = [(merged.origin(f.at.pointer or ""), f"{f.at.pointer}: {f.message}") for f in loose_ends(regulation)]
    if loose:
        raise _invalid(name, loose)
    if regulation.id != name:
        raise _invalid(name, [(merged.origin("/id"), f"id “{regulation.id}” khác tên tệp “{name}”")])
    return regulation


def load_national(name: str = "quoc-gia", folder: Path | None = None) -> National:
    """National law that applies to all; raises RegulationInvalid."""
    return _plain(National, name, folder or REGULATIONS)


def load_calendar(folder: Path | None = None, name: str = "ngay_nghi") -> WorkCalendar:
    """Working days: the computed calendar with the corrections of ``ngay_nghi.yaml``; raises RegulationInvalid."""
    return WorkCalendar(_plain(HolidayCalendar, name, folder or REGULATIONS))


def list_regulations(folder: Path | None = None) -> tuple[str, ...]:
    """Ids of the regulations that there are, in order of name; broken files are listed too."""
    return tuple(
        sorted(
            path.stem
            for path in (folder or REGULATIONS).glob("*.yaml")
            if _NAME.fullmatch(path.stem)
            and re.search(rb"^schema: *[\"']?regulation/", path.read_bytes()[:10_000], re.MULTILINE)
        )
    )


def regulation_files(name: str, folder: Path | None = None) -> tuple[Path, ...]:
    """The file of a regulation that loads, those it extends, and the national file it stands under."""
    root = folder or REGULATIONS
    found, tree = [_path(name, root)], _read(name, root).tree
    for other in (tree.get("extends"), tree.get("national")):
        if isinstance(other, str):
            found += regulation_files(other, root)
    return tuple(dict.fromkeys(found))


def _path(name: str, root: Path) -> Path:
    own = root / f"{name}.yaml"
    return own if own.is_file() else REGULATIONS / own.name


def _plain(model: type[_M], name: str, root: Path) -> _M:
    merged = _read(name, root)
    return _validated(model, merged, list(merged.problems) + _citation_problems(merged), name)


def _read(name: str, root: Path) -> Merged:
    """One file as a tree; what the YAML reader refuses ends here, as there is nothing sound to go on with."""
    if not root.is_dir():
        raise RegulationInvalid(f"Không có thư mục quy định “{root}”.", "Kiểm tra lại đường dẫn sau --regulations.")
    if not _NAME.fullmatch(name) or not _path(name, root).is_file():
        known = ", ".join(dict.fromkeys([*list_regulations(root), *list_regulations()])) or "(chưa có quy định nào)"
        raise RegulationInvalid(f"Không có quy định “{name[:60]}”.", f"Các quy định hiện có: {known}.")
    path = _path(name, root)
    try:
        source = parse_yaml(read_limited(path, MAX_BYTES), path.name)
    except InputUnreadable as error:
        raise RegulationInvalid(error.message, error.hint) from error
    if source.problems:
        raise _invalid(name, [(Origin(path.name, f.at.line), f.message) for f in source_findings(source)])
    if not isinstance(source.tree, dict):
        raise _invalid(name, [(Origin(path.name, 1), "tệp phải là một bảng các khóa và giá trị")])
    return Merged(source.tree, {pointer: Origin(path.name, line) for pointer, line in source.lines.items()})


def _chain(name: str, root: Path, seen: tuple[str, ...] = ()) -> Merged:
    """The file over the one it extends, over the one that extends…"""
    own = _read(name, root)
    base = own.tree.get("extends")
    if base is None:
        return own
    if not isinstance(base, str) or base in (*seen, name) or len(seen) >= MAX_CHAIN:
        raise _invalid(
            name, [(own.origin("/extends"), "`extends` phải là tên một quy định khác và không được nối thành vòng")]
        )
    return merge(_chain(base, root, (*seen, name)), own)


def _borrow_sources(merged: Merged, national: National) -> None:
    """Add the national sources that the regulation cites, so that its citations print on their own."""
    own = merged.tree["sources"]
    cited = {source for _, source in _cited(merged.tree, "")}
    for key, source in national.sources.items():
        if key in cited and key not in own:
            own[key] = source.model_dump(by_alias=True)


def _cited(tree: Tree, at: str) -> Iterator[tuple[str, str]]:
    """(pointer, source id) of every citation in the tree."""
    if isinstance(tree, dict):
        for key, value in tree.items():
            place = at + join_pointer(key)
            if key == "source" and isinstance(value, str):
                yield place, value
            elif not (at == "" and key == "sources"):
                yield from _cited(value, place)
    elif isinstance(tree, list):
        for index, value in enumerate(tree):
            yield from _cited(value, f"{at}/{index}")


def _citation_problems(merged: Merged) -> list[_Problem]:
    sources = merged.tree.get("sources")
    known = set(sources) if isinstance(sources, dict) else set()
    return [
        (merged.origin(place), f"{place}: căn cứ dẫn tới văn bản “{source}” không có trong mục `sources`")
        for place, source in _cited(merged.tree, "")
        if source not in known
    ]


def _validated(model: type[_M], merged: Merged, problems: list[_Problem], name: str) -> _M:
    result = None
    try:
        result = model.model_validate(merged.tree)
    except ValidationError as error:
        for item in error.errors(include_url=False):
            pointer = join_pointer(*(part for part in item["loc"] if isinstance(part, str | int)))
            problems.append((merged.origin(pointer), f"{pointer or '/'}: {_say(item)}"))
    if result is None or problems:
        raise _invalid(name, problems)
    return result


_WORDS = {
    "extra_forbidden": "khóa này không có trong cấu trúc tệp quy định",
    "literal_error": "giá trị không thuộc các giá trị cho phép: {expected}",
    "so_sai": "không phải là số",
    "so_nhap_nhang": "số viết có dấu chấm dễ hiểu nhầm; viết liền, không có dấu ngăn hàng nghìn",
    "so_nguyen_sai": "không phải là số nguyên",
    "int_parsing": "không phải là số nguyên",
    "ngay_sai": "không phải là ngày có thật (viết 2026-02-06)",
    "co_khong_sai": "chỉ nhận true hoặc false",
    "greater_than_equal": "không được nhỏ hơn {ge}",
    "string_pattern_mismatch": "viết không đúng dạng {pattern}",
    "string_too_short": "không được để trống",
    "string_type": "phải là chữ",
    "too_short": "phải có ít nhất {min_length} mục",
    "tuple_type": "phải là một danh sách",
    "dict_type": "phải là một bảng các khóa và giá trị",
    "model_type": "phải là một bảng các khóa và giá trị",
}


def _say(item: Any) -> str:
    """Vietnamese words for one pydantic error, by its type."""
    kind = item["type"]
    if kind == "missing":
        field = str(item["loc"][-1])
        return "thiếu căn cứ (cite)" if field == "cite" or field.endswith("_cite") else f"thiếu giá trị “{field}”"
    words = _WORDS.get(kind, "giá trị không hợp lệ")
    return words.format_map(item.get("ctx") or {}) if "{" in words else words


def _invalid(name: str, problems: list[_Problem]) -> RegulationInvalid:
    ordered = sorted(problems, key=lambda p: (p[0].file, p[0].line or 0, p[1]))
    rows = [
        f"- {origin.file}{f':{origin.line}' if origin.line else ''}: {text}" for origin, text in dict.fromkeys(ordered)
    ]
    return RegulationInvalid(
        f"Tệp quy định “{name}” có {len(rows)} lỗi:\n" + "\n".join(rows),
        "Sửa tệp theo từng dòng nêu trên rồi chạy lại `dossier regulation lint`.",
    )
