"""The catalogue of the checker's findings: words, severity by stage and legal ground of every code.

Rules know codes and facts; what a person reads about them stands in ``messages/kiem_tra.yaml``, so wording and severity
change without touching a rule, and ``docs/findings.md`` can't drift from what is printed.
"""

from __future__ import annotations

import string
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, Field, ValidationError

from dossier.core.base import CoKhong, Id, Model, Text
from dossier.core.citation import Citation
from dossier.core.errors import RegulationInvalid
from dossier.core.finding import Finding, Location, Severity
from dossier.core.resources import MESSAGES

STAGES = ("du_thao", "trinh_ky", "phat_hanh", "nop")
"""Stages in order, as the severity lists of the catalogue give them."""

MAX_PARAM = 700
"""Longest piece of people's text quoted inside a message."""

Level = Literal["loi", "canh_bao", "luu_y", "bo_qua"]


def _by_stage(value: Any) -> Any:
    """One word stands for all four stages."""
    return (value,) * len(STAGES) if isinstance(value, str) else value


class Entry(Model):
    """One finding code."""

    title: Text
    """What the rule looks at, as a line of the coverage table."""
    severity: Annotated[tuple[Level, Level, Level, Level], BeforeValidator(_by_stage)]
    """By stage: du_thao, trinh_ky, phat_hanh, nop; ``bo_qua``: the rule does not apply yet."""
    params: tuple[Id, ...] = ()
    """Names that the three texts may use as ``{name}``."""
    message: Text
    expected: Text | None = None
    fix: Text
    needs_citation: CoKhong = False
    """The finding states law: it must carry a clause."""
    law: tuple[Id, ...] = ()
    """Rules of ``regulations/quoc-gia.yaml`` cited by every finding of this code."""

    def level(self, stage: str) -> Level:
        """Severity at a stage, or ``bo_qua``."""
        return self.severity[STAGES.index(stage)]


class Catalogue(Model):
    """All codes, and the reasons a rule gives when it can't check."""

    schema_id: Literal["kiem_tra/1"] = Field(alias="schema")
    reasons: dict[Id, Text]
    """Why something could not be checked, by name; ``{name}`` places allowed."""
    findings: dict[Annotated[str, Field(pattern=r"^[A-Z]{3}-\d{3}$")], Entry]

    def make(
        self, code: str, stage: str, at: Location, citations: Iterable[Citation] = (), **params: str
    ) -> Finding | None:
        """The finding of this code in words; None when the code does not apply at this stage.

        Raises KeyError for an unknown code and ValueError when ``params`` are not exactly those the code declares:
        a rule that forgets a value must fail in its test, not print a hole.
        """
        entry = self.findings[code]
        level = entry.level(stage)
        if level == "bo_qua":
            return None
        if set(params) != set(entry.params):
            raise ValueError(f"{code}: params {sorted(params)} given, {sorted(entry.params)} declared")
        values = {name: _shorten(value) for name, value in params.items()}
        return Finding(
            code=code,
            severity=Severity(level),
            at=at,
            message=entry.message.format_map(values),
            expected=entry.expected.format_map(values) if entry.expected else None,
            fix=entry.fix.format_map(values),
            citations=tuple(citations),
        )

    def reason(self, name: str, **params: str) -> str:
        """Words for a rule that could not check; raises KeyError for an unknown reason."""
        return self.reasons[name].format_map({key: _shorten(value) for key, value in params.items()})


def _shorten(value: str) -> str:
    """People's text on one line and of bearable length; one leading space stays ("{het}.{thay}", "{tu}{den}")."""
    text = (" " if value[:1].isspace() else "") + " ".join(str(value).split())
    return text if len(text) <= MAX_PARAM else text[: MAX_PARAM - 1] + "…"


def placeholders(template: str) -> set[str]:
    """Names used in a text; raises ValueError for anything but a plain ``{name}``."""
    names = set()
    for _literal, name, spec, conversion in string.Formatter().parse(template):
        if name is None:
            continue
        if not name.isidentifier() or spec or conversion:
            raise ValueError(f"only {{name}} is allowed, not {{{name}}}")
        names.add(name)
    return names


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc]
    """Refuses a key written twice: the first entry would vanish without a word."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [key.value for key, _ in node.value]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise yaml.constructor.ConstructorError(None, None, f"key twice: {', '.join(twice)}", node.start_mark)
        mapping: dict[Any, Any] = super().construct_mapping(node, deep)
        return mapping


def load_catalogue(path: Path) -> Catalogue:
    """Read and validate a catalogue; raises RegulationInvalid naming the entry that is wrong."""
    try:
        catalogue = Catalogue.model_validate(yaml.load(path.read_text("utf-8"), _Loader))
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise RegulationInvalid(f"Danh mục thông báo “{path.name}” bị hỏng: {error}") from error
    for code, entry in catalogue.findings.items():
        _check_entry(path.name, code, entry)
    return catalogue


def _check_entry(file: str, code: str, entry: Entry) -> None:
    texts: Mapping[str, str | None] = {"message": entry.message, "expected": entry.expected, "fix": entry.fix}
    used: set[str] = set()
    for name, text in texts.items():
        try:
            used |= placeholders(text or "")
        except ValueError as error:
            raise RegulationInvalid(f"Danh mục “{file}”, mã {code}, mục {name}: {error}") from error
    unknown, unused = used - set(entry.params), set(entry.params) - used
    if unknown:
        raise RegulationInvalid(f"Danh mục “{file}”, mã {code}: chỗ điền chưa khai: {', '.join(sorted(unknown))}.")
    if unused:
        raise RegulationInvalid(f"Danh mục “{file}”, mã {code}: khai mà không dùng: {', '.join(sorted(unused))}.")


@lru_cache(maxsize=1)
def check_catalogue() -> Catalogue:
    """The checker's own catalogue, read once."""
    return load_catalogue(MESSAGES / "kiem_tra.yaml")


@lru_cache(maxsize=1)
def verify_catalogue() -> Catalogue:
    """The verifier's catalogue: all files of ``messages/xac_minh`` as one; raises RegulationInvalid for a code written twice."""
    reasons: dict[str, str] = {}
    findings: dict[str, Entry] = {}
    for path in sorted((MESSAGES / "xac_minh").glob("*.yaml")):
        part = load_catalogue(path)
        twice = sorted((set(part.findings) & set(findings)) | (set(part.reasons) & set(reasons)))
        if twice:
            raise RegulationInvalid(f"Danh mục “xac_minh/{path.name}”: mã có hai lần: {', '.join(twice)}.")
        reasons |= part.reasons
        findings |= part.findings
    return Catalogue(schema="kiem_tra/1", reasons=reasons, findings=findings)
