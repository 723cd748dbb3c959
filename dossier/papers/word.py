"""View -> Word paper. The only user of docxtpl.

docxtpl turns the tags of a Word file into Jinja; parsing the template anew for every paper is nearly all it costs (20 ms),
so a template is compiled once per process and the package is written here: fast, and the same bytes each time.

A template may only print values and loop over lists. That is checked on its syntax tree, over a sandboxed, escaping,
strict environment: neither an office's template nor a text in a case can compute, read a file or be evaluated.
"""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, Template, nodes
from jinja2.exceptions import TemplateError, UndefinedError
from jinja2.meta import find_undeclared_variables
from jinja2.runtime import LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment
from lxml import etree
from markupsafe import Markup

from dossier.core.errors import InputUnreadable, TemplateInvalid
from dossier.core.files import read_limited
from dossier.papers.blocks import Block
from dossier.papers.form_source import form_folder
from dossier.papers.read_package import MAX_FILE, Package, W
from dossier.papers.read_styles import Styles
from dossier.papers.the_thuc import load_the_thuc
from dossier.papers.view import View
from dossier.papers.word_finish import finish
from dossier.papers.word_lines import Look, cell_padding
from dossier.papers.word_package import CORE, add_core, add_media, core_part, write_zip
from dossier.papers.word_styles import TABLE_STYLES, style_xml, table_style_xml
from dossier.papers.word_text import text_xml
from dossier.papers.word_write import Pictures, Writer

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.Const, nodes.For, nodes.If,
    nodes.Not, nodes.And, nodes.Or, nodes.Compare, nodes.Operand, nodes.Filter,
)  # fmt: skip
_LOOP_FIELDS = ("first", "last", "index", "length")
_REGENERATE = "Tạo lại tệp Word của biểu mẫu: python -m dossier.papers.template"


def fill(form_id: str, view: View, *, created: datetime, override_folder: Path | None = None) -> bytes:
    """The Word paper of a view; the same view and time give the same bytes.

    Raises TemplateInvalid when the template and the view don't fit, RenderingFailed when no complete font is installed.
    """
    compiled = _compile(form_id, load_body(form_id, override_folder))
    missing = sorted(compiled.variables - view.values.keys())
    if missing:
        raise TemplateInvalid(f"Mẫu Word “{form_id}” cần giá trị chưa có: {', '.join(missing)}.", _REGENERATE)
    writer = Writer(compiled.style_ids, Pictures())
    values = {name: _value(view.values[name], name, form_id, writer) for name in compiled.variables}
    parts = dict(compiled.parts)
    for name, template in compiled.templates.items():
        try:
            parts[name] = template.render(values).encode()
        except UndefinedError as error:
            raise TemplateInvalid(f"Mẫu Word “{form_id}”: {_undefined(error)}.", _REGENERATE) from error
        except TemplateError as error:
            raise TemplateInvalid(f"Mẫu Word “{form_id}” không điền được: {error}.", _REGENERATE) from error
    try:
        document = etree.fromstring(parts[compiled.document], _parser())
    except etree.XMLSyntaxError as error:
        raise TemplateInvalid(
            f"Mẫu Word “{form_id}” có vòng lặp hoặc điều kiện đặt sai chỗ: {error}.", _REGENERATE
        ) from error
    finish(document, compiled.look)
    parts[compiled.document] = etree.tostring(document, xml_declaration=True, encoding="UTF-8", standalone=True)
    if writer.pictures.parts:
        add_media(parts, compiled.document, writer.pictures.parts)
    parts[CORE] = core_part(view.title, created)
    return write_zip(parts)


def load_body(form_id: str, override_folder: Path | None = None) -> bytes:
    """The Word template: the office's own ``<override_folder>/<form_id>/body.docx`` where there is one, else ours."""
    own = override_folder / form_id / "body.docx" if override_folder else None
    path = own if own is not None and own.exists() else form_folder(form_id) / "body.docx"
    try:
        return read_limited(path, MAX_FILE)
    except InputUnreadable as error:
        raise TemplateInvalid(f"Biểu mẫu “{form_id}” chưa có tệp Word. {error.message}", _REGENERATE) from error


def template_variables(form_id: str, override_folder: Path | None = None) -> set[str]:
    """Names of the view that the Word template prints, loops over or asks about."""
    return set(_compile(form_id, load_body(form_id, override_folder)).variables)


# --- compiling


@dataclass(frozen=True, slots=True)
class _Compiled:
    """A Word template ready to be filled."""

    document: str
    """Name of the main part."""
    parts: Mapping[str, bytes]
    templates: Mapping[str, Template]
    variables: frozenset[str]
    style_ids: Mapping[str, str]
    """Our style id -> the file's, where they differ."""
    look: Look


class _Environment(ImmutableSandboxedEnvironment):
    """Values come from mappings by key alone: no attribute or method of a Python object can be reached."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in _LOOP_FIELDS:
            return getattr(obj, attribute)
        if isinstance(obj, Mapping) and attribute in obj:
            return obj[attribute]
        return self.undefined(obj=obj, name=attribute)


def _finalize(value: Any) -> Any:
    """What ``{{ }}`` prints: text as Word text, blocks as they were written."""
    if isinstance(value, Markup):
        return value
    if isinstance(value, str):
        return Markup(text_xml(value))  # escaped by text_xml
    if isinstance(value, int) and not isinstance(value, bool):
        return Markup(str(value))  # loop.index
    if isinstance(value, list | tuple) and not value:
        return Markup("")  # a slot without blocks
    if isinstance(value, StrictUndefined):
        return value  # raises with its name when printed
    raise TemplateError(f"giá trị kiểu {type(value).__name__} không in được thành chữ")


@lru_cache(maxsize=64)
def _compile(form_id: str, body: bytes) -> _Compiled:
    from docxtpl import DocxTemplate

    try:
        package = Package(body)
        styles_name = package.related("styles")
        styles_root = package.xml(styles_name) if styles_name else etree.Element(W + "styles")
        with zipfile.ZipFile(BytesIO(body)) as archive:
            parts = {name: package.read(name) for name in archive.namelist() if not name.endswith("/")}
    except InputUnreadable as error:
        raise TemplateInvalid(
            f"Tệp Word của biểu mẫu “{form_id}” không dùng được. {error.message}", error.hint
        ) from error
    _refuse_links(form_id, parts)
    environment = _Environment(
        autoescape=True, undefined=StrictUndefined, finalize=_finalize, keep_trailing_newline=True, cache_size=0
    )
    environment.globals.clear()
    patch = DocxTemplate(BytesIO(body)).patch_xml
    templates: dict[str, Template] = {}
    variables: set[str] = set()
    for name in sorted(parts):
        if name != package.document and not (name.startswith(("word/header", "word/footer")) and name.endswith(".xml")):
            continue
        text = parts[name].decode("utf-8-sig", "strict")
        if name != package.document and "{" not in text:
            continue
        templates[name], used = _jinja(form_id, environment, patch(text))
        variables |= used
    style_ids, components = _style_names(styles_root)
    if styles_name:
        parts[styles_name] = _with_our_styles(styles_root, style_ids)
    add_core(parts)
    styles = Styles(etree.fromstring(parts[styles_name], _parser()) if styles_name else None)
    padding = {
        item.get(W + "styleId", ""): cell_padding(margins)
        for item in styles_root.iter(W + "style")
        if (margins := item.find(f"{W}tblPr/{W}tblCellMar")) is not None
    }
    look = Look(styles, components, padding, load_the_thuc())
    return _Compiled(package.document, parts, templates, frozenset(variables), style_ids, look)


def _jinja(form_id: str, environment: _Environment, source: str) -> tuple[Template, set[str]]:
    """A part as a Jinja template, once its syntax tree holds nothing but names, loops and conditions."""
    try:
        tree = environment.parse(source)
        for node in tree.find_all(nodes.Node):
            if not isinstance(node, _ALLOWED) or (isinstance(node, nodes.Filter) and node.name != "length"):
                what = getattr(node, "name", None) or type(node).__name__
                raise TemplateInvalid(
                    f"Mẫu Word “{form_id}” chứa lệnh không được phép ({what}).",
                    "Chỉ dùng {{ ten }}, {% for %} và {% if %}.",
                )
        return environment.from_string(source), find_undeclared_variables(tree)
    except TemplateError as error:
        raise TemplateInvalid(f"Mẫu Word “{form_id}” có thẻ viết sai: {error}.", _REGENERATE) from error


def _refuse_links(form_id: str, parts: Mapping[str, bytes]) -> None:
    """A template that fetches something from outside when it is opened is refused; links that a reader clicks are not."""
    for name, data in parts.items():
        if not name.endswith(".rels"):
            continue
        for link in etree.fromstring(data, _parser()):
            if link.get("TargetMode") == "External" and not link.get("Type", "").endswith("/hyperlink"):
                kind = link.get("Type", "").rpartition("/")[2]
                raise TemplateInvalid(
                    f"Mẫu Word “{form_id}” liên kết ra ngoài tệp ({kind}).", "Bỏ liên kết đó trong Word rồi lưu lại."
                )


def _style_names(styles: Any) -> tuple[dict[str, str], dict[str, str]]:
    """Our ids -> the file's ids, and the file's ids -> our components, by the names of the styles."""
    by_name = load_the_thuc().by_name() | {name.casefold(): key for key, (name, _) in TABLE_STYLES.items()}
    style_ids: dict[str, str] = {}
    for item in styles.iter(W + "style"):
        name = item.find(W + "name")
        ours = by_name.get("" if name is None else name.get(W + "val", "").casefold())
        if ours:
            style_ids[ours] = item.get(W + "styleId", "")
    return style_ids, {theirs: ours for ours, theirs in style_ids.items()}


def _with_our_styles(styles: Any, style_ids: Mapping[str, str]) -> bytes:
    """The styles part with those of ours that it lacks: a slot may use any of them."""
    the_thuc = load_the_thuc()
    missing = [style_xml(key, style) for key, style in the_thuc.styles.items() if key not in style_ids]
    missing += [table_style_xml(key) for key in TABLE_STYLES if key not in style_ids]
    for xml in missing:
        wrapped = etree.fromstring(f'<w:styles xmlns:w="{W[1:-1]}">{xml}</w:styles>', _parser())
        styles.append(wrapped[0])
    return bytes(etree.tostring(styles, xml_declaration=True, encoding="UTF-8", standalone=True))


def _parser() -> etree.XMLParser:
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


# --- values


def _value(value: Any, place: str, form_id: str, writer: Writer) -> Any:
    """A value of the view as the template may see it: text, yes/no, lists, mappings; blocks become Word text here."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and not isinstance(value, Markup):
        return str(value)
    if isinstance(value, Mapping):
        return {key: _value(item, f"{place}.{key}", form_id, writer) for key, item in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        if value and all(isinstance(item, Block) for item in value):
            return writer.blocks(value)
        return [_value(item, f"{place}[{number}]", form_id, writer) for number, item in enumerate(value)]
    raise TemplateInvalid(f"Biểu mẫu “{form_id}”: giá trị “{place}” thuộc kiểu {type(value).__name__}, không phải chữ.")


def _undefined(error: UndefinedError) -> str:
    message = str(error)
    return "cần giá trị chưa có: " + message.replace("dict object' has no attribute", "").replace(
        "is undefined", ""
    ).strip(" '")
