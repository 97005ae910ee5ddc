#!/bin/sh
# The same as `make run`, for systems without make.
set -eu
cd "$(dirname "$0")"
sh scripts/install.sh requirements.txt
exec .venv/bin/python -m umbra run
