"""A dated amendment over the file it extends: things with an ``id`` merge by id, taking one away must be said and cited."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from dossier.core.yaml_source import join_pointer

Tree = Any


@dataclass(frozen=True, slots=True)
class Origin:
    """File and line that a value of the merged tree came from."""

    file: str
    line: int | None


@dataclass(slots=True)
class Merged:
    """A tree put together from several files, and where each place of it was written."""

    tree: Tree
    origins: dict[str, Origin]
    removed: list[dict[str, Tree]] = field(default_factory=list)
    problems: list[tuple[Origin, str]] = field(default_factory=list)

    def origin(self, pointer: str) -> Origin:
        """Where the value at ``pointer``, or the nearest thing around it, was written."""
        while pointer not in self.origins and pointer:
            pointer = pointer.rpartition("/")[0]
        return self.origins.get(pointer, Origin("?", None))


def merge(base: Merged, own: Merged) -> Merged:
    """``own`` laid over ``base``: mappings key by key, lists of things with ``id`` by id, everything else replaced."""
    result = Merged(None, {}, [*base.removed, *own.removed], [*base.problems, *own.problems])
    result.tree = _merge(base, own, base.tree, own.tree, "", "", "", result)
    return result


def _merge(base: Merged, own: Merged, old: Tree, new: Tree, old_at: str, new_at: str, at: str, out: Merged) -> Tree:
    if isinstance(old, dict) and isinstance(new, dict) and not _whole(new):
        out.origins[at] = own.origin(new_at)
        if "id" not in old and _uncited(old, new):
            out.problems.append((own.origin(new_at), f"{at}: sửa giá trị phải ghi căn cứ (cite) của chỗ sửa"))
        tree: dict[str, Tree] = {}
        for key in [*old, *(k for k in new if k not in old)]:
            step = join_pointer(key)
            if key not in new:
                tree[key] = _copy(base, old[key], old_at + step, at + step, out)
            elif key not in old:
                tree[key] = _copy(own, new[key], new_at + step, at + step, out)
            else:
                tree[key] = _merge(base, own, old[key], new[key], old_at + step, new_at + step, at + step, out)
        return tree
    if _keyed(old) and _keyed(new) and new:
        return _merge_list(base, own, old, new, (old_at, new_at, at), out)
    return _copy(own, new, new_at, at, out)


def _merge_list(
    base: Merged, own: Merged, old: list[Tree], new: list[Tree], places: tuple[str, str, str], out: Merged
) -> list[Tree]:
    """Items of the base keep their place; new ones follow."""
    old_at, new_at, at = places
    out.origins[at] = own.origin(new_at)
    changes = {_key(item): (index, item) for index, item in enumerate(new)}
    result: list[Tree] = []

    for index, item in enumerate(old):
        place = f"{at}/{len(result)}"
        change = changes.pop(_key(item), None)
        if change is None:
            result.append(_copy(base, item, f"{old_at}/{index}", place, out))
            continue
        where = f"{new_at}/{change[0]}"
        if "removed" in change[1]:
            _remove(own, change[1], where, at, out)
        else:
            if _uncited(item, change[1]):
                out.problems.append((own.origin(where), f"sửa “{item['id']}” phải ghi căn cứ (cite) của chỗ sửa"))
            result.append(_merge(base, own, item, change[1], f"{old_at}/{index}", where, place, out))
    for index, item in changes.values():
        where = f"{new_at}/{index}"
        if "removed" in item:
            out.problems.append((own.origin(where), f"bỏ “{item['id']}” nhưng tệp được mở rộng không có mục này"))
        else:
            result.append(_copy(own, item, where, f"{at}/{len(result)}", out))
    return result


def _remove(own: Merged, item: dict[str, Tree], where: str, at: str, out: Merged) -> None:
    allowed = {"id", "removed", "cite", "award"}
    if item["removed"] != "true" or not isinstance(item.get("cite"), dict) or set(item) - allowed:
        out.problems.append(
            (own.origin(where), f"bỏ “{item['id']}” phải ghi đúng `removed: true` kèm căn cứ (cite), không ghi gì khác")
        )
        return
    out.removed.append({"where": at.strip("/") or "?", "id": item["id"], "cite": item["cite"]})


def _copy(source: Merged, tree: Tree, source_at: str, at: str, out: Merged) -> Tree:
    out.origins[at] = source.origin(source_at)
    if isinstance(tree, dict):
        return {k: _copy(source, v, source_at + join_pointer(k), at + join_pointer(k), out) for k, v in tree.items()}
    if isinstance(tree, list):
        return [_copy(source, v, f"{source_at}/{i}", f"{at}/{i}", out) for i, v in enumerate(tree)]
    return tree


def _uncited(old: dict[str, Tree], new: dict[str, Tree]) -> bool:
    """Whether a change of plain values would keep the clause of what it changes."""

    def plain(value: Tree) -> bool:
        return isinstance(value, str) or (isinstance(value, list) and all(isinstance(item, str) for item in value))

    return "cite" in old and "cite" not in new and any(plain(v) and old.get(k) != v for k, v in new.items())


def _whole(new: dict[str, Tree]) -> bool:
    """A citation, and a value with its citation, replace the old one whole: halves of two clauses make a false one."""
    return "source" in new or ("cite" in new and "id" not in new)


def _keyed(tree: Tree) -> bool:
    return isinstance(tree, list) and all(isinstance(item, dict) and isinstance(item.get("id"), str) for item in tree)


def _key(item: dict[str, Tree]) -> tuple[str, Tree]:
    """A paper may stand once for each award: the award is part of its name."""
    return item["id"], item.get("award")
