#!/usr/bin/env bash
# Every check of the project, in the order of cheapness; all run, then the sum is said.
set -uo pipefail
cd "$(dirname "$0")/.."
failed=()
step() {
  printf '\n== %s\n' "$1"
  shift
  "$@" || failed+=("$*")
}
step "ruff (lint)" .venv/bin/ruff check .
step "ruff (format)" .venv/bin/ruff format --check .
step "import contracts" .venv/bin/lint-imports
step "mypy --strict" .venv/bin/mypy
# tests/conftest.py says what must stay together. The tamper program has two processes of its own: it runs alone.
step "tests" .venv/bin/python -m pytest -p no:cacheprovider -n auto --maxprocesses 4 --ignore tests/tamper
step "tamper tests" .venv/bin/python -m pytest -p no:cacheprovider tests/tamper
if [ ${#failed[@]} -gt 0 ]; then
  printf '\nFAILED:\n'
  printf '  %s\n' "${failed[@]}"
  exit 1
fi
