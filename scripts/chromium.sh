#!/bin/sh
# Prints the path of a Chromium for the browser tests: the one UMBRA_CHROMIUM names,
# Playwright's own, the system's, or one installed now where this user may install.
set -eu
cd "$(dirname "$0")/.."

say() { echo "$*" >&2; }

if [ -n "${UMBRA_CHROMIUM:-}" ]; then
    if [ ! -x "$UMBRA_CHROMIUM" ]; then
        say "UMBRA_CHROMIUM is $UMBRA_CHROMIUM, and no program is there."
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
    say "Installing Chromium by apt-get, for the browser tests."
    { apt-get update -qq && apt-get install -qq --no-install-recommends chromium; } >&2 || true
    find_chromium && exit 0
fi

say "The browser tests need Chromium, and there is none. Install it with the system's package"
say "manager, or name one by UMBRA_CHROMIUM=/path/to/chromium."
exit 1
