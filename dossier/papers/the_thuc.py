"""Nghị định 30/2020/NĐ-CP as data: ``templates/_shared/the_thuc.yaml`` read into a model.

The Word styles, the print and the layout checker all take their numbers from here; none of them holds one of
its own.
Sizes and spacing are points, lengths millimetres.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, ValidationError, model_validator

from dossier.core.base import CoKhong, Id, Model, Text
from dossier.core.errors import InputUnreadable, TemplateInvalid
from dossier.core.files import read_limited
from dossier.core.input_messages import source_findings
from dossier.core.resources import TEMPLATES
from dossier.core.yaml_source import parse_yaml

Length = Annotated[float, Field(ge=-100, le=1000, allow_inf_nan=False)]
"""Millimetres."""

Points = Annotated[float, Field(ge=0, le=200, allow_inf_nan=False)]

Interval = tuple[Length, Length]


class Font(Model):
    """Typeface of every component."""

    family: Text
    clause: Text
    fallback: tuple[Text, ...] = ()
    """Metric-compatible families, tried in order where the family itself is not installed."""

    @property
    def families(self) -> tuple[str, ...]:
        """The family and then its stand-ins."""
        return (self.family, *self.fallback)


class Margins(Model):
    """Margins of the page as it is read."""

    top: Length
    bottom: Length
    left: Length
    right: Length


class AcceptedMargins(Model):
    """Intervals a checker accepts."""

    top: Interval
    bottom: Interval
    left: Interval
    right: Interval


class Page(Model):
    """Paper and margins."""

    clause: Text
    size: tuple[Length, Length]
    """Width and height, portrait."""
    margins: Margins
    landscape_margins: Margins
    accept: AcceptedMargins
    tolerance: Length
    choice: Text | None = None

    def sheet(self, orientation: Literal["portrait", "landscape"]) -> tuple[float, float]:
        """Width and height of the sheet as it is read."""
        width, height = self.size
        return (width, height) if orientation == "portrait" else (height, width)

    def margins_of(self, orientation: Literal["portrait", "landscape"]) -> Margins:
        """Margins of the sheet as it is read."""
        return self.margins if orientation == "portrait" else self.landscape_margins

    def text_width(self, orientation: Literal["portrait", "landscape"] = "portrait") -> float:
        """Width between the margins."""
        margins = self.margins_of(orientation)
        return self.sheet(orientation)[0] - margins.left - margins.right


class PageNumber(Model):
    """Page number, top centre, absent on page 1."""

    clause: Text
    size: Points
    range: Interval
    place: Literal["top_center"]
    first_page: CoKhong
    header_distance: Length
    """From the edge of the sheet to the top of the number."""


class Columns(Model):
    """Widths of the two columns of a frame, for a portrait page; wider pages keep the proportion."""

    widths: tuple[Length, Length]
    choice: Text | None = None


class Rule(Model):
    """A line drawn under a component: part of the length of the text line above it, and its weight in points."""

    ratio: Annotated[float, Field(gt=0, le=1)]
    range: tuple[Annotated[float, Field(gt=0, le=1)], Annotated[float, Field(gt=0, le=1)]]
    """Part of the text line that the decree allows."""
    weight: Points


class Style(Model):
    """One component: a paragraph style of the Word file, a look of the print, a row of the layout checker."""

    name: Text
    """Name shown in Word: "Tên loại"."""
    size: Points
    range: Interval | None = None
    """Sizes the decree allows."""
    bold: CoKhong = False
    italic: CoKhong = False
    caps: CoKhong = False
    align: Literal["left", "right", "center", "justify"] = "left"
    indent_left: Length = 0
    indent_right: Length = 0
    indent_first: Length = 0
    """First line; negative: hanging."""
    before: Points = 0
    after: Points = 0
    line: Annotated[float, Field(ge=0.5, le=3)] = 1
    """Line spacing in lines."""
    keep_next: CoKhong = False
    heading: Annotated[int, Field(ge=1, le=9)] | None = None
    balance: CoKhong = False
    """Lines of about the same length when the text does not fit on one: no last line of a single word."""
    rule: Rule | None = None
    clause: Text
    choice: Text | None = None
    """What we chose where the decree is silent."""


class TheThuc(Model):
    """The whole file."""

    schema_id: Literal["the_thuc/1"] = Field(alias="schema")
    document: Text
    font: Font
    page: Page
    page_number: PageNumber
    letterhead: Columns
    signatures: Columns
    styles: dict[Id, Style]

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        names = [style.name.casefold() for style in self.styles.values()]
        if len(set(names)) != len(names):
            raise ValueError("style names must be unique: Word tells styles apart by name")
        return self

    def by_name(self) -> dict[str, str]:
        """Style name, lower case -> id: an office's Word file is understood by the names of its styles."""
        return {style.name.casefold(): key for key, style in self.styles.items()}


@cache
def load_the_thuc(path: Path = TEMPLATES / "_shared" / "the_thuc.yaml") -> TheThuc:
    """The data file, read once per process. Raises TemplateInvalid listing every problem."""
    try:
        source = parse_yaml(read_limited(path, 1_000_000), path.name)
        if source.problems:
            said = "; ".join(f"dòng {f.at.line}: {f.message}" for f in source_findings(source))
            raise TemplateInvalid(f"Tệp {path.name} sai: {said}")
        return TheThuc.model_validate(source.tree)
    except InputUnreadable as error:
        raise TemplateInvalid(error.message, error.hint) from error
    except ValidationError as error:
        places = "; ".join(f"{'/'.join(map(str, e['loc'])) or '/'}: {e['msg']}" for e in error.errors())
        raise TemplateInvalid(f"Tệp {path.name} sai: {places}") from error
