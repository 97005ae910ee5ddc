#!/bin/sh
# Prints the path of a Chromium for the browser tests: that of UMBRA_CHROMIUM, Playwright's,
# the system's, or a newly installed one if the user is root.
set -eu
cd "$(dirname "$0")/.."

report() { echo "$*" >&2; }

if [ -n "${UMBRA_CHROMIUM:-}" ]; then
    if [ ! -x "$UMBRA_CHROMIUM" ]; then
        report "UMBRA_CHROMIUM is $UMBRA_CHROMIUM, which is not a program."
        exit 1
    fi
    echo "$UMBRA_CHROMIUM"
    exit 0
fi

find_chromium() {
    own=$(.venv/bin/python -c '
from playwright.sync_api import sync_playwright
with sync_playwright() as playwright:
    print(playwright.chromium.executable_path)' 2>/dev/null || true)
    for candidate in "$own" chromium chromium-browser google-chrome google-chrome-stable; do
        if [ -n "$candidate" ] && command -v "$candidate" 2>/dev/null; then
            return 0
        fi
    done
    return 1
}

find_chromium && exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    report "Installing Chromium with apt-get, for the browser tests."
    { apt-get update -qq && apt-get install -qq --no-install-recommends chromium; } >&2 || true
    find_chromium && exit 0
fi

report "The browser tests need Chromium, which is not installed. Install it with the system's"
report "package manager, or set UMBRA_CHROMIUM=/path/to/chromium."
exit 1
