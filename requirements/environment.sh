#!/bin/sh
# Makes the virtual environment $1 with a Python of at least 3.11 and a pip in it, or says what is missing.
set -eu
target=$1

new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }

python=
for candidate in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11 python; do
  if command -v "$candidate" >/dev/null 2>&1 && new_enough "$candidate"; then python=$candidate; break; fi
done
if [ -z "$python" ]; then
  echo "No Python of at least 3.11 was found. Install one (Debian, Ubuntu: apt-get install python3 python3-venv), or name it: make PYTHON=/path/to/python3" >&2
  exit 1
fi

if [ -x "$target/bin/python" ] && new_enough "$target/bin/python" && "$target/bin/python" -m pip --version >/dev/null 2>&1; then
  exit 0
fi
rm -rf "$target"
# Debian and Ubuntu split ensurepip off into python3-venv; whatever else can make an environment will do.
if "$python" -c 'import ensurepip' 2>/dev/null && "$python" -m venv "$target"; then exit 0; fi
rm -rf "$target"
if "$python" -m virtualenv --quiet "$target" 2>/dev/null; then exit 0; fi
if "$python" -m pip --version >/dev/null 2>&1 && "$python" -m venv --without-pip "$target" &&
  "$python" -m pip --python "$target/bin/python" install --quiet pip 2>/dev/null; then exit 0; fi
rm -rf "$target"
if command -v uv >/dev/null 2>&1 && uv venv --quiet --seed --python "$python" "$target"; then exit 0; fi
rm -rf "$target"
echo "$python cannot make a virtual environment: its module ensurepip is missing. On Debian and Ubuntu: apt-get install python3-venv" >&2
exit 1
