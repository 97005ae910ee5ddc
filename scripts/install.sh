#!/bin/sh
# Creates .venv and installs the pinned packages of one requirements file into it.
# Idempotent. Usage: sh scripts/install.sh requirements.txt
set -eu
cd "$(dirname "$0")/.."
wanted=$1

report() { echo "$*" >&2; }

find_python() {
    for name in python3 python3.14 python3.13 python3.12 python3.11; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    report "UMBRA needs Python 3.11 or newer, which is not installed. Install python3 and try again."
    exit 1
}

venv_package() {
    if command -v apt-get >/dev/null 2>&1; then
        "$1" -c 'import sys; print("apt-get install python%d.%d-venv" % sys.version_info[:2])'
    elif command -v apk >/dev/null 2>&1; then
        echo "apk add python3"
    else
        echo "the package python3-venv (or its like)"
    fi
}

make_venv() {
    python=$(find_python)
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        report "Python's venv is not installed. Install it: $(venv_package "$python")"
        exit 1
    fi
    report "Creating a virtual environment in .venv."
    rm -rf .venv
    "$python" -m venv .venv
}

if ! .venv/bin/python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    make_venv
fi

stamp=".venv/installed-$(basename "$wanted" .txt)"
now=$(cat requirements.txt "$wanted" | cksum)
if [ "$(cat "$stamp" 2>/dev/null)" = "$now" ]; then
    exit 0
fi
report "Installing the packages in $wanted. The first time, this takes a minute or two."
.venv/bin/python -m pip install --quiet --disable-pip-version-check --requirement "$wanted"
echo "$now" >"$stamp"
