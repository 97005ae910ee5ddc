#!/bin/sh
# Prints the libical that the tests of recurrence compare with: that of UMBRA_LIBICAL, the
# system's, or a newly installed one if the user is root.
set -eu
cd "$(dirname "$0")/.."

report() { echo "$*" >&2; }

if [ -n "${UMBRA_LIBICAL:-}" ]; then
    if ! .venv/bin/python -c 'import ctypes, sys; ctypes.CDLL(sys.argv[1])' "$UMBRA_LIBICAL"; then
        report "UMBRA_LIBICAL is $UMBRA_LIBICAL, which can't be loaded."
        exit 1
    fi
    echo "$UMBRA_LIBICAL"
    exit 0
fi

find_libical() {
    .venv/bin/python -c '
from tests.recurrence.libical import find_libical
print(find_libical())' 2>/dev/null
}

find_libical && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    report "Installing libical with apt-get, for the tests of recurrence."
    { apt-get update -qq && apt-get install -qq --no-install-recommends libical3; } >&2 || true
    find_libical && exit 0
fi

report "The tests of recurrence need libical 3, which is not installed. Install it with the system's"
report "package manager (libical3 on Debian), or set UMBRA_LIBICAL=/path/to/libical.so.3."
exit 1
