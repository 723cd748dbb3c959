"""Help and messages about a command called wrongly, in Vietnamese: the command-line library speaks only English."""

from __future__ import annotations

import re
from typing import Any

from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

_HELP = (
    (r"^Usage: ", "Cách dùng: "),
    (r"^Arguments:$", "Tham số:"),
    (r"^Options:$", "Tuỳ chọn:"),
    (r"^Commands:$", "Các lệnh:"),
    (r"\[OPTIONS\]", "[TUỲ CHỌN]"),
    (r"COMMAND \[ARGS\]\.\.\.", "LỆNH [THAM SỐ]..."),
    (r"Show this message and exit\.", "In hướng dẫn này rồi thoát."),
    (r"\[required\]", "[bắt buộc]"),
    (r"\[default: ", "[mặc định: "),
    (r"CASE <path>", "CASE       "),
    (r" <path>", "       "),
    (r" <list\[Path\]>", "             "),
)


def help_in_vietnamese(text: str) -> str:
    """The library's help page with its own words translated."""
    for pattern, words in _HELP:
        text = re.sub(pattern, words, text, flags=re.MULTILINE)
    return text


class Command(TyperCommand):
    """A command whose help is Vietnamese throughout."""

    def get_short_help_str(self, limit: int = 45) -> str:
        """The line in the list of commands: what stands before the first colon or full stop, never cut with dots."""
        return re.split(r"[:.]", self.help or "", maxsplit=1)[0].strip().replace("\n", " ")

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_vietnamese(super().get_help(ctx))


class Group(TyperGroup):
    """A group of commands whose help is Vietnamese throughout."""

    def get_help(self, ctx: Any) -> str:
        """The help page."""
        return help_in_vietnamese(super().get_help(ctx))


def usage_message(error: TyperException) -> str:
    """What is wrong with how the command was called, and where help is."""
    kind = type(error).__name__
    if kind == "NoArgsIsHelpError":
        return str(error)
    param = getattr(error, "param", None)
    name = param.get_error_hint() if param is not None else ""
    text = str(getattr(error, "message", error))
    if kind == "MissingParameter":
        message = f"Thiếu {name}."
    elif kind == "NoSuchOption":
        close = getattr(error, "possibilities", None)
        message = f"Không có tuỳ chọn {getattr(error, 'option_name', '')}."
        message += f" Có phải là {', '.join(sorted(close))}?" if close else ""
    elif kind == "BadParameter":
        # The only options whose values the library itself checks are numbers.
        message = f"Giá trị của {name} phải là số nguyên trong khoảng cho phép."
    elif kind == "BadOptionUsage":
        message = f"Tuỳ chọn {getattr(error, 'option_name', '')} thiếu giá trị hoặc thừa giá trị."
    elif found := re.fullmatch(r"No such command '(.*)'\..*", text, re.DOTALL):
        message = f"Không có lệnh “{found[1]}”."
    elif found := re.fullmatch(r"Got unexpected extra argument\(s\) \((.*)\)", text, re.DOTALL):
        message = f"Thừa tham số: {found[1]}."
    else:
        message = text
    context = getattr(error, "ctx", None)
    path = context.command_path if context is not None else "dossier"
    return f"Lỗi: Gọi lệnh chưa đúng. {message}\n  → Xem cách dùng: {path} --help\n"
