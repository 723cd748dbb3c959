"""Where templates, regulations and schemas live: beside the package in a checkout, inside it in a wheel."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent.parent
_ROOT = _PACKAGE / "_data" if (_PACKAGE / "_data").is_dir() else _PACKAGE.parent

TEMPLATES = _ROOT / "templates"
REGULATIONS = _ROOT / "regulations"
SCHEMAS = _ROOT / "schemas"
MESSAGES = _PACKAGE / "messages"
