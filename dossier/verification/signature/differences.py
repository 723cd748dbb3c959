"""Two saved states of one file, compared the way a reader would: pages, annotations, form fields, attachments, actions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dossier.verification.signature.fields import entry, pages_of

if TYPE_CHECKING:
    from pyhanko.pdf_utils.reader import HistoricalResolver

_KINDS = {
    "/Highlight": "tô sáng",
    "/Text": "ghi chú",
    "/FreeText": "chữ đè lên trang",
    "/Stamp": "con dấu hình",
    "/Square": "hình vẽ",
    "/Circle": "hình vẽ",
    "/Ink": "nét vẽ",
    "/Link": "liên kết",
    "/Redact": "che nội dung",
    "/FileAttachment": "tệp đính kèm",
    "/Widget": "ô biểu mẫu",
    "/Popup": "cửa sổ ghi chú",
}
_ROOT_PARTS = {
    "/Names": "tệp đính kèm hoặc lệnh của tệp",
    "/AF": "danh sách tệp đính kèm",
    "/OpenAction": "lệnh tự chạy khi mở tệp",
    "/AA": "lệnh tự chạy",
    "/Outlines": "mục lục đánh dấu trang",
    "/OCProperties": "lớp hiển thị",
    "/StructTreeRoot": "cấu trúc thẻ",
    "/Pages": "danh sách trang",
    "/Perms": "quyền sửa tệp",
    "/Dests": "đích liên kết",
}
_FORM_PARTS = {"/NeedAppearances": "cách hiển thị biểu mẫu", "/XFA": "biểu mẫu XFA", "/CO": "lệnh tính của biểu mẫu"}
# What a signature field is made of. Actions and layers are not among it: the library lets them in with a new field.
_FIELD_PARTS = frozenset({
    "/Type", "/Subtype", "/FT", "/T", "/TU", "/TM", "/F", "/Ff", "/Rect", "/P", "/AP", "/AS", "/V", "/Lock",
    "/SV", "/Parent", "/Kids", "/MK", "/BS", "/Border", "/DA", "/DR", "/Q", "/DV", "/StructParent", "/NM", "/M",
    "/Contents",
})  # fmt: skip
_MAX_FIELDS, _MAX_DEPTH = 10_000, 20


class Differences:
    """What changed from ``old`` to ``new``, in Vietnamese."""

    def __init__(self, old: HistoricalResolver, new: HistoricalResolver) -> None:
        self._old, self._new = old, new
        self._written = {
            (reference.idnum, reference.generation)
            for revision in range(old.revision + 1, new.revision + 1)
            for reference in new.reader.xrefs.explicit_refs_in_revision(revision)
        }

    def validation_data_added(self) -> bool:
        """The security store (certificates, revocation data) is new or larger."""
        return "/DSS" in self._new.root and self._differs(self._old.root, self._new.root, "/DSS")

    def noticed(self) -> Iterator[str]:
        """Everything but signatures and validation data."""
        before, after = ([page for page, _ in pages_of(state.root)] for state in (self._old, self._new))
        if len(before) != len(after):
            yield f"số trang đổi từ {len(before)} thành {len(after)}"
        widgets = self._signature_widgets()
        yield from self._new_fields(widgets)
        for number, (one, two) in enumerate(zip(before, after, strict=False), 1):
            yield from self._page(number, one, two, widgets)
        for key, words in _ROOT_PARTS.items():
            if self._differs(self._old.root, self._new.root, key):
                yield f"sửa {words}"
        yield from self._form()

    def overwritten(self) -> str:
        """When nothing can be noticed and yet objects were written that no rule accounts for: their numbers."""
        numbers = sorted(number for number, _ in self._written if self._existed(number))
        shown = ", ".join(map(str, numbers[:8])) + (" …" if len(numbers) > 8 else "")
        return f"ghi đè đối tượng của phần đã ký (số {shown})" if numbers else "thêm đối tượng lạ vào tệp"

    def _existed(self, number: int) -> bool:
        return number < int(self._new.reader.xrefs.get_xref_container_info(self._old.revision).size)

    def _again(self, value: Any) -> bool:
        """The object that ``value`` refers to was written again."""
        reference = getattr(value, "reference", None)
        return reference is not None and (reference.idnum, reference.generation) in self._written

    def _differs(self, before: Any, after: Any, key: str) -> bool:
        """The entry was added, removed or replaced, or the object it points to was written again."""
        one = before.raw_get(key) if key in before else None
        two = after.raw_get(key) if key in after else None
        return one != two or self._again(two)

    def _signature_widgets(self) -> set[Any]:
        from pyhanko.sign.fields import enumerate_sig_fields

        widgets = set()
        for _, _, field in enumerate_sig_fields(self._new):
            widgets.add(field.reference)
            widgets |= {kid.reference for kid in entry(field.get_object(), "/Kids", ())}
        return widgets

    def _new_fields(self, widgets: set[Any]) -> Iterator[str]:
        for reference in widgets:
            if reference is None or not self._existed(reference.idnum):
                strange = sorted(set(self._new(reference) if reference is not None else ()) - _FIELD_PARTS)
                if strange:
                    names = ", ".join(key.lstrip("/")[:20] for key in strange[:5])
                    yield f"thêm trường chữ ký có lệnh hoặc thuộc tính lạ ({names})"

    def _page(self, number: int, one: Any, two: Any, widgets: set[Any]) -> Iterator[str]:
        parts = entry(two, "/Contents", ())
        if self._differs(one, two, "/Contents") or (isinstance(parts, list) and any(map(self._again, parts))):
            yield f"trang {number}: sửa nội dung trang"
        for key in sorted({*one, *two} - {"/Contents", "/Annots", "/Parent"}):
            if self._differs(one, two, key):
                yield f"trang {number}: sửa thuộc tính {key.lstrip('/')[:40]}"
        before, after = _annotations(one), _annotations(two)
        for reference, raw in after.items():
            if reference in widgets:
                continue
            kind = _KINDS.get(str(entry(raw.get_object(), "/Subtype", "")), "loại khác")
            if reference not in before:
                yield f"trang {number}: thêm chú thích ({kind})"
            elif self._again(raw):
                yield f"trang {number}: sửa chú thích ({kind})"
        if before.keys() - after.keys():
            yield f"trang {number}: xóa chú thích"

    def _form(self) -> Iterator[str]:
        """Form fields that are not signatures, and what steers how the form is shown."""
        old, new = (entry(state.root, "/AcroForm") for state in (self._old, self._new))
        if old is not None and new is not None:
            for key, words in _FORM_PARTS.items():
                if self._differs(old, new, key):
                    yield f"sửa {words}"
        before, after = dict(_values(old)), dict(_values(new))
        for name in sorted({*before, *after}):
            if before.get(name) != after.get(name):
                yield f"điền hoặc sửa ô biểu mẫu “{name[:60]}”"


def _annotations(page: Any) -> dict[Any, Any]:
    """By reference; one that stands in the page itself by its place."""
    return {
        getattr(raw, "reference", None) or ("trong trang", place): raw
        for place, raw in enumerate(entry(page, "/Annots", ()) or ())
    }


def _values(form: Any) -> Iterator[tuple[str, str]]:
    stack = [("", field.get_object(), 0) for field in (entry(form, "/Fields", ()) if form else ())]
    for _ in range(_MAX_FIELDS):
        if not stack:
            return
        above, field, depth = stack.pop()
        name = f"{above}.{entry(field, '/T', '')}".strip(".")
        if depth < _MAX_DEPTH:
            stack += [(name, kid.get_object(), depth + 1) for kid in entry(field, "/Kids", ())]
        if entry(field, "/FT") != "/Sig" and "/V" in field:
            yield name, str(field["/V"])
