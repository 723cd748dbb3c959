"""Errors are the operator's (unreadable file, broken regulation, no key); what a person can fix in a dossier is a finding."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """Exit codes of the command line, documented in ``docs/exit_codes.md``."""

    OK = 0
    FINDINGS = 1
    USAGE = 2
    INPUT = 3
    REGULATION = 4
    TEMPLATE = 5
    RENDERING = 6
    BUNDLE = 7
    SIGNING = 8
    VERIFICATION_FAILED = 9
    VERIFICATION_INDETERMINATE = 10


class DossierError(Exception):
    """Base of every error raised on purpose; the message is Vietnamese, for the person at the keyboard.

    ``hint`` says what to do next: a command, a file to open.
    """

    exit_code = ExitCode.USAGE

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InputUnreadable(DossierError):
    """A file of the case can't be read as what it should be (missing, too big, wrong encoding, broken, unsafe)."""

    exit_code = ExitCode.INPUT


class RegulationInvalid(DossierError):
    """A regulation file is missing or broken."""

    exit_code = ExitCode.REGULATION


class TemplateInvalid(DossierError):
    """A form or Word template is missing, broken or does not fit its view."""

    exit_code = ExitCode.TEMPLATE


class RenderingFailed(DossierError):
    """A paper could not be written or printed (missing font, broken Word file)."""

    exit_code = ExitCode.RENDERING


class BundleFailed(DossierError):
    """The bundle could not be assembled."""

    exit_code = ExitCode.BUNDLE


class SigningFailed(DossierError):
    """A signature could not be made (wrong password, expired certificate, unreadable key)."""

    exit_code = ExitCode.SIGNING
