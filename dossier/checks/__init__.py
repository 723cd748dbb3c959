"""Checks of a case before its papers are assembled: pure rules over what was given and what was decided.

Call ``dossier.checks.run.run_checks`` with a ``dossier.checks.subject.Subject``.
"""
